"""Follow-ups by the clock: the process starts, and starts again, and everybody is asked once."""

from dataclasses import replace

import pytest

from bot.scheduler import scheduling
from handlers.work import Work
from storage.database import SqlStore
from surveys.model import Language
from tests.bot.test_serving import one_loop
from tests.handlers.filled import LONG_AGO, Filled
from tests.surveys.analysis.rows import FULL, tokyo


@pytest.mark.parametrize(
    ("starts", "asked"),
    [
        (["2026-11-17 11:00"], 0),
        (["2026-11-18 08:00"], 0),
        (["2026-11-18 10:00", "2026-11-18 10:01", "2026-11-19 10:00", "2026-12-01 10:00"], 1),
        (["2026-11-18 20:59"], 1),
        (["2026-12-03 10:00"], 0),
    ],
)
async def test_a_start_catches_up(starts: list[str], asked: int, sqlite_url: str) -> None:
    async with one_loop(sqlite_url) as desk:
        store = desk.koe.store
        assert isinstance(store, SqlStore)
        centre = Filled(store=store)
        lesson = centre.lesson("2026-10-21 10:00", 10)
        centre.answered(lesson, "hana", FULL, consent="yes_followup", mode="telegram")
        person = desk.telegram.user(7001)
        person.start()
        await desk.poll()
        await desk.deliver()

        def known(work: Work) -> None:
            contact = work.uow.contacts.find_or_add(
                "telegram", "7001", centre.new_id(), Language.JA, LONG_AGO
            )
            work.uow.contacts.save(replace(contact, respondent="hana"))

        desk.koe.do(known)
        for start in starts:
            desk.clock.now = tokyo(start)
            async with scheduling(desk.koe):
                pass
            await desk.deliver()
        texts = [str(shown.get("text", "")) for shown in person.messages]
        assert sum("4週間後の質問" in text for text in texts) == asked
