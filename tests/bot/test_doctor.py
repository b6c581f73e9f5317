"""`koe doctor`: each thing that can be wrong is named, with what to do; all else is ticked."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typer.testing import CliRunner, Result

from bot import clock, doctor
from bot.cli import app
from bot.doctor import Reminder, Sound, Wrong, clock_finding, examined, is_sound, told
from bot.pictures import FontMissingError
from storage.migrate import head, upgrade
from tests.bot.test_setup import HOOK, PUBLIC, to_line, to_telegram
from tests.fakes.clock import Clock
from tests.fakes.faults import Failure, Fault, Reset
from tests.fakes.line import FakeLine
from tests.fakes.telegram import FakeTelegram
from tests.universe import LINE_SECRET, LINE_TOKEN, NOON, SECRET_KEY, TELEGRAM_TOKEN

Run = Callable[..., Result]


class Dated:
    """An app whose answers have a Date header, as those of the platforms have."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(clock.now(), usegmt=True)
                message["headers"] = [*message["headers"], (b"date", date.encode())]
            await send(message)

        await self._app(scope, receive, dated)


@pytest.fixture
def line() -> Iterator[FakeLine]:
    """LINE, set up as it should be."""
    fake = FakeLine(LINE_SECRET, LINE_TOKEN, Clock())
    fake._api.app.add_middleware(Dated)
    with fake:
        fake.webhooks.deliver_to = lambda _body, _headers: 200
        fake.account.endpoint = f"{PUBLIC}/webhooks/line"
        yield fake
        assert fake.violations == []


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    fake = FakeTelegram(TELEGRAM_TOKEN, Clock())
    fake._api.app.add_middleware(Dated)
    with fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> Run:
    """Runs `koe doctor` with these settings, a secret key and an up-to-date database."""
    monkeypatch.chdir(tmp_path)
    upgrade(sqlite_url)
    usual = {"database_url": sqlite_url, "secret_key": SECRET_KEY}

    def run(**settings: str) -> Result:
        given = {f"KOE_{name.upper()}": value for name, value in {**usual, **settings}.items()}
        return CliRunner().invoke(app, ["doctor"], env=given)

    return run


def wrong(result: Result) -> list[str]:
    """The lines that tell of something wrong; the exit code says the same."""
    assert isinstance(result.exception, SystemExit | None), result.exception
    lines = [line for line in result.output.splitlines() if line.startswith("✗")]
    assert result.exit_code == (1 if lines else 0)
    assert all(" → " in line for line in lines)
    for secret in (LINE_SECRET, LINE_TOKEN, TELEGRAM_TOKEN, SECRET_KEY, HOOK, "hunter2"):
        assert secret not in result.output
    return lines


def test_everything_is_in_order(ask: Run, line: FakeLine, telegram: FakeTelegram) -> None:
    result = ask(**to_line(line), **to_telegram(telegram))
    assert wrong(result) == []
    lines = result.output.splitlines()
    assert [text.split("との差")[0] for text in lines] == [
        "✓ 設定：読めました",
        f"✓ データベース：つながりました（スキーマ {head()}）",
        "✓ フォント：IPAexGothic",
        "✓ LINE：Koe（@koe0000）",
        "✓ 時計：LINE ",
        "✓ LINE：チャットはオフ",
        f"✓ LINE：Webhook が届きました（{PUBLIC}/webhooks/line）",
        "✓ LINE：今月のプッシュ配信 0 / 200 通",
        *(f"・ 確認してください：{text}" for text in doctor.CONSOLE_SWITCHES),
        "✓ Telegram：@koe_test_bot",
        "✓ 時計：Telegram ",
        "✓ Telegram：ポーリングで受信",
    ]


def test_channels_that_are_off_are_not_wrong(ask: Run) -> None:
    result = ask(secret_key="")
    assert wrong(result) == []
    assert "LINE は設定されていません" in result.output
    assert "Telegram は設定されていません" in result.output


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"timezone": "Mars"}, "✗ 設定：KOE_TIMEZONE: "),
        ({"line_channel_secret": "s"}, "✗ 設定：KOE_LINE_CHANNEL_ACCESS_TOKEN: "),
        (
            {"database_url": "postgresql+psycopg://koe:hunter2@127.0.0.1:1/x"},
            "✗ データベース：つながりません",
        ),
        ({"database_url": "sqlite:////dev/null/koe.db"}, "✗ データベース：つながりません"),
    ],
)
def test_settings_and_database(ask: Run, settings: dict[str, str], named: str) -> None:
    (line,) = wrong(ask(**settings))
    assert line.startswith(named)


