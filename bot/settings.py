"""Settings from the environment or .env. A bad value stops the start with one line."""

import re
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.smtp_address import mail_from, smtp_server
from handlers.digest_sending import DigestTime
from surveys.analysis.suppression import INTERNAL, PUBLIC

PREFIX: Final = "KOE_"

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one line that names it."""


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("an address such as https://koe.example.jp is expected")
    return value.rstrip("/")


def _database(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("sqlite:///FILE or postgresql+psycopg://… is expected")
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("a time zone such as Asia/Tokyo is expected") from None
    return value


def _week_time(value: str) -> str:
    week_time(value)
    return value


def _smtp(value: SecretStr) -> SecretStr:
    smtp_server(value.get_secret_value())
    return value


def _mail_from(value: str) -> str:
    mail_from(value)
    return value


def _basic_id(value: str) -> str:
    return value if value.startswith("@") else f"@{value}"


def _secret_key(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < 16:
        raise ValueError("at least 16 characters are expected")
    return value


def week_time(value: str) -> DigestTime:
    """`mon 09:00` as a weekday and a minute.

    Raises:
        ValueError: it is not of this form.
    """
    found = re.fullmatch(r"([a-z]{3})[a-z]* +(\d{1,2}):(\d{2})", value.strip().lower())
    if found is None or found[1] not in _WEEKDAYS or int(found[2]) > 23 or int(found[3]) > 59:
        raise ValueError("a weekday and time such as `mon 09:00` is expected")
    return DigestTime(weekday=_WEEKDAYS.index(found[1]), hour=int(found[2]), minute=int(found[3]))


Url = Annotated[str, AfterValidator(_url)]


ENV_FILE: Final = ".env"
"""In the working folder; the environment goes before it."""


class Settings(BaseSettings):
    """Every setting of Koe; docs/settings.md says what each is for."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", env_ignore_empty=True
    )

    database_url: Annotated[str, AfterValidator(_database)] = "sqlite:///var/koe.db"
    secret_key: Annotated[SecretStr, AfterValidator(_secret_key)] | None = None
    public_url: Url | None = None
    timezone: Annotated[str, AfterValidator(_timezone)] = "Asia/Tokyo"
    centre_name: str = "地域子育て支援拠点"
    line_channel_secret: SecretStr | None = None
    line_channel_access_token: SecretStr | None = None
    line_api_base_url: Url = "https://api.line.me"
    line_basic_id: Annotated[str, AfterValidator(_basic_id)] | None = None
    line_show_answer: bool = False
    line_push_budget: Annotated[int, Field(ge=0)] | None = None
    telegram_bot_token: SecretStr | None = None
    telegram_api_base_url: Url = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: SecretStr | None = None
    smtp_url: Annotated[SecretStr, AfterValidator(_smtp)] | None = None
    mail_from: Annotated[str, AfterValidator(_mail_from)] | None = None
    digest_at: Annotated[str, AfterValidator(_week_time)] = "mon 09:00"
    survey_open_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 72
    free_text: Literal["web", "chat"] | None = None
    privacy_url: Url | None = None
    contact: str | None = None
    comment_days: Annotated[int, Field(ge=1, le=3650)] = 90
    surveys_dir: Path | None = None
    minimum_cell_internal: Annotated[int, Field(ge=INTERNAL, le=100)] = INTERNAL
    minimum_cell_public: Annotated[int, Field(ge=PUBLIC, le=100)] = PUBLIC
    log_format: Literal["json", "console"] = "console"

    def has_line(self) -> bool:
        """Whether the LINE channel is on."""
        return self.line_channel_secret is not None and self.line_channel_access_token is not None

    def has_telegram(self) -> bool:
        """Whether the Telegram channel is on."""
        return self.telegram_bot_token is not None

    def has_mail(self) -> bool:
        """Whether mail can be sent."""
        return self.smtp_url is not None and self.mail_from is not None

    def web_remarks(self) -> bool:
        """Whether the optional comment is asked on a web page instead of in the chat."""
        if self.free_text is None:
            return self.public_url is not None
        return self.free_text == "web" and self.public_url is not None


def read_settings(**given: object) -> Settings:
    """Settings from the environment, `.env` and what is given.

    Raises:
        SettingsError: one line that names every setting with a bad value.
    """
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # checked by the model itself
    except ValidationError as error:
        lines = [
            f"{PREFIX}{str(mistake['loc'][0]).upper()}: "
            + str(mistake["msg"]).removeprefix("Value error, ")
            for mistake in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("; ".join(lines)) from None
    _check_together(settings)
    return settings


def _check_together(settings: Settings) -> None:
    secret, token = settings.line_channel_secret, settings.line_channel_access_token
    if (secret is None) != (token is None):
        missing = "LINE_CHANNEL_SECRET" if secret is None else "LINE_CHANNEL_ACCESS_TOKEN"
        raise SettingsError(f"{PREFIX}{missing}: is needed where the other LINE secret is set")
    if (settings.smtp_url is None) != (settings.mail_from is None):
        missing = "SMTP_URL" if settings.smtp_url is None else "MAIL_FROM"
        raise SettingsError(f"{PREFIX}{missing}: is needed where the other mail setting is set")
    webhook = settings.telegram_mode == "webhook" and settings.has_telegram()
    if webhook and settings.telegram_webhook_secret is None:
        raise SettingsError(f"{PREFIX}TELEGRAM_WEBHOOK_SECRET: is needed in webhook mode")
    if webhook and settings.public_url is None:
        raise SettingsError(f"{PREFIX}PUBLIC_URL: is needed in webhook mode")


def secret_key(settings: Settings) -> str:
    """The key by which addresses are sealed.

    Raises:
        SettingsError: it is not set.
    """
    if settings.secret_key is None:
        raise SettingsError(
            f"{PREFIX}SECRET_KEY: is not set; make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    return settings.secret_key.get_secret_value()
