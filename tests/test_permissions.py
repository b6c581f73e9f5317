"""Who may command what: every command, for every kind of person, on every channel.

`-` is the very answer that this person gets for a text that means nothing: nobody can tell that
the command exists. `+` is any other answer. A parent is somebody whose survey was refused.
"""

from collections.abc import Iterator
from typing import Final

import pytest

from handlers.members import BUTTONS
from handlers.new_lesson import NONE
from surveys.model import Language
from surveys.people import MemberRole
from surveys.phrases import Command, Takes, built_in
from surveys.taps import CommandTapped, FinishTapped, pack
from tests.handlers.talks import Somebody, Talks, talks
from tests.universe import Universe

TABLE: Final = """
command      stranger  parent  staff  coordinator  admin
open            +        +       +         +         +
next            -        -       -         -         -
back            -        +       -         -         -
skip            -        +       -         -         -
stop            -        +       -         -         -
withdraw        +        +       +         +         +
erase           +        +       +         +         +
language        +        +       +         +         +
help            +        +       +         +         +
yes             -        -       -         -         -
no              -        -       -         -         -
join            +        +       +         +         +
start           +        +       +         +         +
today           -        -       +         +         +
finish          -        -       +         +         +
status          -        -       +         +         +
close           -        -       +         +         +
reopen          -        -       +         +         +
attendance      -        -       +         +         +
notheld         -        -       +         +         +
newlesson       -        -       +         +         +
leave           -        -       +         +         +
link            -        -       +         +         +
digest          -        -       -         +         +
quota           -        -       -         +         +
place           -        -       -         +         +
voices          -        -       -         +         +
plan            -        -       -         +         +
invite          -        -       -         -         +
members         -        -       -         -         +
"""

PRESSED: Final = """
button       stranger  parent  staff  coordinator  admin
FINISH          -        -       +         +         +
notheld         -        -       +         +         +
notheldyes      -        -       +         +         +
held            -        -       +         +         +
close           -        -       +         +         +
reopen          -        -       +         +         +
attendance      -        -       +         +         +
newlesson       -        -       +         +         +
digest          -        -       -         +         +
notlisted       -        -       -         +         +
place           -        -       -         +         +
placemail       -        -       -         +         +
invite          -        -       -         -         +
members         -        -       -         -         +
revoke          -        -       -         -         +
revoked         -        -       -         -         +
voice_open      -        -       -         +         +
voice_yes       -        -       -         +         +
voice_no        -        -       -         +         +
voice_fix       -        -       -         +         +
voice_later     -        -       -         +         +
planok          -        -       -         +         +
plandown        -        -       -         +         +
planto          -        -       -         +         +
"""

PEOPLE: Final = ("stranger", "parent", "staff", "coordinator", "admin")
CHANNELS: Final = ("line", "telegram", "web")
NONSENSE: Final = "ほげほげ"


def rows(table: str) -> dict[str, str]:
    """Marks by command, in the order of PEOPLE."""
    head, *lines = table.strip().splitlines()
    assert tuple(head.split()[1:]) == PEOPLE
    return {line.split()[0]: "".join(line.split()[1:]) for line in lines}


@pytest.fixture(scope="module")
def koe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talks]:
    with talks(tmp_path_factory.mktemp("permissions")) as made:
        yield made


@pytest.fixture
def world(koe: Talks) -> Talks:
    """Days after whatever the test before did: its lessons and surveys are over."""
    koe.clock.forward(days=8)
    return koe


def person(world: Talks, kind: str, channel: str, code: str) -> Somebody:
    """A new person of this kind."""
    if kind == "stranger":
        return world.somebody(channel)
    if kind == "parent":
        parent = world.somebody(channel)
        parent.say(f"アンケート {code}")
        parent.say("2")
        return parent
    return world.member(MemberRole[kind.upper()], channel)


def typed(command: Command, code: str) -> str:
    """The command as it is typed, with a code where it needs something."""
    phrase = built_in().shown(command, Language.JA)
    takes = {one.takes for one in built_in().phrases if one.command is command}
    return f"{phrase} {code}" if takes == {Takes.SOMETHING} else phrase


def opened(world: Talks) -> tuple[str, str]:
    """A survey's code, and the id of a lesson that has ended besides."""
    surroundings: Universe = Universe.__new__(Universe)  # its lessons need a koe and nothing else
    surroundings.koe = world.koe
    collector = surroundings.collector()
    return collector.code, surroundings.lesson("プレパパ・プレママクラス").id


def test_every_command_is_in_the_table() -> None:
    assert sorted(rows(TABLE)) == sorted(command.value for command in Command)


def test_every_button_of_members_is_in_the_table() -> None:
    assert sorted(rows(PRESSED)) == sorted([*BUTTONS, "FINISH"])


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("command", list(Command))
def test_typed_commands(world: Talks, command: Command, channel: str) -> None:
    code, _ = opened(world)
    found = ""
    for kind in PEOPLE:
        unknown = person(world, kind, channel, code).say(NONSENSE)
        answer = person(world, kind, channel, code).say(typed(command, code))
        found += "-" if answer == unknown else "+"
    assert found == rows(TABLE)[command.value]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("button", list(rows(PRESSED)))
def test_pressed_buttons(world: Talks, button: str, channel: str) -> None:
    code, lesson = opened(world)
    found = ""
    for kind in PEOPLE:
        someone = person(world, kind, channel, code)
        stale = person(world, kind, channel, code).press("1zz.never.made")
        answer = someone.press(data(world, someone, button, lesson))
        found += "-" if answer == stale else "+"
    assert found == rows(PRESSED)[button]


def data(world: Talks, someone: Somebody, button: str, lesson: str) -> str:
    """What the button holds when it is about something that there is."""
    if button == "FINISH":
        return pack(FinishTapped(lesson=lesson, families=0))
    subject = {
        **dict.fromkeys(("notheld", "notheldyes", "held", "close", "reopen"), lesson),
        "attendance": f"14-0-{lesson}",
        "place": someone.contact().id,
        "invite": "staff",
        "newlesson": f"c-{NONE}",
    }.get(button, "")
    return pack(CommandTapped(command=button, subject=subject))


def test_a_revoked_member_is_a_stranger(world: Talks) -> None:
    unknown = world.somebody().say(NONSENSE)
    gone = world.member(MemberRole.ADMIN)
    gone.say("退会")
    for command, marks in rows(TABLE).items():
        if marks[0] == "-" and marks[-1] == "+":
            assert gone.say(typed(Command(command), "K7M2P")) == unknown, command
