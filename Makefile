# Koe: `make demo`, `make test`, `make check`. Needs Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check prove validate bench format lint types imports coverage lock clean

help:
	@echo "make demo            play the main job, then serve the chat simulator on http://127.0.0.1:8000"
	@echo "make demo ARGS=--once   play it, write the evidence pack to var/demo/, end"
	@echo "make test            the whole test suite, on SQLite and PostgreSQL"
	@echo "make check           format, lint, types, import contracts, tests with coverage"
	@echo "make prove           the heavy tests in full, whose figures the docs quote"
	@echo "make validate        the statistics on thousands of simulated years, into docs/validation.md"

# pip checks every download against the hashes in the lock file
$(VENV)/.demo: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Koe needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.demo requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

demo: $(VENV)/.demo
	$(BIN)/koe demo $(ARGS)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: $(VENV)/.dev format lint types imports coverage

# 100,000 mutated webhooks take about seven minutes on two cores
prove: $(VENV)/.dev
	KOE_PROVE=1 $(BIN)/python -m pytest tests/test_webhook_mutations.py tests/test_line_promises.py tests/test_digest_kill.py

# exit 1 where a line of the acceptance list fails; about two minutes on two cores
validate: $(VENV)/.demo
	$(BIN)/koe validate $(ARGS)

# timings as shares of what is allowed; on a quiet machine
bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks.bench_reply

format: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

# `make test` with its branches counted
coverage: $(VENV)/.dev
	$(MAKE) test ARGS="--cov --cov-report="
	$(BIN)/coverage report --fail-under=95
	$(BIN)/coverage report --include='surveys/*' --fail-under=100

# Needs uv. The files name no index and hold for every platform.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra build pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra build --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) var .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache *.egg-info