def test_an_empty_database_is_no_task(ask: Run, tmp_path: Path) -> None:
    result = ask(database_url=f"sqlite:///{tmp_path}/new.db")
    assert wrong(result) == []
    assert f"まだ空。koe serve が {head()} にします" in result.output


def test_a_database_of_a_newer_koe(ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "head", lambda: "0000_earlier")
    assert wrong(ask()) == [
        f"✗ データベース：このプログラムより新しい形です（{head()}） → 新しい版の Koe を使う"
    ]


def test_a_font_that_is_not_there(ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise FontMissingError("no font")

    monkeypatch.setattr(doctor, "font_file", missing)
    (text,) = wrong(ask())
    assert text.startswith("✗ フォント：no font → ")


def test_a_secret_key_is_needed_once_a_channel_is_on(ask: Run, telegram: FakeTelegram) -> None:
    (text,) = wrong(ask(**to_telegram(telegram), secret_key=""))
    assert text.startswith("✗ 設定：KOE_SECRET_KEY がありません → python -c")


# LINE -------------------------------------------------------------------------------------

ENDPOINT, ACTIVE, TRIED = "/webhook/endpoint", "active", "/webhook/test"
QUOTA = "/message/quota"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"public_url": ""}, "LINE：KOE_PUBLIC_URL がありません"),
        (
            {"public_url": "https://new.example.jp"},
            f"LINE：Webhook URL が{PUBLIC}/webhooks/line です → koe setup line",
        ),
        ({"line_basic_id": "@other"}, "LINE：KOE_LINE_BASIC_ID が @koe0000 と違います"),
        ({"line_channel_access_token": "old"}, "LINE：チャネルアクセストークンが通りません"),
        ({"line_api_base_url": "http://127.0.0.1:1"}, "LINE：LINE に届きません（Client"),
    ],
)
def test_settings_for_line(
    ask: Run, line: FakeLine, settings: dict[str, str], expected: str
) -> None:
    (text,) = wrong(ask(**{**to_line(line), **settings}))
    assert text.startswith(f"✗ {expected}")


def no_endpoint(line: FakeLine) -> None:
    line.account.endpoint = None


def chat_on(line: FakeLine) -> None:
    line.account._info["chatMode"] = "chat"


def odd_chat_mode(line: FakeLine) -> None:
    line.account._info["chatMode"] = "dance"


def answering(status: int) -> Callable[[FakeLine], None]:
    def change(line: FakeLine) -> None:
        line.webhooks.deliver_to = lambda _body, _headers: status

    return change


def used_up(line: FakeLine) -> None:
    line.used = 200


@pytest.mark.parametrize(
    ("change", "expected", "remedy"),
    [
        (no_endpoint, "LINE：Webhook URL がありません", "koe setup line"),
        (answering(403), "LINE：Webhook が届きません（ERROR_STATUS_CODE 403）", "CHANNEL_SECRET"),
        (answering(502), "LINE：Webhook が届きません（ERROR_STATUS_CODE 502）", "koe serve"),
        (chat_on, "LINE：チャットがオン", "チャットをオフ"),
        (odd_chat_mode, "LINE：LINE の答えが読めません", "KOE_LINE_API_BASE_URL"),
        (used_up, "LINE：今月のプッシュ配信 200 / 200 通を使い切りました", "翌月"),
    ],
)
def test_what_can_be_wrong_at_line(
    ask: Run, line: FakeLine, change: Callable[[FakeLine], None], expected: str, remedy: str
) -> None:
    change(line)
    (text,) = wrong(ask(**to_line(line)))
    assert text.startswith(f"✗ {expected}")
    assert remedy in text.partition(" → ")[2]


