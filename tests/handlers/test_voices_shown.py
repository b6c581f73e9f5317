"""A decision is about the text that was shown: one that was edited since is shown first."""

from functools import partial
from typing import Any, Final

import pytest

from handlers.deciding import Outcome, approve, dismiss
from handlers.inbound import Edited, Inbound
from handlers.receive import receive
from handlers.reviewing import PROOF, SHOWN
from handlers.reviewing_ids import subject_of
from handlers.work import Work
from storage.tables_voices import RemarkReviewRow
from surveys.people import Collector, MemberRole
from surveys.taps import MAX_BYTES, CommandTapped, pack, unpack
from tests.handlers.test_voices import (
    answered,
    collector,
    page_of,
    press,
    reader,
    response_of,
    rows,
    say,
    talk,
    world,
    wrote,
)
from tests.universe import Universe

__all__ = ["collector", "reader", "world"]

CHANGED: Final = "文章が変わった可能性"


def edit(world: Universe, text: str, event: str = "edit") -> None:
    """The parent edits, in Telegram, the message with the only remark that waits."""

    def sent_as(work: Work) -> str:
        (voice,) = work.uow.voices.waiting()
        numbers = map(str, range(1, 500))
        return next(n for n in numbers if work.uow.voices.sent_with("telegram", n) == voice)

    what = Edited(message=world.koe.see(sent_as), text=text)
    inbound = Inbound(channel="telegram", event=event, address="77", at=world.clock(), what=what)
    world.koe.do(partial(receive, inbound=inbound))


def remarked(world: Universe, collector: Collector, text: str) -> Any:
    """A parent on Telegram who has written a remark."""
    parent = world.telegram.user(77)
    return say(parent, f"アンケート {collector.code}", "2", "2", "1", "1", "1", "1", "1", text)


@pytest.mark.parametrize(
    ("deed", "told", "kept"),
    [
        ("! 承認する", "承認しました", [("approved", "あとの声")]),
        ("! 見送る", "使いません", [("dismissed", None)]),
        ("! 直す\n< 直した文\n> わたしの文", "承認しました", [("approved", "わたしの文")]),
    ],
)
def test_an_edited_remark_is_shown_before_it_is_decided_about(
    world: Universe,
    reader: Any,
    collector: Collector,
    deed: str,
    told: str,
    kept: list[tuple[str, str | None]],
) -> None:
    remarked(world, collector, "前の声")
    talk(reader, "> 声\n< 前の声")
    edit(world, "あとの声")
    talk(reader, f"{deed.splitlines()[0]}\n< {CHANGED}\n< 「あとの声」\n- 前の声")
    assert rows(world, RemarkReviewRow) == []
    talk(reader, f"{deed}\n< {told}")
    assert [(row.status, row.text) for row in rows(world, RemarkReviewRow)] == kept


def test_a_correction_of_an_edited_remark_is_not_taken(
    world: Universe, reader: Any, collector: Collector
) -> None:
    remarked(world, collector, "前の声")
    talk(reader, "> 声\n! 直す\n< 直した文")
    edit(world, "あとの声")
    talk(reader, f"> わたしの文\n< {CHANGED}\n< 「あとの声」")
    assert rows(world, RemarkReviewRow) == []


def test_an_edit_of_what_is_masked_changes_nothing_that_was_shown(
    world: Universe, reader: Any, collector: Collector
) -> None:
    remarked(world, collector, "さくらちゃんも喜びました")
    talk(reader, "> 声\n< 〔名前〕ちゃんも喜びました")
    edit(world, "はるとちゃんも喜びました")
    talk(reader, "! 承認する\n< 承認しました")


def test_an_edit_that_is_taken_back_is_what_was_shown(
    world: Universe, reader: Any, collector: Collector
) -> None:
    remarked(world, collector, "前の声")
    talk(reader, "> 声\n< 前の声")
    edit(world, "あとの声", "e1")
    edit(world, "前の声", "e2")
    talk(reader, "! 承認する\n< 承認しました")


@pytest.mark.parametrize("label", ["承認する", "見送る", "直す"])
def test_a_rewritten_remark_is_shown_instead_of_the_old_one(
    world: Universe, reader: Any, collector: Collector, label: str
) -> None:
    wrote(world, collector, "前の声")
    talk(reader, "> 声\n< 前の声")
    path = page_of(world, response_of(world, collector))
    world.http.post(path, data={"text": "書き直した声", "once": "e" * 32})
    talk(reader, f"! {label}\n< {CHANGED}\n< 「書き直した声」")
    assert rows(world, RemarkReviewRow) == []
    talk(reader, "! 承認する\n< 承認しました")


