"""Plans from TOML: one row for each way to break a sound one, and what is said to it."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from surveys.analysis.plan import Registered
from surveys.analysis.plan_file import built_in_source, draft_of, read_plan, sha256_of
from surveys.analysis.plan_mistakes import PlanRule
from surveys.analysis.sequential import sup_brownian_constant
from surveys.definition import DefinitionError, Mistake
from tests.surveys.analysis.rows import ZONE, catalog

SOUND = """
[plan]
fiscal_year = 2026
version = 1
since = 2026-04-01
survey = "aonico-core"
alpha = 0.05
stage_question = "stage"
draft_on = 2027-01-31
freeze_on = 2027-04-30

[cells]
public = 10

[thresholds]
version = "1"
say_answers = 30
width = 0.20
confirm_tipping = 1.25

[[goal]]
number = 1
heading = "周知・発信"
goal = "つなげていく。"

[[claim]]
key = "I1"
indicator = "I1"
kind = "reach"
goal = 1
name = "Aonicoの認知率"
answer = "Aonicoを知っている"
primary = true
target = 0.60
gap = 0.05
planned_answers = 900

[[claim]]
key = "I4"
indicator = "I4"
kind = "association"
goal = 1
name = "間に合う割合の違い"
answer = "間に合う"
exposure = "I2"

[barriers]
question = "barrier"

