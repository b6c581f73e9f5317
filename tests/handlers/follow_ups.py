"""Parents who agreed to be asked four weeks later, and the day on which they are."""

from datetime import datetime, timedelta
from typing import Any

from handlers.followed import FollowedUp, followed
from handlers.following import send_follow_ups
from surveys.analysis.weeks import fiscal_span
from surveys.outbound import Purpose
from surveys.people import Lesson
from tests.handlers.parents import Parents
from tests.surveys.analysis.rows import FULL, ZONE, tokyo

FIRST = "2026-10-21 10:00"
"""A Wednesday; four weeks later is 2026-11-18."""
DUE = tokyo("2026-11-18 11:00")


def later(**span: float) -> datetime:
    return DUE + timedelta(**span)


def answered(
    centre: Parents, name: str, lesson: Lesson, channel: str = "line", **changes: Any
) -> None:
    """A parent who wants to be asked later, and finished the first wave."""
    chosen = changes.pop("chosen", FULL)
    centre.filled.answered(
        lesson, name, chosen, **{"consent": "yes_followup", "mode": channel, **changes}
    )
    centre.parent(name, channel)


def asked(centre: Parents, now: datetime = DUE) -> list[str]:
    """Whom the day's follow-ups reach."""
    centre.do(send_follow_ups, now)
    return centre.pushed(now, Purpose.FOLLOW_UP)


def counted(centre: Parents, now: datetime, year: int = 2026) -> FollowedUp:
    return centre.do(lambda work: followed(work, *fiscal_span(year, ZONE)), now)
