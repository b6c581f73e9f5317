"""One row for each way to break a sound definition, and what the checker says to it."""

from typing import NamedTuple

import pytest

from surveys.definition import DefinitionError, Mistake, Rule, read_survey
from tests.surveys.test_definition_example import FIRST_TIME, SOUND, choice, four


class Row(NamedTuple):
    rule: str
    found: str  # in the sound definition
    written: str  # in its place
    line: str  # text that begins on the line that the mistake names
    remedy: str  # how the remedy begins


SHOW = f"show_if = {FIRST_TIME}"
STAGE = '{ question = "stage", in = ["expecting"] }'
NUMBER = 'kind = "number"'
TEN_MORE = "".join(choice(f"c{n}", 10 + n) for n in range(12))
LABEL = "label = " + four("born")
INTRO = 'intro.en = "{n_questions} at {centre}"'
ACCENTS = "e\u0301" * 20
STACKED = "e" + "\u0301" * 40
WHY = "text = " + four("Why not?")
SHORT = "short = " + four("Use")


def asked(key: str, wave: str, kind: str, choices: str) -> str:
    head = f'[[question]]\nkey = "{key}"\nwave = "{wave}"\nkind = "{kind}"\n'
    return f"{head}text = {four('More?')}\n{choices}\n"


def head(key: str, table: str = "question") -> str:
    return f'[[{table}]]\nkey = "{key}"'


FOUR_MORE = "".join(
    asked(f"more{n}", "w1", "number", choice("few", 1) + choice("many", 2)) for n in range(4)
)
THIRTEEN = asked("m0", "w2", "multi", "".join(choice(f"c{n}", n) for n in range(13)))
EACH = ", ".join(f'{{ question = "m0", in = ["c{n}"] }}' for n in range(13))
TELLING = asked("m1", "w2", "number", choice("few", 1) + choice("many", 2)).replace(
    "text =", f"show_if = {{ any = [{EACH}] }}\ntext =", 1
)
AGAIN = '[[question]]\nkey = "again"'

