"""Files that people sent in LINE; LINE keeps them at a host of their own for some time."""

import asyncio
from typing import Final

import aiohttp
import structlog
from linebot.v3.messaging import AsyncApiClient, Configuration
from linebot.v3.messaging.exceptions import ApiException

API: Final = "https://api.line.me"
DATA_API: Final = "https://api-data.line.me"

TIMEOUT: Final = 8.0
TRIES: Final = 3
WAIT_SECONDS: Final = 1.0
"""LINE answers 202 while it still prepares a file."""

_BYTES: Final = {"200": "bytearray", "202": "bytearray"}

_log = structlog.get_logger("koe.line")


def data_base_url(base_url: str) -> str:
    """LINE's second host, or the same host where it is not LINE's."""
    return DATA_API if base_url == API else base_url


async def fetch_content(token: str, base_url: str, message: str) -> bytes | None:
    """The file of a message; None when it is not to be had now. Source: LINE, "Get content"."""
    configuration = Configuration(access_token=token, host=data_base_url(base_url))
    async with AsyncApiClient(configuration) as client:
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(WAIT_SECONDS)
            status, content = await _tried(client, message)
            if status != 202:
                return content
    return None


async def _tried(client: AsyncApiClient, message: str) -> tuple[int, bytes | None]:
    """Status and content of one call; status 0 where there was no answer."""
    status, request_id, content = 0, None, None
    try:
        answer = await client.call_api(
            "/v2/bot/message/{messageId}/content",
            "GET",
            path_params={"messageId": message},
            response_types_map=_BYTES,
            auth_settings=["Bearer"],
            _request_timeout=aiohttp.ClientTimeout(total=TIMEOUT),
        )
        status, request_id = answer.status_code, answer.headers.get("x-line-request-id")
        content = bytes(answer.raw_data) if status == 200 else None
    except ApiException as error:
        status = int(error.status or 0)
        request_id = (error.headers or {}).get("x-line-request-id")
    except (aiohttp.ClientError, TimeoutError) as error:
        _log.info("not_reached", error=type(error).__name__)
    _log.info(
        "called",
        method="GET",
        endpoint="/v2/bot/message/*/content",
        status=status,
        request_id=request_id,
    )
    return status, content
