"""Guards around members that nothing else would miss: edges, twins of codes, two at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.members_commands import revoke_member
from handlers.membership import revoked
from handlers.work import Work
from storage.database import open_store
from storage.migrate import upgrade
from surveys.model import Language
from surveys.outbound import Purpose
from surveys.people import Contact, MemberRole
from surveys.taps import CommandTapped, pack
from tests.fakes.patience import PATIENCE
from tests.handlers.filled import Filled
from tests.handlers.talks import Somebody, Talks, talks
from tests.surveys.analysis.rows import tokyo
from tests.universe import SECRET_KEY, Universe

STAFF, COORDINATOR, ADMIN = MemberRole
NOON = tokyo("2026-11-18 12:00")

WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
"""Half-width to full-width, as a Japanese keyboard may type them."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Talks]:
    with talks(tmp_path) as made:
        yield made


def code_in(text: str) -> str:
    return text.splitlines()[-1].removeprefix("参加 ")


@pytest.mark.parametrize("start", ["2", "99", "x"])
def test_a_page_of_members_that_is_not_there_is_the_first(world: Talks, start: str) -> None:
    admin = world.member(ADMIN)
    world.member(STAFF)
    first = admin.say("メンバー")
    assert admin.press(pack(CommandTapped(command="members", subject=start))) == first


@pytest.mark.parametrize(("seconds", "taken"), [(-2, True), (-1, False)])
def test_an_invitation_ends_on_the_second(world: Talks, seconds: float, *, taken: bool) -> None:
    code = world.invitation(STAFF)
    world.clock.forward(days=7, seconds=seconds)
    answer = world.somebody().say(f"参加 {code}")  # a second later
    assert ("登録しました" in answer, "使えません" in answer) == (taken, not taken)


@pytest.mark.parametrize("kind", ["invitation", "link"])
def test_a_code_may_be_typed_full_width(world: Talks, kind: str) -> None:
    first = world.member(STAFF)
    code = world.invitation(STAFF) if kind == "invitation" else code_in(first.say("/link"))
    answer = world.somebody().say(f"参加 {code.translate(WIDE)}")
    assert "登録" in answer
    assert "使えません" not in answer


@pytest.mark.parametrize("kind", ["invitation", "link"])
def test_in_the_middle_of_a_survey_a_members_code_is_no_remark(world: Talks, kind: str) -> None:
    first = world.member(STAFF)
    code = world.invitation(STAFF) if kind == "invitation" else code_in(first.say("/link"))
    parent = in_the_middle(world)
    parent.say(f"参加 {code}")
    assert parent.contact().member is not None


def in_the_middle(world: Talks) -> Somebody:
    """A parent who has been asked for a remark."""
    surroundings: Universe = Universe.__new__(Universe)  # its lessons need a koe and nothing else
    surroundings.koe = world.koe
    parent = world.somebody("line")
    for said in (f"アンケート {surroundings.collector().code}", *"2211111"):
        parent.say(said)
    return parent


def test_the_code_of_a_survey_that_is_over_opens_no_response(world: Talks) -> None:
    surroundings: Universe = Universe.__new__(Universe)
    surroundings.koe = world.koe
    collector = surroundings.collector()
    world.clock.forward(days=3)
    parent = world.somebody("line")
    over = world.koe.house.wording.say("code_closed", Language.JA)
    assert parent.say(f"アンケート {collector.code}") == over
    assert parent.contact().respondent is None
    assert world.koe.see(lambda work: work.uow.collectors.count(collector.id)).opened == 0


def codes(world: Talks, *made: str) -> None:
    """The codes that are made from now on."""
    given = iter(made)
    world.koe.house = replace(world.koe.house, new_code=lambda _: next(given))


def test_no_two_codes_are_the_same(world: Talks) -> None:
    first = world.member(ADMIN)
    codes(world, "AAAA2222", *("AAAA2222", "BBBB3333"), *("AAAA2222", "BBBB3333", "CCCC4444"))
    assert world.invitation(STAFF) == "AAAA2222"
    assert code_in(first.say("/link")) == "BBBB3333"
    assert code_in(first.say("/link")) == "CCCC4444"
    codes(world, "AAAA2222", "DDDD5555")
    assert world.invitation(STAFF) == "DDDD5555"


def test_what_a_member_was_asked_is_not_asked_of_who_is_none(world: Talks) -> None:
    person = world.member(COORDINATOR)
    nonsense = world.somebody().say("office@ward.example.jp")
    person.say("送り先")
    person.tap("メールアドレスを登録")
    member = person.contact().member
    assert member is not None
    revoke_member(world.koe, member)
    assert person.contact().awaiting is None
    assert person.say("office@ward.example.jp") == nonsense


def test_a_place_that_still_names_a_former_member_is_a_strangers(world: Talks) -> None:
    person = world.member(ADMIN)
    nonsense = world.somebody().say("ほげほげ")

    def end(work: Work) -> None:
        (member,) = work.uow.members.active(ADMIN)
        work.uow.members.save(replace(member, revoked_at=work.now))

    world.koe.do(end)
    assert [person.say(text) for text in ("状況", "メンバー", "退会")] == [nonsense] * 3


@pytest.mark.parametrize(("channel", "menus"), [("line", 2), ("telegram", 2), ("web", 0)])
def test_only_where_there_is_a_menu_is_one_changed(world: Talks, channel: str, menus: int) -> None:
    world.member(STAFF, channel).say("退会")
    world.clock.forward(seconds=1)
    world.deliver()
    purposes = [row.outgoing.purpose for row in world.sent]
    assert (purposes.count(Purpose.MENU), purposes.count(Purpose.REPLY)) == (menus, 2)


@pytest.fixture(params=["sqlite", "postgresql"])
def centre(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Filled]:
    url = f"sqlite:///{tmp_path}/two.db"
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres_url"))
    upgrade(url)
    store = open_store(url, SECRET_KEY)
    yield Filled(store=store)
    store.close()


def test_two_admins_who_remove_each_other_leave_one(centre: Filled) -> None:
    (one,), (other,) = centre.member("line", role=ADMIN), centre.member("line", role=ADMIN)
    with ThreadPoolExecutor(1) as pool:
        with centre.at(NOON) as work:
            remove(centre, work, one, other)
            second = pool.submit(meanwhile, centre, other, one)
            wait([second], timeout=0.5)  # as far as it comes while this one is not committed
        second.result(timeout=PATIENCE)
    with centre.at(NOON + timedelta(seconds=1)) as work:
        assert [admin.id for admin in work.uow.members.active(ADMIN)] == [one.member]


def meanwhile(centre: Filled, who: Contact, whom: Contact) -> None:
    with centre.at(NOON) as work:
        remove(centre, work, who, whom)


def remove(centre: Filled, work: Work, who: Contact, whom: Contact) -> None:
    assert whom.member is not None
    revoked(centre.case(work, who), whom.member)
