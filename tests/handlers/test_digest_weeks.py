"""「週報 先週」: another week's digest, and the offer of it early in a week."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.digests import asked
from surveys.model import Language
from surveys.people import MemberRole
from surveys.taps import CommandTapped, pack
from tests.handlers.filled import Filled, filled
from tests.handlers.talks import Somebody, Talks, talks
from tests.surveys.analysis.rows import tokyo, wording

BUTTON = "先週の週報"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Talks]:
    with talks(tmp_path) as made:
        made.clock.now = tokyo("2026-11-25 12:00")
        yield made


@pytest.fixture(params=["telegram", "line"])
def coordinator(request: pytest.FixtureRequest, world: Talks) -> Somebody:
    return world.member(MemberRole.COORDINATOR, request.param)


@pytest.mark.parametrize(
    ("said", "head"),
    [
        ("週報", "【週報・途中】11/23(月)"),
        ("週報 先週", "【週報】11/16(月)"),
        ("週報　先週", "【週報】11/16(月)"),
        ("/digest last", "【週報】11/16(月)"),
        ("/digest 2026-W46", "【週報】11/9(月)"),
        ("/digest@koe_test_bot 2026-w46", "【週報】11/9(月)"),
        ("週報2026-W46", "【週報】11/9(月)"),
        ("digest last", "【週報】11/16(月)"),
        ("しゅうほう せんしゅう", "【週報】11/16(月)"),
        ("周报 上周", "【週報】11/16(月)"),
        ("/digest 2026-W99", "その週がわかりませんでした。「週報 先週」や「週報 2026-W47」"),
        ("週報 あした", "その週がわかりませんでした。"),
        ("/digest 2026-W49", "2026-W49は、まだ始まっていません。先週は「週報 2026-W47」"),
    ],
)
def test_a_week_is_asked_for(world: Talks, coordinator: Somebody, said: str, head: str) -> None:
    assert coordinator.say(said).startswith(head)


@pytest.mark.parametrize("said", ["週報 先週", "/digest last", "/digest 2026-W46", "/digest x"])
def test_to_others_it_does_not_exist(world: Talks, said: str) -> None:
    for person in (world.somebody(), world.member(MemberRole.STAFF)):
        stranger = person.say("/xyz")
        assert person.say(said) == stranger
        assert person.press(pack(CommandTapped(command="digest", subject="2026-W46"))) == (
            person.press("1zz")
        )


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        ("2026-11-23 00:05", True),
        ("2026-11-24 23:00", True),
        ("2026-11-25 00:05", False),
    ],
)
def test_an_empty_week_that_has_just_begun_offers_the_last(
    world: Talks, coordinator: Somebody, now: str, *, offered: bool
) -> None:
    world.clock.now = tokyo(now)
    assert coordinator.say("週報").startswith("【週報・途中】11/23(月)")
    assert (BUTTON in coordinator.labels) is offered
    if offered:
        button = next(one for one in coordinator.buttons if one.label == BUTTON)
        assert coordinator.tap(BUTTON).startswith("【週報】11/16(月)")
        assert BUTTON not in coordinator.labels
        world.clock.forward(days=7)
        assert coordinator.press(button.data).startswith("【週報】11/16(月)"), "the week it meant"


def test_a_week_that_is_not_empty_offers_nothing(tmp_path: Path) -> None:
    with filled(tmp_path) as centre:
        assert _buttons(centre) == [BUTTON]
        centre.lesson("2026-11-23 10:00", families=4)
        assert _buttons(centre) == []


def _buttons(centre: Filled) -> list[str]:
    (contact,) = centre.member("telegram")
    with centre.at(tokyo("2026-11-24 12:00")) as work:
        (message,) = asked(centre.case(work, contact))
    return [button.label for button in message.buttons]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("key", ["week_unknown", "week_ahead", "week_before"])
def test_all_of_it_is_said_in_every_language(language: Language, key: str) -> None:
    text = wording().say(key, language, week="2026-W47", last="2026-W46")
    assert ("2026-W4" in text) is (key != "week_before")
