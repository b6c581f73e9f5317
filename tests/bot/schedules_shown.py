"""Schedules in the notation of their tests: a line for each lesson and each mistake."""

from zoneinfo import ZoneInfo

from surveys.schedules import Schedule

ZONE = ZoneInfo("Asia/Tokyo")


def shown(schedule: Schedule) -> list[str]:
    return [
        f"{one.course} {one.starts_at.astimezone(ZONE):%Y-%m-%d %H:%M}"
        f"-{one.ends_at.astimezone(ZONE):%H:%M} {one.place}{' off' * one.cancelled}"
        for one in schedule.lessons
    ]


def told(schedule: Schedule) -> list[str]:
    return [str(mistake).partition(" → ")[0] for mistake in schedule.mistakes]