def test_a_rewritten_remark_that_was_decided_about_is_not_shown_again(
    world: Universe, reader: Any, collector: Collector
) -> None:
    wrote(world, collector, "前の声")
    talk(reader, "> 声\n< 前の声")
    (old,) = [data for label, data in buttons(reader) if label == "承認する"]
    path = page_of(world, response_of(world, collector))
    world.http.post(path, data={"text": "書き直した声", "once": "e" * 32})
    talk(reader, "> 声\n! 承認する\n< 承認しました")
    press(reader, old)
    talk(reader, "< 取り下げられたか、書き直されました\n< 確認を待っている声はありません")


def buttons(reader: Any) -> list[tuple[str, str]]:
    """Label and data of the buttons in sight."""
    return [(one["text"], one["callback_data"]) for row in reader.newest for one in row.buttons]


@pytest.mark.parametrize("command", ["voice_yes", "voice_no", "voice_fix"])
def test_a_button_of_before_shows_the_remark_again(
    world: Universe, reader: Any, collector: Collector, command: str
) -> None:
    wrote(world, collector, "よかったです")
    talk(reader, "> 声\n< よかったです")
    (now,) = [data for label, data in buttons(reader) if label == "あとで"]
    tap = unpack(now)
    assert isinstance(tap, CommandTapped)
    for proof in ("", SHOWN, f"{SHOWN}{'0' * PROOF}"):
        press(reader, pack(CommandTapped(command=command, subject=f"{tap.subject}{proof}")))
        talk(reader, f"< {CHANGED}\n< 「よかったです」")
    assert rows(world, RemarkReviewRow) == []
    talk(reader, "! 承認する\n< 承認しました")


def test_a_button_about_a_question_that_is_not_there_decides_nothing(
    world: Universe, reader: Any, collector: Collector
) -> None:
    wrote(world, collector, "よかったです")
    response = response_of(world, collector).id
    press(reader, pack(CommandTapped(command="voice_yes", subject=f"{response}-99-1")))
    talk(reader, "< 取り下げられたか、書き直されました\n< よかったです")


def test_what_was_decided_is_not_opened_again(
    world: Universe, reader: Any, collector: Collector
) -> None:
    wrote(world, collector, "よかったです")
    (voice,) = world.koe.see(lambda work: work.uow.voices.waiting())
    subject = world.koe.see(lambda work: subject_of(work, voice.id))
    (member,) = world.koe.see(lambda work: work.uow.members.active(MemberRole.COORDINATOR))
    assert world.koe.do(lambda work: approve(work, member.id, voice)) is Outcome.APPROVED
    press(reader, pack(CommandTapped(command="voice_open", subject=subject)))
    talk(reader, "< もう確認ずみです\n- よかったです")


def test_of_two_decisions_at_one_moment_the_first_stays(
    world: Universe, reader: Any, collector: Collector
) -> None:
    wrote(world, collector, "よかったです")
    (voice,) = world.koe.see(lambda work: work.uow.voices.waiting())
    (member,) = world.koe.see(lambda work: work.uow.members.active(MemberRole.COORDINATOR))
    told = [
        world.koe.do(lambda work: approve(work, member.id, voice)),
        world.koe.do(lambda work: dismiss(work, member.id, voice)),
    ]
    assert told == [Outcome.APPROVED, Outcome.ALREADY]
    assert [row.status for row in rows(world, RemarkReviewRow)] == ["approved"]


def test_the_proof_tells_nothing_and_fits_the_longest_button(
    world: Universe, reader: Any, collector: Collector
) -> None:
    longest = f"{'f' * 32}-999-999999{SHOWN}{'0' * PROOF}"
    for command in ("voice_yes", "voice_no", "voice_fix"):
        assert len(pack(CommandTapped(command=command, subject=longest)).encode()) <= MAX_BYTES
    proofs = []
    for number in (1, 2):
        answered(world, collector, number)
        say(world.parent(number), "同じ声", "1")
        talk(reader, "> 声\n< 同じ声")
        (data,) = [data for label, data in buttons(reader) if label == "承認する"]
        proofs.append(data.partition(SHOWN)[2])
        talk(reader, "! 承認する\n< 承認しました")
    assert len(set(proofs)) == 2, "the same words of two persons cannot be told by it"
