"""Schedules in calendars (RFC 5545): single events, series, moved and cancelled occurrences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, vRecur

from surveys.sayings import Saying, Value, saying
from surveys.schedule_matches import OCCURRENCE
from surveys.schedules import (
    MAX_LESSONS,
    YEARS,
    Kind,
    Mistake,
    Occasion,
    Schedule,
    ScheduleError,
    clean,
    schedule_of,
    shortened,
    source_of,
)

ENDLESS: Final = timedelta(days=731)
"""How far ahead of now a series without an end is followed."""

_FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})

_TIMES: Final = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID")
_SINGLE: Final = (*_TIMES, "UID", "SUMMARY", "LOCATION", "SEQUENCE")
"""What an event has once; the library makes a list of anything that comes again."""

_Overrides: TypeAlias = Mapping[tuple[str, datetime], "_Entry"]


class _UnreadableError(Exception):
    """An event that cannot be read, with its fault."""

    def __init__(self, key: str, **values: Value) -> None:
        super().__init__(key)
        self.fault = saying(key, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An event as it stands in the file; `original` is the occurrence that it replaces, in UTC."""

    where: Saying
    event: Any
    uid: str
    starts_at: datetime
    length: timedelta
    original: datetime | None

    def occasion(self, starts_at: datetime, occurrence: datetime | None, *, off: bool) -> Occasion:
        """The event at a moment, as the occurrence of a series or (None) by itself."""
        mark = "" if occurrence is None else f"{OCCURRENCE}{occurrence:%Y%m%dT%H%M%SZ}"
        on = saying("place_occurrence", event=self.where, day=f"{starts_at:%Y-%m-%d}")
        return Occasion(
            where=self.where if occurrence is None else on,
            course=clean(str(self.event.get("SUMMARY", ""))),
            starts_at=starts_at,
            ends_at=starts_at + self.length,
            place=clean(str(self.event.get("LOCATION", ""))),
            uid=f"{self.uid}{mark}" if self.uid else None,
            cancelled=off or str(self.event.get("STATUS", "")).upper() == "CANCELLED",
        )


def read_calendar(data: bytes, zone: ZoneInfo, now: datetime) -> Schedule:
    """The lessons of a calendar. Times without a time zone are in `zone`.

    The summary is the course, the location the place. A series without an end is followed for
    two years from `now`.

    Raises:
        ScheduleError: it is no calendar, or has too many events.
    """
    try:
        calendars = Calendar.from_ical(data, multiple=True)
    except (ValueError, IndexError, KeyError):
        raise ScheduleError(saying("file_no_calendar")) from None
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    if not events:
        raise ScheduleError(saying("file_no_event"))
    entries, mistakes = _entries(events, zone)
    occasions: list[Occasion] = []
    notes: list[Saying] = []
    overrides = _newest(entries)
    for entry in [*overrides.values(), *(each for each in entries if each.original is None)]:
        try:
            occasions += _occasions(entry, overrides, now)
        except _UnreadableError as error:
            mistakes.append(Mistake(where=entry.where, fault=error.fault))
        if _is_endless(entry):
            notes.append(saying("note_endless", where=entry.where))
        if len(occasions) > MAX_LESSONS:
            raise ScheduleError(saying("file_events", max=f"{MAX_LESSONS:,}"))
    return replace(schedule_of(occasions, mistakes, notes), source=_source(calendars))


def _source(calendars: Sequence[Any]) -> str | None:
    """The calendars' own names; None where they have none."""
    given = [each.get("NAME") or each.get("X-WR-CALNAME") for each in calendars]
    names = [clean(str(name)) for name in given if name]
    return source_of(Kind.CALENDAR, " ".join(names)) if names else None


def _entries(events: Sequence[Any], zone: ZoneInfo) -> tuple[list[_Entry], list[Mistake]]:
    entries: list[_Entry] = []
    mistakes: list[Mistake] = []
    for number, event in enumerate(events, start=1):
        title = shortened(clean(str(event.get("SUMMARY", ""))))
        where = saying("place_event", number=number, title=title)
        try:
            entries.append(_entry(event, where, zone))
        except _UnreadableError as error:
            mistakes.append(Mistake(where=where, fault=error.fault))
    return entries, mistakes


def _entry(event: Any, where: Saying, zone: ZoneInfo) -> _Entry:
    """An event with its times. Raises _UnreadableError."""
    broken = [name for name, _ in event.errors if name]
    broken += [name for name in _SINGLE if isinstance(event.get(name), list)]
    if broken:
        raise _UnreadableError("event_broken", names=", ".join(broken))
    starts_at = _moment(event, "DTSTART", zone)
    length: timedelta
    if event.get("DTEND") is not None:
        length = _moment(event, "DTEND", zone) - starts_at
    elif event.get("DURATION") is not None:
        length = event["DURATION"].dt
    else:
        raise _UnreadableError("event_no_end")
    original = None
    if event.get("RECURRENCE-ID") is not None:
        if event["RECURRENCE-ID"].params.get("RANGE") is not None:
            raise _UnreadableError("event_onwards")
        original = _moment(event, "RECURRENCE-ID", zone).astimezone(UTC)
    return _Entry(
        where=where,
        event=event,
        uid=clean(str(event.get("UID", ""))),
        starts_at=starts_at,
        length=length,
        original=original,
    )


