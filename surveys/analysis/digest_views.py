"""A digest as JSON for programs, and as one phone screen of text for coordinators."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias, assert_never

from surveys.analysis.digest import (
    Alert,
    AttendanceUnknown,
    Digest,
    IndicatorLine,
    MoreThanFamilies,
    NotSent,
    WithoutSurvey,
)
from surveys.analysis.eras import reiwa
from surveys.analysis.numerals import percent
from surveys.analysis.shares import FEWEST
from surveys.model import Language
from surveys.wording import Wording

MAX_LINES: Final = 18
"""One phone screen."""

MAX_INDICATORS: Final = 8
"""Those that come first in the definition; the JSON has them all."""

Json: TypeAlias = dict[str, Any]


def digest_json(digest: Digest, wording: Wording) -> Json:
    """The digest as plain JSON values. Shares lie between 0 and 1; null where nothing is known."""
    return {
        "week": str(digest.week),
        "partial": digest.partial,
        "lessons_held": digest.lessons_held,
        "lessons_surveyed": digest.lessons_surveyed,
        "attendance_families": digest.attendance_families,
        "attendance_people": digest.attendance_people,
        "opened": digest.opened,
        "completed": digest.completed,
        "response_rate": digest.response_rate,
        "fiscal_year": digest.fiscal_year,
        "respondents": digest.respondents,
        "indicators": [indicator_json(line) for line in digest.indicators],
        "alerts": [_alert_json(alert, wording) for alert in digest.alerts],
    }


def indicator_json(line: IndicatorLine) -> Json:
    """One indicator as plain JSON values, its label in Japanese."""
    return {
        "id": line.share.indicator,
        "label": line.label[Language.JA],
        "numerator": line.share.numerator,
        "denominator": line.share.denominator,
        "estimate": line.share.estimate,
        "low": line.share.low,
        "high": line.share.high,
        "target": line.target,
    }


def digest_text(
    digest: Digest, language: Language, wording: Wording, *, late: bool = False
) -> str:
    """The digest in at most 18 lines; `late` adds that it comes later than it should."""
    screen = _Screen(digest=digest, language=language, wording=wording)
    lines = [screen.say("late")] if late else []
    lines.append(screen.heading())
    if digest.quiet:
        lines.append(screen.say("quiet_partial" if digest.partial else "quiet"))
        return "\n".join([*lines, *screen.to_do(MAX_LINES - len(lines))])
    lines += [*screen.counts(), *screen.indicators()]
    return "\n".join([*lines, *screen.to_do(MAX_LINES - len(lines))])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Screen:
    """The parts of the text in one language."""

    digest: Digest
    language: Language
    wording: Wording

    def say(self, key: str, **values: object) -> str:
        return self.wording.say(f"digest_{key}", self.language, **values)

    def heading(self) -> str:
        week = self.digest.week
        key = "head_partial" if self.digest.partial else "head"
        return self.say(key, start=self._day(week.monday()), end=self._day(week.sunday()))

    def counts(self) -> list[str]:
        digest = self.digest
        known = digest.attendance_families is not None
        rate = digest.response_rate
        return [
            self.say(
                "lessons" if known else "lessons_unknown",
                held=digest.lessons_held,
                surveyed=digest.lessons_surveyed,
                families=digest.attendance_families,
            ),
            self.say("flow", opened=digest.opened, completed=digest.completed),
            self.say("no_rate") if rate is None else self.say("rate", rate=percent(rate)),
        ]

    def indicators(self) -> list[str]:
        digest = self.digest
        japanese = self.language in {Language.JA, Language.EASY}
        year = reiwa(digest.fiscal_year) if japanese else digest.fiscal_year
        heading = self.say("cumulative", year=year, respondents=digest.respondents)
        if digest.respondents < FEWEST:
            return [heading, self.say("too_few", respondents=digest.respondents)]
        lines = [self._share(line) for line in digest.indicators[:MAX_INDICATORS]]
        return [heading, *lines, self.say("note")]

    def to_do(self, room: int) -> list[str]:
        language, wording = self.language, self.wording
        alerts = [f"・{alert_text(alert, language, wording)}" for alert in self.digest.alerts]
        if not alerts:
            return []
        if len(alerts) >= room:  # the heading takes one line
            shown = room - 2
            alerts = [*alerts[:shown], self.say("more", count=len(alerts) - shown)]
        return [self.say("to_do"), *alerts]

    def _share(self, line: IndicatorLine) -> str:
        label, share = line.short[self.language], line.share
        if (
            share.denominator < FEWEST
            or share.estimate is None
            or share.low is None
            or share.high is None
        ):
            return self.say("share_few", label=label, fewest=FEWEST)
        values = {
            "label": label,
            "estimate": percent(share.estimate),
            "low": percent(share.low),
            "high": percent(share.high),
        }
        if line.target is None:
            return self.say("share", **values)
        return self.say("share_target", **values, target=percent(line.target))

    def _day(self, day: date) -> str:
        weekday = self.say("weekdays").split()[day.weekday()]
        return f"{day.month}/{day.day}({weekday})"


def alert_text(alert: Alert, language: Language, wording: Wording) -> str:
    """One thing to do, in one line."""
    match alert:
        case WithoutSurvey(lessons=lessons):
            return wording.say("digest_without_survey", language, count=lessons)
        case AttendanceUnknown(lessons=lessons):
            return wording.say("digest_attendance_unknown", language, count=lessons)
        case NotSent(messages=messages):
            return wording.say("digest_not_sent", language, count=messages)
        case MoreThanFamilies(starts_at=start, completed=completed, families=families):
            return wording.say(
                "digest_more_than_families",
                language,
                when=f"{start.month}/{start.day} {start:%H:%M}",
                completed=completed,
                families=families,
            )
        case _:
            assert_never(alert)


def _alert_json(alert: Alert, wording: Wording) -> Json:
    return {"code": _code(alert), "message": alert_text(alert, Language.JA, wording)}


def _code(alert: Alert) -> str:
    match alert:
        case WithoutSurvey():
            return "lesson_without_survey"
        case AttendanceUnknown():
            return "attendance_unknown"
        case MoreThanFamilies():
            return "answers_exceed_families"
        case NotSent():
            return "pushes_refused"
        case _:
            assert_never(alert)
