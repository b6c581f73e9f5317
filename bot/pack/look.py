"""How a Word file of ours looks: A4, Japanese fonts by name, black, with a page number.

python-docx has no words for East Asian fonts, borders and fields; they are set in its XML.
"""

from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

MINCHO: Final = "ＭＳ 明朝"
GOTHIC: Final = "ＭＳ ゴシック"

SIZE: Final = 10.5
"""Points of the running text, as is usual in Japanese offices."""

_MARGIN: Final = 25
_BLACK: Final = RGBColor(0, 0, 0)

_STYLES: Final = (
    # name, font, points, bold, space before and after in points
    ("Normal", MINCHO, SIZE, False, 0, 0),
    ("Title", GOTHIC, 15, False, 6, 10),
    ("Heading 1", GOTHIC, 12, False, 18, 8),
    ("Heading 2", GOTHIC, SIZE, False, 2, 4),
)


def make_up(document: Any) -> None:
    """Give a new document its page, its fonts and its page number."""
    _page(document)
    _language(document.styles.element)
    for name, font, points, bold, before, after in _STYLES:
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(points), bold, _BLACK
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.3
        _font(style.element.get_or_add_rPr(), font)
    _borders(document.styles["Title"], ())
    _borders(document.styles["Heading 1"], ("top", "left", "bottom", "right"))
    _shade(document.styles["Heading 1"])


def hang(paragraph: Any, points: float = SIZE) -> None:
    """Let all lines but the first begin one full-width character further in."""
    paragraph.paragraph_format.left_indent = Pt(points)
    paragraph.paragraph_format.first_line_indent = Pt(-points)


def _page(document: Any) -> None:
    (section,) = document.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(_MARGIN)
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.footer_distance = Mm(12)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    footer.paragraph_format.element.append(number)


def _language(styles: Any) -> None:
    """Japanese rules for line breaks and punctuation."""
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), "ja-JP")
        language.set(qn("w:eastAsia"), "ja-JP")


def _font(properties: Any, name: str) -> None:
    """One font for all scripts; the theme's fonts would win over it, so they go."""
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _borders(style: Any, sides: tuple[str, ...]) -> None:
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    borders = OxmlElement("w:pBdr")
    for side in sides:
        border = OxmlElement(f"w:{side}")
        for attribute, value in (("val", "single"), ("sz", "6"), ("space", "3")):
            border.set(qn(f"w:{attribute}"), value)
        borders.append(border)
    if sides:
        _insert(properties, borders)


def _shade(style: Any) -> None:
    shade = OxmlElement("w:shd")
    for attribute, value in (("val", "clear"), ("color", "auto"), ("fill", "EDEDED")):
        shade.set(qn(f"w:{attribute}"), value)
    _insert(style.element.get_or_add_pPr(), shade)


def _insert(properties: Any, element: Any) -> None:
    """Put an element where the schema wants borders and shading: before the spacing."""
    spacing = properties.find(qn("w:spacing"))
    spacing.addprevious(element)