def test_a_webhook_that_is_switched_off(
    ask: Run, line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Switched:
        endpoint, active = f"{PUBLIC}/webhooks/line", False

    async def asked(_: Any) -> Switched:
        return Switched()

    monkeypatch.setattr(doctor, "webhook_endpoint", asked)
    (text,) = wrong(ask(**to_line(line)))
    assert text.startswith("✗ LINE：Webhookの利用がオフです → ")


def test_a_plan_without_limit(ask: Run) -> None:
    with FakeLine(LINE_SECRET, LINE_TOKEN, Clock(), quota=None) as line:
        line.webhooks.deliver_to = lambda _body, _headers: 200
        line.account.endpoint = f"{PUBLIC}/webhooks/line"
        result = ask(**to_line(line))
    assert wrong(result) == []
    assert "✓ LINE：今月のプッシュ配信 0 通（上限なし）" in result.output


@pytest.mark.parametrize("path", [ENDPOINT, TRIED, QUOTA])
@pytest.mark.parametrize("fault", [Failure(status=500, text="down"), Reset()])
def test_one_question_that_fails_leaves_the_others(
    ask: Run, line: FakeLine, path: str, fault: Fault
) -> None:
    line.faults.put(fault, times=2, path=path)
    result = ask(**to_line(line))
    (text,) = wrong(result)
    assert ("（500 down）" in text) or ("届きません" in text)
    assert ("✓ LINE：Webhook が届きました" in result.output) == (path == QUOTA)
    assert ("✓ LINE：今月のプッシュ配信" in result.output) == (path != QUOTA)


# Telegram ---------------------------------------------------------------------------------

WEBHOOK = {
    "telegram_mode": "webhook",
    "telegram_webhook_secret": HOOK,
    "public_url": PUBLIC,
}


def info(**others: object) -> Callable[[Any], dict[str, object]]:
    """What getWebhookInfo tells."""
    usual = {"url": f"{PUBLIC}/webhooks/telegram", "has_custom_certificate": False}
    return lambda _: {**usual, "pending_update_count": 0, **others}


FAILING = info(pending_update_count=3, last_error_date=1, last_error_message="Bad Gateway")
RECOVERED = info(pending_update_count=0, last_error_date=1, last_error_message="Bad Gateway")


@pytest.mark.parametrize(
    ("settings", "tells", "expected"),
    [
        ({}, info(url=""), "✓ Telegram：ポーリングで受信"),
        ({}, info(), f"✗ Telegram：webhook が設定と違います（{PUBLIC}/webhooks/telegram） → koe"),
        (WEBHOOK, info(), f"✓ Telegram：webhook で受信（{PUBLIC}/webhooks/telegram）"),
        (WEBHOOK, info(url=""), "✗ Telegram：webhook が設定と違います（ありません） → koe setup"),
        (WEBHOOK, FAILING, "✗ Telegram：webhook が届きません（Bad Gateway） → koe serve"),
        (WEBHOOK, RECOVERED, "✓ Telegram：webhook で受信"),
    ],
)
def test_telegrams_webhook(
    ask: Run,
    telegram: FakeTelegram,
    settings: dict[str, str],
    tells: Callable[[Any], dict[str, object]],
    expected: str,
) -> None:
    telegram._api._methods = {**telegram._api._methods, "getWebhookInfo": tells}
    result = ask(**to_telegram(telegram), **settings)
    wrong(result)
    assert [text for text in result.output.splitlines() if text.startswith(expected)]
    assert (result.exit_code == 1) == expected.startswith("✗")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"telegram_bot_token": "123456:not-the-one"}, "Telegram：ボットのトークンが通りません"),
        ({"telegram_api_base_url": "http://127.0.0.1:1"}, "Telegram：Telegram に届きません"),
    ],
)
def test_telegram_out_of_reach(
    ask: Run, telegram: FakeTelegram, settings: dict[str, str], expected: str
) -> None:
    result = ask(**{**to_telegram(telegram), **settings})
    (text,) = wrong(result)
    assert text.startswith(f"✗ {expected}")
    assert "not-the-one" not in result.output


# the clock --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Wed, 18 Nov 2026 03:00:00 GMT", Sound(text="時計：LINE との差は 0 秒")),
        ("Wed, 18 Nov 2026 02:59:00 GMT", Sound(text="時計：LINE との差は 60 秒")),
        ("Wed, 18 Nov 2026 03:01:01 GMT", "LINE と 61 秒ずれています"),
        ("Wed, 18 Nov 2026 12:00:00 +0900", Sound(text="時計：LINE との差は 0 秒")),
        ("Tue, 17 Nov 2026 03:00:00 GMT", "LINE と 86400 秒ずれています"),
        ("Wed, 18 Nov 2026 03:00:00 -0000", Reminder),
        ("noon", Reminder),
        (None, Reminder),
    ],
)
def test_the_clock(date: str | None, expected: object) -> None:
    found = clock_finding("LINE", date, lambda: NOON)
    match expected:
        case str():
            assert isinstance(found, Wrong)
            assert expected in found.text
        case type():
            assert isinstance(found, expected)
        case _:
            assert found == expected


def test_a_clock_that_is_wrong_is_found_at_both_platforms(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    sqlite_url: str,
    line: FakeLine,
    telegram: FakeTelegram,
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = {**to_line(line), **to_telegram(telegram), "database_url": sqlite_url}
    for name, value in {**settings, "secret_key": SECRET_KEY}.items():
        monkeypatch.setenv(f"KOE_{name.upper()}", value)
    found = examined(lambda: clock.now() + timedelta(minutes=5))
    assert not is_sound(found)
    lines = [told(each) for each in found if isinstance(each, Wrong)]
    assert len(lines) == 2
    assert lines[0].startswith("✗ 時計：LINE と ")
    assert lines[1].startswith("✗ 時計：Telegram と ")
    assert all("時刻同期" in text for text in lines)
