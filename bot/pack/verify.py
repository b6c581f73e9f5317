"""`koe evidence verify`: a pack counted again from the database, and each difference named."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.app import Koe
from bot.opening import Problem
from bot.pack.controls import paragraphs_of
from bot.pack.evidence import DRAFT, MANIFEST, Tell, pack_files, silent, versions
from handlers.evidence import gather
from surveys.analysis.pack_compare import Found, compared_draft, compared_records

Json: TypeAlias = dict[str, Any]

_DRAWN: Final = (".pdf", ".png")
_LOCKS: Final = ("~$", ".~lock")
"""Beginnings of the names of files that office programs leave beside an open one."""


def verify(koe: Koe, folder: Path, tell: Tell = silent) -> list[Found]:
    """What differs in a pack, the most telling first; empty where nothing does.

    Rows that came after the moment stated in the pack are left out. `tell` hears how many steps
    are done, of how many.

    Raises:
        Problem: there is no pack in the folder, or its manifest cannot be read.
    """
    manifest = _manifest(folder)
    year, as_of = _stated(manifest, folder)
    pack = koe.see(lambda work: gather(work, year, as_of))
    computed = pack_files(pack, tell)
    written = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(_LOCKS)
    }
    recomputed = json.loads(computed[MANIFEST])
    found = [*_changed_data(manifest, recomputed), *_other_versions(manifest)]
    for name, content in computed.items():
        if name not in written:
            found.append(Found(file=name, place="", written="missing", computed=""))
            continue
        found += _compared(name, written[name], content, manifest)
    found += [
        Found(file=name, place="", written="is no part of the pack", computed="", serious=False)
        for name in written
        if name not in computed
    ]
    return sorted(found, key=lambda one: not one.serious)


def conclusion(found: Sequence[Found]) -> str:
    """The last line about a pack in which nothing serious differs."""
    if any(one.file == DRAFT and one.place for one in found):
        return "数値は計算と一致しています。文が直されたところは、上のとおりです。"
    if found:
        return "数値は計算と一致しています。上のことにご注意ください。"
    return "すべて計算と一致しています。"


def _manifest(folder: Path) -> Json:
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem(f"{path}: cannot be read ({error.strerror}); is it a pack?") from None
    except ValueError:
        raise Problem(f"{path}: is no JSON; write the pack again") from None
    if not isinstance(found, dict):
        raise Problem(f"{path}: is no manifest; write the pack again")
    return found


def _stated(manifest: Json, folder: Path) -> tuple[int, datetime]:
    """The fiscal year and the moment of a pack."""
    try:
        year = int(manifest["fiscal_year"])
        as_of = datetime.fromisoformat(manifest["parameters"]["as_of"])
    except (KeyError, TypeError, ValueError):
        raise Problem(f"{folder / MANIFEST}: states no year and moment; write it again") from None
    if as_of.tzinfo is None or not 2019 <= year <= as_of.year:
        raise Problem(f"{folder / MANIFEST}: the stated year and moment cannot be") from None
    return year, as_of


def _changed_data(manifest: Json, recomputed: Json) -> list[Found]:
    """Rows that are gone or other since: erased people, corrected attendances."""
    before = manifest["parameters"].get("data")
    changes = compared_records(MANIFEST, before, recomputed["parameters"]["data"])
    return [
        Found(
            file="database",
            place=f"{one.place} (the data changed since the pack was written)",
            written=one.written,
            computed=one.computed,
        )
        for one in changes
    ]


def _other_versions(manifest: Json) -> Iterator[Found]:
    """Programs that wrote the pack and are not the ones that run now."""
    before = {"koe": _part(manifest, "program").get("version"), **_part(manifest, "libraries")}
    for name, number in versions().items():
        if before.get(name) != number:
            yield Found(
                file=MANIFEST,
                place=f"version of {name}",
                written=str(before.get(name)),
                computed=number,
                serious=False,
            )


def _part(manifest: Json, key: str) -> Json:
    found = manifest.get(key)
    return found if isinstance(found, dict) else {}


def _compared(name: str, written: bytes, computed: bytes, manifest: Json) -> list[Found]:
    """The differences of one file: what it says first, then its bytes."""
    if name == MANIFEST:
        return _compared_manifests(written, computed)
    stated = _part(manifest, "files").get(name)
    actual = hashlib.sha256(written).hexdigest()
    told = [] if written == computed else _content(name, written, computed)
    if actual == stated and told == [] and written != computed:
        same = list(_other_versions(manifest))
        return [_bytes(name, "differs from the one computed", serious=not same)]
    if actual != stated:
        edited = name == DRAFT and not any(one.serious for one in told)
        told.append(
            Found(
                file=name,
                place="sha256",
                written=actual,
                computed=f"{stated} (manifest)",
                serious=not edited,
            )
        )
    return told


def _bytes(name: str, what: str, *, serious: bool = True) -> Found:
    return Found(file=name, place="", written=what, computed="", serious=serious)


def _compared_manifests(written: bytes, computed: bytes) -> list[Found]:
    """The manifests but for versions, data and the hashes of files that tell for themselves."""
    before, now = json.loads(written), json.loads(computed)
    for one in (before, now):
        one.pop("program", None)
        one.pop("libraries", None)
        _part(one, "parameters").pop("data", None)
        for name in [DRAFT, *_part(one, "files")]:
            if name == DRAFT or name.endswith((*_DRAWN, ".md")):
                _part(one, "files").pop(name, None)
    return compared_records(MANIFEST, before, now)


def _content(name: str, written: bytes, computed: bytes) -> list[Found]:
    try:
        if name == DRAFT:
            return compared_draft(name, paragraphs_of(written), paragraphs_of(computed))
        if name.endswith(".json"):
            return compared_records(name, json.loads(written), json.loads(computed))
        if name.endswith(".csv"):
            return compared_records(name, _table(written), _table(computed))
        if name.endswith(".xlsx"):
            return compared_records(name, _book(written), _book(computed))
    except (ValueError, KeyError, zipfile.BadZipFile, InvalidFileException) as error:
        return [_bytes(name, f"cannot be read ({error})")]
    return []


def _table(content: bytes) -> Mapping[str, Any]:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return {f"row {number}": row for number, row in enumerate(rows, start=1)}


def _book(content: bytes) -> Mapping[str, Any]:
    book = load_workbook(io.BytesIO(content), read_only=False)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
