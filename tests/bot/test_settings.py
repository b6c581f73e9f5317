"""Settings: read from the environment and .env, and refused in one line that names them."""

from pathlib import Path

import pytest

from bot.server import serve_forever
from bot.settings import ENV_FILE, Settings, SettingsError, read_settings, secret_key, week_time
from handlers.digest_sending import DigestTime

LINE = {"KOE_LINE_CHANNEL_SECRET": "s", "KOE_LINE_CHANNEL_ACCESS_TOKEN": "t"}
TELEGRAM = {"KOE_TELEGRAM_BOT_TOKEN": "1:a"}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own: no .env of somebody's is read."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def given(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KOE_DATABASE_URL", "mysql://localhost/koe"),
        ("KOE_DATABASE_URL", "koe.db"),
        ("KOE_SECRET_KEY", "too short"),
        ("KOE_PUBLIC_URL", "koe.example.jp"),
        ("KOE_PUBLIC_URL", "ftp://koe.example.jp"),
        ("KOE_PUBLIC_URL", "https://"),
        ("KOE_TIMEZONE", "Asia/Aoba"),
        ("KOE_TIMEZONE", "../etc/passwd"),
        ("KOE_TIMEZONE", "Asia"),
        ("KOE_LINE_API_BASE_URL", "line"),
        ("KOE_LINE_SHOW_ANSWER", "perhaps"),
        ("KOE_TELEGRAM_API_BASE_URL", "telegram"),
        ("KOE_TELEGRAM_MODE", "pigeon"),
        ("KOE_DIGEST_AT", "monday morning"),
        ("KOE_DIGEST_AT", "mon 24:00"),
        ("KOE_DIGEST_AT", "mon 09:60"),
        ("KOE_DIGEST_AT", "moo 09:00"),
        ("KOE_SURVEY_OPEN_HOURS", "0"),
        ("KOE_SURVEY_OPEN_HOURS", "721"),
        ("KOE_SURVEY_OPEN_HOURS", "three days"),
        ("KOE_FREE_TEXT", "paper"),
        ("KOE_MINIMUM_CELL_INTERNAL", "4"),
        ("KOE_MINIMUM_CELL_PUBLIC", "9"),
        ("KOE_PRIVACY_URL", "privacy.html"),
        ("KOE_LOG_FORMAT", "xml"),
    ],
)
def test_a_bad_value_is_told_in_one_line(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert str(refused.value).startswith(f"{name}: ")
    assert "\n" not in str(refused.value)
    assert "Value error" not in str(refused.value)
    if name == "KOE_SECRET_KEY":
        assert value not in str(refused.value)


def test_every_bad_value_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {"KOE_TIMEZONE": "x", "KOE_DIGEST_AT": "x"})
    with pytest.raises(SettingsError, match=r"KOE_TIMEZONE: .*; KOE_DIGEST_AT: [^\n]*$"):
        read_settings()


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"KOE_LINE_CHANNEL_SECRET": "s"}, "KOE_LINE_CHANNEL_ACCESS_TOKEN"),
        ({"KOE_LINE_CHANNEL_ACCESS_TOKEN": "t"}, "KOE_LINE_CHANNEL_SECRET"),
        (
            {**TELEGRAM, "KOE_TELEGRAM_MODE": "webhook", "KOE_PUBLIC_URL": "https://a.jp"},
            "KOE_TELEGRAM_WEBHOOK_SECRET",
        ),
        (
            {**TELEGRAM, "KOE_TELEGRAM_MODE": "webhook", "KOE_TELEGRAM_WEBHOOK_SECRET": "w"},
            "KOE_PUBLIC_URL",
        ),
    ],
)
def test_what_needs_each_other(
    values: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, values)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert str(refused.value).startswith(f"{named}: is needed")


@pytest.mark.parametrize("channel", [LINE, TELEGRAM])
def test_real_channels_need_the_key(
    channel: dict[str, str], monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    given(monkeypatch, channel)
    settings = read_settings()
    with pytest.raises(SettingsError, match=r"^KOE_SECRET_KEY: is not set"):
        secret_key(settings)
    with pytest.raises(SettingsError, match=r"^KOE_SECRET_KEY: "):
        serve_forever(settings, host="127.0.0.1", port=1, jobs=False)
    assert list(elsewhere.iterdir()) == []  # no database was made before the refusal


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("mon 09:00", DigestTime(weekday=0, hour=9, minute=0)),
        ("  Friday   7:05 ", DigestTime(weekday=4, hour=7, minute=5)),
        ("SUN 23:59", DigestTime(weekday=6, hour=23, minute=59)),
    ],
)
def test_a_time_of_the_week(written: str, expected: DigestTime) -> None:
    assert week_time(written) == expected


@pytest.mark.parametrize("written", ["", "09:00", "mon", "mon 9", "mon 9:0", "mon 009:00"])
def test_no_time_of_the_week(written: str) -> None:
    with pytest.raises(ValueError, match="mon 09:00"):
        week_time(written)


def test_the_env_file_is_read_and_the_environment_goes_before(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["KOE_CENTRE_NAME=ラフール", "KOE_CONTACT=03-0000-0000", "KOE_UNKNOWN=1", "OTHER=2"]
    (elsewhere / ".env").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("KOE_CONTACT", "受付")
    monkeypatch.setitem(Settings.model_config, "env_file", ENV_FILE)
    settings = read_settings()
    assert (settings.centre_name, settings.contact) == ("ラフール", "受付")


def test_empty_values_count_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("SECRET_KEY", "PUBLIC_URL", "LINE_CHANNEL_SECRET", "TELEGRAM_BOT_TOKEN", "DIGEST_AT")
    given(monkeypatch, {f"KOE_{name}": "" for name in names})
    settings = read_settings()
    assert (settings.secret_key, settings.public_url) == (None, None)
    assert (settings.has_line(), settings.has_telegram()) == (False, False)
    assert settings.digest_at == "mon 09:00"


def test_values_are_made_uniform() -> None:
    settings = read_settings(public_url="https://koe.example.jp/", line_basic_id="abc")
    assert settings.public_url == "https://koe.example.jp"
    assert settings.line_basic_id == "@abc"
    assert read_settings(line_basic_id="@abc").line_basic_id == "@abc"


@pytest.mark.parametrize(
    ("free_text", "public_url", "expected"),
    [
        (None, None, False),
        (None, "https://a.jp", True),
        ("web", "https://a.jp", True),
        ("web", None, False),
        ("chat", "https://a.jp", False),
    ],
)
def test_where_the_remark_is_asked(
    free_text: str | None, public_url: str | None, *, expected: bool
) -> None:
    settings = read_settings(free_text=free_text, public_url=public_url)
    assert settings.web_remarks() is expected


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {**LINE, "KOE_SECRET_KEY": "0123456789abcdef"})
    assert "0123456789abcdef" not in repr(read_settings())
