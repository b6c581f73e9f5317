"""The draft of the official form as a Word file: the same bytes for the same text."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.shared import Pt

from bot.pack.look import hang, make_up
from surveys.analysis.evidence import Draft, Section

TO_CHECK: Final = "【要確認】"

_ANNEX: Final = "別紙１"
_FORM: Final = "【単年度事業評価様式】"
_PROJECT: Final = "青葉区地域子育て支援拠点事業"
_SPAN: Final = "事業実施期間　{span}"
_NOTHING: Final = "（この年度のアンケートの回答はまだありません。）"
_ABOUT: Final = (
    "【この下書きについて】",
    "・数値は講座後のアンケートの記録から計算したものです。根拠は evidence.json にあります。",
    "・【要確認】の文は、内容を確かめて必要な手直しをし、印を消してからお使いください。",
    "・ほかの取組や重点目標については、活動の記録から書き足してください。",
)
_SMALL: Final = 9

# A file that carries the moment of its making has another hash each time.
_NO_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
_NO_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)


def draft_docx(draft: Draft) -> bytes:
    """The draft as a .docx; every sentence carries a mark that it is to be checked."""
    document = Document()
    make_up(document)
    _properties(document.core_properties, draft.title)
    _line(document, _ANNEX, WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, _FORM, WD_ALIGN_PARAGRAPH.LEFT)
    _line(document, _PROJECT, WD_ALIGN_PARAGRAPH.CENTER, before=12)
    document.add_paragraph(draft.title, style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, _SPAN.format(span=draft.span), WD_ALIGN_PARAGRAPH.CENTER)
    for section in draft.sections:
        _section(document, section)
    _about(document)
    return _without_times(document)


def _line(document: Any, text: str, align: Any, *, before: float = 0) -> None:
    paragraph = document.add_paragraph(text)
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)


def _section(document: Any, section: Section) -> None:
    document.add_paragraph(section.heading, style="Heading 1")
    document.add_paragraph(section.goal, style="Heading 2")
    for sentence in section.sentences:
        paragraph = document.add_paragraph(f"・{sentence}")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        hang(paragraph)
        paragraph.add_run(TO_CHECK).font.highlight_color = WD_COLOR_INDEX.YELLOW
    if not section.sentences:
        document.add_paragraph(_NOTHING)
    if section.note is not None:
        _small(document, section.note).paragraph_format.space_before = Pt(6)


def _about(document: Any) -> None:
    """What the reader of the draft has to do; not part of the form."""
    first, *others = _ABOUT
    _small(document, first, hanging=False).paragraph_format.space_before = Pt(30)
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
            target.writestr(zipfile.ZipInfo(name, _NO_ZIP_TIME), parts.read(name))
    return rewritten.getvalue()
