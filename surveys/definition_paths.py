"""How long a survey can become: the longest way through its conditions."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Final, TypeAlias

from surveys.conditions import ProfileMissing, holds, leaves
from surveys.model import FreeText, MultipleChoice, Question

MAX_WAYS: Final = 5_000
"""Combinations of answers that are tried."""

_Keys: TypeAlias = tuple[str, ...]
_Chosen: TypeAlias = frozenset[tuple[str, _Keys]]
_Signature: TypeAlias = tuple[bool, ...]


class TooManyWaysError(ValueError):
    """The conditions tell apart more combinations of answers than can be tried."""


def longest_way(questions: Iterable[Question]) -> int:
    """The largest number of closed questions that one person can be asked.

    Takes the questions of one wave. Choices that no condition tells apart count as one, so the
    ways stay few. Leaving a question out is a way too; an ineligible choice ends the survey and
    is passed over.

    Raises:
        TooManyWaysError: there are more than MAX_WAYS.
    """
    questions = tuple(questions)
    tests = [leaf for question in questions for leaf in leaves(question.show_if)]
    profile = sorted({leaf.key for leaf in tests if isinstance(leaf, ProfileMissing)})
    asked: dict[str, list[_Keys]] = {}
    for leaf in tests:
        if not isinstance(leaf, ProfileMissing):
            asked.setdefault(leaf.question, []).append(leaf.choices)
    if 2 ** len(profile) > MAX_WAYS:
        raise TooManyWaysError
    outcomes = [_outcomes(question, asked.get(question.key, ())) for question in questions]
    return max(
        _longest(
            questions,
            outcomes,
            {key: "" for key, known in zip(profile, kept, strict=True) if known},
        )
        for kept in product((False, True), repeat=len(profile))
    )


def _longest(
    questions: Sequence[Question],
    outcomes: Sequence[Sequence[_Keys]],
    profile: Mapping[str, str],
) -> int:
    """The longest way of a person of whom `profile` is remembered."""
    ways: dict[_Chosen, int] = {frozenset(): 0}
    for question, results in zip(questions, outcomes, strict=True):
        step = 0 if isinstance(question, FreeText) else 1
        longer: dict[_Chosen, int] = {}
        for chosen, length in ways.items():
            shown = holds(question.show_if, dict(chosen), profile)
            for keys in results if shown else ((),):
                way = chosen | {(question.key, keys)} if keys else chosen
                longer[way] = max(longer.get(way, 0), length + step * shown)
        if len(longer) > MAX_WAYS:
            raise TooManyWaysError
        ways = longer
    return max(ways.values())


def _outcomes(question: Question, tests: Sequence[_Keys]) -> list[_Keys]:
    """Answers that the tests tell apart, one for each result; () is no answer."""
    if not tests or isinstance(question, FreeText):
        return [()]
    alone: dict[_Signature, _Keys] = {}
    together: dict[_Signature, _Keys] = {}
    exclusive = question.exclusive if isinstance(question, MultipleChoice) else ()
    for choice in question.choices:
        if choice.eligible:
            group = alone if choice.missing or choice.key in exclusive else together
            group.setdefault(tuple(choice.key in names for names in tests), (choice.key,))
    most = question.max_choices if isinstance(question, MultipleChoice) else 1
    return [(), *{**alone, **_combined(together, most)}.values()]


def _combined(singles: Mapping[_Signature, _Keys], most: int) -> dict[_Signature, _Keys]:
    """Answers of up to `most` choices, the smallest one for each result of the tests."""
    found = dict(singles)
    newest = dict(singles)
    for _ in range(1, min(most, len(singles))):
        joined = {
            tuple(a or b for a, b in zip(first, second, strict=True)): keys + more
            for first, keys in newest.items()
            for second, more in singles.items()
        }
        newest = {signature: keys for signature, keys in joined.items() if signature not in found}
        found |= newest
        if len(found) > MAX_WAYS:
            raise TooManyWaysError
    return found
