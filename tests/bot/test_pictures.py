"""The entry card is read by a phone's camera, from across a room."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from bot.pictures import GREEN, HEIGHT, WIDTH, entry_card_png, font_file, qr_png
from surveys.messages import EntryCard

LINK = (
    "https://line.me/R/oaMessage/%40koe0000/?%E3%82%A2%E3%83%B3%E3%82%B1%E3%83%BC%E3%83%88%20K7M2P"
)


def read(picture: bytes) -> str:
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(image)
    return str(text)


def ink_in(picture: Image.Image, top: int, bottom: int) -> tuple[int, int]:
    """The leftmost and rightmost column that is not white between two heights."""
    grey = np.asarray(picture.convert("L").crop((0, top, WIDTH, bottom)))
    columns = np.flatnonzero((grey < 250).any(axis=0))
    return int(columns[0]), int(columns[-1])


@pytest.mark.parametrize(
    "course",
    ["ハローベビークラス", "短", "とても長い講座の名前" * 6, "Café & 育児 <b>"],
)
def test_the_card_fits_and_its_code_can_be_read(course: str) -> None:
    card = EntryCard(code="K7M2P", course=course, deadline="11/22(日) 12:00")
    made = entry_card_png(card, LINK)
    picture = Image.open(io.BytesIO(made))
    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    assert read(made) == LINK
    for top, bottom in ((30, 150), (1050, 1110), (1120, 1300), (1310, 1400)):
        left, right = ink_in(picture, top, bottom)
        assert abs((left + right) / 2 - WIDTH / 2) < 30  # in the middle
    assert picture.getpixel((5, 5)) == tuple(bytes.fromhex(GREEN[1:]))


def test_a_long_name_is_made_smaller_until_it_fits() -> None:
    card = EntryCard(code="K7M2P", course="講座の名前" * 9, deadline="")
    left, right = ink_in(Image.open(io.BytesIO(entry_card_png(card, LINK))), 30, 150)
    assert left >= 40
    assert right <= WIDTH - 40


@pytest.mark.parametrize(("link", "side"), [(LINK, 800), ("アンケート K7M2P", 200), ("x", 1)])
def test_a_qr_holds_its_link(link: str, side: int) -> None:
    made = qr_png(link, side)
    width, height = Image.open(io.BytesIO(made)).size
    assert width == height
    assert side == 1 or (0.7 * side <= width <= side and read(made) == link)


def test_the_font_comes_with_a_package() -> None:
    assert font_file().name == "ipaexg.ttf"
