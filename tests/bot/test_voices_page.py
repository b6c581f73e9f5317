"""The coordinators' page: no remark in the talk, what is decided there and what is not."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from bot.voices_page import form_of
from handlers.inbound import Edited, Inbound
from handlers.receive import receive
from handlers.work import Work
from storage.traffic import AuditRow, OutboxRow
from surveys.model import Language
from surveys.people import Collector, MemberRole
from tests.bot.voices_browser import PUBLIC, browser, field, link_in, reviews
from tests.handlers.test_voices import (
    DANGER,
    MASKED,
    NAMED,
    answered,
    joined,
    press,
    rows,
    say,
    talk,
    wrote,
)
from tests.universe import Universe, universe


@pytest.fixture
def world(sqlite_url: str) -> Iterator[Universe]:
    with universe(sqlite_url, public_url=PUBLIC, free_text="chat") as made:
        yield made


@pytest.fixture
def reader(world: Universe) -> Any:
    return joined(world, world.telegram.user(901), MemberRole.COORDINATOR)


@pytest.fixture
def collector(world: Universe) -> Collector:
    return world.collector()


# ---- what the talk holds ----


@pytest.mark.parametrize("channel", ["line", "telegram"])
def test_the_talk_holds_no_word_of_a_remark(
    world: Universe, collector: Collector, channel: str
) -> None:
    person = world.parent(900) if channel == "line" else world.telegram.user(900)
    joined(world, person, MemberRole.COORDINATOR)
    wrote(world, collector, DANGER)
    world.settle()
    talk(person, "! 声を見る\n< 声が1件あります\n< 30分間\n- DV\n- 夫\n- 承認する")
    page = world.http.get(link_in(person))
    assert field(page) == DANGER
    talk(person, "> 声\n< 声が1件あります\n- DV")
    assert "DV" not in json.dumps(
        [row.messages for row in rows(world, OutboxRow)], ensure_ascii=False
    )


def test_buttons_of_an_older_message_lead_to_the_page_too(
    world: Universe, reader: Any, collector: Collector
) -> None:
    for number, text in enumerate(("一つめの声", "二つめの声"), start=1):
        wrote(world, collector, text, number)
    subject = link_at(world, reader)
    for command in ("voice_fix", "voice_later", "voice_open"):
        press(reader, f"1k.{command}.{subject}")
        talk(reader, "< 声が2件あります\n- つめの声")
    for command in ("voice_yes", "voice_no"):
        press(reader, f"1k.{command}.{subject}")
        talk(reader, "< 文章が変わった可能性\n< 声が2件あります\n- つめの声")


def link_at(world: Universe, person: Any) -> str:
    say(person, "声")
    return link_in(person).partition("?at=")[2]


# ---- reading and deciding ----


def test_remarks_are_read_one_after_the_other_and_decided(
    world: Universe, reader: Any, collector: Collector
) -> None:
    for number, text in enumerate((NAMED, "二つめの声", "三つめの声"), start=1):
        wrote(world, collector, text, number)
    here = browser(world, reader)
    page = here.open()
    assert field(page) == MASKED
    for part in ("残り3件", "本人の同意あり", '<html lang="ja">', '<label for="text">', "12:30"):
        assert part in page.text
    for part in ("田中", "ハローベビー", "<script", "http://", "https://"):
        assert part not in page.text
    page = here.press(page, "approve")
    assert "承認しました" in page.text
    assert field(page) == "二つめの声"
    page = here.press(page, "later")
    assert field(page) == "三つめの声"
    page = here.press(page, "dismiss")
    assert "見送りました" in page.text
    assert field(page) == "二つめの声"  # round again
    page = here.press(page, "later")
    assert "あとにした声が1件" in page.text
    page = here.press(here.open(), "approve", text="二つめの\r\n意見 ")
    assert "確認を待っている声はありません" in page.text
    assert set(reviews(world)) == {
        ("approved", "二つめの\n意見"),
        ("approved", MASKED),
        ("dismissed", None),
    }
    written = [row for row in rows(world, AuditRow) if row.action.startswith("remark ")]
    assert sorted(row.detail["fixed"] for row in written) == [0, 0, 1]
    assert "二つめ" not in repr(written)


def test_month_and_course_are_shown_from_five_persons_on_and_consent_as_it_is(
    world: Universe, reader: Any, collector: Collector
) -> None:
    for number in range(1, 5):
        answered(world, collector, number)
    say(answered(world, collector, 5), "引用しないでほしい声", "2")
    page = browser(world, reader).open()
    assert "11月・ハローベビークラス" in page.text
    assert "同意なし" in page.text


def test_the_page_is_in_the_language_of_the_talk(
    world: Universe, reader: Any, collector: Collector
) -> None:
    wrote(world, collector, "<b>よかった</b>です")
    contact = world.koe.see(lambda work: work.uow.contacts.find("telegram", "901"))
    assert contact is not None
    world.koe.do(lambda work: work.uow.contacts.save(replace(contact, language=Language.ZH)))
    say(reader, "意见")
    page = world.http.get(link_in(reader, "阅读意见"))
    assert '<html lang="zh-Hans">' in page.text
    assert "不采用" in page.text
    assert "<b>" not in page.text
    assert field(page) == "<b>よかった</b>です"


@pytest.mark.parametrize("text", ["", " \r\n　", "長" * 1001])
def test_a_text_that_does_not_fit_decides_nothing_and_stays_in_the_field(
    world: Universe, reader: Any, collector: Collector, text: str
) -> None:
    wrote(world, collector, NAMED)
    here = browser(world, reader)
    page = here.press(here.open(), "approve", text=text)
    assert page.status_code == 422
    assert "1～1000文字" in page.text
    assert 'role="alert"' in page.text
    assert field(page) == text.replace("\r\n", "\n")
    assert reviews(world) == []
    here.press(page, "approve", text="楽しそう")
    assert reviews(world) == [("approved", "楽しそう")]


def test_a_body_that_is_too_large_is_not_read(
    world: Universe, reader: Any, collector: Collector
) -> None:
    wrote(world, collector, NAMED)
    here = browser(world, reader)
    assert here.press(here.open(), "approve", text="a" * 1_100_000).status_code == 413
    assert reviews(world) == []


def test_a_strange_form_or_address_decides_nothing(
    world: Universe, reader: Any, collector: Collector
) -> None:
    wrote(world, collector, NAMED)
    here = browser(world, reader)
    page = here.open()
    for typed in ({"deed": "burn"}, {"subject": "x-1-1"}, {"subject": "²-²-²"}, {"seen": "あ"}):
        assert here.press(page, **{"deed": "approve", **typed}).status_code == 200
    assert form_of(b"&".join([b"a=1"] * 20)).deed == "later"
    assert here.open("?at=x-0-99999999999999999999&told=voices_open").status_code == 200
    assert reviews(world) == []


# ---- two at once, and what changes meanwhile ----


def test_the_second_of_two_sees_that_it_was_done(
    world: Universe, reader: Any, collector: Collector
) -> None:
    other = joined(world, world.telegram.user(904), MemberRole.COORDINATOR)
    wrote(world, collector, "よかったです")
    mine, theirs = browser(world, reader), browser(world, other)
    link = link_in(other)
    page, same = mine.open(), theirs.open()
    mine.press(page, "approve")
    for deed in ("dismiss", "approve"):
        assert "もう確認ずみです" in theirs.press(same, deed, text="わたしの文").text
    assert "もう確認ずみです" in mine.press(page, "dismiss").text  # gone back in the browser
    assert "もう確認ずみです" in world.http.get(link).text
    assert reviews(world) == [("approved", "よかったです")]


def test_what_is_gone_cannot_be_decided_about(
    world: Universe, reader: Any, collector: Collector
) -> None:
    parent = wrote(world, collector, "消える声")
    here = browser(world, reader)
    page = here.open()
    say(parent, "取り消し", "はい")
    assert "取り下げられたか、書き直されました" in here.press(page, "approve").text
    assert reviews(world) == []


@pytest.mark.parametrize("deed", ["approve", "dismiss"])
def test_an_edited_remark_is_read_again_first(
    world: Universe, reader: Any, collector: Collector, deed: str
) -> None:
    parent = world.telegram.user(77)
    say(parent, f"アンケート {collector.code}", "2", "2", "1", "1", "1", "1", "1", "前の声")
    here = browser(world, reader)
    page = here.open()
    message = world.koe.see(sent_as)
    edited = Inbound(
        channel="telegram",
        event="edit",
        address="77",
        at=world.clock(),
        what=Edited(message=message, text="あとの声"),
    )
    world.koe.do(partial(receive, inbound=edited))
    again = here.press(page, deed)
    assert "文章が変わった可能性" in again.text
    assert field(again) == "あとの声"
    assert reviews(world) == []


def sent_as(work: Work) -> str:
    """The platform's id of the message that the only remark came with."""
    (voice,) = work.uow.voices.waiting()
    found = [str(n) for n in range(1, 500) if work.uow.voices.sent_with("telegram", str(n))]
    known = [n for n in found if work.uow.voices.sent_with("telegram", n) == voice]
    assert len(known) == 1
    return known[0]