[barriers.actions]
howto = "案内"
"""


class Row(NamedTuple):
    rule: str
    found: str  # in the sound plan
    written: str  # in its place
    line: str  # how the line begins that the mistake names
    remedy: str  # how the remedy begins


ROWS = [
    Row("F01", "version = 1\n", "version = \n", "version =", "write it as TOML does"),
    Row("F02", "[cells]", "[cell]", "[cell]", "write cells"),
    Row("F02", "alpha =", "alfa =", "alfa", "write alpha"),
    Row("F02", "say_answers", "says_answers", "says_answers", "write say_answers"),
    Row("F03", "since = 2026-04-01\n", "", "[plan]", "add since = 2026-04-01"),
    Row("F03", 'kind = "reach"\n', "", "[[claim]]", 'add kind = "…"'),
    Row("F03", 'key = "I1"\n', "", "[[claim]]", 'add key = "…"'),
    Row("F04", "= 2026-04-01", '= "2026-04-01"', "since", "write since = 2027-01-31, without"),
    Row("F04", "= 2026-04-01", "= 2026-04-01T00:00:00", "since", "write since = 2027-01-31"),
    Row("F04", "target = 0.60", 'target = "60"', "target", "write target = 1"),
    Row("P01", "fiscal_year = 2026", "fiscal_year = 26", "fiscal_year", "write one, like 2026"),
    Row("P02", "version = 1\n", "version = 0\n", "version", "count from 1"),
    Row("P03", "= 2026-04-01", "= 2025-04-01", "since", "write a day from 2026-04-01 to"),
    Row("P03", "= 2027-01-31", "= 2027-06-30", "draft_on", "write days in this order"),
    Row("P04", '"aonico-core"', '"aonico"', "survey", "write one of: aonico-core"),
    Row("P05", "number = 1", "number = 2", "number", "number the goals 1, 2, 3"),
    Row("P06", 'key = "I4"', 'key = "I1"', 'key = "I1"', "use another key"),
    Row("P06", 'key = "I4"', 'key = "I-4"', 'key = "I-4"', "use up to 24 letters"),
    Row("P07", 'indicator = "I4"', 'indicator = "I44"', 'indicator = "I44"', "write one of: I1"),
    Row("P08", 'kind = "reach"', 'kind = "effect"', 'kind = "effect"', "write one of: reach, as"),
    Row("P09", "goal = 1\n", "goal = 3\n", "goal = 3", "write the number of a [[goal]]"),
    Row("P10", "target = 0.60\n", "", "[[claim]]", "add target = 0.60"),
    Row("P10", "target = 0.60", "target = 60", "target", "write 0.60 for 60 %"),
    Row("P10", 'exposure = "I2"', 'exposure = "I2"\ntarget = 0.7', "target = 0.7", "leave it out"),
    Row("P11", "gap = 0.05", "gap = 5", "gap", "write 0.05, or leave it out"),
    Row("P11", "gap = 0.05", "gap = 0.4", "gap", "write a smaller gap"),
    Row("P12", 'exposure = "I2"\n', "", "[[claim]]", "write one of: I1"),
    Row("P12", 'exposure = "I2"', 'exposure = "I10"', "exposure", "name an earlier indicator"),
    Row("P12", 'exposure = "I2"', 'exposure = "I4"', "exposure", "name another indicator"),
    Row("P12", "gap = 0.05", 'gap = 0.05\nexposure = "I2"', "exposure", "leave exposure out"),
    Row("P13", "planned_answers = 900", "planned_answers = 20", "planned", "add planned_answers"),
    Row("P13", 'exposure = "I2"', 'exposure = "I2"\nplanned_answers = -1', "planned", "leave it"),
    Row("P14", "alpha = 0.05", "alpha = 5", "alpha", "write 0.05"),
    Row("P15", "say_answers = 30", "say_answers = 0", "say_answers", "write 30, or leave"),
    Row("P15", "width = 0.20", "width = 20", "width", "write 0.2, or leave it out"),
    Row("P15", "tipping = 1.25", "tipping = 0.5", "confirm_tipping", "write 1.25"),
    Row("P16", "public = 10", "public = 9", "public", "write 10 or more"),
    Row("P17", "primary = true\n", "", "[plan]", "add primary = true"),
    Row("P18", 'question = "barrier"', 'question = "voice"', "question", "name a question with"),
    Row("P18", 'question = "barrier"', 'question = "gone"', "question", "name a question with"),
    Row("P18", "howto =", "whatfor =", "whatfor", "write one of: "),
    Row("P19", '"周知・発信"', '" "', "heading", "write one short sentence"),
    Row("P19", '"間に合う"', f'"{"あ" * 61}"', "answer", "write one short sentence"),
    Row("P20", '= "stage"', '= "age"', "stage_question", "name a question of the survey"),
]


def mistakes(source: str) -> tuple[Mistake, ...]:
    with pytest.raises(DefinitionError) as caught:
        read_plan(source, "plan.toml", catalog())
    return caught.value.mistakes


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.rule}-{n}" for n, row in enumerate(ROWS)])
def test_every_mistake_is_told_by_row_and_remedy(row: Row) -> None:
    assert row.found in SOUND
    source = SOUND.replace(row.found, row.written, 1)
    found = [one for one in mistakes(source) if one.code == row.rule]
    assert found, [str(one) for one in mistakes(source)]
    line = source.splitlines()[found[0].row - 1]
    assert line.startswith(row.line), line
    assert found[0].remedy.startswith(row.remedy), found[0].remedy


def test_every_rule_has_a_row() -> None:
    assert {row.rule for row in ROWS if row.rule.startswith("P")} == set(PlanRule)


def test_all_mistakes_are_told_at_once() -> None:
    broken = SOUND
    for rule in ("P02", "P09", "P14", "P16", "P19"):
        row = next(row for row in ROWS if row.rule == rule)
        broken = broken.replace(row.found, row.written, 1)
    assert {str(one.code) for one in mistakes(broken)} >= {"P02", "P09", "P14", "P16", "P19"}


def test_a_plan_without_anything_is_told_what_it_lacks() -> None:
    assert {one.code for one in mistakes("")} >= {"F03", "P17"}


def test_the_sound_plan() -> None:
    plan = read_plan(SOUND, "plan.toml", catalog())
    assert [claim.gap for claim in plan.claims] == [0.05, 0.10]
    assert plan.constant == sup_brownian_constant()
    assert plan.claim("I4").exposure == "I2"
    with pytest.raises(KeyError):
        plan.claim("I9")


def test_what_may_be_left_out() -> None:
    short = re.sub(r"(alpha|stage_question|draft_on|freeze_on|gap) = .*\n", "", SOUND)
    short = short[: short.index("[barriers]")].replace("[cells]\npublic = 10\n", "")
    plan = read_plan(short, "plan.toml", catalog())
    assert (plan.alpha, plan.stage_question, plan.cell_public) == (0.05, "stage", 10)
    assert (plan.drafted_on, plan.frozen_on) == (date(2027, 1, 31), date(2027, 4, 30))
    assert plan.barrier_question is None


def test_the_plan_that_comes_with_the_program() -> None:
    plan = read_plan(built_in_source(), "2026.toml", catalog())
    assert plan.placeholders
    assert [goal.heading for goal in plan.goals][::2] == ["周知・発信", "ネットワーク構築"]
    assert [(claim.id, claim.target) for claim in plan.primary] == [
        ("I1", 0.60),
        ("I3", 0.15),
        ("I4", None),
    ]
    assert plan.constant == pytest.approx(2.6383, abs=5e-5)
    choices = {"howto", "nomore", "enough", "nocontent", "hardtouse", "notyet", "language"}
    assert set(plan.actions) == choices


@pytest.mark.parametrize(
    ("at", "late"),
    [
        ("2026-03-20T00:00:00+00:00", False),
        ("2026-04-01T14:59:00+00:00", False),  # 23:59 of 1 April in Tokyo
        ("2026-04-01T15:00:00+00:00", True),
        ("2026-11-22T00:00:00+00:00", True),
    ],
)
def test_a_plan_is_late_after_the_first_of_april(at: str, late: bool) -> None:  # noqa: FBT001
    plan = read_plan(SOUND, "plan.toml", catalog())
    moment = datetime.fromisoformat(at)
    held = Registered(plan=plan, source=SOUND, sha256=sha256_of(SOUND), registered_at=moment)
    assert held.late(ZONE) is late


def test_a_draft_is_never_late() -> None:
    drafted = draft_of(SOUND, read_plan(SOUND, "plan.toml", catalog()))
    assert drafted.draft
    assert not drafted.late(ZONE)
    assert drafted.registered_at == datetime(2026, 4, 1, tzinfo=UTC)


def test_the_document_lists_the_rules_of_the_code() -> None:
    document = Path(__file__).parents[3] / "docs" / "plan-and-ledger.md"
    listed = re.findall(r"^\| (P[0-9]{2}) \|", document.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [rule.value for rule in PlanRule]
