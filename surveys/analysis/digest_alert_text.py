"""Alerts in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from surveys.analysis.digest_alerts import (
    Alert,
    ApprovalWaiting,
    AttendanceUnknown,
    BreakOff,
    FewAnswered,
    FollowUpsShort,
    FreezeNear,
    MoreThanFamilies,
    NotReached,
    NotSent,
    QuotaShort,
    RemarksWaiting,
    SlowAnswers,
    WithoutSurvey,
)
from surveys.analysis.numerals import percent
from surveys.model import Language
from surveys.wording import Wording


def alert_text(alert: Alert, language: Language, wording: Wording) -> str:
    """One thing to do, in one line."""
    return wording.say(alert.key, language, **_values(alert, language))


def _values(alert: Alert, language: Language) -> Mapping[str, object]:
    match alert:
        case (
            NotSent(count=count)
            | NotReached(count=count)
            | WithoutSurvey(count=count)
            | AttendanceUnknown(count=count)
            | RemarksWaiting(count=count)
            | ApprovalWaiting(count=count)
        ):
            return {"count": count}
        case QuotaShort(left=left, planned=planned):
            return {"left": left, "planned": planned}
        case FollowUpsShort(due=due, left=left):
            return {"due": due, "left": left}
        case (
            MoreThanFamilies(starts_at=start, completed=completed, families=families)
            | FewAnswered(starts_at=start, completed=completed, families=families)
        ):
            when = f"{start.month}/{start.day} {_hour(start, language)}"
            return {"when": when, "completed": completed, "families": families}
        case BreakOff(number=number, share=share):
            return {"number": number, "share": percent(share)}
        case SlowAnswers(seconds=seconds):
            return {"seconds": seconds}
        case FreezeNear(on=day):
            return {"day": f"{day.month}/{day.day}"}
        case _:
            assert_never(alert)


def _hour(moment: datetime, language: Language) -> str:
    """The time of day as it is said: 14時, 14時30分."""
    if language not in {Language.JA, Language.EASY}:
        return f"{moment:%H:%M}"
    return f"{moment.hour}時{moment.minute}分" if moment.minute else f"{moment.hour}時"
