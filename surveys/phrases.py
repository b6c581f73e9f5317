"""What people type instead of pressing buttons: phrases by command, in every language."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from surveys.model import Language


class Command(StrEnum):
    """Everything that can be commanded by typing, by parents and by members."""

    OPEN = "open"
    NEXT = "next"
    BACK = "back"
    SKIP = "skip"
    STOP = "stop"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    LANGUAGE = "language"
    HELP = "help"
    YES = "yes"
    NO = "no"
    JOIN = "join"
    START = "start"
    TODAY = "today"
    FINISH = "finish"
    STATUS = "status"
    CLOSE = "close"
    REOPEN = "reopen"
    ATTENDANCE = "attendance"
    NOTHELD = "notheld"
    NEWLESSON = "newlesson"
    DIGEST = "digest"
    QUOTA = "quota"
    PLAN = "plan"
    VOICES = "voices"
    LEAVE = "leave"
    LINK = "link"
    PLACE = "place"
    INVITE = "invite"
    MEMBERS = "members"


class Takes(StrEnum):
    """Whether words may or must follow a command."""

    NOTHING = "nothing"
    MAYBE = "maybe"
    SOMETHING = "something"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commanded:
    """A command with what followed it, and the language of the phrase where it tells one."""

    command: Command
    rest: str
    language: Language | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One phrase, folded for comparison."""

    folded: str
    command: Command
    takes: Takes
    language: Language | None


def fold(text: str) -> str:
    """Text as commands are compared: width and case do not matter, spaces are single."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """All phrases, longest first."""

    phrases: tuple[Phrase, ...]
    first: Mapping[tuple[Command, Language], str]

    def read(self, text: str) -> Commanded | None:
        """The command that a text gives, None when it gives none."""
        folded = fold(text)
        for phrase in self.phrases:
            rest = _rest(phrase, folded)
            if rest is not None:
                tail = " ".join(unicodedata.normalize("NFKC", text).split())
                exact = tail[len(tail) - len(rest) :] if rest else ""
                return Commanded(command=phrase.command, rest=exact, language=phrase.language)
        return None

    def shown(self, command: Command, language: Language) -> str:
        """The phrase by which a command is shown in a language."""
        return self.first[command, language]


def _rest(phrase: Phrase, folded: str) -> str | None:
    """What follows the phrase, None where the text is not this command."""
    if not folded.startswith(phrase.folded):
        return None
    rest = folded[len(phrase.folded) :]
    if phrase.folded.startswith("/") and rest.startswith("@"):
        rest = rest.partition(" ")[2]  # Telegram adds the bot's name in groups
        rest = f" {rest}" if rest else ""
    if rest and not rest[0].isspace() and not _may_touch(phrase.folded[-1], rest[0]):
        return None
    rest = rest.strip()
    if phrase.takes is Takes.NOTHING:
        return "" if not rest else None
    if phrase.takes is Takes.SOMETHING:
        return rest or None
    return rest


def _may_touch(last: str, first: str) -> bool:
    """Whether a word may follow a phrase without a space: 終了12, アンケートK7M2P, finish12."""
    return first.isdigit() or first == "-" or (first.isascii() and not last.isascii())


def read_phrases(source: str) -> Phrases:
    """Phrases from TOML; a phrase that two commands share keeps both, the first one wins.

    Raises:
        ValueError: a command is missing or unknown, or lacks a language.
    """
    entries = tomllib.loads(source)
    if set(entries) != set(Command):
        odd = ", ".join(sorted(set(entries) ^ set(Command)))
        raise ValueError(f"commands.toml: missing or unknown: {odd}")
    lacking = [f"{key}: {tag}" for key in entries for tag in Language if not entries[key].get(tag)]
    if lacking:
        raise ValueError(f"commands.toml: missing: {', '.join(lacking)}")
    phrases: list[Phrase] = []
    first: dict[tuple[Command, Language], str] = {}
    for key, entry in entries.items():
        command, takes = Command(key), Takes(entry["takes"])
        for language in Language:
            texts = entry[language.value]
            first[command, language] = texts[0]
            phrases += [
                Phrase(
                    folded=fold(text),
                    command=command,
                    takes=takes,
                    language=None if text.startswith("/") else language,
                )
                for text in texts
            ]
    longest_first = sorted(phrases, key=lambda phrase: -len(phrase.folded))
    return Phrases(phrases=tuple(longest_first), first=first)


_FILE: Final = "commands.toml"


@cache
def built_in() -> Phrases:
    """The phrases that come with the program; read once, never changed."""
    return read_phrases((files("surveys") / "wording" / _FILE).read_text(encoding="utf-8"))
