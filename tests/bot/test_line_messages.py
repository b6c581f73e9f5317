"""Messages as LINE's JSON, held against LINE's own limits as the fake knows them."""

from typing import Any

import pytest

from bot.channels.line_messages import cut, request_messages
from surveys.messages import Button, EntryCard, Message, Progress, Role
from surveys.model import Language
from tests.fakes.line_limits import message_complaints

CARD = EntryCard(code="K7M2P", course="ハローベビークラス", deadline="11/22(日) 12:00")


def made(
    *messages: Message, public_url: str | None = None, show_answer: bool = False
) -> list[dict[str, Any]]:
    found = request_messages(messages, public_url=public_url, show_answer=show_answer)
    assert list(message_complaints(found)) == []
    return found


def message(text: str = "質問", **more: Any) -> Message:
    return Message(text=text, language=Language.JA, **more)


def choices(number: int) -> tuple[Button, ...]:
    return tuple(Button(label=f"{n}番", data=f"1c.r.0.{n}") for n in range(number))


@pytest.mark.parametrize(
    ("text", "units", "expected"),
    [
        ("あいう", 3, "あいう"),
        ("あいうえ", 3, "あい…"),
        ("😀😀", 4, "😀😀"),
        ("😀😀😀", 4, "😀…"),  # the second one would need its other half
        ("", 1, ""),
    ],
)
def test_text_is_cut_by_utf_16_units(text: str, units: int, expected: str) -> None:
    assert cut(text, units) == expected


def test_a_message_without_buttons_is_text() -> None:
    assert made(message("あ" * 6000)) == [{"type": "text", "text": "あ" * 4999 + "…"}]


@pytest.mark.parametrize(
    ("buttons", "page", "quick"),
    [(6, True, 6), (13, True, 13), (14, True, None), (6, False, None)],
)
def test_quick_replies_are_a_shortcut_of_pages(
    buttons: int, quick: int | None, *, page: bool
) -> None:
    (flex,) = made(message(buttons=choices(buttons), page=page))
    assert flex["type"] == "flex"
    assert len(flex["contents"]["footer"]["contents"]) == buttons
    assert len(flex.get("quickReply", {}).get("items", ())) == (quick or 0)


def test_a_page_of_links_only_has_no_quick_replies() -> None:
    link = Button(label="開く", data="https://koe.example.jp/r/1", role=Role.LINK)
    (flex,) = made(message(buttons=(link,), page=True))
    (button,) = flex["contents"]["footer"]["contents"]
    assert button["action"] == {"type": "uri", "label": "開く", "uri": link.data}
    assert "quickReply" not in flex


@pytest.mark.parametrize(("step", "width"), [(1, "17%"), (3, "50%"), (6, "100%")])
def test_progress_is_a_bar_and_a_count(step: int, width: str) -> None:
    (flex,) = made(message(buttons=choices(2), progress=Progress(step=step, steps=6)))
    bar, count = flex["contents"]["body"]["contents"][0]["contents"]
    assert bar["contents"][0]["width"] == width
    assert count["text"] == f"{step}/6"


@pytest.mark.parametrize(
    ("button", "show_answer", "label", "spoken"),
    [
        (Button(label="はい", data="1a", said="回答しました"), False, "はい", "回答しました"),
        (Button(label="はい", data="1a", said="回答しました"), True, "はい", "はい"),
        (Button(label="もどる", data="1b", role=Role.BACK), False, "もどる", "もどる"),
        (Button(label="紙", data="1c", ticked=True, said="選択"), False, "✓ 紙", "選択"),
        (
            Button(label="あ" * 39, data="1c", ticked=True, said="選択"),
            False,
            "あ" * 39,
            "選択",
        ),
    ],
)
def test_what_a_button_says_and_what_is_shown_as_said(
    button: Button, label: str, spoken: str, *, show_answer: bool
) -> None:
    (flex,) = made(message(buttons=(button,)), show_answer=show_answer)
    action = flex["contents"]["footer"]["contents"][0]["action"]
    assert (action["label"], action["displayText"]) == (label, spoken)


def test_a_tick_is_left_out_where_a_quick_reply_has_no_room_for_it() -> None:
    ticked = Button(label="あ" * 19, data="1c", ticked=True, said="選択")
    (flex,) = made(message(buttons=(ticked,), page=True))
    lasting = flex["contents"]["footer"]["contents"][0]["action"]
    quick = flex["quickReply"]["items"][0]["action"]
    assert (lasting["label"], quick["label"]) == ("✓ " + "あ" * 19, "あ" * 19)


def test_roles_have_their_look() -> None:
    buttons = (
        Button(label="選ぶ", data="1c.1"),
        Button(label="選んだ", data="1c.2", ticked=True),
        Button(label="つぎへ", data="1n", role=Role.NEXT),
        Button(label="もどる", data="1b", role=Role.BACK),
    )
    (flex,) = made(message(buttons=buttons))
    looks = [b["style"] for b in flex["contents"]["footer"]["contents"]]
    colours = [b["color"] for b in flex["contents"]["footer"]["contents"]]
    assert looks == ["secondary", "primary", "primary", "secondary"]
    assert colours[1] == colours[2]
    assert len(set(colours)) == 3


@pytest.mark.parametrize(
    ("public_url", "kinds"),
    [
        ("https://koe.example.jp", ["image", "text"]),
        ("http://127.0.0.1:8000", ["text"]),  # LINE fetches pictures over https only
        (None, ["text"]),
    ],
)
def test_an_entry_card_is_a_picture_where_line_can_fetch_it(
    public_url: str | None, kinds: list[str]
) -> None:
    found = made(message(card=CARD), public_url=public_url)
    assert [one["type"] for one in found] == kinds
    if public_url and len(kinds) == 2:
        assert found[0]["originalContentUrl"] == f"{public_url}/c/K7M2P/card.png"


def test_a_request_has_at_most_five_messages() -> None:
    assert len(made(*[message(str(n)) for n in range(7)])) == 5
