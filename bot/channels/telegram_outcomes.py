"""What came of a call to Telegram, from the SDK's errors."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Final

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from surveys.outbound import Accepted, Blocked, Outcome, Refused, TryLater, Uncertain

NOT_MODIFIED: Final = "essage is not modified"


async def outcome_of(call: Awaitable[str]) -> Outcome:
    """What came of a call. sendMessage has no key: only what surely did not arrive is retried."""
    try:
        message = await call
    except RetryAfter as error:
        wait = error.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        return TryLater(reason="flood limit", seconds=seconds)
    except Forbidden:
        return Blocked()
    except ChatMigrated:
        return Refused(reason="chat became a group")
    except (BadRequest, InvalidToken) as error:
        if NOT_MODIFIED in str(error):
            return Accepted()
        return Refused(reason=type(error).__name__)
    except NetworkError as error:  # TimedOut is one of them
        return _not_answered(error)
    except TelegramError as error:
        return Refused(reason=type(error).__name__)
    return Accepted(message=message)


def repeatable(outcome: Outcome) -> Outcome:
    """The same for a call that may be made twice: doubt and a bad token wait."""
    match outcome:
        case Accepted():
            return Accepted()
        case Uncertain(reason=reason) | Refused(reason=("InvalidToken" as reason)):
            return TryLater(reason=reason)
        case _:
            return outcome


def _not_answered(error: NetworkError) -> Outcome:
    """Where no connection was made nothing was sent; in every other case it may have been."""
    cause = type(error.__cause__ or error).__name__
    if cause in {"ConnectTimeout", "ConnectError", "PoolTimeout"}:
        return TryLater(reason=cause)
    return Uncertain(reason=cause)
