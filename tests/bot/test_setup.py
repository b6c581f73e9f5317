"""`koe setup line` and `koe setup telegram`, before fakes of the platforms."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from linebot.v3.messaging import ApiException
from typer.testing import CliRunner, Result

from bot.channels.line_content import data_base_url
from bot.channels.telegram_menus import MEMBERS, PARENTS, bot_commands, commands_for
from bot.cli import app
from bot.opening import Problem
from bot.setup_line import explained
from bot.setup_telegram import AUDIENCES
from surveys import phrases
from surveys.model import Language
from surveys.people import MemberRole
from surveys.phrases import Command, Takes
from tests.fakes.clock import Clock
from tests.fakes.faults import Failure, Fault, RateLimited, Reset
from tests.fakes.line import FakeLine
from tests.fakes.telegram import FakeTelegram
from tests.universe import LINE_SECRET, LINE_TOKEN, TELEGRAM_TOKEN

PUBLIC = "https://koe.example.jp"
HOOK = "hook-secret"

Run = Callable[..., Result]


@pytest.fixture
def line() -> Iterator[FakeLine]:
    with FakeLine(LINE_SECRET, LINE_TOKEN, Clock()) as fake:
        fake.webhooks.deliver_to = lambda _body, _headers: 200
        yield fake
        assert fake.violations == []


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram(TELEGRAM_TOKEN, Clock()) as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
def koe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command line with these settings, and no .env."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, **settings: str) -> Result:
        given = {f"KOE_{name.upper()}": value for name, value in settings.items()}
        return CliRunner().invoke(app, list(words), env=given)

    return run


def to_line(fake: FakeLine, **others: str) -> dict[str, str]:
    return {
        "line_channel_secret": LINE_SECRET,
        "line_channel_access_token": LINE_TOKEN,
        "line_api_base_url": fake.url,
        "public_url": PUBLIC,
        **others,
    }


def to_telegram(fake: FakeTelegram, **others: str) -> dict[str, str]:
    return {
        "telegram_bot_token": TELEGRAM_TOKEN,
        "telegram_api_base_url": fake.url,
        **others,
    }


# LINE -------------------------------------------------------------------------------------


def changes(fake: FakeLine, since: int = 0) -> list[str]:
    """The calls that changed something, but for the webhook's trial."""
    return [
        f"{call.method} {call.path}"
        for call in fake.calls[since:]
        if call.method != "GET" and not call.path.endswith("/webhook/test")
    ]


def test_line_is_set_up_and_a_second_time_changes_nothing(koe: Run, line: FakeLine) -> None:
    done = koe("setup", "line", **to_line(line))
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[:2] == [
        f"Webhook URL：設定しました（{PUBLIC}/webhooks/line）",
        "リッチメニュー：作成 8、変更なし 0、削除 0",
    ]
    assert "✗" not in done.output
    assert line.account.endpoint == f"{PUBLIC}/webhooks/line"
    assert len(line.menus.menus) == len(line.menus.images) == 8
    assert line.menus.menus[line.menus.default or ""]["name"].startswith("koe:ja:")

    before = len(line.calls)
    again = koe("setup", "line", **to_line(line))
    assert again.exit_code == 0
    assert again.output.splitlines()[:2] == [
        f"Webhook URL：すでに設定されています（{PUBLIC}/webhooks/line）",
        "リッチメニュー：作成 0、変更なし 8、削除 0",
    ]
    assert changes(line, before) == []


def test_what_line_tells_is_checked_after_the_set_up(koe: Run, line: FakeLine) -> None:
    line.webhooks.deliver_to = lambda _body, _headers: 502
    done = koe("setup", "line", **to_line(line))
    assert done.exit_code == 1
    assert line.account.endpoint == f"{PUBLIC}/webhooks/line"
    assert "✗ LINE：Webhook が届きません（ERROR_STATUS_CODE 502）→" in done.output.replace(
        " →", "→"
    )


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Failure(status=401, text="Authentication failed"), "トークンが通りません"),
        (Failure(status=403, text="Not allowed"), r"断られました（403 Not allowed）"),
        (Failure(status=500, text="<html>"), r"断られました（500 <html>）"),
        (RateLimited(), "呼び出しが多すぎる"),
        (Reset(), "LINE に届きません"),
    ],
)
def test_line_refuses(koe: Run, line: FakeLine, fault: Fault, told: str) -> None:
    # twice: the SDK tries a question again whose connection broke
    line.faults.put(fault, times=2, path="/v2/bot/channel/webhook/endpoint")
    done = koe("setup", "line", **to_line(line))
    assert isinstance(done.exception, Problem)
    assert told in str(done.exception)
    assert LINE_TOKEN not in str(done.exception)


