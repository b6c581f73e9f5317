"""The main job from outside: staff on Telegram, parents on LINE, digest and export by command."""

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import cv2
import numpy as np
import pytest

from surveys.model import Language
from surveys.people import MemberRole
from tests.fakes.patience import PATIENCE
from tests.universe import SECRET_KEY, Universe, universe

ROOT = Path(__file__).parent.parent

STAGES = ("age0", "age0", "age1", "pregnant", "age0", "age2", "age0", "pregnant")
USES = (
    "weekly",
    "sometimes",
    "never_heard",
    "name_only",
    "lapsed",
    "weekly",
    "never_heard",
    "sometimes",
)
ROUTES = ("aonico", "staff", "print", "aonico", "wordofmouth", "aonico", "other", "pamatoko")
TIMELY = ("5", "4", "2", "3", "dk", "4", "1", "5")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


def answers_of(number: int) -> list[tuple[str, str]]:
    """What parent `number` taps, question by question."""
    use = USES[number]
    middle = {
        "weekly": [("useful", "5")],
        "sometimes": [("useful", "3")],
        "name_only": [("barrier", "enough")],
        "lapsed": [("barrier", "hardtouse")],
    }.get(use, [])
    return [
        ("stage", STAGES[number]),
        ("route", ROUTES[number]),
        ("timely", TIMELY[number]),
        ("aonico_use", use),
        *middle,
        ("visits3m", "v1_2"),
        ("connected", str(number % 5 + 1)),
    ]


def answer_all(world: Universe, number: int, link: str) -> None:
    """One parent scans the QR and taps through to the thanks."""
    survey = world.koe.house.catalog.latest("aonico-core")
    parent = world.parent(100 + number)
    parent.scan(link)
    parent.await_reply()
    parent.tap("はい（今日だけ）")
    parent.await_reply()
    for question, choice in answers_of(number):
        asked = survey.question(question)
        assert asked.text[Language.JA] in parent.screen
        choices = {c.key: c.label[Language.JA] for c in getattr(asked, "choices", ())}
        parent.tap(choices[choice])
        if question == "barrier":
            parent.await_reply()
            parent.tap("つぎへ")
        parent.await_reply()
        world.clock.forward(seconds=5)
    parent.tap("書かずに終わる")
    assert "ありがとうございました" in parent.await_reply()


def run_koe(url: str, folder: Path, *arguments: str) -> str:
    """A `koe` command in a process of its own."""
    environment = {
        **os.environ,
        "KOE_DATABASE_URL": url,
        "KOE_SECRET_KEY": SECRET_KEY,
    }
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        cwd=ROOT,
        env=environment,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_from_the_tap_after_class_to_digest_and_export(url: str, tmp_path: Path) -> None:
    with universe(url) as world:
        staff = world.telegram.user(7001)
        staff.start(world.invitation(MemberRole.STAFF))
        assert "スタッフとして登録しました" in staff.await_reply()
        staff.say("/newlesson ハローベビークラス 10:30-11:55 2階")
        assert "追加しました" in staff.await_reply()

        staff.say("終了 12組 20人")
        opened = staff.await_reply()
        assert "アンケートを開きました" in opened
        link = qr_text(staff.photos[-1])
        code = unquote(link).rpartition(" ")[2]
        assert code in opened
        assert link.startswith("https://line.me/R/oaMessage/%40koe0000/?")

        for number in range(8):
            answer_all(world, number, link)

        staff.say("状況")
        assert "回答 8 / 参加 12組（67%）" in staff.await_reply()
        sent = {call.path for call in world.line.calls if call.method == "POST"}
        assert sent == {"/v2/bot/message/reply"}

    digest = json.loads(run_koe(url, tmp_path, "digest", "--week", "2026-W47", "--format", "json"))
    check_digest(digest)
    run_koe(url, tmp_path, "export", "--out", str(tmp_path / "export"))
    check_export(tmp_path / "export")


def qr_text(picture: bytes) -> str:
    """What the QR in a picture holds."""
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(image)
    return str(text)


def check_digest(digest: dict[str, object]) -> None:
    assert digest["lessons_held"] == 1
    assert digest["lessons_surveyed"] == 1
    assert (digest["attendance_families"], digest["attendance_people"]) == (12, 20)
    assert (digest["opened"], digest["completed"]) == (8, 8)
    assert digest["response_rate"] == pytest.approx(8 / 12)
    indicators = digest["indicators"]
    assert isinstance(indicators, list)
    shares = {row["id"]: (row["numerator"], row["denominator"]) for row in indicators}
    aware = sum(use != "never_heard" for use in USES)
    current = sum(use in {"weekly", "sometimes"} for use in USES)
    in_time = sum(answer in {"4", "5"} for answer in TIMELY)
    assert shares["I1"] == (aware, 8)
    assert shares["I2"] == (current, 8)
    assert shares["I3"] == (ROUTES.count("aonico"), 8)
    assert shares["I4"] == (in_time, 8 - TIMELY.count("dk"))
    assert shares["I5"] == (2, current)


def check_export(folder: Path) -> None:
    answers = rows(folder / "answers.csv")
    by_response: dict[str, list[tuple[str, str]]] = {}
    for row in answers:
        by_response.setdefault(row["response_id"], []).append((row["question"], row["value"]))
    expected = Counter(frozenset(answers_of(number)) for number in range(8))
    assert Counter(frozenset(pairs) for pairs in by_response.values()) == expected
    labels = {row["value"]: row["label_ja"] for row in answers if row["question"] == "route"}
    assert labels["aonico"] == "アプリ「Aonico」"
    responses = rows(folder / "responses.csv")
    assert [row["status"] for row in responses] == ["complete"] * 8
    assert {row["mode"] for row in responses} == {"line"}
    (lesson,) = rows(folder / "lessons.csv")
    assert (lesson["course"], lesson["attendance_families"]) == ("ハローベビークラス", "12")
    assert (lesson["opened"], lesson["completed"]) == ("8", "8")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
