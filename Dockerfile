# The serving process. Built by docker-compose.yml.
FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md ./
COPY bot bot
COPY handlers handlers
COPY storage storage
COPY surveys surveys
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --create-home koe
USER koe
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz')"]
CMD ["koe", "serve", "--host", "0.0.0.0", "--port", "8000"]
