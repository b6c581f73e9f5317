"""Telegram's limits that its types do not say. Source: core.telegram.org/bots/api."""

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from PIL import Image, UnidentifiedImageError

from tests.fakes.graphemes import count_utf16
from tests.fakes.telegram_door import breach
from tests.fakes.telegram_html import plain

TEXT: Final = 4096
CAPTION: Final = 1024
CALLBACK_BYTES: Final = 64
BUTTONS: Final = 100
NOTIFICATION: Final = 200
COMMANDS: Final = 100
START_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{0,64}")
SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_PHOTO_BYTES: Final = 10_000_000
_DESCRIPTIVE: Final = frozenset({"text", "icon_custom_emoji_id", "style"})
_ADDRESS: Final = re.compile(r"(https?|tg)://.")


def readable_text(text: Any, mode: object) -> str:
    """A message's text as it is read.

    Raises:
        BotError: empty, too long, or not readable.
    """
    read = plain(text, mode) if isinstance(text, str) else ""
    if not read.strip():
        raise breach("message text is empty", "text")
    # counted in UTF-16 units: where people disagree on Telegram's count, the smaller one is safe
    if count_utf16(read) > TEXT:
        raise breach("message is too long", "text")
    return read


def readable_caption(caption: Any, mode: object) -> str | None:
    """A caption as it is read, None where there is none.

    Raises:
        BotError: too long, or not readable.
    """
    read = plain(caption, mode) if isinstance(caption, str) else ""
    if count_utf16(read) > CAPTION:
        raise breach("message caption is too long", "caption")
    return read or None


def check_keyboard(markup: Any) -> None:
    """Refuse an inline keyboard that goes over a limit.

    Raises:
        BotError: as it says.
    """
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        return
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    if len(buttons) > BUTTONS:
        raise breach("reply markup is too long", "reply_markup")
    for description in (why for button in buttons for why in _button_faults(button)):
        raise breach(description, "reply_markup")


def _button_faults(button: dict[str, Any]) -> Iterator[str]:
    if not button.get("text"):
        yield "text buttons are unallowed in the inline keyboard"
    if len(button.keys() - _DESCRIPTIVE) != 1:
        yield "exactly one action must be given to an inline keyboard button"
    if not 1 <= len(button.get("callback_data", "-").encode()) <= CALLBACK_BYTES:
        yield "BUTTON_DATA_INVALID"
    if not _ADDRESS.match(button.get("url", "tg://-")):
        yield f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"


def photo_size(content: bytes) -> tuple[int, int]:
    """Width and height of a photo in pixels.

    Raises:
        BotError: not a picture, or too large.
    """
    try:
        with Image.open(io.BytesIO(content)) as picture:
            width, height = picture.size
    except UnidentifiedImageError as error:
        raise breach("IMAGE_PROCESS_FAILED", "photo") from error
    if len(content) > _PHOTO_BYTES:
        raise breach("file is too big", "photo")
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise breach("PHOTO_INVALID_DIMENSIONS", "photo")
    return width, height


def check_commands(commands: list[dict[str, str]]) -> None:
    """Refuse a list of commands that goes over a limit.

    Raises:
        BotError: as it says.
    """
    if len(commands) > COMMANDS:
        raise breach("BOT_COMMANDS_TOO_MUCH", "commands")
    for command in commands:
        if _COMMAND.fullmatch(command["command"]) is None:
            raise breach("BOT_COMMAND_INVALID", "commands")
        if not 1 <= len(command["description"]) <= 256:
            raise breach("BOT_COMMAND_DESCRIPTION_INVALID", "commands")
