"""Invisible content controls of a Word file: each holds one figure under the name of its claim.

A reader sees plain text and may edit it; the names stay. Source: ECMA-376 17.5.2 (w:sdt, w:tag);
`hidden` is the appearance of Office 2013's extension (MS-DOCX 2.5.3.4).
"""

import io
import zipfile
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from surveys.analysis.pack_pieces import Piece

DOCUMENT: Final = "word/document.xml"
W15: Final = "http://schemas.microsoft.com/office/word/2012/wordml"

_HIDDEN: Final = f'<w15:appearance xmlns:w15="{W15}" w15:val="hidden"/>'
_TEXTS: Final = frozenset({qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:noBreakHyphen")})


def add_control(run: Any, tag: str, number: int) -> None:
    """Wrap a run of a document; `number` is the control's own in the document."""
    control = OxmlElement("w:sdt")
    properties = OxmlElement("w:sdtPr")
    for name, value in (("w:tag", tag), ("w:id", str(number))):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        properties.append(element)
    properties.append(parse_xml(_HIDDEN))
    content = OxmlElement("w:sdtContent")
    control.append(properties)
    control.append(content)
    run.element.addprevious(control)
    content.append(run.element)


def declared(document: bytes) -> bytes:
    """The document's XML, saying that programs before Office 2013 may pass over `hidden`."""
    start = document.index(b"<w:document")
    end = document.index(b">", start)
    opening = document[start:end]
    if b"xmlns:w15=" not in opening:
        opening += f' xmlns:w15="{W15}"'.encode()
    before, name, after = opening.partition(b'mc:Ignorable="')
    if name and b"w15" not in after.split(b'"')[0].split():
        opening = before + name + b"w15 " + after
    elif not name:
        opening += b' mc:Ignorable="w15"'
    return document[:start] + opening + document[end:]


def paragraphs_of(docx: bytes) -> list[list[Piece]]:
    """The paragraphs of a Word file in pieces, as they read: what was deleted is not there.

    Raises:
        ValueError: it is no Word file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as parts:
            root = parse_xml(parts.read(DOCUMENT))
    except (zipfile.BadZipFile, KeyError, SyntaxError) as error:
        raise ValueError(f"no Word file ({error})") from None
    found = []
    for paragraph in root.iter(qn("w:p")):
        pieces: list[Piece] = []
        for node in paragraph.iter(*_TEXTS):
            text = node.text or "" if node.tag == qn("w:t") else " "
            tag = _tag(node, paragraph)
            if pieces and pieces[-1].tag == tag:
                text = pieces.pop().text + text
            pieces.append(Piece(text=text, tag=tag))
        found.append(pieces)
    return found


def _tag(node: Any, paragraph: Any) -> str | None:
    """The name of the innermost control around a text, within its paragraph."""
    for outer in node.iterancestors():
        if outer.tag == qn("w:sdt"):
            named = outer.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
            return None if named is None else str(named.get(qn("w:val")))
        if outer is paragraph:
            return None
    return None
