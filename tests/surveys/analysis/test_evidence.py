"""What may be said about collecting voices: the worked examples of EVIDENCE 4.3, and edges."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from surveys.analysis.accounting import FinalCounts
from surveys.analysis.collection import Collection, collected, lacking, note
from surveys.analysis.evidence import collection_rows, rows_sha256
from surveys.analysis.pack_claims import Claim
from surveys.analysis.pack_draft import Section
from tests.surveys.analysis.rows import FULL, Rows, unfinished
from tests.surveys.analysis.years import few, pack, strong


def said(section: Section) -> list[str]:
    return [line.text for line in section.goals[0].lines]


def counted(claim: Claim) -> tuple[str, int, int]:
    return claim.id, claim.record["numerator"], claim.record["denominator"]


def test_a_strong_year_says_what_was_collected() -> None:
    found = pack(strong())
    (claim,) = found.claims
    assert counted(claim) == ("S1", 902, 1986)
    assert claim.record["response_rate"] == pytest.approx(0.454, abs=5e-4)
    assert claim.sentence.text == (
        "各種講座の場を活用し、終了時にLINEによるアンケートを286回の講座で実施し、"
        "対象1,986組に対し902件（回収率45.4％）の回答を得て、"
        "Aonicoに関する利用者の声を収集することができた。"
    )
    assert found.respondents == 640
    results, tasks = found.draft.sections
    assert results.heading == "取組の成果"
    assert said(results) == [f"・{claim.sentence.text}"]
    assert tasks.heading == "取組の課題"
    (task,) = said(tasks)
    assert task == (
        "・回答は講座に参加し、LINEで答えた人に限られるため、"
        "参加していない家庭の声を把握する方法を検討する必要がある。"
    )


def test_too_few_answers_say_only_that_collecting_has_begun() -> None:
    found = pack(few())
    (claim,) = found.claims
    assert counted(claim) == ("S1c", 24, 118)
    assert claim.sentence.text == (
        "各種講座の終了時にLINEで答えられるアンケートの仕組みを整え、"
        "９回の講座で24件の回答を得て、利用者の声の収集を始めることができた。"
    )
    (task,) = said(found.draft.sections[1])
    assert task == (
        "・Aonicoの認知や活用については、回答が24人にとどまり現時点では判断できないため、"
        "案内する講座を増やし、引き続き各種講座の場を活用して利用者の声を収集する必要がある。"
    )


def test_without_any_answer_nothing_is_said_to_be_achieved() -> None:
    rows = Rows()
    rows.answered(rows.lesson("2026-05-13 10:00"), "a", {}, **unfinished(status="refused"))
    found = pack(rows)
    results, tasks = found.draft.sections
    assert found.claims == ()
    assert "記入する" in said(results)[0]
    assert "scope" not in {one.claim for one in found.draft.notes}
    assert "回答が０人にとどまり" in said(tasks)[0]


def test_the_draft_names_its_year_as_the_form_does() -> None:
    assert pack(Rows()).draft.title == "令和８年度重点目標の評価（下書き）"
    assert pack(Rows()).draft.span == "令和８年４月１日～令和９年３月31日（１年度目／５か年度）"
    assert (
        pack(Rows(), year=2019).draft.span
        == "平成31年４月１日～令和２年３月31日（４年度目／５か年度）"
    )


def test_lessons_that_cannot_be_compared_are_named_in_the_method() -> None:
    rows = few()
    rows.crowd(rows.lesson("2026-12-02 10:00", families=1), ["x", "y"])
    rows.crowd(rows.lesson("2026-12-03 10:00", families=None), ["z"])
    (claim,) = pack(rows).claims
    assert counted(claim)[1:] == (24, 118)
    assert "11回の講座で27件" in claim.sentence.text
    assert claim.record["method"].endswith("left out: 2 lessons with 3 answers")


def test_the_hash_follows_the_rows_and_nothing_else() -> None:
    def hashed(rows: Rows) -> str:
        (claim,) = pack(rows).claims
        return str(claim.record["rows_sha256"])

    rows = few()
    before = hashed(rows)
    rows.lessons.reverse()
    rows.responses.reverse()
    rows.answers.reverse()
    assert hashed(rows) == before
    assert rows_sha256(collection_rows(rows.tally())) == before
    rows.lessons[0] = replace(rows.lessons[0], families=99)
    assert hashed(rows) != before


def test_the_hash_is_that_of_the_canonical_json() -> None:
    # printf '[{"a":"あ","b":null}]' | sha256sum
    expected = "98f142ce1de5890cdc74429c415df47b2d7c36d1a6dae5c653689b3dee6a7123"
    assert rows_sha256([{"b": None, "a": "あ"}]) == expected


COLLECTION = Collection(
    modes=frozenset({"line"}),
    lessons=8,
    completed=30,
    persons=30,
    rated_lessons=8,
    rated_completed=30,
    rated_families=80,
    first=date(2026, 4, 2),
    last=date(2026, 11, 20),
    final=FinalCounts(complete=30, partial=2, refused=3, no_contact=45, other=0),
)
NOBODY_COUNTED: dict[str, Any] = {
    "rated_lessons": 0,
    "rated_completed": 0,
    "rated_families": 0,
    "final": None,
}


@pytest.mark.parametrize(
    ("changes", "patterns"),
    [
        ({}, ("S1", "K4")),
        ({"persons": 29}, ("S1c", "K1c")),
        ({"lessons": 7, "rated_lessons": 7}, ("S1c", "K1c")),
        # the rate is said where it is of at least 80 % of the answers
        ({"completed": 37}, ("S1", "K4")),
        ({"completed": 38}, ("S1b", "K4")),
        # nobody counted the families: it is not that too few answered
        (NOBODY_COUNTED, ("S1b", "K1g")),
        ({**NOBODY_COUNTED, "lessons": 7}, ("S1c", "K1g")),
        ({**NOBODY_COUNTED, "persons": 29}, ("S1c", "K1c")),
    ],
)
def test_the_gates(changes: dict[str, Any], patterns: tuple[str, str]) -> None:
    collection = replace(COLLECTION, **changes)
    achieved = collected(collection)
    assert achieved is not None
    assert (achieved.pattern, lacking(collection).pattern) == patterns


def test_beside_a_rate_stand_the_lessons_that_it_is_of() -> None:
    achieved = collected(replace(COLLECTION, lessons=12, completed=37))
    assert achieved is not None
    assert "８回の講座で実施し、対象80組に対し30件（回収率37.5％）" in achieved.text


def overfull(rows: Rows, families: int | None) -> Rows:
    """The rows with the attendance of all lessons but the last twelve with answers replaced."""
    lessons = [
        row if 274 <= place < 286 else replace(row, families=families)
        for place, row in enumerate(rows.lessons)
    ]
    return Rows(lessons=lessons, responses=rows.responses, answers=rows.answers)


@pytest.mark.parametrize("families", [None, 1], ids=["unknown", "smaller than the answers"])
def test_twelve_lessons_do_not_speak_for_the_others(families: int | None) -> None:
    found = pack(overfull(strong(), families))
    (claim,) = found.claims
    assert (claim.id, claim.record["estimate"]) == ("S1b", None)
    assert "回収率" not in claim.sentence.text
    (told,) = [text for name, text in found.caveats if name == "attendance"]
    assert "80％に満たないため、回収率は示していない" in told


def test_the_record_of_collecting_holds_both_rates() -> None:
    rows = strong()
    lesson = rows.lessons[0]
    rows.answered(lesson, "p5", FULL, short=True)
    some = {"stage": "age0", "route": "event", "timely": "4", "aonico_use": "weekly"}
    rows.answered(lesson, "stopped", some, status="stopped", completed_at=None)
    (claim,) = pack(rows).claims
    record = claim.record
    assert record["response_rate"] == pytest.approx(903 / 1986)
    assert record["rr1"] == pytest.approx(902 / 1985)
    assert record["rr2"] == pytest.approx(903 / 1985)
    assert record["rated"] == 1.0


@pytest.mark.parametrize(
    ("modes", "written"),
    [
        ({"line"}, "LINEによる"),
        ({"web", "line"}, "LINE・ウェブによる"),
        ({"paper", "telegram", "web"}, "Telegram・ウェブ・紙による"),
        ({"mail", "line"}, "LINE・mailによる"),
    ],
)
def test_the_ways_of_answering_are_named(modes: set[str], written: str) -> None:
    achieved = collected(replace(COLLECTION, modes=frozenset(modes)))
    assert achieved is not None
    assert f"終了時に{written}アンケート" in achieved.text


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2026, 4, 2), date(2026, 11, 20), "※令和８年４月～11月の講座参加者"),
        (date(2026, 11, 2), date(2026, 11, 20), "※令和８年11月の講座参加者"),
        (date(2026, 11, 2), date(2027, 3, 1), "※令和８年11月～令和９年３月の講座参加者"),
        (date(2019, 4, 2), date(2019, 9, 1), "※平成31年４月～令和元年９月の講座参加者"),
    ],
)
def test_the_note_names_the_months(first: date, last: date, written: str) -> None:
    text = note(replace(COLLECTION, first=first, last=last))
    assert text is not None
    assert text.startswith(written)
    assert text.endswith(
        "のうち回答した人の自己申告による。無作為抽出ではないため、"
        "青葉区の子育て家庭全体の割合を示すものではない。"
        "同じ人の複数回の回答は初回のみ集計した。10人未満の内訳は表示していない。"
    )
