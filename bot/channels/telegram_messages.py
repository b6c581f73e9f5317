"""Messages as Telegram shows them: the text, and the buttons under it."""

from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from surveys.messages import Button, Message, Role

TWO_COLUMNS_UP_TO: Final = 9
FOUR_COLUMNS_UP_TO: Final = 3
"""Characters of a label: numbers stand in a grid."""


def read_text(message: Message) -> str:
    """The text as it is read, with the page's place on the way above it."""
    if message.progress is None:
        return message.text
    return f"{message.progress.step}/{message.progress.steps}\n{message.text}"


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons under a message: short ones side by side, numbers as a grid."""
    if not message.buttons:
        return None
    rows: list[list[InlineKeyboardButton]] = []
    columns = 0
    for button in message.buttons:
        fitting = _columns(button)
        if fitting != columns or len(rows[-1]) == columns:
            rows.append([])
        columns = fitting
        rows[-1].append(_key(button))
    return InlineKeyboardMarkup(rows)


def _columns(button: Button) -> int:
    """How many buttons like this one stand side by side."""
    if len(button.label) > TWO_COLUMNS_UP_TO or button.role is not Role.OTHER:
        return 1
    return 4 if button.label.isdecimal() and len(button.label) <= FOUR_COLUMNS_UP_TO else 2


def _key(button: Button) -> InlineKeyboardButton:
    if button.role is Role.LINK:
        return InlineKeyboardButton(button.label, url=button.data)
    label = f"✓ {button.label}" if button.ticked else button.label
    return InlineKeyboardButton(label, callback_data=button.data)
