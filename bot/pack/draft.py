"""The draft of the official form as a Word file: the same bytes for the same text."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.shared import Pt

from bot.pack.controls import DOCUMENT, add_control, declared
from bot.pack.look import SIZE, hang, make_up
from surveys.analysis.pack_draft import Draft, Section
from surveys.analysis.pack_pieces import Line, LineKind

TO_CHECK: Final = "【要確認】"
TO_FILL: Final = "【要記入】"

_ANNEX: Final = "別紙１"
_FORM: Final = "【単年度事業評価様式】"
_PROJECT: Final = "青葉区地域子育て支援拠点事業"
_SPAN: Final = "事業実施期間　{span}"
_GOALS: Final = "重点目標"
_NOTES: Final = "注"
_ABOUT: Final = (
    "【この下書きについて（提出前に消す）】",
    "・数値は講座後のアンケートの記録から計算したものです。",
    # A name at the end of a line would be broken in its middle.
    "・annex.pdf に調査の方法、evidence.json に数値一つ一つの根拠があります。",
    (
        "・【要確認】の文は、内容を確かめて必要な手直しをし、印を消してからお使いください。"
        "文は直してかまいませんが、数字は直さないでください（koe evidence verify で分かります）。"
    ),
    "・【要記入】は、アンケートでは分からないことです。活動の記録から書いてください。",
)
_SMALL: Final = 9

# A file that carries the moment of its making has another hash each time.
_NO_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
NO_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)


def draft_docx(draft: Draft) -> bytes:
    """The draft as a .docx; every sentence carries a mark that it is to be checked."""
    document = Document()
    make_up(document)
    _properties(document.core_properties, draft.title)
    _line(document, _ANNEX, WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, _FORM, WD_ALIGN_PARAGRAPH.LEFT)
    _line(document, _PROJECT, WD_ALIGN_PARAGRAPH.CENTER, before=6)
    document.add_paragraph(draft.title, style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, _SPAN.format(span=draft.span), WD_ALIGN_PARAGRAPH.CENTER)
    document.add_paragraph(_GOALS, style="Heading 1")
    for goal in draft.goals:
        hang(document.add_paragraph(goal), SIZE * 2)
    numbers = count(1)
    for section in draft.sections:
        _section(document, section, numbers)
    _small(document, _NOTES).paragraph_format.space_before = Pt(12)
    for note in draft.notes:
        paragraph = _paragraph(document, note, numbers, points=_SMALL)
        hang(paragraph, _SMALL)
    _about(document)
    return _without_times(document)


def _line(document: Any, text: str, align: Any, *, before: float = 0) -> None:
    paragraph = document.add_paragraph(text)
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)


def _section(document: Any, section: Section, numbers: Iterator[int]) -> None:
    document.add_paragraph(section.heading, style="Heading 1")
    for goal in section.goals:
        document.add_paragraph(goal.heading, style="Heading 2")
        for line in goal.lines:
            paragraph = _paragraph(document, line, numbers)
            hang(paragraph)
            mark = TO_FILL if line.kind is LineKind.TO_FILL else TO_CHECK
            paragraph.add_run(mark).font.highlight_color = WD_COLOR_INDEX.YELLOW


def _paragraph(
    document: Any, line: Line, numbers: Iterator[int], points: float | None = None
) -> Any:
    """A paragraph of a line's text, each figure in a control of its own."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for piece in line.pieces:
        run = paragraph.add_run(piece.text)
        if points is not None:
            run.font.size = Pt(points)
        if piece.tag is not None:
            add_control(run, piece.tag, next(numbers))
    return paragraph


def _about(document: Any) -> None:
    """What the reader of the draft has to do; not part of the form."""
    first, *others = _ABOUT
    _small(document, first, hanging=False).paragraph_format.space_before = Pt(24)
    for text in others:
        _small(document, text)


def _small(document: Any, text: str, *, hanging: bool = True) -> Any:
    paragraph = document.add_paragraph()
    paragraph.add_run(text).font.size = Pt(_SMALL)
    if hanging:
        hang(paragraph, _SMALL)
    return paragraph


def _properties(core: Any, title: str) -> None:
    core.title, core.subject, core.keywords, core.comments = title, "", "", ""
    core.author = core.last_modified_by = "Koe"
    core.language = "ja-JP"
    core.revision = 1
    core.created = core.modified = _NO_TIME


def _without_times(document: Any) -> bytes:
    """The document with its parts stored as they are: no time, no compressor's choices."""
    saved = io.BytesIO()
    document.save(saved)
    rewritten = io.BytesIO()
    with (
        zipfile.ZipFile(saved) as parts,
        zipfile.ZipFile(rewritten, "w") as target,
    ):
        for name in parts.namelist():
            content = parts.read(name)
            if name == DOCUMENT:
                content = declared(content)
            target.writestr(zipfile.ZipInfo(name, NO_ZIP_TIME), content)
    return rewritten.getvalue()
