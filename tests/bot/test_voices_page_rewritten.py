"""The coordinators' page after the parent has rewritten a remark: the new text is read first."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import pytest

from bot.voices_page import form_of
from handlers.deciding import seen
from handlers.reviewing import PROOF, SHOWN
from handlers.reviewing_ids import subject_of
from handlers.work import Work
from surveys.people import Collector, MemberRole
from tests.bot.voices_browser import PUBLIC, browser, field, reviews
from tests.handlers.test_voices import joined, page_of, press, response_of, talk, wrote
from tests.universe import Universe, universe

CHANGED: Final = "文章が変わった可能性"


@pytest.fixture
def world(sqlite_url: str) -> Iterator[Universe]:
    with universe(sqlite_url, public_url=PUBLIC, free_text="chat") as made:
        yield made


@pytest.fixture
def reader(world: Universe) -> Any:
    return joined(world, world.telegram.user(901), MemberRole.COORDINATOR)


def rewrite(world: Universe, collector: Collector, text: str) -> None:
    """The parent writes again, on the page for remarks."""
    path = page_of(world, response_of(world, collector))
    world.http.post(path, data={"text": text, "once": "e" * 32})


@pytest.mark.parametrize("deed", ["approve", "dismiss"])
def test_the_new_text_is_shown_instead_of_the_one_decided_about(
    world: Universe, reader: Any, deed: str
) -> None:
    collector = world.collector()
    wrote(world, collector, "ほかの声", 1)
    other = world.collector()
    wrote(world, other, "前の声", 2)
    here = browser(world, reader)
    page = here.press(here.open(), "later")
    assert field(page) == "前の声"
    rewrite(world, other, "書き直した声")
    again = here.press(page, deed)
    assert CHANGED in again.text
    assert field(again) == "書き直した声", "and not the one that has waited longest"
    assert reviews(world) == []
    here.press(again, "approve")
    assert reviews(world) == [("approved", "書き直した声")]


def test_the_address_of_an_old_text_leads_to_the_new_one(world: Universe, reader: Any) -> None:
    collector = world.collector()
    wrote(world, collector, "ほかの声", 1)
    other = world.collector()
    wrote(world, other, "前の声", 2)
    here = browser(world, reader)
    address = str(here.press(here.open(), "later").url)
    rewrite(world, other, "書き直した声")
    page = world.http.get(address)
    assert (field(page), CHANGED in page.text) == ("書き直した声", True)


def test_a_button_from_before_there_was_a_page_asks_for_no_text_in_the_talk(
    world: Universe, reader: Any
) -> None:
    wrote(world, world.collector(), "よかったです")

    def subject(work: Work) -> str:
        (voice,) = work.uow.voices.waiting()
        return f"{subject_of(work, voice.id)}{SHOWN}{seen(work, voice)[:PROOF]}"

    press(reader, f"1k.voice_fix.{world.koe.see(subject)}")
    talk(reader, "< 声が1件あります\n- 直した文")


def test_the_address_ends_on_the_minute(world: Universe, reader: Any) -> None:
    wrote(world, world.collector(), "よかったです")
    world.clock.now = world.clock.now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    here = browser(world, reader)
    world.clock.now += timedelta(minutes=29, seconds=59)
    assert here.open().status_code == 200
    world.clock.now += timedelta(seconds=1)
    assert here.open().status_code == 404


def test_what_nobody_types_is_cut() -> None:
    form = form_of(f"subject={'x' * 200}&seen={'y' * 200}&text={'z' * 200}".encode())
    assert (len(form.subject), len(form.seen), len(form.text)) == (100, 100, 200)


def test_a_note_is_one_of_ours(world: Universe, reader: Any) -> None:
    collector = world.collector()
    wrote(world, collector, "よかったです")
    here = browser(world, reader)
    plain = here.open().text
    for note in ("help", "voice_fix_long", "members_head", "<b>"):
        assert world.http.get(here.path, params={"told": note}).text == plain
    assert world.http.get(here.path, params={"told": "voice_approved"}).text != plain
