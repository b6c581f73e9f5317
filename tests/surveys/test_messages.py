"""Messages: there and back through JSON, and notes put above the page they belong to."""

import json

import pytest

from surveys.messages import (
    Button,
    Chart,
    ChartRow,
    EntryCard,
    Message,
    Progress,
    Role,
    from_json,
    joined,
    to_json,
)
from surveys.model import Language
from tests.surveys.builders import aonico_pages

CHART = Chart(
    title="Aonicoの届き方",
    rows=(
        ChartRow(label="知っている", estimate=0.71, low=0.66, high=0.75, target=0.6, before=0.65),
        ChartRow(label="間に合う", estimate=None, low=None, high=None),
    ),
    legend="帯＝95％信頼区間",
)
CARD = EntryCard(code="K7M2P", course="ハローベビークラス", deadline="11/21(土) 12:00")
LINK = Button(label="書く", data="https://koe.example.jp/t/r1", role=Role.LINK)


def note(text: str, language: Language = Language.JA) -> Message:
    return Message(text=text, language=language)


PAGE = Message(text="page", language=Language.JA, buttons=(LINK,), page=True)


@pytest.mark.parametrize(
    "message",
    [
        note("はい"),
        PAGE,
        Message(text="", language=Language.EASY, card=CARD, chart=CHART),
        Message(text="?", language=Language.EN, progress=Progress(step=1, steps=7)),
        *aonico_pages(Language.ZH),
    ],
)
def test_there_and_back_through_json(message: Message) -> None:
    assert from_json(json.loads(json.dumps(to_json(message)))) == message


@pytest.mark.parametrize(
    ("messages", "texts"),
    [
        ([], []),
        ([note("a")], ["a"]),
        ([note("a"), note("b")], ["a\n\nb"]),
        ([note("a"), note("b"), PAGE], ["a\n\nb\n\npage"]),
        ([PAGE, note("a")], ["page", "a"]),
        ([note("a"), PAGE, PAGE], ["a\n\npage", "page"]),
        ([Message(text="card", language=Language.JA, card=CARD), note("a")], ["card", "a"]),
        ([Message(text="chart", language=Language.JA, chart=CHART), PAGE], ["chart", "page"]),
    ],
)
def test_notes_go_above_what_follows(messages: list[Message], texts: list[str]) -> None:
    assert [message.text for message in joined(messages)] == texts


def test_what_follows_keeps_its_buttons_and_language() -> None:
    [made] = joined([note("note", Language.EN), PAGE])
    assert (made.buttons, made.page, made.language) == ((LINK,), True, Language.JA)
