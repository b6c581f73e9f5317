"""`koe doctor`: is everything in place? One line for each check, with what to do.

What no API tells, the switches in LINE's consoles, is listed as a reminder. Nothing secret is
printed, and nothing is changed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeAlias, assert_never

from PIL import ImageFont
from telegram.error import TelegramError

from bot import setup_telegram
from bot.clock import Clock
from bot.opening import UNSEALED
from bot.pictures import FontMissingError, font_file
from bot.settings import PREFIX, Settings, SettingsError, read_settings
from bot.setup_line import LIMIT, LINE_ERRORS, LineApis, explained, line_apis, webhook_url
from bot.setup_telegram import telegram_bot
from storage.database import StoreUnavailable, open_store
from storage.migrate import current, head

MAX_DRIFT: Final = timedelta(seconds=60)

CONSOLE_SWITCHES: Final = (
    "LINE Official Account Manager の「応答設定」で、あいさつメッセージがオフ",
    "LINE Official Account Manager の「応答設定」で、応答メッセージ（自動応答）がオフ",
    "LINE Developers の「Messaging API設定」で、Webhookの再送がオン",
)
"""What LINE's API does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Found in order."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Found wrong, with what to do about it."""

    text: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Cannot be found out from here; a person has to look."""

    text: str


Finding: TypeAlias = Sound | Wrong | Reminder


def told(finding: Finding) -> str:
    """A finding as one line."""
    match finding:
        case Sound():
            return f"✓ {finding.text}"
        case Wrong():
            return f"✗ {finding.text} → {finding.remedy}"
        case Reminder():
            return f"・ 確認してください：{finding.text}"
        case _:
            assert_never(finding)


def is_sound(findings: Sequence[Finding]) -> bool:
    """Whether nothing was found wrong."""
    return not any(isinstance(finding, Wrong) for finding in findings)


def examined(now: Clock) -> list[Finding]:
    """Everything: settings, database, fonts, clock, LINE, Telegram."""
    try:
        settings = read_settings()
    except SettingsError as error:
        return [Wrong(text=f"設定：{error}", remedy=".env か環境変数を直す（docs/settings.md）")]
    found = [*settings_findings(settings), database_finding(settings), font_finding()]
    return [*found, *asyncio.run(_channel_findings(settings, now))]


async def _channel_findings(settings: Settings, now: Clock) -> list[Finding]:
    return [*await line_findings(settings, now), *await telegram_findings(settings, now)]


def settings_findings(settings: Settings) -> list[Finding]:
    """What is missing in settings that are good each by itself."""
    found: list[Finding] = []
    serves = settings.has_line() or settings.has_telegram()
    if serves and settings.secret_key is None:
        text = f"設定：{PREFIX}SECRET_KEY がありません"
        make = "python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        found.append(Wrong(text=text, remedy=f"{make} で作って設定し、控えを安全な所に保管"))
    if settings.has_line() and settings.public_url is None:
        text = f"設定：{PREFIX}PUBLIC_URL がありません（LINE に必要です）"
        found.append(Wrong(text=text, remedy="https:// で始まる外からのアドレスを設定"))
    return found or [Sound(text="設定：読めました")]


def database_finding(settings: Settings) -> Finding:
    """Whether the database answers, and whether this program knows its schema."""
    try:
        store = open_store(settings.database_url, UNSEALED)
        with store.look():
            pass
        store.close()
        revision = current(settings.database_url)
    except (StoreUnavailable, OSError) as error:
        text = f"データベース：つながりません（{error}）"
        return Wrong(text=text, remedy=f"動いているか、{PREFIX}DATABASE_URL が正しいかを確認")
    if revision == head():
        return Sound(text=f"データベース：つながりました（スキーマ {revision}）")
    # `koe serve` brings it up to date by itself, so this is nobody's task
    was = "まだ空" if revision is None else f"スキーマ {revision}"
    return Sound(text=f"データベース：つながりました（{was}。koe serve が {head()} にします）")


def font_finding() -> Finding:
    """Whether pictures can be drawn in Japanese."""
    try:
        name = ImageFont.truetype(str(font_file()), 20).getname()[0]
    except (FontMissingError, OSError) as error:
        return Wrong(text=f"フォント：{error}", remedy="依存パッケージを入れ直す（make demo）")
    return Sound(text=f"フォント：{name}")


def clock_finding(platform: str, date: str | None, now: Clock) -> Finding:
    """Our clock against the Date header of a platform's answer, which has whole seconds."""
    try:
        drift = now() - parsedate_to_datetime(date or "")
    except (TypeError, ValueError):
        return Reminder(text=f"時計：{platform} の答えに時刻がなく、比べられません")
    seconds = round(abs(drift.total_seconds()))
    if abs(drift) > MAX_DRIFT:
        text = f"時計：{platform} と {seconds} 秒ずれています"
        return Wrong(text=text, remedy="サーバーの時刻同期（NTP）を有効にする")
    return Sound(text=f"時計：{platform} との差は {seconds} 秒")


async def line_findings(settings: Settings, now: Clock) -> list[Finding]:
    """Token, clock, chat mode, webhook and quota as LINE tells them, and the reminders."""
    if not settings.has_line():
        return [Reminder(text="LINE は設定されていません（使うときは docs/line.md）")]
    async with line_apis(settings) as line:
        try:
            answer = await line.api.get_bot_info_with_http_info(**LIMIT)
        except LINE_ERRORS as error:
            return [_line_trouble(error)]
        found = [
            Sound(text=f"LINE：{answer.data.display_name}（{answer.data.basic_id}）"),
            clock_finding("LINE", answer.headers.get("date"), now),
            *_account_findings(settings, answer.data),
        ]
        for check in (_webhook_finding, _quota_finding):
            found.append(await _checked(check, line, settings))
    return [*found, *(Reminder(text=text) for text in CONSOLE_SWITCHES)]


def _account_findings(settings: Settings, bot: Any) -> list[Finding]:
    found: list[Finding] = [Sound(text="LINE：チャットはオフ")]
    if bot.chat_mode != "bot":
        text = "LINE：チャットがオンで、保護者の回答が管理画面に名前つきで並びます"
        remedy = "LINE Official Account Manager の「応答設定」でチャットをオフ"
        found = [Wrong(text=text, remedy=remedy)]
    if settings.line_basic_id not in {None, bot.basic_id}:
        text = f"LINE：{PREFIX}LINE_BASIC_ID が {bot.basic_id} と違います"
        found.append(Wrong(text=text, remedy="この設定を消すか直す（QRが別の相手を開きます）"))
    return found


async def _checked(
    check: Callable[[LineApis, Settings], Awaitable[Finding]], line: LineApis, settings: Settings
) -> Finding:
    try:
        return await check(line, settings)
    except LINE_ERRORS as error:
        return _line_trouble(error)


def _line_trouble(error: Exception) -> Finding:
    text, remedy = explained(error)
    return Wrong(text=f"LINE：{text}", remedy=remedy)
