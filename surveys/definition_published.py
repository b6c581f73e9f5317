"""Compares a new version of a survey with the published one before it."""

from collections.abc import Mapping, Sequence

from surveys.definition_mistakes import Mistake, Path, Report, Rule
from surveys.definition_rows import rows
from surveys.model import Choice, FreeText, Survey


def version_numbers(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 1.10.0 comes after 1.9.0."""
    return tuple(int(part) for part in version.split("."))


def compare_published(
    old: Survey, new: Survey, *, source: str = "", name: str = ""
) -> tuple[Mistake, ...]:
    """Mistakes by which `new` would break what was published as `old`; none where it may follow.

    Within a major version, keys, values and what indicators count never change and never
    disappear; wording may change with a new version. `source` is the TOML text of `new` and
    `name` what mistakes call it; without the text they have no rows.

    Raises:
        ValueError: the two are different surveys.
    """
    if old.key != new.key:
        raise ValueError(f"{old.key} and {new.key} are different surveys")
    called = name or f"{new.key} {new.version}"
    report = Report(source=called, rows=rows(source), data=_outline(new))
    if old == new:
        return ()
    older, newer = version_numbers(old.version), version_numbers(new.version)
    if newer <= older:
        message = f"{new.version} does not follow the published {old.version}"
        remedy = "raise the version: a published one never changes"
        report.add(("survey", "version"), Rule.PUBLISHED_VERSION, message, remedy)
    if newer[0] == older[0]:
        _compare_choices(old.consent.choices, new.consent.choices, ("consent",), report)
        _compare_questions(old, new, report)
        _compare_indicators(old, new, report)
    return tuple(report.mistakes)


def _outline(survey: Survey) -> Mapping[str, object]:
    """The keys of a survey in the shape of its source, to say where a mistake stands."""
    questions: list[object] = [
        {"key": question.key}
        if isinstance(question, FreeText)
        else {"key": question.key, "choice": _keys(question.choices)}
        for question in survey.questions
    ]
    return {
        "consent": {"choice": _keys(survey.consent.choices)},
        "question": questions,
        "indicator": [{"key": indicator.key} for indicator in survey.indicators],
    }


def _keys(choices: Sequence[Choice]) -> list[Mapping[str, str]]:
    return [{"key": choice.key} for choice in choices]


def _compare_questions(old: Survey, new: Survey, report: Report) -> None:
    places = {question.key: place for place, question in enumerate(new.questions)}
    for before in old.questions:
        place = places.get(before.key)
        if place is None:
            _gone(f'question "{before.key}"', ("question",), report)
            continue
        path = ("question", place)
        after = new.questions[place]
        if type(before) is not type(after) or before.wave != after.wave:
            _changed(f'kind or wave of question "{before.key}"', path, report)
        elif not isinstance(before, FreeText) and not isinstance(after, FreeText):
            _compare_choices(before.choices, after.choices, path, report)


def _compare_choices(
    old: Sequence[Choice], new: Sequence[Choice], owner: Path, report: Report
) -> None:
    places = {choice.key: place for place, choice in enumerate(new)}
    for before in old:
        place = places.get(before.key)
        if place is None:
            _gone(f'choice "{before.key}"', owner, report)
            continue
        path = (*owner, "choice", place)
        after = new[place]
        if before.value != after.value:
            message = f"value {before.value:g} became {after.value:g}"
            remedy = f"write {before.value:g} again, or use a new key"
            report.add((*path, "value"), Rule.PUBLISHED_VALUE, message, remedy)
        if (before.missing, before.eligible) != (after.missing, after.eligible):
            _changed(f'missing or eligible of choice "{before.key}"', path, report)


def _compare_indicators(old: Survey, new: Survey, report: Report) -> None:
    places = {indicator.key: place for place, indicator in enumerate(new.indicators)}
    for before in old.indicators:
        place = places.get(before.key)
        if place is None:
            _gone(f'indicator "{before.key}"', ("indicator",), report)
            continue
        after = new.indicators[place]
        measured = (before.question, before.counts, before.base, before.where)
        if measured != (after.question, after.counts, after.base, after.where):
            _changed(f'what indicator "{before.key}" measures', ("indicator", place), report)


def _gone(what: str, path: Path, report: Report) -> None:
    remedy = "put it back, or raise the first number of the version"
    report.add(path, Rule.PUBLISHED_GONE, f"{what} was published and is gone", remedy)


def _changed(what: str, path: Path, report: Report) -> None:
    remedy = "use a new key for a new meaning, or raise the first number of the version"
    report.add(path, Rule.PUBLISHED_MEANING, f"{what} changed", remedy)
