"""The one place where the time is read and ids are made."""

import secrets
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeAlias

Clock: TypeAlias = Callable[[], datetime]

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits that cannot be taken for each other when read out (no 0, O, 1, I, L)."""


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one home of the clock


def new_id() -> str:
    """A unique id of 32 characters that tells nothing."""
    return uuid.uuid4().hex  # noqa: TID251 - the one home of ids


def new_code(length: int) -> str:
    """A code to be read out or typed, with at least one digit and one letter, so no word."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(length))
        if not code.isdigit() and not code.isalpha():
            return code
