"""What a new version may change, and what was published for good."""

from typing import NamedTuple

import pytest

from surveys.definition import compare_published, read_survey
from tests.surveys.test_definition_example import FIRST_TIME, SOUND, choice, four

OLD = read_survey(SOUND, "mini.toml")


class Row(NamedTuple):
    rule: str
    found: str  # in the published definition
    written: str  # in the new one
    line: str  # text that begins on the line that the mistake names
    message: str


def head(key: str) -> str:
    return f'[[question]]\nkey = "{key}"'


USED = "core = true\nrotate = true"
VOICE = SOUND[SOUND.index(head("voice")) : SOUND.index(head("again"))]
INDICATOR = SOUND[SOUND.index("[[indicator]]") :]
REMARK = f'kind = "text"\nmax_length = 9\ntext = {four("?")}\n'
VISITS = SOUND[SOUND.index('kind = "number"') : SOUND.index(head("voice"))]

BROKEN = [
    Row("V01", VOICE, "", "[survey]", 'question "voice" was published and is gone'),
    Row(
        "V01", choice("v1_2", 1.5), choice("v1", 1), head("visits"), 'choice "v1_2" was published'
    ),
    Row("V01", 'key = "today"', 'key = "now"', "[consent]", 'choice "today" was published'),
    Row("V01", INDICATOR, "", "[survey]", 'indicator "I1" was published and is gone'),
    Row("V02", "value = 1.5", "value = 2", 'value = 2\nlabel = { ja = "v1', "value 1.5 became 2"),
    Row("V03", VISITS, REMARK, head("visits"), 'kind or wave of question "visits" changed'),
    Row("V03", 'wave = "w1"\nkind = "n', 'wave = "w2"\nkind = "n', head("visits"), "kind or wave"),
    Row("V03", "eligible = false", "", '[[question.choice]]\nkey = "nei', "missing or eligible"),
    Row("V03", 'counts = ["daily"]', 'counts = ["never"]', "[[indicator]]", "what indicator"),
    Row(
        "V03", 'base = "complete"', 'base = "valid"', "[[indicator]]", 'what indicator "I1" measur'
    ),
    Row("V03", '["expecting"] }\nd', '["born"] }\nd', "[[indicator]]", "what indicator"),
    Row("V04", "1.1.0", "1.0.0", "version", "1.0.0 does not follow the published 1.0.0"),
    Row("V04", "1.1.0", "0.9.9", "version", "0.9.9 does not follow the published 1.0.0"),
]


@pytest.mark.parametrize("row", BROKEN, ids=[f"{n} {row.rule}" for n, row in enumerate(BROKEN)])
def test_what_was_published_stays(row: Row) -> None:
    source = SOUND.replace('"1.0.0"', '"1.1.0"').replace(four("Title"), four("New title"))
    assert row.found in source
    source = source.replace(row.found, row.written, 1)
    new = read_survey(source, "mini.toml")
    (mistake,) = compare_published(OLD, new, source=source, name="mini.toml")
    assert mistake.code == row.rule
    assert mistake.message.startswith(row.message)
    assert mistake.row == source[: source.index(row.line)].count("\n") + 1
    (unplaced,) = compare_published(OLD, new)
    assert (unplaced.source, unplaced.row) == (f"mini {new.version}", 0)
    assert str(unplaced).startswith(f"mini {new.version} [{row.rule}] ")


@pytest.mark.parametrize(
    ("found", "written"),
    [
        ("", ""),
        (four("Why not?"), four("Why is that?")),
        (four("v1_2"), four("1 or 2")),
        (choice("v0", 0), choice("v0", 0) + choice("v9", 9)),
        (f"show_if = {FIRST_TIME}\n", ""),
        ("target = 0.5", "target = 0.6"),
        ("goals = [1, 2]", "goals = [3]"),
        ("max_length = 200", "max_length = 300"),
        (VOICE, VOICE + VOICE.replace("voice", "voice2")),
    ],
)
def test_what_a_new_version_may_change(found: str, written: str) -> None:
    source = SOUND.replace('"1.0.0"', '"1.0.1"').replace(found, written, 1)
    assert compare_published(OLD, read_survey(source, "mini.toml")) == ()


def test_a_new_major_version_may_change_everything() -> None:
    source = SOUND.replace('"1.0.0"', '"2.0.0"').replace(VOICE, "").replace("= 1.5", "= 2")
    assert compare_published(OLD, read_survey(source, "mini.toml")) == ()


def test_the_same_again_is_no_change() -> None:
    assert compare_published(OLD, read_survey("# a comment\n" + SOUND, "mini.toml")) == ()


def test_versions_are_compared_as_numbers() -> None:
    nine = read_survey(SOUND.replace("1.0.0", "1.9.0"), "mini.toml")
    ten = read_survey(SOUND.replace("1.0.0", "1.10.0"), "mini.toml")
    assert compare_published(nine, ten) == ()
    assert [mistake.code for mistake in compare_published(ten, nine)] == ["V04"]


def test_all_mistakes_are_found_at_once() -> None:
    source = SOUND.replace("= 1.5", "= 2").replace(VOICE, "").replace(INDICATOR, "")
    mistakes = compare_published(OLD, read_survey(source, "mini.toml"))
    assert [mistake.code for mistake in mistakes] == ["V04", "V02", "V01", "V01"]


def test_different_surveys_cannot_be_compared() -> None:
    other = read_survey(SOUND.replace('"mini"', '"maxi"'), "maxi.toml")
    with pytest.raises(ValueError, match="mini and maxi are different surveys"):
        compare_published(OLD, other)