def _moment(event: Any, name: str, zone: ZoneInfo) -> datetime:
    """The time of a property, aware. Raises _UnreadableError."""
    known = {"DTSTART": saying("field_start"), "DTEND": saying("field_end")}
    field = known.get(name, name)
    given = event.get(name)
    if given is None:
        raise _UnreadableError("event_no_time", field=field)
    moment = given.dt
    if not isinstance(moment, datetime):
        raise _UnreadableError("event_all_day", field=field)
    if moment.year not in YEARS:
        raise _UnreadableError("event_year", field=field)
    if moment.tzinfo is not None:
        return moment
    if "TZID" in given.params:
        raise _UnreadableError("event_zone", zone=shortened(given.params["TZID"]))
    return moment.replace(tzinfo=zone)


def _newest(entries: Sequence[_Entry]) -> dict[tuple[str, datetime], _Entry]:
    """Replaced occurrences; of several versions the one with the highest sequence counts."""
    newest: dict[tuple[str, datetime], _Entry] = {}
    for entry in sorted(entries, key=lambda entry: int(entry.event.get("SEQUENCE", 0))):
        if entry.original is not None:
            newest[entry.uid, entry.original] = entry
    return newest


def _occasions(entry: _Entry, overrides: _Overrides, now: datetime) -> list[Occasion]:
    """The lessons of one event. Raises _UnreadableError."""
    if entry.original is not None:
        return [entry.occasion(entry.starts_at, entry.original, off=False)]
    if not ("RRULE" in entry.event or "RDATE" in entry.event):
        return [entry.occasion(entry.starts_at, None, off=False)]
    off = set(_dates(entry, "EXDATE"))
    moments = sorted({*_repeated(entry, now), *_dates(entry, "RDATE")})
    return [
        entry.occasion(
            moment.astimezone(entry.starts_at.tzinfo),
            moment,
            off=moment in off or moment.astimezone(entry.starts_at.tzinfo).date() in off,
        )
        for moment in moments
        if (entry.uid, moment) not in overrides
    ]


def _repeated(entry: _Entry, now: datetime) -> list[datetime]:
    """The occurrences by the rule, in UTC: the hour on the wall stays, whatever its offset."""
    if "RRULE" not in entry.event:
        return [entry.starts_at.astimezone(UTC)]
    rule = entry.event["RRULE"]
    if not isinstance(rule, vRecur) or str(rule["FREQ"][0]).upper() not in _FREQUENCIES:
        raise _UnreadableError("event_rule")
    zone = entry.starts_at.tzinfo
    last = _until(rule, entry, now)
    bare: Any = vRecur({name: value for name, value in rule.items() if name != "UNTIL"})
    try:
        moments = rrulestr(bare.to_ical().decode(), dtstart=entry.starts_at.replace(tzinfo=None))
    except ValueError:
        raise _UnreadableError("event_rule_hard") from None
    until = takewhile(lambda moment: moment <= last, moments)
    found = [
        moment.replace(tzinfo=zone).astimezone(UTC) for moment in islice(until, MAX_LESSONS + 1)
    ]
    if len(found) > MAX_LESSONS:
        raise _UnreadableError("event_too_often")
    return found


def _until(rule: vRecur, entry: _Entry, now: datetime) -> datetime:
    """Until when a rule goes, as an hour on the wall."""
    zone = entry.starts_at.tzinfo
    given = rule["UNTIL"][0] if "UNTIL" in rule else None
    match given:
        case None if "COUNT" in rule:
            return datetime(YEARS[-1], 12, 31)  # noqa: DTZ001 - on the wall
        case None:
            return (now + ENDLESS).astimezone(zone).replace(tzinfo=None)
        case datetime() if given.tzinfo is not None:
            return given.astimezone(zone).replace(tzinfo=None)
        case datetime():
            return given
        case _:
            return datetime.combine(given, time.max)


def _dates(entry: _Entry, name: str) -> Iterator[Any]:
    """Moments (in UTC) and whole days of EXDATE or RDATE."""
    given = entry.event.get(name, [])
    for each in given if isinstance(given, list) else [given]:
        for one in each.dts:
            moment = one.dt[0] if isinstance(one.dt, tuple) else one.dt
            if isinstance(moment, datetime):
                zoned = moment.replace(tzinfo=moment.tzinfo or entry.starts_at.tzinfo)
                yield zoned.astimezone(UTC)
            elif name == "EXDATE":
                yield moment


def _is_endless(entry: _Entry) -> bool:
    rule = entry.event.get("RRULE")
    return isinstance(rule, vRecur) and "UNTIL" not in rule and "COUNT" not in rule
