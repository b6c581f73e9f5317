"""`koe doctor`: is everything in place? Nothing secret is printed, and nothing is changed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeAlias, assert_never

from PIL import ImageFont
from telegram import WebhookInfo
from telegram.error import TelegramError

from bot import setup_telegram
from bot.clock import Clock
from bot.opening import UNSEALED
from bot.pictures import FontMissingError, font_file
from bot.settings import PREFIX, Settings, SettingsError, read_settings
from bot.setup_line import (
    LIMIT,
    LINE_ERRORS,
    LineApis,
    explained,
    line_apis,
    webhook_endpoint,
    webhook_url,
)
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

LineCheck: TypeAlias = Callable[[LineApis, Settings], Awaitable[Finding]]


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
    """Whether nothing is wrong."""
    return not any(isinstance(finding, Wrong) for finding in findings)


def examined(now: Clock) -> list[Finding]:
    """Everything: settings, database, fonts, clock, LINE, Telegram."""
    try:
        settings = read_settings()
    except SettingsError as error:
        return [Wrong(text=f"設定：{error}", remedy=".env か環境変数を直す（docs/settings.md）")]
    found = [settings_finding(settings), database_finding(settings), font_finding()]
    found += asyncio.run(line_findings(settings, now))
    return found + asyncio.run(telegram_findings(settings, now))


def settings_finding(settings: Settings) -> Finding:
    """What is missing in settings that are good each by itself."""
    serves = settings.has_line() or settings.has_telegram()
    if serves and settings.secret_key is None:
        make = "python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        remedy = f"{make} で作って設定し、控えを安全な所に保管"
        return Wrong(text=f"設定：{PREFIX}SECRET_KEY がありません", remedy=remedy)
    return Sound(text="設定：読めました")


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
    if revision is not None and revision > head():  # their names begin with a number
        text = f"データベース：このプログラムより新しい形です（{revision}）"
        return Wrong(text=text, remedy="新しい版の Koe を使う")
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
        return [
            Sound(text=f"LINE：{answer.data.display_name}（{answer.data.basic_id}）"),
            clock_finding("LINE", answer.headers.get("date"), now),
            *_account_findings(settings, answer.data),
            await _checked(_webhook_finding, line, settings),
            await _checked(_quota_finding, line, settings),
            *(Reminder(text=text) for text in CONSOLE_SWITCHES),
        ]


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


async def _checked(check: LineCheck, line: LineApis, settings: Settings) -> Finding:
    try:
        return await check(line, settings)
    except LINE_ERRORS as error:
        return _line_trouble(error)


def _line_trouble(error: Exception) -> Finding:
    text, remedy = explained(error)
    return Wrong(text=f"LINE：{text}", remedy=remedy)


async def _webhook_finding(line: LineApis, settings: Settings) -> Finding:
    """Where events go, whether they go, and whether they arrive."""
    if settings.public_url is None:
        remedy = "https:// で始まる外からのアドレスを設定"
        return Wrong(text=f"LINE：{PREFIX}PUBLIC_URL がありません", remedy=remedy)
    wanted, at_line = webhook_url(settings), await webhook_endpoint(line)
    if at_line is None or at_line.endpoint != wanted:
        there = "ありません" if at_line is None else f"{at_line.endpoint} です"
        return Wrong(text=f"LINE：Webhook URL が{there}", remedy="koe setup line")
    if not at_line.active:
        remedy = "LINE Developers の「Messaging API設定」で「Webhookの利用」をオン"
        return Wrong(text="LINE：Webhookの利用がオフです", remedy=remedy)
    tried = await line.api.test_webhook_endpoint(**LIMIT)
    if tried.success:
        return Sound(text=f"LINE：Webhook が届きました（{wanted}）")
    reason = f"{tried.reason} {tried.detail}"[:100]
    remedy = f"koe serve が動いているか、{PREFIX}PUBLIC_URL から届くかを確認"
    if tried.status_code in {400, 403}:
        remedy = f"{PREFIX}LINE_CHANNEL_SECRET を確認"
    return Wrong(text=f"LINE：Webhook が届きません（{reason}）", remedy=remedy)


async def _quota_finding(line: LineApis, _: Settings) -> Finding:
    """How many pushes are left this month. Replies are free: surveys go on without any."""
    quota = await line.api.get_message_quota(**LIMIT)
    used = (await line.api.get_message_quota_consumption(**LIMIT)).total_usage
    if quota.type != "limited":
        return Sound(text=f"LINE：今月のプッシュ配信 {used} 通（上限なし）")
    if used >= quota.value:
        text = f"LINE：今月のプッシュ配信 {used} / {quota.value} 通を使い切りました"
        return Wrong(text=text, remedy="翌月を待つかプランを変える（回答の受付は続けられます）")
    return Sound(text=f"LINE：今月のプッシュ配信 {used} / {quota.value} 通")


async def telegram_findings(settings: Settings, now: Clock) -> list[Finding]:
    """Token, clock and webhook as Telegram tells them."""
    if not settings.has_telegram():
        return [Reminder(text="Telegram は設定されていません（使うときは docs/telegram.md）")]
    drifts: list[Finding] = []
    try:
        async with telegram_bot(
            settings, lambda date: drifts.append(clock_finding("Telegram", date, now))
        ) as bot:
            info = await bot.get_webhook_info()
            name = bot.username
    except TelegramError as error:
        text, remedy = setup_telegram.explained(error)
        return [Wrong(text=f"Telegram：{text}", remedy=remedy)]
    found = _telegram_webhook_finding(settings, info)
    return [Sound(text=f"Telegram：@{name}"), *drifts[:1], found]


def _telegram_webhook_finding(settings: Settings, info: WebhookInfo) -> Finding:
    wanted = setup_telegram.webhook_url(settings)
    if info.url != (wanted or ""):
        there = info.url or "ありません"
        text = f"Telegram：webhook が設定と違います（{there}）"
        return Wrong(text=text, remedy="koe setup telegram")
    if wanted is None:
        return Sound(text="Telegram：ポーリングで受信")
    if info.last_error_message and info.pending_update_count:
        text = f"Telegram：webhook が届きません（{info.last_error_message[:100]}）"
        return Wrong(text=text, remedy="koe serve が動いているか、外から届くかを確認")
    return Sound(text=f"Telegram：webhook で受信（{wanted}）")