ROWS = [
    Row("F01", 'key = "mini"', "key = mini", "key = mini", "write it as TOML does"),
    Row("F02", "cool_down_days = 7", "cooldown_days = 7", "cooldown", "write cool_down_days"),
    Row("F02", "max = 2", "max = 2\npoints = 5", "points = 5", "write one of key, wave, kind, "),
    Row("F02", "[survey]", "[other]\n[survey]", "[other]", "write one of survey, consent, "),
    Row("F02", "title = {", 'title = { de = "x",', "title", "write one of ja, ja-x-easy, en, z"),
    Row("F02", "max_length = 200", "max_length = 200\nrotat = 1", "rotat = 1", "write one of key"),
    Row("F03", 'version = "1.0.0"', "", "[survey]", 'add version = "…"'),
    Row("F03", "max_length = 200", "", head("voice"), "add max_length = 1"),
    Row("F03", NUMBER, "", head("visits"), 'add kind = "…"'),
    Row("F03", "points = 3", "", head("useful"), "add points = 1"),
    Row("F03", "value = 1.5", "", head("v1_2", "question.choice"), "add value = 1"),
    Row("F03", 'question = "use"\n', "", head("I1", "indicator"), 'add question = "…"'),
    Row("F03", WHY, "", head("why"), "add text.ja, text.ja-x-easy, text.en, text.zh-Hans"),
    Row("F04", 'key = "mini"', "key = 1", "key = 1", 'write key = "…"'),
    Row(
        "F04", "cool_down_days = 7", "cool_down_days = true", "cool_d", "write cool_down_days = 1"
    ),
    Row("F04", "max_length = 200", "max_length = 2.5", "max_length", "write max_length = 1"),
    Row("F04", "value = 1.5", 'value = "1.5"', 'value = "1.5"', "write value = 1"),
    Row("F04", "value = 1.5", "value = inf", "value = inf", "write value = 1"),
    Row("F04", "value = 1.5", "value = true", "value = true", "write value = 1"),
    Row("F04", "rotate = true", "rotate = 1", "rotate = 1", "write rotate = true"),
    Row("F04", "eligible = false", 'eligible = "no"', "eligible", "write eligible = false"),
    Row("F04", 'short_form = ["use"]', "short_form = [1]", "short_f", 'write short_form = ["…"]'),
    Row("F04", "goals = [1, 2]", "goals = [1, true]", "goals", "write goals = [1]"),
    Row("F04", "{ stage = 30 }", '{ stage = "x" }', "profile_days", "write stage = 1"),
    Row("F04", WHY, 'text = "Why?"', 'text = "Why?"', "write text.ja, text.ja-x-easy, "),
    Row("F04", INTRO, "intro.en = 5", "intro.en", 'write intro.en = "…"'),
    Row("K01", 'key = "mini"', 'key = "Mini"', '"Mini"', "use a-z, 0-9, _ and -, and begin"),
    Row("K01", 'key = "visits"', 'key = "3visits"', "3visits", "use a-z, 0-9 and _, and begin"),
    Row("K01", 'key = "v0"', 'key = "0"', 'key = "0"', "use a-z, 0-9 and _, and begin"),
    Row("K01", 'key = "2"', 'key = "2a"', '"2a"', "use digits alone, or a-z, 0-9 and _"),
    Row("K01", 'key = "today"', 'key = ""', 'key = ""', "use a-z, 0-9 and _"),
    Row("K01", 'key = "I1"', 'key = "I-1"', "I-1", "use letters, digits and _"),
    Row("K01", f'wave = "w1"\n{NUMBER}', f'wave = "W"\ncore = true\n{NUMBER}', '"W"', "use a-z"),
    Row("K02", 'key = "v0"', 'key = "skipped"', "skipped", "use another word"),
    Row("K02", 'key = "visits"', 'key = "consent"', '"consent"', "use another word"),
    Row("K02", 'key = "today"', 'key = "done"', '"done"', "use another word"),
    Row("K03", 'key = "visits"', 'key  = "why"', "key  =", "use another key"),
    Row("K03", 'key = "v1_2"', 'key  = "v0"', "key  =", "use another key"),
    Row("K03", 'key = "today"', 'key  = "later"', "key  =", "use another key"),
    Row("T01", INTRO, "", "intro.ja =", "add intro.en"),
    Row("T01", ', zh-Hans = "v0"', "", 'label = { ja = "v0"', "add label.zh-Hans"),
    Row("T02", INTRO, 'intro.en = " "', "intro.en", "write intro.en"),
    Row("T03", four("Why not?"), four("w" * 1001), 'text = { ja = "www', "shorten it to 1000"),
    Row(
        "T04",
        four("Why not?"),
        four("Why, {name}?"),
        "{name}",
        "write one of centre, course, date, n",
    ),
    Row("T04", four("Why not?"), four("Why not? }"), "not? }", "write one of centre, "),
    Row("T04", four("born"), four("{centre}"), '{centre}", ja-x', "remove it"),
    Row("T04", four("See {privacy_url}"), four("Ask {contact}"), "intro_pr", "write privacy_url"),
    Row("T05", INTRO, 'intro.en = "{n_questions}"', "intro.en", "use the same placeholders"),
    Row("S01", '"1.0.0"', '"1.0"', "version", 'write three numbers, like "1.0.0"'),
    Row("S01", '"1.0.0"', '"1.0.00"', "version", 'write three numbers, like "1.0.0"'),
    Row("S02", 'partial_from = "use"', 'partial_from = "usee"', "partial", "write use"),
    Row("S02", 'partial_from = "use"', 'partial_from = "voice"', "partial", "write one of stage"),
    Row("S03", 'short_form = ["use"]', 'short_form = ["voic"]', "short_form", "write voice"),
    Row("S04", "{ stage = 30 }", "{ stage = 30, usful = 1 }", "profile_days", "write useful"),
    Row("S04", "{ stage = 30 }", "{ stage = 0 }", "profile_days", "write 1 or more"),
    Row("S05", "cool_down_days = 7", "cool_down_days = -1", "cool_down", "write 0 or more"),
    Row("S06", "core = true\nrotate", "rotate", head("stage"), "add core = true to one with"),
    Row("S06", "core = true\nrotate", f"core = true\n{SHOW}\nrotate", head("stage"), "add core"),
    Row("S07", AGAIN, FOUR_MORE + AGAIN, head("stage"), "leave some out, or show them to fewer"),
    Row("S08", "[[indicator]]", THIRTEEN + TELLING + "[[indicator]]", head("again"), "name fewer"),
    Row("S09", 'refusal = "no"', 'refusal = "not"', "refusal", "write no"),
    Row("S09", 'follow_up = "later"', 'follow_up = "x"', "follow_up", "write one of later, today"),
    Row("S09", 'follow_up = "later"', 'follow_up = "no"', "follow_up", "name another choice"),
    Row("Q01", NUMBER, 'kind = "numbers"', "numbers", "write number"),
    Row("Q02", choice("v0", 0), "", head("visits"), "offer 2 to 13"),
    Row("Q02", choice("v0", 0), choice("v0", 0) + TEN_MORE, head("visits"), "offer 2 to 13"),
    Row("Q03", "max = 2", "max = 4", "max = 4", "write 1 to 3"),
    Row("Q03", "max = 2", "max = 0", "max = 0", "write 1 to 3"),
    Row("Q04", '["nothing"]', '["nothin"]', "exclusive", "write nothing"),
    Row("Q04", '["forgot"]', '["forgt"]', "keep_last", "write forgot"),
    Row("Q05", 'same_choices_as = "use"', 'same_choices_as = "us"', "same_ch", "write use"),
    Row("Q05", 'same_choices_as = "use"', 'same_choices_as = "voice"', "same_ch", "write one of"),
    Row("Q06", "max_length = 200", "max_length = 1001", "max_length", "write 1 to 1000"),
    Row("Q06", "max_length = 200", "max_length = 0", "max_length", "write 1 to 1000"),
    Row("Q07", "points = 3", "points = 2", "points = 2", "begin with values 1 to 2, ascending"),
    Row("Q07", "points = 3", "points = 9", "points = 9", "begin with values 1 to 9, ascending"),
    Row("Q07", "points = 3", "points = 1", "points = 1", "begin with values 1 to 2, ascending"),
    Row("C01", LABEL, f"label = {four('b' * 21)}", "bbbb", "shorten it to 20"),
    Row("C01", LABEL, f"label = {four(ACCENTS + 'e')}", "e\u0301", "shorten it to 20"),
    Row("C01", LABEL, f"label = {four(STACKED)}", STACKED, "shorten it to 20"),
    Row("C02", four("v1_2"), four("V0"), '"V0"', "word it differently"),
    Row("C03", "value = 1.5", "value = 0.0", "value = 0.0", "give each choice its own value"),
    Row(
        "C04", "value = 1.5", "value = -9", 'value = -9\nlabel = { ja = "v1', "add missing = true"
    ),
    Row("C04", "value = -8", "value = 8", "value = 8", "write value = -8 or -9"),
    Row("C05", "value = -8", "value = -2", "value = -2", "write -8 or -9"),
    Row("R01", SHOW, "show_if = 5", "show_if = 5", 'write { question = "…", in = ["…"] }'),
    Row("R01", SHOW, "show_if = { all = [] }", "show_if = { all", "write { question"),
    Row("R01", SHOW, SHOW.replace("true", "false"), "show_if", "write { question"),
    Row("R01", STAGE, STAGE.replace('["expecting"]', "[]"), "where", "write { question"),
    Row("R01", STAGE, STAGE.replace("in =", 'profile = "x", in ='), "where", "write { question"),
    Row("R01", "{ not = {", "{ not = 1, x = {", "show_if = { all", "write { question"),
    Row(
        "R02", 'question = "useful", any_in', 'question = "visits", any_in', "any_in", "write one"
    ),
    Row(
        "R02", STAGE, '{ question = "again", in = ["daily"] }', "where", "write one of stage, use"
    ),
    Row("R03", 'any_in = ["1"]', 'any_in = ["1", "4"]', "any_in", "write one of 1, 2, 3, dk"),
    Row("R03", '["expecting"]', '["expectin"]', "where", "write expecting"),
    Row("R04", SHOW, SHOW.replace('"stage"', '"stag"'), 'profile = "stag"', "write stage, or add"),
    Row(
        "R05",
        SHOW,
        f"show_if = {'{ not = ' * 5}{FIRST_TIME}{' }' * 5}",
        "not = { not",
        "join part",
    ),
    Row("I01", 'question = "use"\n', 'question = "usee"\n', '"usee"', "write use"),
    Row(
        "I01",
        'question = "use"\n',
        'question = "voice"\n',
        'question = "voice"',
        "write one of stage, use",
    ),
    Row("I02", 'counts = ["daily"]', 'counts = ["dail"]', "counts", "write daily"),
    Row("I02", 'counts = ["daily"]', 'counts = ["forgot"]', "counts", "write one of daily, never"),
    Row("I02", 'counts = ["daily"]', "", head("I1", "indicator"), "write one of daily, never"),
    Row("I03", 'base = "complete"', 'base = "completed"', "base", "write complete"),
    Row("I04", "target = 0.5", "target = 50", "target", "write a number from 0 to 1"),
    Row("I04", "target = 0.5", "target = -0.1", "target", "write a number from 0 to 1"),
    Row("I05", "goals = [1, 2]", "goals = [0]", "goals", "write goals = [1]"),
    Row("I05", "goals = [1, 2]", "", head("I1", "indicator"), "write goals = [1]"),
    Row(
        "I06",
        SHORT,
        f"short = {four('知っている人びとの')}",
        "short = {",
        "shorten it to 16 (8 full",
    ),
]


def mistakes_in(source: str) -> tuple[Mistake, ...]:
    with pytest.raises(DefinitionError) as caught:
        read_survey(source, "mini.toml")
    return caught.value.mistakes


@pytest.mark.parametrize(
    "row", ROWS, ids=[f"{place} {row.rule}" for place, row in enumerate(ROWS)]
)
def test_one_mistake_is_reported_by_code_row_and_remedy(row: Row) -> None:
    assert row.found in SOUND
    source = SOUND.replace(row.found, row.written, 1)
    mistakes = mistakes_in(source)
    # a text that is wrong in all four languages is four mistakes, each with its language
    assert {mistake.code for mistake in mistakes} == {row.rule}
    assert len(mistakes) in {1, 4}
    assert mistakes[0].remedy.startswith(row.remedy)
    assert mistakes[0].row == source[: source.index(row.line)].count("\n") + 1


def test_every_rule_has_a_row() -> None:
    elsewhere = {Rule.VERSION_TWICE, *(rule for rule in Rule if rule.startswith("V"))}
    assert {row.rule for row in ROWS} | elsewhere == set(Rule)
