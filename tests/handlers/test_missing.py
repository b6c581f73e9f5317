"""A schedule sent again in which lessons no longer occur."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.schedule import Planned, add
from surveys.people import Contact, LessonStatus
from tests.handlers.filled import Filled, filled
from tests.handlers.sent_schedules import (
    NOW,
    A,
    B,
    C,
    D,
    calendar,
    imported,
    lessons,
    off,
    opened,
    press,
    sent,
    table,
)
from tests.surveys.analysis.rows import tokyo

OPTION = (
    "表にない講座も、消さずに残しています。開催しないときは、--cancel-missing を付けて"
    "もう一度取り込むと「開催なし」になります"
)
WAIT = (
    "読めない行に書かれている講座かもしれません。"
    "行を直してもう一度取り込むと、「開催なし」にするか選べます"
)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Filled]:
    with filled(tmp_path) as centre:
        yield centre


@pytest.fixture
def contact(centre: Filled) -> Contact:
    return centre.member("line")[0]


def test_what_is_no_longer_in_the_file_is_named_and_stays(centre: Filled) -> None:
    imported(centre, table(A, B, C, D))
    before = lessons(centre)
    again = [
        "表にない講座：2026-11-25 10:00 い",
        "表にない講座：2026-11-26 10:00 う",
        OPTION,
    ]
    assert imported(centre, table(A, D)) == again
    assert imported(centre, table(A, D)) == again
    assert lessons(centre) == before
    assert imported(centre, table(A, B, C, D)) == []


@pytest.mark.parametrize(
    ("first", "second", "named"),
    [
        # Only within the days of the new file: the month before is nobody's business.
        ((table(A, B, C), "plan.csv"), (table(B, C), "plan.csv"), ""),
        ((table(A, B, C), "plan.csv"), (table(A, C), "2.csv"), "い"),
        ((table(A, B, C), "plan.csv"), (table(A, D), "plan.csv"), "いう"),
        # Two tables side by side that share nothing.
        ((table(B), "い.csv"), (table(A, C), "あ.csv"), ""),
        # Calendars by their own name, wherever the file is; else by the file's.
        ((calendar(*"abc", name="x"), "1.ics"), (calendar(*"ac", name="x"), "2.ics"), "b"),
        ((calendar("b", name="x"), "1.ics"), (calendar(*"ac", name="x"), "2.ics"), "b"),
        ((calendar("b", name="x"), "1.ics"), (calendar(*"ac", name="y"), "1.ics"), ""),
        ((calendar("b"), "1.ics"), (calendar(*"ac"), "1.ics"), "b"),
        ((calendar("b"), "1.ics"), (calendar(*"ac"), "2.ics"), ""),
        # A calendar is no table.
        ((table(A, B, C), "plan.csv"), (calendar(*"ac"), "plan.ics"), ""),
        # Called off as before, and therefore not missing.
        ((calendar(*"abc"), "1.ics"), (calendar(*"abc", cancelled="b"), "1.ics"), ""),
    ],
)
def test_by_days_and_source(
    centre: Filled, first: tuple[bytes, str], second: tuple[bytes, str], named: str
) -> None:
    imported(centre, *first)
    said = [line for line in imported(centre, *second) if line.startswith("表にない講座：")]
    assert "".join(line.rpartition(" ")[2] for line in said) == named


def test_entered_by_hand_it_is_never_missing(centre: Filled, contact: Contact) -> None:
    start = tokyo("2026-11-25 10:00")
    for place, known in (("", True), ("庭", False)):
        planned = Planned(
            course="い", starts_at=start, ends_at=start + timedelta(hours=1), place=place
        )
        with centre.at(NOW) as work:
            add(centre.case(work, contact), planned)
        if known:
            # The table names what was entered by hand; it stays entered by hand.
            imported(centre, table(A, B, C))
    assert [line for line in imported(centre, table(A, C)) if "表にない" in line] == []


def test_moved_it_is_not_missing_and_without_an_id_the_old_time_is(centre: Filled) -> None:
    imported(centre, table(A, B, C))
    assert imported(centre, table(A, B.replace("11-25 10", "11-25 09"), C)) == [
        "表にない講座：2026-11-25 10:00 い",
        OPTION,
    ]


def test_the_command_line_marks_them_and_says_so_once(centre: Filled) -> None:
    imported(centre, table(A, B, C, D))
    opened(centre, "う")
    assert imported(centre, table(A, D), off=True) == [
        "表にない講座：2026-11-25 10:00 い",
        "表にない講座：2026-11-26 10:00 う",
        "表にない講座1回を「開催なし」にしました。",
        "アンケートを開いた講座は「開催なし」にしません",
    ]
    assert off(centre) == "い"
    assert imported(centre, table(A, D), off=True) == [
        "表にない講座：2026-11-26 10:00 う",
        "アンケートを開いた講座は「開催なし」にしません",
    ]


def test_with_unreadable_rows_nothing_may_be_marked(centre: Filled, contact: Contact) -> None:
    imported(centre, table(A, B, C))
    broken = table(A, B.replace("11-25", "13-25"), C)
    assert imported(centre, broken)[:2] == ["表にない講座：2026-11-25 10:00 い", WAIT]
    said, buttons = sent(centre, contact, broken)
    assert (said[:2], buttons) == (["表にない講座：2026-11-25 10:00 い", WAIT], [])


def test_one_button_marks_those_that_are_named_and_does_so_once(
    centre: Filled, contact: Contact
) -> None:
    imported(centre, table(A, B, C, D))
    said, (button,) = sent(centre, contact, table(A, D))
    assert said == [
        "表にない講座：2026-11-25 10:00 い",
        "表にない講座：2026-11-26 10:00 う",
        "表にない講座も、消さずに残しています。開催しないときは、ボタンを押すと「開催なし」になります。",
    ]
    assert off(centre) == ""
    assert press(centre, contact, button) == "表にない講座2回を「開催なし」にしました。"
    assert off(centre) == "いう"
    assert "もうありません" in press(centre, contact, button)
    assert sent(centre, contact, table(A, D)) == ([], [])


def test_a_button_does_not_touch_what_changed_since(centre: Filled, contact: Contact) -> None:
    imported(centre, table(A, B, C, D))
    _, (older,) = sent(centre, contact, table(A, D))
    _, (newer,) = sent(centre, contact, table(A, B, D))  # い is back
    assert "もうありません" in press(centre, contact, older)
    opened(centre, "う")
    assert "もうありません" in press(centre, contact, newer)
    assert off(centre) == ""


def test_a_button_does_not_touch_what_has_begun(centre: Filled, contact: Contact) -> None:
    imported(centre, table(A, B, C, D))
    _, (button,) = sent(centre, contact, table(A, D))
    said = press(centre, contact, button, days=4)  # an hour before the second of them
    assert said == "表にない講座1回を「開催なし」にしました。"
    assert off(centre) == "う"


def test_surveyed_ones_have_no_button(centre: Filled, contact: Contact) -> None:
    imported(centre, table(A, B, C))
    opened(centre, "い")
    said, buttons = sent(centre, contact, table(A, C))
    assert (said[-1], buttons) == ("アンケートを開いた講座は「開催なし」にしません", [])


def test_of_very_many_a_button_marks_only_those_that_are_named(
    centre: Filled, contact: Contact
) -> None:
    many = [f"回{n:02},2026-11-25 {8 + n // 6:02}:{n % 6}0,20:00," for n in range(50)]
    imported(centre, table(A, *many, C))
    counts = []
    while True:
        said, buttons = sent(centre, contact, table(A, C))
        if not buttons:
            break
        named = [line for line in said if line.startswith("表にない講座：")]
        more = [line for line in said if line.startswith("表にない講座は、ほかに")]
        counts.append((len(named), len(more)))
        assert f"{len(named)}回" in press(centre, contact, buttons[0])
    assert counts == [(20, 1), (20, 1), (10, 0)]
    assert len([one for one in lessons(centre) if one.status is LessonStatus.NOT_HELD]) == 50


def test_every_mark_is_in_the_audit_log(centre: Filled, contact: Contact) -> None:
    imported(centre, table(A, B, C))
    _, (button,) = sent(centre, contact, table(A, C))
    press(centre, contact, button)
    press(centre, contact, button)
    (lesson,) = [one for one in lessons(centre) if one.status is LessonStatus.NOT_HELD]
    with centre.store.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT actor, subject FROM audit WHERE action = 'not_held'"
        ).all()
    assert [tuple(row) for row in rows] == [(contact.member, lesson.id)]
