"""The three worked examples of EVIDENCE 4.3 word for word, and the sentences around claims."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.frame_sentences import (
    absent_families,
    cause_open,
    collecting_began,
    families_unknown,
    main_barrier,
    nothing_decided,
    scope_note,
    voices_collected,
    voices_unrated,
)
from surveys.analysis.levels import Level
from surveys.analysis.proportions import Part
from surveys.analysis.sentences import AssociationRow, Heading
from tests.surveys.analysis.ledger_rows import AWARE, TIMELY, TRIGGER, text


def test_a_strong_year() -> None:
    s1 = voices_collected(
        channel="LINE", lessons=286, eligible=1986, complete=902, response_rate=902 / 1986
    )
    assert s1.text == (
        "各種講座の場を活用し、終了時にLINEによるアンケートを286回の講座で実施し、"
        "対象1,986組に対し902件（回収率45.4％）の回答を得て、"
        "Aonicoに関する利用者の声を収集することができた。"
    )
    assert text(AWARE, named=False) == (
        "回答者640人のうちAonicoを知っている人は71.9％（95％信頼区間67.8～75.6％）で、"
        "目標の60％を上回ることが確認できた。"
    )
    assert text(TIMELY) == (
        "講座やひろばの情報が「間に合うころに届いている」と答えた割合は、"
        "Aonicoを使っている人で79.9％、使っていない人で59.9％であり、"
        "講座の種類などをそろえて比べても19.9ポイント（同13.0～26.8ポイント）高いことが確認できた"
        "（両者の違いには、もともとの関心等の差も含まれる）。"
    )
    assert text(TRIGGER) == (
        "Aonicoが講座参加のきっかけとなった人は18.4％（同15.3～22.0％）で、"
        "目標の15％を上回る傾向がみられた。"
    )
    assert cause_open().text == (
        "使っている人と使っていない人の比較ではAonicoの効果を見分けられないため、"
        "案内の順番を工夫するなど、効果を検証する方法を検討する必要がある。"
    )
    assert absent_families(channel="LINE").text == (
        "回答は講座に参加し、LINEで答えた人に限られるため、"
        "参加していない家庭の声を把握する方法を検討する必要がある。"
    )


def test_a_weak_year() -> None:
    weak = AssociationRow(
        level=Level.E2,
        indicator="情報の間に合う率",
        answer="情報が間に合うころに届いている",
        exposed=Part(count=49, total=70),
        unexposed=Part(count=62, total=110),
        estimate=0.136,
        low=-0.017,
        high=0.275,
    )
    assert text(weak) == (
        "情報が間に合うころに届いていると答えた割合は、Aonicoを使っている人で70.0％、"
        "使っていない人で56.4％であり、講座の種類などをそろえて比べても13.6ポイント高い"
        "傾向がみられた（両者の違いには、もともとの関心等の差も含まれる）。"
    )
    aware = replace(AWARE, level=Level.U, part=Part(count=112, total=180), low=0.538, high=0.700)
    assert text(aware, named=False) == (
        "Aonicoの認知率は62.2％（95％信頼区間53.8～70.0％）で、目標の60％を上回るかどうかは"
        "現時点では判断できないため、引き続き各種講座の場を活用し、"
        "利用者の声を収集する必要がある。"
    )


def test_a_year_with_too_few() -> None:
    assert collecting_began(channel="LINE", lessons=9, complete=24).text == (
        "各種講座の終了時にLINEで答えられるアンケートの仕組みを整え、"
        "９回の講座で24件の回答を得て、利用者の声の収集を始めることができた。"
    )
    assert nothing_decided(persons=24).text == (
        "Aonicoの認知や活用については、回答が24人にとどまり現時点では判断できないため、"
        "案内する講座を増やし、引き続き各種講座の場を活用して"
        "利用者の声を収集する必要がある。"
    )


def test_a_year_whose_attendance_is_not_known() -> None:
    assert voices_unrated(channel="LINE", lessons=279, complete=1279).text == (
        "各種講座の場を活用し、終了時にLINEによるアンケートを279回の講座で実施し、"
        "1,279件の回答を得て、Aonicoに関する利用者の声を収集することができた。"
    )
    assert families_unknown().text == (
        "Aonicoの認知や活用については、講座の参加組数が分からないため現時点では判断できず、"
        "受付で参加組数を記録し、引き続き各種講座の場を活用して"
        "利用者の声を収集する必要がある。"
    )


def test_the_barrier_that_most_people_name() -> None:
    sentence = main_barrier(barrier="古い予定が残っている", share=0.412, action="掲載の点検")
    assert sentence.text == (
        "Aonicoを使っていない理由として「古い予定が残っている」が41.2％と最も多く、"
        "掲載の点検に取り組む必要がある。"
    )
    assert sentence.heading is Heading.ISSUES


def test_the_note_goes_with_every_figure() -> None:
    assert scope_note(date(2026, 4, 3), date(2026, 9, 30)) == (
        "※令和８年４月～９月の講座参加者のうち回答した人の自己申告による。"
        "無作為抽出ではないため、青葉区の子育て家庭全体の割合を示すものではない。"
        "同じ人の複数回の回答は初回のみ集計した。10人未満の内訳は表示していない。"
    )


@given(count=st.integers(0, 900), more=st.integers(0, 900), lessons=st.integers(1, 400))
def test_digits_are_wide_alone_and_narrow_together(count: int, more: int, lessons: int) -> None:
    row = replace(AWARE, level=Level.E1, part=Part(count=count, total=count + more + 1))
    began = collecting_began(channel="LINE", lessons=lessons, complete=count)
    for written in (text(row), began.text):
        wide = [spot for spot, sign in enumerate(written) if sign in "０１２３４５６７８９"]
        for spot in wide:
            assert not written[spot + 1].isdigit()
            assert not written[spot - 1].isdigit()
