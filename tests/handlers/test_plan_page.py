"""「計画」 in the chat, as transcripts: > what is sent, ! what is pressed, < what is read."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from handlers import ledger, plans
from handlers.plan_page import WORDS
from handlers.work import Work
from surveys.analysis.levels import Level
from surveys.analysis.plan_file import built_in_source
from surveys.people import MemberRole
from tests.handlers.test_staff import joined, talk
from tests.surveys.analysis.examples import looked, strong
from tests.universe import Universe, universe


@pytest.fixture
def world(sqlite_url: str) -> Iterator[Universe]:
    with universe(sqlite_url) as made:
        yield made


@pytest.fixture
def coordinator(world: Universe) -> Any:
    return joined(world, world.telegram.user(8001), MemberRole.COORDINATOR)


def look_at_the_strong_year(work: Work) -> None:
    """A look that found what example A does, made just now."""
    sha256 = plans.in_force(work, 2026).sha256
    entries = [
        replace(entry, look="2026-W46", looked_at=work.now, plan_sha256=sha256)
        for entry in looked(strong()).values()
    ]
    work.uow.looks.add(entries)


def registered_and_looked_at(world: Universe) -> None:
    """The plan is registered, and a look has found what example A does."""
    world.koe.do(lambda work: plans.register(work, built_in_source(), "plan"))
    world.koe.do(look_at_the_strong_year)
    world.clock.forward(seconds=60)


def test_every_level_has_its_word() -> None:
    assert set(WORDS) == set(Level)


def test_the_plan_from_draft_to_decisions(world: Universe, coordinator: Any) -> None:
    talk(
        coordinator,
        """
        > 計画
        < 【評価計画】2026年度 第1版
        < 未登録の案です
        < 目標の値は仮
        < △I1 知っている：まだ言えない（予定の0％）
        < △I4 間に合う（使う人と使わない人の差）：まだ言えない
        """,
    )
    registered_and_looked_at(world)
    talk(
        coordinator,
        """
        > /plan
        < 登録（
        < 4月1日より後に登録
        < 集計：2026-W46
        < ◎I1 知っている：確認できた（予定の100％）
        < ○I3 きっかけ：傾向がみられた
        ! I1を承認
        < I1「確認できた」を承認しました
        > 計画
        < 確認できた（予定の100％）・承認済み
        ! I4を下げる
        < I4をどこまで下げますか
        ! 傾向がみられた
        < 理由を入力してください
        > 一部の講座に偏っているため
        < I4を「傾向がみられた」に下げました
        > 計画
        < 傾向がみられた（予定の100％）・判定を下げました
        """,
    )
    found = world.koe.see(lambda work: ledger.entries(work, 2026))
    lowered = next(entry for entry in found if entry.claim == "I4")
    assert (lowered.level, lowered.lowered_why) == (Level.E2, "一部の講座に偏っているため")


def test_a_reason_not_given_leaves_everything(world: Universe, coordinator: Any) -> None:
    registered_and_looked_at(world)
    before = world.koe.see(lambda work: ledger.entries(work, 2026))
    talk(
        coordinator,
        """
        > 計画
        ! I3を下げる
        ! 参考
        < 理由を入力してください
        > 計画
        < 【評価計画】
        """,
    )
    assert world.koe.see(lambda work: ledger.entries(work, 2026)) == before


def test_old_buttons_decide_nothing(world: Universe, coordinator: Any) -> None:
    """The page is open twice; on the other one everything was decided meanwhile."""
    registered_and_looked_at(world)
    coordinator.say("計画")
    coordinator.await_reply()
    lower = world.koe.do(lambda work: ledger.lower(work, 2026, "I1", Level.E1, "x", "別の人"))
    assert lower.level is Level.E1
    coordinator.tap("I1を下げる")
    coordinator.await_reply()
    assert "その操作はできません" in coordinator.screen


def test_staff_have_no_such_command(world: Universe) -> None:
    world.clock.forward(days=1)
    staff = joined(world, world.telegram.user(8002), MemberRole.STAFF)
    staff.say("計画")
    staff.await_reply()
    assert "評価計画" not in staff.screen
