"""Structured logs without secrets and addresses."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final, Literal

import structlog
from typing_extensions import override

_SECRETS: Final = re.compile(
    r"\d{5,}:[A-Za-z0-9_-]{20,}"  # a Telegram token; the SDK tells a rejected one by itself
    r"|Bearer [A-Za-z0-9+/=_.-]+"
    r"|\b[CRU][0-9a-f]{32}\b"  # a LINE user id
    r"|://[^/@\s:]+:[^/@\s]+@"  # a password in a database address
)

REMOVED: Final = "[removed]"


def without_secrets(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blank tokens, passwords and addresses wherever they stand in a line."""
    return {
        key: _SECRETS.sub(REMOVED, value) if isinstance(value, str) else value
        for key, value in event.items()
    }


class _Redacting(logging.Formatter):
    """The same for lines of libraries that write through the standard library."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """The formatted line, blanked."""
        return _SECRETS.sub(REMOVED, super().format(record))


def set_up(form: Literal["json", "console"]) -> None:
    """Logs to stderr, as JSON lines or for people."""
    last: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_secrets,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("httpx", "httpcore", "telegram", "aiohttp", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)


def only_warnings() -> None:
    """Leave out what is merely informative: the demo's terminal is for the demo."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
