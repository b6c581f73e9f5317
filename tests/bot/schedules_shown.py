"""Schedules in the notation of their tests: a line for each lesson and each mistake."""

from zoneinfo import ZoneInfo

from surveys.model import Language
from surveys.sayings import Saying, spoken
from surveys.schedules import Schedule
from tests.surveys.builders import WORDING

ZONE = ZoneInfo("Asia/Tokyo")


def shown(schedule: Schedule) -> list[str]:
    return [
        f"{one.course} {one.starts_at.astimezone(ZONE):%Y-%m-%d %H:%M}"
        f"-{one.ends_at.astimezone(ZONE):%H:%M} {one.place}{' off' * one.cancelled}"
        for one in schedule.lessons
    ]


def told(schedule: Schedule) -> list[str]:
    return [japanese(mistake.line).partition(" → ")[0] for mistake in schedule.mistakes]


def japanese(said: Saying) -> str:
    return spoken(said, WORDING, Language.JA)
