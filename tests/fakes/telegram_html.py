"""Telegram's HTML: what of a text is left to read, and what Telegram refuses.

Source: core.telegram.org/bots/api#html-style. Offsets in messages are left out.
"""

import html
import re
from typing import Final

from tests.fakes.telegram_door import breach

_STYLES: Final = frozenset({"b", "strong", "i", "em", "u", "ins", "s", "strike", "del"})
_BLOCKS: Final = frozenset({"span", "tg-spoiler", "a", "tg-emoji", "code", "pre", "blockquote"})
_TAGS: Final = _STYLES | _BLOCKS
_TAG: Final = re.compile(r"<(/?)([a-zA-Z-]*)([^<>]*)>")
_REFERENCE: Final = re.compile(r"&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


def plain(text: str, mode: object) -> str:
    """The text as a person reads it.

    Raises:
        BotError: tags that Telegram does not know or that do not close, or a mode that this
            fake does not read (it reads none and HTML).
    """
    if mode is None:
        return text
    if mode != "HTML":
        raise breach(f"unsupported parse_mode {mode}", "parse_mode")
    _check_tags(text)
    bare = _TAG.sub("", text)
    if "<" in bare:
        raise _unreadable('Unsupported start tag ""')
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), bare)


def _check_tags(text: str) -> None:
    open_tags: list[str] = []
    for closing, written, _ in _TAG.findall(text):
        name = written.lower()
        if name not in _TAGS:
            raise _unreadable(f'Unsupported start tag "{name}"')
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            raise _unreadable(f'Unexpected end tag "{name}"')
    if open_tags:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')


def _unreadable(why: str) -> Exception:
    return breach(f"can't parse entities: {why}", "text")
