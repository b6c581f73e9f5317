"""What annex and workbook say: tables, hidden numbers, what holds for a year without answers."""

from dataclasses import replace

import pytest

from surveys.analysis.levels import Level
from surveys.analysis.pack_annex import HIDDEN, annex, interval_rows
from surveys.analysis.pack_annex_words import NOTHING
from surveys.analysis.pack_records import evidence_record, parameters
from surveys.analysis.pack_workbook import pages
from surveys.analysis.proportions import Part
from tests.surveys.analysis.pack_entries import (
    AWARE,
    PLAN,
    REGISTERED,
    TIMELY,
    TRIGGER,
    planned,
    strong_pack,
)
from tests.surveys.analysis.rows import FULL, Rows, tokyo
from tests.surveys.analysis.years import pack, strong

UNSAID = replace(AWARE, part=Part(count=4, total=640), evaluated=Level.E0, level=Level.E0)


def stages() -> Rows:
    """A strong year with two kinds of families that are many enough to be shown."""
    rows = strong()
    lesson = rows.lesson("2026-12-01 10:00", families=99)
    for stage in ("age1", "age2"):
        rows.crowd(lesson, [f"{stage}{n}" for n in range(20)], {**FULL, "stage": stage})
    return rows


def test_the_annex_prints_estimates_with_their_doubt() -> None:
    found = annex(strong_pack())
    first = found["shares"][0]
    assert (first["name"], first["primary"], first["n"]) == ("Aonicoの認知率", True, "640")
    assert (first["estimate"], first["interval"]) == ("71.9％", "67.8～75.6％")
    assert (first["deff"], first["target"], first["level"]) == ("1.25", "60％", "◎ 確認")
    assert first["bar"] == "1.00・5.90／2.64"
    (difference,) = found["differences"]
    assert difference["exposed"] == "79.9％（268人）"
    assert difference["crude"] == "19.9（12.4～26.9）"
    assert difference["adjusted"] == "19.9（13.0～26.8）"
    assert difference["courses"] == "4／4"
    assert found["plan"].startswith("第１版　令和８年３月20日登録　SHA-256 aaaa")
    assert found["respondents"] == "640"


def test_the_annex_prints_the_rates_with_what_they_are_made_of() -> None:
    assert annex(strong_pack())["rates"] == [
        {"label": "回収率（完了／参加組数）", "of": "902／1,986", "share": "45.4％"},
        {"label": "RR1（完了／対象組数）", "of": "902／1,986", "share": "45.4％"},
        {"label": "RR2（一部の回答を含む）", "of": "902／1,986", "share": "45.4％"},
    ]
    (flow,) = [page for page in pages(strong_pack()) if page.title == "流れ"]
    assert "RR1（完了／対象組数）45.4％" in flow.note
    assert ("うち回収率の分母（組）", 1986) in flow.rows


@pytest.mark.parametrize(
    ("p", "strata", "told", "named"),
    [
        (None, (), [], None),
        (0.321, (), ["情報の間に合う率 p＝0.321"], None),
        (
            0.012,
            ("A/age0+A/age1", "C+D/?"),
            ["情報の間に合う率 p＝0.012：講座の種類によって差が異なる"],
            "A（0歳）＋A（1歳）；C＋D（不明）",
        ),
        (
            0.0,
            ("A/age0",),
            ["情報の間に合う率 p＜0.001：講座の種類によって差が異なる"],
            "A（0歳）",
        ),
    ],
)
def test_whether_strata_agree_stands_beside_the_differences(
    p: float | None, strata: tuple[str, ...], told: list[str], named: str | None
) -> None:
    entry = replace(TIMELY, equal_odds=p, strata=strata)
    found = planned(strong(), entry)
    assert [f"{one['name']} {one['p']}{one['apart']}" for one in annex(found)["odds"]] == told
    assert pages(found)[0].rows[0][-2:] == (p, named)
    hidden = planned(strong(), replace(entry, part=Part(count=4, total=268)))
    assert annex(hidden)["odds"] == []
    assert pages(hidden)[0].rows[0][-2:] == (None, None)


def test_only_primary_claims_have_a_bar_to_clear() -> None:
    (share,) = annex(planned(strong(), replace(AWARE, primary=False)))["shares"]
    assert (share["estimate"], share["bar"]) == ("71.9％", NOTHING)


def test_small_numbers_are_hidden_wherever_they_would_stand() -> None:
    small = replace(TIMELY, part=Part(count=4, total=268), evaluated=Level.E0, level=Level.E0)
    found = annex(planned(strong(), UNSAID, small))
    assert (found["shares"][0]["estimate"], found["shares"][0]["interval"]) == (HIDDEN, NOTHING)
    assert (found["differences"][0]["exposed"], found["differences"][0]["adjusted"]) == (
        HIDDEN,
        NOTHING,
    )
    assert found["nonresponse"][0]["weighted"] == NOTHING