@pytest.mark.parametrize(
    ("path", "settings"),
    [("/list", {}), ("/user/all/richmenu", {}), ("/content", {})],
)
def test_an_error_in_the_middle_is_told(
    koe: Run, line: FakeLine, path: str, settings: dict[str, str]
) -> None:
    koe("setup", "line", **to_line(line))
    line.faults.put(Failure(status=503, text="busy"), path=path)
    done = koe("setup", "line", **to_line(line, **settings))
    assert isinstance(done.exception, Problem)
    assert "503 busy" in str(done.exception)


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        (["public_url"], "KOE_PUBLIC_URL"),
        (["line_channel_secret", "line_channel_access_token"], "KOE_LINE_CHANNEL_ACCESS_TOKEN"),
    ],
)
def test_line_needs_its_settings(koe: Run, line: FakeLine, missing: list[str], named: str) -> None:
    given = {name: value for name, value in to_line(line).items() if name not in missing}
    done = koe("setup", "line", **given)
    assert isinstance(done.exception, Problem)
    assert named in str(done.exception)
    assert line.calls == []


@pytest.mark.parametrize(
    ("base", "data"),
    [
        ("https://api.line.me", "https://api-data.line.me"),
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123"),
    ],
)
def test_where_pictures_go(base: str, data: str) -> None:
    assert data_base_url(base) == data


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"message": "No"}', "LINE に断られました（400 No）"),
        ("<html>", "LINE に断られました（400 ）"),
        ("[]", "LINE に断られました（400 ）"),
        (None, "LINE に断られました（400 ）"),
        ('{"message": "%s"}' % ("x" * 999), f"LINE に断られました（400 {'x' * 100}）"),
    ],
)
def test_lines_own_words_are_told_where_there_are_any(body: str | None, said: str) -> None:
    error = ApiException(status=400)
    error.body = body
    assert explained(error)[0] == said


# Telegram ---------------------------------------------------------------------------------


def described(fake: FakeTelegram, code: str) -> dict[str, str]:
    commands = fake.profile.commands['{"type": "default"}', code]
    return {command["command"]: command["description"] for command in commands}


def test_telegram_is_set_up_for_polling(koe: Run, telegram: FakeTelegram) -> None:
    telegram.updates.url = "https://before.example.jp/hook"
    done = koe("setup", "telegram", **to_telegram(telegram))
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "Telegram：@koe_test_bot",
        "受信：ポーリング（webhook は使いません）",
        f"コマンド：{len(PARENTS)}個（日本語・English・中文）",
    ]
    assert telegram.updates.url == ""
    for code in ("", "ja", "en", "zh"):
        shown = described(telegram, code)
        assert list(shown) == ["help", "language", "stop", "withdraw", "erase"]
        hints = ("スタッフ", "Staff", "工作人员")
        assert not any(hint in told for told in shown.values() for hint in hints)
    assert described(telegram, "ja") == described(telegram, "")


def test_telegram_is_set_up_for_webhooks(koe: Run, telegram: FakeTelegram) -> None:
    webhook = {
        "telegram_mode": "webhook",
        "telegram_webhook_secret": HOOK,
        "public_url": PUBLIC,
    }
    done = koe("setup", "telegram", **to_telegram(telegram, **webhook))
    assert done.exit_code == 0, done.output
    assert f"受信：webhook（{PUBLIC}/webhooks/telegram）" in done.output
    assert HOOK not in done.output
    assert telegram.updates.url == f"{PUBLIC}/webhooks/telegram"
    assert telegram.updates.secret_token == HOOK


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"telegram_bot_token": "123456:not-the-one"}, "ボットのトークンが通りません"),
        ({"telegram_api_base_url": "http://127.0.0.1:1"}, "Telegram に届きません（ConnectError）"),
        ({"telegram_bot_token": ""}, "KOE_TELEGRAM_BOT_TOKEN"),
    ],
)
def test_telegram_refuses(
    koe: Run, telegram: FakeTelegram, settings: dict[str, str], told: str
) -> None:
    done = koe("setup", "telegram", **{**to_telegram(telegram), **settings})
    assert isinstance(done.exception, Problem)
    assert told in str(done.exception)
    assert "not-the-one" not in str(done.exception)


def test_telegram_names_what_it_refuses(koe: Run, telegram: FakeTelegram) -> None:
    telegram.faults.put(Failure(status=400, text="Bad Request: No"), path="setMyCommands")
    done = koe("setup", "telegram", **to_telegram(telegram))
    assert "Telegram に断られました（No）" in str(done.exception)


def test_every_command_with_a_slash_is_in_telegrams_menu() -> None:
    """A new command fails here until it has its place and its description."""
    known = phrases.built_in()
    slashed = {
        phrase.folded: phrase.command for phrase in known.phrases if phrase.folded[0] == "/"
    }
    listed = {f"/{command.value}": command for command in (*PARENTS, *MEMBERS)}
    assert listed == {
        text: command
        for text, command in slashed.items()
        if command not in {Command.START, Command.JOIN}
    }
    needing = {phrase.command for phrase in known.phrases if phrase.takes is Takes.SOMETHING}
    assert needing.isdisjoint((*PARENTS, *MEMBERS))  # a tap in the menu sends the command alone


def test_descriptions_are_in_every_language_of_telegrams() -> None:
    assert {language for _, language in AUDIENCES} == {Language.JA, Language.EN, Language.ZH}
    for _, language in AUDIENCES:
        for role in (None, *MemberRole):
            assert [command.command for command in bot_commands(role, language)] == [
                command.value for command in commands_for(role)
            ]
