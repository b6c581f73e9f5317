"""When a question is shown: conditions as data, so that they can be checked before publishing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoseOneOf:
    """The question was answered with at least one of these choices (`in`, `any_in`)."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoseNoneOf:
    """The question was answered, with none of these choices (`not_in`)."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileMissing:
    """Nothing is remembered about this person under `key`."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """Every part holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """At least one part holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition: TypeAlias = ChoseOneOf | ChoseNoneOf | ProfileMissing | AllOf | AnyOf | Not


def holds(
    condition: Condition | None,
    chosen: Mapping[str, tuple[str, ...]],
    profile: Mapping[str, str],
) -> bool:
    """Whether a condition holds for the choices made so far (question key → choice keys)."""
    match condition:
        case None:
            return True
        case ChoseOneOf(question=question, choices=choices):
            return bool(set(chosen.get(question, ())) & set(choices))
        case ChoseNoneOf(question=question, choices=choices):
            made = chosen.get(question, ())
            return bool(made) and not set(made) & set(choices)
        case ProfileMissing(key=key):
            return key not in profile
        case AllOf(parts=parts):
            return all(holds(part, chosen, profile) for part in parts)
        case AnyOf(parts=parts):
            return any(holds(part, chosen, profile) for part in parts)
        case Not(part=part):
            return not holds(part, chosen, profile)
        case _:
            assert_never(condition)


def leaves(
    condition: Condition | None,
) -> Iterator[ChoseOneOf | ChoseNoneOf | ProfileMissing]:
    """The tests at the bottom of a condition, for the checker."""
    match condition:
        case None:
            return
        case ChoseOneOf() | ChoseNoneOf() | ProfileMissing():
            yield condition
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from leaves(part)
        case Not(part=part):
            yield from leaves(part)
        case _:
            assert_never(condition)
