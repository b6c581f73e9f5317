"""How mistakes are told: all at once, each on one line; and no text breaks the reader."""

import re
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from surveys.catalog import built_in
from surveys.definition import DefinitionError, Rule, read_survey
from surveys.definition_mistakes import Mistake
from surveys.definition_questions import FIELDS
from surveys.model import Survey
from tests.surveys.test_definition_example import SOUND, choice
from tests.surveys.test_definition_rules import ROWS, mistakes_in

(AONICO,) = (text for name, text in built_in() if name == "aonico-core.toml")


def test_what_is_wrong_with_a_table_is_said_once_and_nothing_of_what_is_in_it() -> None:
    source = """
        survey = 5
        question = [1, { key = "q", wave = "w1", kind = "text", max_length = 9, text = 2 }]
        indicator = "none"
    """
    assert [(mistake.code, mistake.where, mistake.row) for mistake in mistakes_in(source)] == [
        ("F04", "survey", 2),
        ("F03", "consent", 2),
        ("F04", "question", 3),
        ("F04", "indicator", 4),
    ]


def test_a_question_with_choices_of_its_own_and_of_another() -> None:
    source = SOUND.replace('same_choices_as = "use"', 'same_choices_as = "use"\n#')
    source = source.replace("\n\n[[indicator]]", f"\n{choice('yes', 1)}\n[[indicator]]")
    (mistake,) = mistakes_in(source)
    assert (mistake.code, mistake.remedy) == ("Q05", "remove one of them")


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_file() -> None:
    source = SOUND
    for row in ROWS:
        if row.rule in {"S01", "S05", "T05", "Q03", "Q06", "I03", "I04"}:
            source = source.replace(row.found, row.written, 1)
    mistakes = mistakes_in(source)
    assert [mistake.code for mistake in mistakes] == [
        "S01",
        "S05",
        "T05",
        "Q03",
        "Q06",
        "I03",
        "I04",
    ]
    assert [mistake.row for mistake in mistakes] == sorted(mistake.row for mistake in mistakes)


def test_a_mistake_is_one_line() -> None:
    source = SOUND.replace(', zh-Hans = "v0"', "")
    (mistake,) = mistakes_in(source)
    row = source[: source.index('key = "v0"')].count("\n") + 3
    assert str(mistake) == (
        f'mini.toml:{row} [T01] question "visits" choice "v0": '
        "label in zh-Hans is missing → add label.zh-Hans"
    )


def test_a_name_of_several_lines_is_still_reported_on_one() -> None:
    (mistake,) = mistakes_in(SOUND.replace("[survey]", '["two\\nlines"]\n[survey]'))
    assert str(mistake).startswith("mini.toml:2 [F02] two lines: two lines is not a field here →")


def test_the_line_of_what_cannot_be_parsed() -> None:
    cases = [
        ("a = 1\nb = [2\n", 3),  # found out at the end
        ("a = 1\nb = 2 c\n", 2),
        ("a = " + "[" * 5000, 0),
        ("a = 1\nb = " + "1" * 5000, 2),
    ]
    assert [(mistakes_in(text)[0].row, len(mistakes_in(text))) for text, _ in cases] == [
        (row, 1) for _, row in cases
    ]


VALUES = st.sampled_from(
    ["1", "-1", "nan", "1" + "0" * 400, '""', '"x"', "[]", "[[1]]", "{}",
     '{ not = { all = [1] } }', "true", "1979-05-27", '["a", 1]', '{ ja = "{" }',
     '"\\uD7FF"', "[{}]"]
)  # fmt: skip


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A sound definition after a few accidents of editing."""
    lines = draw(st.sampled_from([SOUND, AONICO])).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "copy", "swap", "value", "text"])):
            case "drop":
                lines[place] = ""
            case "copy":
                lines.insert(place, lines[other])
            case "swap":
                lines[place], lines[other] = lines[other], lines[place]
            case "value":
                lines[place] = re.sub("=.*", lambda _: f"= {draw(VALUES)}", lines[place])
            case _:
                lines[place] += draw(st.text(max_size=4))
    return "\n".join(lines)


def outcome(source: str) -> Survey | tuple[Mistake, ...]:
    try:
        return read_survey(source, "any.toml")
    except DefinitionError as error:
        return error.mistakes


@settings(max_examples=250, deadline=None, derandomize=True)
@given(source=st.one_of(broken(), st.text()))
@example(source="")
@example(source="question = [[]]\nindicator = [1]\nsurvey = []\nconsent = 2020-01-01")
@example(source='[survey]\nprofile_days = { "a\\nb" = 1 }\n[survey.title.ja]\n[survey.intro]')
def test_any_text_gives_a_survey_or_mistakes(source: str) -> None:
    match outcome(source):
        case Survey():
            pass
        case mistakes:
            assert mistakes
            for mistake in mistakes:
                assert 0 <= mistake.row <= source.count("\n") + 1
                assert len(str(mistake).splitlines()) == 1


DOCUMENT = Path(__file__).parents[2] / "docs" / "survey-definitions.md"


def test_the_document_lists_the_rules_of_the_code() -> None:
    listed = re.findall(
        r"^\| ([A-Z][0-9]{2}) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert listed == [rule.value for rule in Rule]


def test_the_document_lists_the_fields_of_each_kind_of_question() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_]+)` \| ([a-z, ]+) \|", text, re.MULTILINE)
    listed = {
        kind: {field for field, kinds in rows if kind in kinds.split(", ") or kinds == "all"}
        for kind in FIELDS
    }
    assert listed == {kind: set(fields) for kind, fields in FIELDS.items()}
