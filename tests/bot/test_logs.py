"""Logs tell what happened, never to whom nor with which key."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs
from bot.logs import REMOVED
from tests.bot.test_scheduler import opened
from tests.bot.test_serving import one_loop
from tests.fakes.faults import Failure
from tests.fakes.line_events import line_user_id
from tests.universe import LINE_TOKEN, TELEGRAM_TOKEN

SECRETS = [
    TELEGRAM_TOKEN,
    f"https://api.telegram.org/bot{TELEGRAM_TOKEN}/getMe",
    "Bearer abc+/=_.-",
    line_user_id(77),
    "postgresql+psycopg://koe:hunter2@db/koe",
]
INNERMOST = [TELEGRAM_TOKEN, TELEGRAM_TOKEN, "abc+/=_.-", line_user_id(77), "hunter2"]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Logging is one for the whole process: put it back."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    names = ("httpx", "httpcore", "telegram", "aiohttp", "apscheduler")
    levels = {name: logging.getLogger(name).level for name in names}
    known = structlog.get_config()
    yield
    structlog.configure(**known)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize(("told", "secret"), list(zip(SECRETS, INNERMOST, strict=True)))
def test_secrets_are_blanked_wherever_they_stand(
    form: str, told: str, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("json" if form == "json" else "console")
    log = structlog.get_logger("koe.test")
    log.info("happened", error=f"before {told} after", count=3)
    log.info("said %s itself", told)
    log.error("failed", exc_info=ValueError(told))
    logging.getLogger("uvicorn.error").error("failed", exc_info=ValueError(told))
    logging.getLogger("library").warning("asked %s", told)
    lines = capsys.readouterr().err
    assert secret not in lines
    assert lines.count(REMOVED) >= 5
    assert "before " in lines
    assert " after" in lines


def test_json_lines_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("json")
    structlog.get_logger("koe").info("hello", course="ハローベビークラス", count=2)
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"], line["count"]) == ("hello", "info", 2)
    assert line["course"] == "ハローベビークラス"


def test_the_demo_hears_warnings_only(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("console")
    logs.only_warnings()
    structlog.get_logger("koe").info("quiet")
    structlog.get_logger("koe").warning("loud")
    lines = capsys.readouterr().err
    assert "loud" in lines
    assert "quiet" not in lines


async def test_a_whole_conversation_leaves_no_trace_of_the_person(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    remark = "予約の通知が助かります"
    async with one_loop(sqlite_url, free_text="chat") as desk:
        logs.set_up("json")
        logging.getLogger().setLevel(logging.INFO)
        desk.koe.do(opened)
        phone, person = desk.line.user(line_user_id(77)), desk.telegram.user(700100200)
        said = ("アンケート K7M2P", "2", "2", "1", "1", "1", "1", "1", "1", remark)
        for number, text in enumerate(said):
            phone.say(text)
            person.say(text)
            if number == 3:
                desk.line.faults.put(Failure(status=500))
                desk.telegram.faults.put(Failure(status=403), path="sendMessage")
            await desk.take()
            await desk.poll()
            await desk.deliver()
            await desk.deliver(after=3)
        assert len(phone.messages) == len(person.messages) + 1 == len(said)
        tokens = [event["replyToken"] for event in phone.sent]
        lines = capsys.readouterr().err
    assert lines.count('"sent"') >= 2 * len(said)
    assert lines.count('"called"') > len(said)
    for secret in (phone.user_id, str(person.id), remark, LINE_TOKEN, TELEGRAM_TOKEN, *tokens):
        assert secret not in lines
    assert "K7M2P" not in lines
