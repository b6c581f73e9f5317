"""The longest way through a survey, against trying every answer."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.conditions import (
    AllOf,
    AnyOf,
    ChoseNoneOf,
    ChoseOneOf,
    Condition,
    Not,
    ProfileMissing,
    holds,
)
from surveys.definition_paths import TooManyWaysError, longest_way
from surveys.model import Choice, FreeText, Language, MultipleChoice, Question, SingleChoice

TEXT = dict.fromkeys(Language, "…")
KEYS = ("a", "b", "c")


def choices(count: int, *, ineligible: str = "") -> tuple[Choice, ...]:
    return tuple(
        Choice(key=key, value=place, label=TEXT, eligible=key != ineligible)
        for place, key in enumerate("abcdefghijklm"[:count])
    )


def single(key: str, show_if: Condition | None = None, count: int = 3) -> SingleChoice:
    return SingleChoice(key=key, wave="w1", text=TEXT, show_if=show_if, choices=choices(count))


def multiple(
    key: str,
    show_if: Condition | None = None,
    *,
    most: int = 2,
    exclusive: str = "",
    count: int = 3,
) -> MultipleChoice:
    return MultipleChoice(
        key=key,
        wave="w1",
        text=TEXT,
        show_if=show_if,
        choices=choices(count),
        max_choices=most,
        exclusive=tuple(exclusive),
    )


def remark(key: str, show_if: Condition | None = None) -> FreeText:
    return FreeText(key=key, wave="w1", text=TEXT, show_if=show_if, max_length=100)


def one_of(question: str, names: str) -> ChoseOneOf:
    return ChoseOneOf(question=question, choices=tuple(names))


def none_of(question: str, names: str) -> ChoseNoneOf:
    return ChoseNoneOf(question=question, choices=tuple(names))


SEEN = ProfileMissing(key="q")

A, B, NOT_A = one_of("q", "a"), one_of("q", "b"), none_of("q", "a")

CASES: list[tuple[str, Sequence[Question], int]] = [
    ("nothing", [], 0),
    ("remarks do not count", [single("q"), remark("r")], 1),
    ("either, or", [single("q"), single("r", A), single("s", NOT_A)], 2),
    ("both", [single("q"), single("r", one_of("q", "ab")), single("s", one_of("q", "bc"))], 3),
    ("not answered", [single("q"), single("r", Not(part=one_of("q", "abc")))], 2),
    ("asked once", [single("q", SEEN), single("r", Not(part=SEEN)), single("s")], 2),
    ("two of three", [multiple("q"), single("r", A), single("s", B)], 3),
    ("not all", [multiple("q"), *(single(key * 2, one_of("q", key)) for key in KEYS)], 3),
    ("alone", [multiple("q", exclusive="a"), single("r", A), single("s", B)], 2),
    (
        "not shown",
        [single("q"), single("r", A), single("s", B), single("t", none_of("r", "a"))],
        3,
    ),
    ("a remark has no choices", [remark("q"), single("r", A), single("s", NOT_A)], 0),
]


@pytest.mark.parametrize(
    ("questions", "longest"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_longest_way(questions: Sequence[Question], longest: int) -> None:
    assert longest_way(questions) == longest


def test_an_ineligible_answer_ends_the_survey() -> None:
    ending = SingleChoice(key="q", wave="w1", text=TEXT, choices=choices(3, ineligible="a"))
    assert longest_way([ending, single("r", one_of("q", "a"))]) == 1
    assert longest_way([ending, single("r", one_of("q", "b"))]) == 2


def answers(question: Question) -> list[tuple[str, ...]]:
    """Every answer that a page takes, and none."""
    match question:
        case FreeText():
            return [()]
        case MultipleChoice():
            keys = [
                choice.key for choice in question.choices if choice.key not in question.exclusive
            ]
            alone = [(key,) for key in question.exclusive]
            sizes = range(question.max_choices + 1)
            return [*alone, *(some for size in sizes for some in combinations(keys, size))]
        case _:
            return [(), *((choice.key,) for choice in question.choices)]


def walk(
    questions: Sequence[Question], chosen: dict[str, tuple[str, ...]], profile: dict[str, str]
) -> int:
    """The longest way by trying everything."""
    if not questions:
        return 0
    first, *rest = questions
    if not holds(first.show_if, chosen, profile):
        return walk(rest, chosen, profile)
    longest = max(walk(rest, {**chosen, first.key: keys}, profile) for keys in answers(first))
    return longest + (not isinstance(first, FreeText))


def conditions(earlier: Sequence[str]) -> st.SearchStrategy[Condition | None]:
    names = st.sets(st.sampled_from(KEYS), min_size=1).map(lambda some: "".join(sorted(some)))
    leaf: st.SearchStrategy[Condition] = st.sampled_from(["p", "q"]).map(
        lambda key: ProfileMissing(key=key)
    )
    if earlier:
        tested = st.sampled_from(earlier)
        leaf |= st.builds(one_of, tested, names) | st.builds(none_of, tested, names)
    tree = st.recursive(
        leaf,
        lambda inner: st.one_of(
            inner.map(lambda part: Not(part=part)),
            st.tuples(inner, inner).map(lambda parts: AllOf(parts=parts)),
            st.tuples(inner, inner).map(lambda parts: AnyOf(parts=parts)),
        ),
        max_leaves=3,
    )
    return st.none() | tree


@st.composite
def surveys(draw: st.DrawFn) -> list[Question]:
    questions: list[Question] = []
    for key in "vwxyz"[: draw(st.integers(1, 5))]:
        show_if = draw(conditions([question.key for question in questions]))
        match draw(st.sampled_from(["single", "multiple", "exclusive", "remark"])):
            case "single":
                questions.append(single(key, show_if))
            case "multiple":
                questions.append(multiple(key, show_if, most=draw(st.integers(1, 3))))
            case "exclusive":
                questions.append(multiple(key, show_if, exclusive="c"))
            case _:
                questions.append(remark(key, show_if))
    return questions


@settings(max_examples=150, deadline=None, derandomize=True)
@given(questions=surveys())
def test_the_longest_way_is_that_of_trying_everything(questions: list[Question]) -> None:
    profiles: list[dict[str, str]] = [{}, {"p": "a"}, {"q": "a"}, {"p": "a", "q": "a"}]
    assert longest_way(questions) == max(walk(questions, {}, profile) for profile in profiles)


def every_choice_of(*keys: str) -> Condition:
    return AnyOf(parts=tuple(one_of(key, name) for key in keys for name in "abcdefghijklm"))


TOO_MANY: list[tuple[str, Sequence[Question]]] = [
    (
        "choices of one question",
        [multiple("q", count=13, most=13), single("r", every_choice_of("q"))],
    ),
    (
        "questions together",
        [*(single(key, count=13) for key in "pqrs"), single("t", every_choice_of(*"pqrs"))],
    ),
    (
        "profile keys",
        [single("q", AllOf(parts=tuple(ProfileMissing(key=str(n)) for n in range(13))))],
    ),
]


@pytest.mark.parametrize(
    "questions", [row[1] for row in TOO_MANY], ids=[row[0] for row in TOO_MANY]
)
def test_too_many_ways_are_not_tried(questions: Sequence[Question]) -> None:
    with pytest.raises(TooManyWaysError):
        longest_way(questions)