def test_only_primary_claims_keep_their_line_without_figures() -> None:
    aside = replace(UNSAID, claim="trigger", primary=False)
    rows = interval_rows(planned(strong(), UNSAID, aside, TIMELY))
    assert [(row["name"], row["estimate"]) for row in rows] == [
        ("Aonicoの認知率", None),
        ("情報の間に合う率", 0.199),
    ]


def test_what_was_never_computed_is_a_dash() -> None:
    blank = replace(
        TIMELY,
        unexposed=Part(count=20, total=40),
        crude=None,
        low=None,
        high=None,
        statistic=None,
        deff=None,
        evaluated=Level.E1,
        level=Level.E1,
    )
    share = replace(AWARE, low=None, high=None, deff=None, target=None, rr1=None,
                    tipping=None, evaluated=Level.E1, level=Level.E1)  # fmt: skip
    found = annex(planned(strong(), share, blank))
    assert found["differences"][0]["crude"] == NOTHING
    assert found["differences"][0]["bar"] == "1.00"
    assert (found["shares"][0]["interval"], found["shares"][0]["target"]) == (NOTHING, NOTHING)
    assert found["nonresponse"][0]["worst"] == NOTHING


def test_kinds_of_families_are_shown_where_they_are_many() -> None:
    found = annex(planned(stages()))
    shown = {one["label"]: (one["count"], one["share"]) for one in found["stages"]}
    assert shown["妊娠中（パートナーも）"] == (HIDDEN, NOTHING)
    assert set(shown.values()) - {(HIDDEN, NOTHING)} <= {
        ("640", "94.1％"), ("20", "2.9％"),
    }  # fmt: skip


def test_a_year_without_answers_or_plan_says_so() -> None:
    found = annex(pack(Rows()))
    assert found["span"] == "回答のあった講座はまだない"
    (said,) = found["summary"]
    assert "回答が０人にとどまり現時点では判断できない" in said
    assert (found["plan"], found["look"]) == ("なし", NOTHING)
    assert {one["share"] for one in found["rates"]} == {NOTHING}
    assert found["target"] == "登録された計画はない"
    assert {one["key"] for one in found["definitions"]} >= {"I1", "I3", "I4"}
    assert interval_rows(pack(Rows())) == []


def test_a_plan_that_is_late_or_not_registered_is_marked() -> None:
    late = replace(REGISTERED, registered_at=tokyo("2026-06-01 09:00"))
    assert "登録（年度開始後）" in annex(planned(strong(), plan=late))["plan"]
    draft = replace(REGISTERED, draft=True)
    assert annex(planned(strong(), plan=draft))["plan"].startswith("未登録（案）")
    unplanned = replace(
        REGISTERED,
        plan=replace(PLAN, claims=tuple(replace(c, planned_answers=0) for c in PLAN.claims)),
    )
    assert annex(planned(strong(), plan=unplanned))["target"] == NOTHING


def test_the_workbook_has_its_pages_and_no_formulas() -> None:
    found = {page.title: page for page in pages(planned(strong(), quotes=("=よかった",)))}
    assert list(found) == ["指標", "講座別", "流れ", "台帳", "自由記述（承認済）", "用語"]
    assert found["自由記述（承認済）"].rows == (("'=よかった",),)
    assert found["指標"].rows[0][:5] == ("aware", "Aonicoの認知率", "◎ 確認", 640, 460)
    assert [row[0] for row in found["台帳"].rows] == ["S1", "aware", "trigger", "timely"]
    assert all(len(row) == len(page.heads) for page in found.values() for row in page.rows)
    assert pages(pack(Rows()))[3].rows == ()


def test_the_record_holds_every_figure_of_the_draft() -> None:
    found = evidence_record(planned(strong(), AWARE, TRIGGER))
    assert found["draft"]["figures"]["aware.estimate"] == "71.9"
    assert [one["id"] for one in found["claims"]] == ["S1", "aware", "trigger"]
    assert found["nonresponse"][0]["tipping"] == 1.4
    assert found["flow"]["completed"] == 902


def test_the_parameters_tell_plan_look_and_moment() -> None:
    found = parameters(strong_pack())
    assert found["plan"]["registered_at"] == "2026-03-20T00:00:00+00:00"
    assert (found["look"], found["plan"]["look_constant"]) == ("freeze", 2.6383)
    assert found["as_of"] == "2027-04-29T15:00:00+00:00"
    assert parameters(pack(Rows()))["plan"] is None
    draft = parameters(planned(strong(), plan=replace(REGISTERED, draft=True)))
    assert draft["plan"]["registered_at"] is None
