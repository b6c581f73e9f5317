"""Remarks on their way to coordinators: told of at once, read masked, decided about once."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any, Final

import pytest
from sqlmodel import Session, select

from handlers.exports import EVER, respondent_level
from handlers.inbound import Edited, Inbound
from handlers.receive import receive
from handlers.reviewing_ids import subject_of
from handlers.voices import approved_quotes, delete_raw, themes, waiting
from handlers.work import Work
from storage.database import SqlStore
from storage.tables import RemarkRow
from storage.tables_voices import RemarkReviewRow
from storage.traffic import AuditRow, OutboxRow
from surveys.analysis.weeks import fiscal_year
from surveys.people import Collector, MemberRole
from surveys.response import Response
from tests.universe import Universe, universe

DANGER: Final = "夫のDVがあって助けてほしいです"
NAMED: Final = "田中先生とさくらちゃんが楽しそうで、通知も助かりました"
MASKED: Final = "〔名前〕先生と〔名前〕ちゃんが楽しそうで、通知も助かりました"


@pytest.fixture
def world(sqlite_url: str) -> Iterator[Universe]:
    with universe(sqlite_url) as made:
        yield made


@pytest.fixture(params=["line", "telegram"])
def coordinator(request: pytest.FixtureRequest, world: Universe) -> Any:
    person = world.parent(900) if request.param == "line" else world.telegram.user(900)
    return joined(world, person, MemberRole.COORDINATOR)


@pytest.fixture
def reader(world: Universe) -> Any:
    """One coordinator, on Telegram."""
    return joined(world, world.telegram.user(901), MemberRole.COORDINATOR)


@pytest.fixture
def collector(world: Universe) -> Collector:
    return world.collector()


def joined(world: Universe, person: Any, role: MemberRole) -> Any:
    person.say(f"参加 {world.invitation(role)}")
    assert "登録しました" in person.await_reply()
    return person


def say(person: Any, *lines: str) -> str:
    for line in lines:
        person.say(line)
        person.await_reply()
    return str(person.screen)


def answered(world: Universe, collector: Collector, number: int = 1) -> Any:
    """A parent who has come to the remark."""
    parent = world.parent(number)
    world.clock.forward(seconds=1)
    say(parent, f"アンケート {collector.code}", "2", "2", "1", "1", "1", "1", "1")
    return parent


def wrote(world: Universe, collector: Collector, text: str, number: int = 1) -> Any:
    """A parent who has written a remark and agreed to be quoted."""
    parent = answered(world, collector, number)
    say(parent, text, "1")
    return parent


def talk(person: Any, transcript: str) -> None:
    """`> said`, `! tapped`, `< is in the answer`, `- is not`."""
    for line in transcript.strip().splitlines():
        mark, _, text = line.strip().partition(" ")
        if mark in {">", "!"}:
            (person.say if mark == ">" else person.tap)(text)
            person.await_reply()
        else:
            assert (text in person.screen) is (mark == "<"), f"{line!r}: {person.screen!r}"


def press(person: Any, data: str) -> None:
    """A button that the bot has not shown."""
    person._press({"callback_data": data}, person.shown[-1])
    person.await_reply()


def rows(world: Universe, table: Any) -> list[Any]:
    assert isinstance(world.koe.store, SqlStore)
    with Session(world.koe.store.engine) as session:
        return list(session.exec(select(table)).all())


def alerts(world: Universe) -> list[OutboxRow]:
    return [row for row in rows(world, OutboxRow) if row.purpose == "alert"]


def response_of(world: Universe, collector: Collector) -> Response:
    """The newest response of a collector."""

    def found(work: Work) -> Response:
        (row, *_) = reversed(work.uow.figures.responses(*EVER))
        return work.uow.responses.get(row.response)

    return world.koe.see(found)


def page_of(world: Universe, response: Response) -> str:
    return f"/t/{response.id}{world.koe.house.sign(response.id)}"


def stored(world: Universe) -> str:
    """Everything that is kept about decisions, in one text."""
    return repr([row.model_dump() for row in rows(world, RemarkReviewRow)])


# ---- words of danger ----


def test_a_word_of_danger_is_told_at_once_without_its_words_or_writer(
    world: Universe, coordinator: Any, collector: Collector
) -> None:
    other = joined(world, world.telegram.user(902), MemberRole.COORDINATOR)
    staff = joined(world, world.telegram.user(903), MemberRole.STAFF)
    wrote(world, collector, DANGER)
    world.settle()
    told = alerts(world)
    assert len(told) == 2
    for row in told:
        text = json.dumps(row.messages, ensure_ascii=False)
        assert not any(word in text for word in ("DV", "夫", "助けて"))
    for person in (coordinator, other):
        assert "心配な言葉を含む声が届きました" in person.screen
        assert "ハローベビークラス" in person.screen
        assert "「声を見る」で確認し" in person.screen
    assert "心配な言葉" not in staff.screen
    talk(coordinator, f"! 声を見る\n< 「{DANGER}」\n! 見送る\n< 見送りました")


def test_the_page_tells_it_in_the_same_way(
    world: Universe, reader: Any, collector: Collector
) -> None:
    answered(world, collector)
    path = page_of(world, response_of(world, collector))
    page = world.http.get(path)
    assert "すぐには読まれません" in page.text
    for _ in range(2):  # the button pressed twice
        world.http.post(path, data={"text": DANGER, "once": "a" * 32})
    assert len(alerts(world)) == 1
    world.settle()
    assert "心配な言葉" in reader.screen
    # the same text, and then another one: each revision once
    world.http.post(path, data={"text": DANGER, "once": "b" * 32})
    world.http.post(path, data={"text": "よかったです", "once": "c" * 32})
    before = len(alerts(world))
    world.http.post(path, data={"text": DANGER, "once": "d" * 32})
    assert len(alerts(world)) == before + 1


def test_an_everyday_remark_tells_nobody(
    world: Universe, reader: Any, collector: Collector
) -> None:
    parent = answered(world, collector)
    assert "すぐには読まれません" in parent.screen
    say(parent, NAMED, "1")
    assert alerts(world) == []
    assert "気になる" not in parent.screen


def test_the_parent_gets_no_advice(world: Universe, collector: Collector) -> None:
    parent = answered(world, collector)
    after = say(parent, DANGER)
    assert "紹介" in after  # the next question, as after any remark
    assert alerts(world) == []  # nobody is there to be told
    assert [row.detail for row in rows(world, AuditRow) if row.action == "danger word"] == [
        {"told": 0}
    ]


def test_an_edit_that_brings_a_word_of_danger_is_told_too(
    world: Universe, reader: Any, collector: Collector
) -> None:
    parent = world.telegram.user(77)
    say(parent, f"アンケート {collector.code}", "2", "2", "1", "1", "1", "1", "1", "よかったです")
    assert alerts(world) == []
    (remark,) = rows(world, RemarkRow)
    for text in (DANGER, DANGER, "よかったです"):
        edited = Inbound(
            channel="telegram",
            event=f"edit {text}",
            address="77",
            at=world.clock(),
            what=Edited(message=remark.message, text=text),
        )
        world.koe.do(partial(receive, inbound=edited))
        assert len(alerts(world)) == 1


# ---- reading and deciding ----


def test_a_remark_is_read_masked_and_approved(
    world: Universe, coordinator: Any, collector: Collector
) -> None:
    wrote(world, collector, NAMED)
    talk(
        coordinator,
        f"""
        > 声
        < 声の確認（残り1件）
        < 「{MASKED}」
        < 本人の同意あり
        - 田中
        - ハローベビークラス
        - 12:
        ! 承認する
        < 承認しました
        < 確認を待っている声はありません
        """,
    )
    (row,) = rows(world, RemarkReviewRow)
    assert (row.status, row.text) == ("approved", MASKED)
    written = [line for line in rows(world, AuditRow) if line.action == "remark approved"]
    assert len(written) == 1
    assert "楽しそう" not in repr(written)


def test_month_and_course_are_shown_from_five_persons_on(
    world: Universe, reader: Any, collector: Collector
) -> None:
    for number in range(1, 5):
        wrote(world, collector, "よかったです", number)
    talk(reader, "> 声\n< 残り4件\n- ハローベビークラス")
    answered(world, collector, 5)
    talk(reader, "> 声\n< 11月・ハローベビークラス")


def test_later_goes_round_and_dismissing_keeps_nothing(
    world: Universe, reader: Any, collector: Collector
) -> None:
    for number, text in enumerate(("一つめの声", "二つめの声"), start=1):
        wrote(world, collector, text, number)
    talk(
        reader,
        """
        > 声
        < 一つめの声
        ! あとで
        < 二つめの声
        ! あとで
        < 待っている声は、ほかにありません
        > /voices
        < 一つめの声
        ! 見送る
        < 見送りました
        < 二つめの声
        """,
    )
    assert "一つめ" not in stored(world)


def test_a_coordinator_corrects_before_approving(
    world: Universe, reader: Any, collector: Collector
) -> None:
    wrote(world, collector, "あの赤い屋根の家の子が楽しそう")
    talk(
        reader,
        f"""
        > 声
        ! 直す
        < 送った文で承認します
        > {"長" * 1001}
        < 1～1000文字で送ってください
        > お子さんが楽しそう
        < 承認しました
        """,
    )
    (row,) = rows(world, RemarkReviewRow)
    assert row.text == "お子さんが楽しそう"
    assert [a.detail for a in rows(world, AuditRow) if a.action == "remark approved"] == [
        {"fixed": 1}
    ]


def test_a_correction_can_be_left(world: Universe, reader: Any, collector: Collector) -> None:
    wrote(world, collector, "よかったです")
    talk(reader, "> 声\n! 直す\n> 声\n< 「よかったです」\n> なにかの文\n- 承認しました")
    assert rows(world, RemarkReviewRow) == []


def test_the_second_of_two_sees_that_it_was_done(
    world: Universe, coordinator: Any, collector: Collector
) -> None:
    other = joined(world, world.telegram.user(904), MemberRole.COORDINATOR)
    third = joined(world, world.telegram.user(905), MemberRole.COORDINATOR)
    wrote(world, collector, "よかったです")
    talk(third, "> 声\n! 直す\n< 直した文")
    talk(other, "> 声\n< よかったです")
    talk(coordinator, "> 声\n! 承認する\n< 承認しました")
    talk(other, "! 見送る\n< もう確認ずみです")
    talk(third, "> わたしの文\n< もう確認ずみです")
    (row,) = rows(world, RemarkReviewRow)
    assert (row.status, row.text) == ("approved", "よかったです")


def test_what_is_gone_cannot_be_decided_about(
    world: Universe, reader: Any, collector: Collector
) -> None:
    parent = wrote(world, collector, "消える声")
    talk(reader, "> 声\n! 直す\n< 直した文")
    say(parent, "取り消し", "はい")
    talk(reader, "> わたしの文\n< 取り下げられたか")
    wrote(world, collector, "もう一つの声", 2)
    talk(reader, "> 声\n< もう一つの声")
    say(world.parent(2), "データ削除", "はい")
    talk(reader, "! あとで\n< 確認を待っている声はありません")


@pytest.mark.parametrize("subject", ["", "x", "x-1-1", "a-b-c"])
@pytest.mark.parametrize("command", ["voice_open", "voice_yes", "voice_later"])
def test_a_forged_button_decides_nothing(
    world: Universe, reader: Any, command: str, subject: str
) -> None:
    press(reader, f"1k.{command}.{subject}")
    assert "承認しました" not in reader.screen
    assert rows(world, RemarkReviewRow) == []


@pytest.mark.parametrize("role", [None, MemberRole.STAFF])
def test_to_others_the_remarks_do_not_exist(
    world: Universe, collector: Collector, role: MemberRole | None
) -> None:
    wrote(world, collector, NAMED)
    person = world.telegram.user(906)
    if role is not None:
        joined(world, person, role)
    talk(person, "> 声\n< アンケートをはじめるには\n- 〔名前〕")
    (remark,) = world.koe.see(lambda work: work.uow.voices.waiting())
    subject = world.koe.see(lambda work: subject_of(work, remark.id))
    press(person, f"1k.voice_yes.{subject}")
    assert rows(world, RemarkReviewRow) == []


# ---- approval is lost with what was approved ----


@pytest.fixture
def approved(world: Universe, reader: Any, collector: Collector) -> Any:
    """A parent whose remark has been approved."""
    parent = wrote(world, collector, NAMED)
    talk(reader, "> 声\n! 承認する\n< 承認しました")
    assert MASKED in stored(world)
    return parent


def test_a_withdrawn_remark_is_no_longer_approved(world: Universe, approved: Any) -> None:
    say(approved, "取り消し", "はい")
    assert rows(world, RemarkReviewRow) == []


def test_an_erased_one_neither(world: Universe, approved: Any) -> None:
    say(approved, "データ削除", "はい")
    assert rows(world, RemarkReviewRow) == []


def test_a_rewritten_one_waits_again(
    world: Universe, approved: Any, reader: Any, collector: Collector
) -> None:
    path = page_of(world, response_of(world, collector))
    world.http.post(path, data={"text": "書き直した声", "once": "e" * 32})
    assert rows(world, RemarkReviewRow) == []
    talk(reader, "> 声\n< 書き直した声")


def test_an_unsent_one_is_gone(world: Universe, reader: Any, collector: Collector) -> None:
    parent = answered(world, collector)
    say(parent, NAMED)
    talk(reader, "> 声\n! 承認する\n< 承認しました")
    parent.unsend()
    world.settle()
    assert rows(world, RemarkReviewRow) == []
    assert world.koe.see(waiting) == 0


# ---- what leaves, and what is deleted ----


def test_quotes_need_approval_and_consent(
    world: Universe, approved: Any, reader: Any, collector: Collector
) -> None:
    unasked = answered(world, collector, 2)
    say(unasked, "引用しないでほしい声", "2")
    wrote(world, collector, "まだ承認されていない声", 3)
    talk(reader, "> 声\n< 引用しないでほしい声\n< 同意なし\n! 承認する\n< まだ承認")
    quotes = world.koe.see(lambda work: approved_quotes(work, *EVER))
    assert [(quote.text, quote.course) for quote in quotes] == [(MASKED, "ハローベビークラス")]


def test_the_raw_text_goes_after_its_days_and_the_masked_one_stays(
    world: Universe, approved: Any, collector: Collector
) -> None:
    days = world.koe.settings.comment_days
    response = response_of(world, collector)

    def text() -> str | None:
        answer = response_of(world, collector).answers["voice"]
        return answer.text

    world.clock.forward(days=days - 1)
    assert world.koe.do(lambda work: delete_raw(work, days)) == {"deleted": 0}
    assert text() == NAMED
    world.clock.forward(days=2)
    assert world.koe.do(lambda work: delete_raw(work, days)) == {"deleted": 1}
    assert world.koe.do(lambda work: delete_raw(work, days)) == {}  # once a day
    assert text() is None
    assert response_of(world, collector) is not response
    quotes = world.koe.see(lambda work: approved_quotes(work, *EVER))
    assert [quote.text for quote in quotes] == [MASKED]
    assert world.koe.see(waiting) == 0


def test_a_replaced_text_goes_too(world: Universe, collector: Collector) -> None:
    wrote(world, collector, "最初の声")
    path = page_of(world, response_of(world, collector))
    world.http.post(path, data={"text": "あとの声", "once": "f" * 32})
    world.clock.forward(days=91)
    assert world.koe.do(lambda work: delete_raw(work, 90)) == {"deleted": 1}
    assert response_of(world, collector).answers["voice"].text == "あとの声"


def fiscal_year_of(world: Universe) -> int:
    return fiscal_year(world.clock(), world.koe.house.centre.timezone)


def test_themes_are_of_persons_and_of_the_time_asked_for(
    world: Universe, collector: Collector
) -> None:
    for number in range(1, 6):
        wrote(world, collector, "予約がとれない", number)
    told, year = world.clock() + timedelta(days=7), fiscal_year_of(world)

    def found(year: int, k: int = 5) -> list[tuple[str, int]]:
        counted = world.koe.see(lambda work: themes(work, year, told, k))
        return [(theme.key, theme.persons) for theme in counted]

    assert found(year) == []  # the week is not over
    world.clock.forward(days=7)
    assert (found(year), found(year, 6), found(year - 1)) == ([("booking", 5)], [], [])


def test_the_digest_names_themes_and_tells_what_waits(
    world: Universe, reader: Any, collector: Collector
) -> None:
    for number in range(1, 5):
        wrote(world, collector, "予約がとれない", number)
    talk(reader, "> 週報\n- 予約・申込\n< 4件")
    wrote(world, collector, "予約がとれない", 5)
    talk(reader, "> 週報\n- 予約・申込\n< 5件")
    world.clock.forward(days=7)
    later = world.collector()
    talk(reader, "> 週報\n< 予約・申込(5)")
    wrote(world, later, "予約がとれない", 6)
    world.clock.forward(days=7)
    world.collector()
    talk(reader, "> 週報\n< 予約・申込(5)")  # one more would be known to staff


def exported(world: Universe) -> list[str]:
    """The texts of an export's answers."""
    found = world.koe.see(lambda work: respondent_level(work, None, b"key"))
    return [str(row[2]) for row in found.answers.rows if row[1] == "voice"]


def test_no_remark_leaves_as_it_was_written(
    world: Universe, reader: Any, collector: Collector
) -> None:
    wrote(world, collector, NAMED)
    assert exported(world) == [MASKED]
    talk(reader, "> 声\n! 直す\n> 先生と子どもが楽しそう\n< 承認しました")
    assert exported(world) == ["先生と子どもが楽しそう"]
    wrote(world, collector, "=見送られる声", 2)
    assert exported(world) == ["先生と子どもが楽しそう", "'=見送られる声"]
    talk(reader, "> 声\n! 見送る\n< 見送りました")
    assert exported(world) == ["先生と子どもが楽しそう"]
    world.clock.forward(days=200)
    world.koe.do(lambda work: delete_raw(work, 90))
    assert exported(world) == ["先生と子どもが楽しそう"]
