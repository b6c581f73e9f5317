"""Groups of a question's choices that no indicator tells apart, and who was asked it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from surveys.analysis.tally import Pass
from surveys.conditions import ChoseOneOf
from surveys.model import FreeText, Language, Survey

NO_ANSWER: Final = "none"
"""The group of those who chose nothing, where indicators count every choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Choices of a question that no indicator tells apart. `indicators` count all of them."""

    key: str
    label: str
    choices: frozenset[str]
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Who is asked a question: those who chose one of `choices` before."""

    question: str
    choices: frozenset[str]

    def has(self, one: Pass) -> bool:
        """Whether a person was asked."""
        return bool(self.choices.intersection(one.chosen.get(self.question, ())))

    def columns(self, groups: Sequence[Group]) -> tuple[int, ...]:
        """The groups that are those who were asked; none where they cut through a group."""
        inside = [n for n, group in enumerate(groups) if group.choices & self.choices]
        together = frozenset().union(*(groups[n].choices for n in inside))
        return tuple(inside) if together == self.choices else ()


def groups_of(survey: Survey, question: str) -> tuple[Group, ...]:
    """The groups of a question's choices, in the definition's order.

    One holds what no indicator counts: with わからない, and with those who chose nothing.
    """
    found = survey.question(question)
    if isinstance(found, FreeText):
        return ()
    counting = [one for one in survey.indicators if one.question == question and one.in_digest]
    gathered: dict[tuple[str, ...], list[str]] = {}
    for choice in found.choices:
        names = tuple(one.key for one in counting if choice.key in one.counts)
        gathered.setdefault(() if choice.missing else names, []).append(choice.key)
    gathered.setdefault((), [])
    labels = {choice.key: choice.label[Language.JA] for choice in found.choices}
    missing = [choice.key for choice in found.choices if choice.missing]
    return tuple(
        Group(
            key=_group_key([key for key in keys if key not in missing], missing, keys),
            label="／".join(labels[key] for key in keys) or "無回答",
            choices=frozenset(keys),
            indicators=names,
        )
        for names, keys in gathered.items()
    )


def base_of(survey: Survey, question: str) -> Base | None:
    """Who is asked a question; None for everybody.

    Where it depends on more than one choice of one question, nobody is counted.
    """
    match survey.question(question).show_if:
        case None:
            return None
        case ChoseOneOf(question=other, choices=choices):
            return Base(question=other, choices=frozenset(choices))
        case _:
            return Base(question="", choices=frozenset())


def _group_key(known: Sequence[str], missing: Sequence[str], keys: Sequence[str]) -> str:
    """A name for choices: 1..3+dk."""
    parts = [f"{known[0]}..{known[-1]}"] if len(known) > 2 else list(known)
    return "+".join([*parts, *(key for key in missing if key in keys)]) or NO_ANSWER
