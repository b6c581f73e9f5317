"""What the draft says: the worked examples of EVIDENCE 4.3, the figures' names, the notes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Kind, Level
from surveys.analysis.pack_claims import claim_of, record_of
from surveys.analysis.pack_draft import Draft
from surveys.analysis.pack_model import Pack
from surveys.analysis.pack_pieces import LineKind, figures, line
from surveys.analysis.proportions import Part
from tests.surveys.analysis.pack_entries import (
    AWARE,
    CLAIMS,
    PLAN,
    REGISTERED,
    TIMELY,
    TRIGGER,
    planned,
    strong_pack,
)
from tests.surveys.analysis.rows import FULL, Rows, tokyo
from tests.surveys.analysis.years import few, pack, strong


def said(draft: Draft, section: int, goal: int = 0) -> list[str]:
    return [line.text for line in draft.sections[section].goals[goal].lines]


def test_a_strong_year_reads_as_the_worked_example() -> None:
    draft = strong_pack().draft
    assert [section.heading for section in draft.sections] == ["取組の成果", "取組の課題"]
    assert [goal.heading for goal in draft.sections[0].goals] == [
        "１．周知・発信",
        "２．次世代からの支援",
    ]
    assert said(draft, 0) == [
        (
            "・各種講座の場を活用し、終了時にLINEによるアンケートを286回の講座で実施し、"
            "対象1,986組に対し902件（回収率45.4％）の回答を得て、"
            "Aonicoに関する利用者の声を収集することができた。"
        ),
        (
            "・回答者640人のうちAonicoを知っている人は71.9％（95％信頼区間67.8～75.6％）で、"
            "目標の60％を上回ることが確認できた。"
        ),
        (
            "・講座やひろばの情報が「間に合うころに届いている」と答えた割合は、"
            "Aonicoを使っている人で79.9％、使っていない人で59.9％であり、"
            "講座の種類などをそろえて比べても19.9ポイント（同13.0～26.8ポイント）高いことが"
            "確認できた（両者の違いには、もともとの関心等の差も含まれる）。"
        ),
        (
            "・Aonicoが講座参加のきっかけとなった人は18.4％（同15.3～22.0％）で、"
            "目標の15％を上回る傾向がみられた。"
        ),
    ]
    assert said(draft, 1) == [
        (
            "・使っている人と使っていない人の比較ではAonicoの効果を見分けられないため、"
            "案内の順番を工夫するなど、効果を検証する方法を検討する必要がある。"
        ),
        (
            "・回答は講座に参加し、LINEで答えた人に限られるため、"
            "参加していない家庭の声を把握する方法を検討する必要がある。"
        ),
    ]


def test_the_interval_is_named_in_full_where_the_form_prints_it_first() -> None:
    weak = replace(AWARE, evaluated=Level.U, level=Level.U)
    draft = planned(strong(), weak, TRIGGER, TIMELY).draft
    named = [one.text for one in draft.lines if "95％信頼区間" in one.text]
    assert [text[:10] for text in named] == [said(draft, 0)[1][:10]]
    assert "（同67.8～75.6％）" in said(draft, 1)[0]


def test_a_goal_without_data_is_to_be_filled_from_the_records() -> None:
    draft = strong_pack().draft
    for section in (0, 1):
        (one,) = draft.sections[section].goals[1].lines
        assert one.kind is LineKind.TO_FILL
        assert "活動の記録から記入する" in one.text


def test_where_nothing_can_be_said_one_sentence_stands_for_all() -> None:
    nothing = [replace(one, evaluated=Level.E0, level=Level.E0) for one in (AWARE, TIMELY)]
    draft = planned(few(), *nothing).draft
    assert ["回答が24人にとどまり" in text for text in said(draft, 1)] == [True]
    assert len(said(draft, 0)) == 1


def test_primary_claims_are_always_printed_others_where_they_say_something() -> None:
    unsaid = replace(AWARE, evaluated=Level.E0, level=Level.E0)
    aside = replace(TRIGGER, primary=False, evaluated=Level.E1, level=Level.E1)
    assert "aware" in {one.claim for one in planned(strong(), unsaid).draft.lines}
    assert "trigger" not in {one.claim for one in planned(strong(), aside).draft.lines}
    tendency = replace(TRIGGER, primary=False)
    assert "trigger" in {one.claim for one in planned(strong(), tendency).draft.lines}


def test_every_figure_has_a_name_of_its_own() -> None:
    draft = strong_pack().draft
    named = figures(draft.lines)
    assert named["S1.response_rate"] == "45.4"
    assert named["aware.estimate"] == "71.9"
    assert (named["timely.low"], named["timely.high"]) == ("13.0", "26.8")
    pieces = [piece for one in draft.lines for piece in one.pieces]
    assert len(named) == sum(piece.tag is not None for piece in pieces)
    assert not any(
        letter.isdigit() for piece in pieces if piece.tag is None for letter in piece.text
    )
    assert all(len(tag) <= 64 for tag in named)


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("９回で1,986組", [("lessons", "９")], {"c.lessons": "９", "c.figure": "1,986"}),
        ("差−3.5と−3.5", [("low", "−3.5")], {"c.low": "−3.5", "c.low.2": "−3.5"}),
        ("24と24", [("a", "24"), ("b", "24")], {"c.a": "24", "c.b": "24"}),
        ("なし", [], {}),
    ],
)
def test_figures_in_a_text(text: str, known: list[Any], expected: dict[str, str]) -> None:
    made = line(LineKind.NOTE, "c", text, known)
    assert figures([made]) == expected
    assert made.text == text


def reasons(howto: int, enough: int) -> Rows:
    """A strong year, and people who know the app and say why they do not use it."""
    rows = strong()
    lesson = rows.lesson("2026-12-01 10:00", families=60)
    for number in range(howto + enough):
        reason = "howto" if number < howto else "enough"
        rows.answered(lesson, f"q{number}", {**FULL, "aonico_use": "lapsed", "barrier": (reason,)})
    return rows


@pytest.mark.parametrize(
    ("howto", "enough", "sentence"),
    [
        (22, 12, "「入れ方がわからない」が64.7％と最も多く、入れ方の案内に取り組む必要がある。"),
        (17, 17, None),
        (12, 22, None),
        (15, 10, None),
    ],
)
def test_the_main_reason_is_named_where_the_plan_knows_what_to_do(
    howto: int, enough: int, sentence: str | None
) -> None:
    texts = [text for text in said(planned(reasons(howto, enough)).draft, 1) if "理由" in text]
    assert [text.endswith(sentence or "") for text in texts] == [True] * (sentence is not None)


SHORT = replace(AWARE, claim="use", indicator="I2", evaluated=Level.N, level=Level.N)
USED = replace(CLAIMS[0], id="use", indicator="I2", name="Aonicoの利用率")
WITH_USE = replace(REGISTERED, plan=replace(PLAN, claims=(*CLAIMS, USED)))


@pytest.mark.parametrize(
    ("entry", "given", "cure", "named"),
    [
        (SHORT, (22, 12), "「入れ方がわからない」への対応を検討する", "入れ方がわからない"),
        (SHORT, (17, 17), "理由を調べ、対応を検討する", None),  # equally frequent
        (SHORT, (15, 10), "理由を調べ、対応を検討する", None),  # too few were asked
        (SHORT, (30, 9), "理由を調べ、対応を検討する", None),  # almost all of them
        (replace(SHORT, claim="aware", indicator="I1"), (22, 12), "理由を調べ", None),  # know it
    ],
)
def test_a_share_that_falls_short_names_why_people_are_not_among_it(
    entry: Entry, given: tuple[int, int], cure: str, named: str | None
) -> None:
    found = planned(reasons(*given), entry, plan=WITH_USE)
    (claim,) = [one for one in found.claims if one.entry is not None]
    assert (claim.sentence.pattern, claim.record["barrier"]) == ("K2", named)
    assert f"目標の60％に届いていないため、{cure}" in claim.sentence.text


def test_a_share_that_reaches_its_target_names_no_reason() -> None:
    found = planned(reasons(22, 12), replace(SHORT, level=Level.E3), plan=WITH_USE)
    (claim,) = [one for one in found.claims if one.entry is not None]
    assert claim.record["barrier"] is None


def notes(found: Pack) -> dict[str, str]:
    return {one.claim: one.text for one in found.draft.notes}


def test_the_mandatory_note_comes_first_and_a_registered_plan_needs_no_other() -> None:
    assert list(notes(strong_pack())) == ["scope"]
    assert notes(strong_pack())["scope"].endswith("10人未満の内訳は表示していない。")


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        ({"plan": None, "entries": ()}, "plan_unregistered", "登録されていない"),
        ({"plan": replace(REGISTERED, draft=True)}, "plan_unregistered", "登録されていない"),
        (
            {"plan": replace(REGISTERED, registered_at=tokyo("2026-05-01 09:00"))},
            "plan_late",
            "令和８年５月１日に登録した",
        ),
        (
            {"plan": replace(REGISTERED, plan=replace(PLAN, version=2, since=date(2026, 10, 1)))},
            "plan_changed",
            "令和８年10月１日から第２版",
        ),
        (
            {"plan": replace(REGISTERED, plan=replace(PLAN, placeholders=True))},
            "plan_placeholders",
            "目標値は案であり",
        ),
        (
            {"entries": (replace(AWARE, level=Level.E1),)},
            "lowered",
            "「Aonicoの認知率」は、担当者の判断で",
        ),
    ],
)
def test_what_has_to_be_known_of_plan_and_people_is_said(
    changes: dict[str, Any], name: str, words: str
) -> None:
    assert words in notes(planned(strong(), **changes))[name]


def test_what_has_to_be_known_of_the_data_is_said() -> None:
    rows = few()
    rows.crowd(rows.lesson("2026-12-02 10:00", families=1), ["x", "y"])
    assert "１回の講座の回答２件" in notes(pack(rows))["attendance"]


def test_figures_of_few_people_are_not_in_the_record() -> None:
    small = replace(AWARE, part=Part(count=9, total=640), evaluated=Level.E0, level=Level.E0)
    claim = claim_of(small, CLAIMS[0], k=10, named=False, whole_undecided=False)
    hidden = {key for key, value in claim.record.items() if value is None}
    assert {"numerator", "estimate", "low", "high", "statistic", "deff"} <= hidden
    assert claim.record["denominator"] == 640
    none = record_of(replace(small, part=Part(count=0, total=640)), claim.sentence, 10)
    assert none == claim.record


def test_groups_of_few_people_are_not_in_the_record_either() -> None:
    few_users = replace(TIMELY, part=Part(count=4, total=8), evaluated=Level.E0, level=Level.E0)
    claim = claim_of(few_users, CLAIMS[2], k=10, named=False, whole_undecided=False)
    assert claim.record["denominator"] is None
    assert claim.record["unexposed_denominator"] is None


def test_an_effect_has_its_own_words() -> None:
    drawn = replace(TIMELY, kind=Kind.EFFECT, evaluated=Level.E0, level=Level.E0)
    claim = claim_of(drawn, CLAIMS[2], k=10, named=False, whole_undecided=False)
    assert claim.sentence.heading.value == "取組の課題"


def test_an_approved_claim_says_when() -> None:
    approved = replace(AWARE, approved_at=tokyo("2027-02-01 10:00"))
    claim = claim_of(approved, CLAIMS[0], k=10, named=False, whole_undecided=False)
    assert claim.record["approved_at"] == "2027-02-01T01:00:00+00:00"
