"""Members in chat: inviting, the list, taking back, and one person on two channels."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from surveys.people import MemberRole
from surveys.taps import CommandTapped, pack
from tests.handlers.talks import Talks, talks

STAFF, COORDINATOR, ADMIN = MemberRole


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Talks]:
    with talks(tmp_path) as made:
        yield made


def code_in(text: str) -> str:
    """The code that stands after the last colon or 参加."""
    return text.splitlines()[-1].removeprefix("参加 ")


@pytest.mark.parametrize(
    ("button", "welcome"),
    [
        ("スタッフ", "スタッフとして登録しました"),
        ("コーディネーター", "コーディネーターとして登録しました"),
        ("管理者", "管理者として登録しました"),
    ],
)
def test_an_admin_invites_in_chat(world: Talks, button: str, welcome: str) -> None:
    admin = world.member(ADMIN)
    assert "どの役割" in admin.say("招待")
    answer = admin.tap(button)
    code = code_in(answer)
    assert f"招待コード（{button}）：{code}" in answer
    newcomer = world.somebody("line")
    assert welcome in newcomer.say(f"参加 {code}")
    assert "使えません" in world.somebody("line").say(f"参加 {code}")
    role = newcomer.contact().member
    assert role is not None
    assert [action for action, _ in world.audit()] == ["invited", "joined", "invited", "joined"]


def test_an_invitation_ends_after_a_week(world: Talks) -> None:
    admin = world.member(ADMIN)
    admin.say("/invite")
    code = code_in(admin.tap("スタッフ"))
    world.clock.forward(days=7)
    assert "使えません" in world.somebody().say(f"参加 {code}")


def test_a_higher_role_is_written_down_as_such(world: Talks) -> None:
    person = world.member(STAFF)
    assert "コーディネーター" in person.say(f"参加 {world.invitation(COORDINATOR)}")
    person.say(f"参加 {world.invitation(STAFF)}")  # a lower one changes nothing
    joined = [line for line in world.audit() if line[0] != "invited"]
    assert joined == [
        ("joined", {"role": "staff"}),
        ("role raised", {"role": "coordinator"}),
        ("joined", {"role": "coordinator"}),
    ]


def test_the_list_names_nobody(world: Talks) -> None:
    admin = world.member(ADMIN, "line")
    world.clock.forward(days=1)
    world.member(STAFF, "telegram")
    assert admin.say("メンバー").splitlines() == [
        "登録している人：2人",
        "1. 管理者　11/18(水)登録　LINE",
        "2. スタッフ　11/19(木)登録　Telegram",
    ]
    assert admin.labels == ["1番の登録を取り消す", "2番の登録を取り消す"]


def test_a_long_list_goes_on(world: Talks) -> None:
    admin = world.member(ADMIN)
    for _ in range(9):
        world.member(STAFF)
    admin.say("メンバー")
    assert len(admin.labels) == 9
    answer = admin.tap("続きを見る")
    assert [line[:3] for line in answer.splitlines()[1:]] == ["9. ", "10."]
    assert admin.labels == ["9番の登録を取り消す", "10番の登録を取り消す"]


def test_a_registration_is_taken_back_after_asking(world: Talks) -> None:
    admin, staff = world.member(ADMIN), world.member(STAFF)
    nonsense = world.somebody().say("ほげほげ")
    assert staff.say("状況") != nonsense
    admin.say("メンバー")
    assert "登録を取り消しますか" in admin.tap("2番の登録を取り消す")
    assert "登録している人：2人" in admin.tap("やめておく")
    admin.tap("2番の登録を取り消す")
    assert "スタッフの登録を取り消しました" in admin.tap("登録を取り消す")
    assert staff.say("状況") == nonsense
    assert staff.contact().member is None
    assert world.audit()[-1] == ("revoked", {})
    assert "登録している人：1人" in admin.say("メンバー")


def test_the_last_admin_stays(world: Talks) -> None:
    admin = world.member(ADMIN)
    admin.say("メンバー")
    admin.tap("1番の登録を取り消す")
    assert "管理者がいなくなる" in admin.tap("登録を取り消す")
    second = world.member(ADMIN)
    second.say("メンバー")
    second.tap("1番の登録を取り消す")
    assert "取り消しました" in second.tap("登録を取り消す")
    assert "登録している人：1人" in second.say("メンバー")


@pytest.mark.parametrize("command", ["revoke", "revoked"])
def test_who_is_gone_is_gone(world: Talks, command: str) -> None:
    admin = world.member(ADMIN)
    assert "もうありません" in admin.press(pack(CommandTapped(command=command, subject="nobody")))


@pytest.mark.parametrize("subject", ["king", ""])
def test_a_role_there_is_not_is_stale(world: Talks, subject: str) -> None:
    admin = world.member(ADMIN)
    stale = admin.press("1zz")
    assert admin.press(pack(CommandTapped(command="invite", subject=subject))) == stale


def test_one_person_on_two_channels(world: Talks) -> None:
    first = world.member(COORDINATOR, "line")
    code = code_in(first.say("別のアプリを追加"))
    second = world.somebody("telegram")
    assert "コーディネーターの登録に追加" in second.say(f"/start {code}")
    assert second.contact().member == first.contact().member
    assert "使えません" in world.somebody("telegram").say(f"参加 {code}")
    assert world.audit()[-1] == ("place added", {"channel": "telegram"})
    left = second.say("退会")
    assert "登録" in left
    assert first.contact().member is None, "the registration ended, not one of its places"


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("self", "もう登録されています"),
        ("other", "別の登録で使われています"),
        ("late", "使えません"),
    ],
)
def test_a_link_that_attaches_nothing(world: Talks, who: str, expected: str) -> None:
    first, other = world.member(STAFF, "line"), world.member(STAFF)
    code = code_in(first.say("/link"))
    person = {"self": first, "other": other, "late": world.somebody()}[who]
    world.clock.forward(seconds=timedelta(minutes=15).total_seconds() if who == "late" else 0)
    assert expected in person.say(f"参加 {code}")


def test_a_parent_in_the_middle_of_a_survey_may_use_a_link(world: Talks) -> None:
    first = world.member(STAFF, "line")
    code = code_in(first.say("/link"))
    first.say("退会")
    assert "使えません" in world.somebody().say(f"参加 {code}")


@pytest.mark.parametrize(
    ("role", "knows"),
    [(STAFF, ["スタッフの"]), (ADMIN, ["スタッフの", "コーディネーターの", "管理者の"])],
)
def test_help_is_for_the_role(world: Talks, role: MemberRole, knows: list[str]) -> None:
    answer = world.member(role).say("ヘルプ")
    heads = [f"{name}使い方" for name in knows]
    assert [line for line in answer.splitlines() if line.endswith("使い方")] == heads
