"""Who gets to the coordinators' page, for how long, and what the page leaves behind."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from handlers.reviewing_page import token_for
from handlers.work import Work
from surveys.model import Language
from surveys.people import Collector, MemberRole
from tests.bot.voices_browser import PUBLIC, browser, nothing, reviews
from tests.handlers.test_voices import NAMED, joined, wrote
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


def test_the_address_lasts_half_an_hour(
    world: Universe, reader: Any, collector: Collector
) -> None:
    wrote(world, collector, NAMED)
    here = browser(world, reader)
    page = here.open()
    world.clock.now += timedelta(minutes=29)
    assert here.open().status_code == 200
    world.clock.now += timedelta(minutes=1)
    nothing(world, here.path)
    assert here.press(page, "approve").status_code == 404
    assert reviews(world) == []


@pytest.mark.parametrize("change", ["revoked", "staff"])
def test_who_is_no_coordinator_any_more_stays_out(
    world: Universe, reader: Any, collector: Collector, change: str
) -> None:
    wrote(world, collector, NAMED)
    here = browser(world, reader)
    page = here.open()

    def changed(work: Work) -> None:
        (member,) = work.uow.members.active(MemberRole.COORDINATOR)
        gone = replace(member, revoked_at=work.now)
        less = replace(member, role=MemberRole.STAFF)
        work.uow.members.save(gone if change == "revoked" else less)

    world.koe.do(changed)
    assert nothing(world, here.path) == nothing(world, "/voices/x")
    assert here.press(page, "approve").status_code == 404
    assert reviews(world) == []


def test_a_forged_address_leads_nowhere(
    world: Universe, reader: Any, collector: Collector
) -> None:
    wrote(world, collector, NAMED)
    here = browser(world, reader)
    member, minute, language, proof = here.path.removeprefix("/voices/").split(".")
    sign = world.koe.house.sign
    for parts in (
        (member, str(int(minute) + 1), language, proof),
        (member, minute, "en", proof),
        (member, minute, language, "0" * 24),
        ("0" * 32, minute, language, proof),
        (member, minute, language, sign(f"{member} {minute} {language}")),
        ("0" * 32, minute, language, sign(f"voices {'0' * 32} {minute} {language}")),
        (member, minute, "xx", sign(f"voices {member} {minute} xx")),
    ):
        nothing(world, "/voices/" + ".".join(parts))
    nothing(world, "/voices/%00")
    assert reviews(world) == []


def test_every_language_has_its_address(world: Universe, reader: Any) -> None:
    (member,) = world.koe.see(lambda work: work.uow.members.active(MemberRole.COORDINATOR))
    world.clock.now += timedelta(seconds=59)
    for language in Language:
        token = world.koe.see(partial(token_for, member=member.id, language=language))
        assert f'<html lang="{language}">' in world.http.get(f"/voices/{token}").text


def test_no_browser_or_proxy_keeps_the_page(
    world: Universe, reader: Any, collector: Collector
) -> None:
    wrote(world, collector, NAMED)
    here = browser(world, reader)
    led = world.http.post(here.path, data={"deed": "later"})
    assert led.status_code == 303
    for page in (here.open(), led, world.http.get("/voices/x")):
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-robots-tag"] == "noindex, nofollow"
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
