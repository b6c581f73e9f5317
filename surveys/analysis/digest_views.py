"""A digest as one phone screen of text for coordinators (EVIDENCE 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from surveys.analysis.digest import Digest
from surveys.analysis.digest_alert_text import alert_text
from surveys.analysis.digest_figures import ComparisonLine, IndicatorLine
from surveys.analysis.digest_progress import Outlook, ProgressLine
from surveys.analysis.levels import Kind, Level
from surveys.analysis.numerals import percent
from surveys.analysis.shares import FEWEST
from surveys.model import Language
from surveys.wording import Wording

MAX_LINES: Final = 18
"""One phone screen."""

MAX_FIGURES: Final = 5
"""Lines of indicators and comparisons; the JSON has them all."""

MAX_THEMES: Final = 2

SYMBOLS: Final = {
    Level.E0: "△",
    Level.E1: "△",
    Level.U: "△",
    Level.N: "▼",
    Level.E2: "○",
    Level.E3: "◎",
    Level.E4: "◎",
}
"""Text and not colour: ◎確認 ／ ○傾向 ／ △まだ ／ ▼届かず."""

_ROUND: Final = 10
"""How many answers are missing is told to the next ten: it is no more certain than that."""


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
    lines += [*screen.counts(), *screen.standing()]
    voices = screen.themes()
    to_do = screen.to_do(MAX_LINES - len(lines) - len(voices))
    room = MAX_LINES - len(lines) - len(voices) - len(to_do)
    return "\n".join([*lines, *screen.legend()[:room], *voices, *to_do])


def symbol(level: Level | None) -> str:
    """How far a claim has come, as one character; nothing where none was registered."""
    return "" if level is None else SYMBOLS[level]


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
        lessons = self.say(
            "lessons" if known else "lessons_unknown",
            held=digest.lessons_held,
            surveyed=digest.lessons_surveyed,
            families=digest.attendance_families,
        )
        flow = self.say(
            "flow_unknown" if digest.invited is None else "flow",
            invited=digest.invited,
            opened=digest.opened,
            completed=digest.completed,
        )
        return [lessons, flow, self._rate()]

    def _rate(self) -> str:
        rate, before = self.digest.response_rate, self.digest.rate_before
        if rate is None:
            return self.say("no_rate")
        if before is None:
            return self.say("rate", rate=percent(rate))
        return self.say("rate_before", rate=percent(rate), before=percent(before))

    def standing(self) -> list[str]:
        """The year so far. Counts of people tell nothing that anybody answered."""
        people = self.digest.standing.people
        if people < FEWEST:
            people = self.digest.respondents
            return [
                self.say("cumulative", respondents=people),
                self.say("too_few", respondents=people),
            ]
        shares, compared = self._chosen()
        shown = {line.share.indicator for line in shares} | {line.claim for line in compared}
        older = shown & self.digest.standing.older
        heading = self.say(
            "cumulative_older" if older else "cumulative",
            respondents=people,
            k=self.digest.standing.k,
        )
        lines = [self._share(line) for line in shares]
        lines += [text for line in compared for text in self._comparison(line)]
        return [heading, *lines, *self._progress()]

    def _chosen(self) -> tuple[Sequence[IndicatorLine], Sequence[ComparisonLine]]:
        """Indicators, one of them as users beside others where that may be shown."""
        standing = self.digest.standing
        compared = standing.comparisons[:1]
        instead = {line.indicator for line in compared}
        lines = [line for line in standing.indicators if line.share.indicator not in instead]
        return lines[: MAX_FIGURES - 2 * len(compared)], compared

    def _share(self, line: IndicatorLine) -> str:
        share = line.share
        values: dict[str, object] = {
            "symbol": symbol(line.level),
            "label": line.short[self.language],
        }
        if share.estimate is None or share.low is None or share.high is None:
            return self.say("share_few", **values)
        values |= {
            "estimate": percent(share.estimate),
            "low": percent(share.low),
            "high": percent(share.high),
        }
        if line.target is None:
            return self.say("share", **values)
        return self.say("share_target", **values, target=percent(line.target))

    def _comparison(self, line: ComparisonLine) -> list[str]:
        groups = self.say(
            "comparison",
            symbol=symbol(line.level),
            label=line.short[self.language],
            users=percent(line.exposed.estimate or 0.0),
            others=percent(line.unexposed.estimate or 0.0),
        )
        if line.difference is None or line.low is None or line.high is None:
            return [groups, self.say("no_difference")]
        points = percent(line.difference)
        difference = self.say(
            "difference",
            points=points if points.startswith("−") else f"＋{points}",
            low=percent(line.low),
            high=percent(line.high),
        )
        return [groups, difference]

    def _progress(self) -> list[str]:
        """The primary claim that is nearest to its confirmation and does not have it yet."""
        order = [Outlook.MORE, Outlook.ENOUGH, Outlook.OUT_OF_REACH]
        open_ones = [line for line in self.digest.progress if line.outlook in order]
        if not open_ones:
            return []
        line = min(open_ones, key=lambda one: (order.index(one.outlook), one.more or 0))
        label = line.short[self.language]
        if line.outlook is Outlook.ENOUGH:
            return [self.say("progress_enough", label=label)]
        if line.outlook is Outlook.OUT_OF_REACH:
            return [self.say("progress_out_of_reach", label=label)]
        return [self.say("progress", label=label, more=_about(line)), self._supposed(line)]

    def _supposed(self, line: ProgressLine) -> str:
        share = line.kind is Kind.REACH
        key = "supposed" if share else "supposed_difference"
        return self.say(key, supposed=percent(line.supposed))

    def legend(self) -> list[str]:
        """What symbols and brackets mean, as far as there is room."""
        if self.digest.standing.people < FEWEST:
            return []
        return [self.say("key_frozen" if self.digest.frozen else "key"), self.say("note")]

    def themes(self) -> list[str]:
        """What people wrote about; the second line is set under the first."""
        return [
            self.say(
                "theme" if place == 0 else "theme_more",
                label=theme.label[self.language],
                persons=theme.persons,
            )
            for place, theme in enumerate(self.digest.themes[:MAX_THEMES])
        ]

    def to_do(self, room: int) -> list[str]:
        language, wording = self.language, self.wording
        alerts = [f"・{alert_text(alert, language, wording)}" for alert in self.digest.alerts]
        if not alerts:
            return []
        if len(alerts) >= room:  # the heading takes one line
            shown = room - 2
            alerts = [*alerts[:shown], self.say("more", count=len(alerts) - shown)]
        return [self.say("to_do"), *alerts]

    def _day(self, day: date) -> str:
        weekday = self.say("weekdays").split()[day.weekday()]
        return f"{day.month}/{day.day}({weekday})"


def _about(line: ProgressLine) -> int:
    return -(-(line.more or 0) // _ROUND) * _ROUND
