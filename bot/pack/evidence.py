"""The evidence pack as a folder: the draft, its figures, and what the files' hashes are."""

import hashlib
import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeAlias

from bot.pack.draft import draft_docx
from surveys.analysis.digest_views import indicator_json
from surveys.analysis.evidence import Pack

DRAFT: Final = "draft.docx"
EVIDENCE: Final = "evidence.json"
MANIFEST: Final = "manifest.json"

Json: TypeAlias = dict[str, Any]


def write_pack(pack: Pack, folder: Path) -> tuple[Path, ...]:
    """Write a pack into a folder, which is made; files of the same names are replaced.

    The same pack gives the same bytes. Returns the files written, the manifest last.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents = pack_files(pack)
    paths = []
    for name, content in contents.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return tuple(paths)


def pack_files(pack: Pack) -> dict[str, bytes]:
    """The files of a pack by name; the manifest comes last and names the others."""
    files = {DRAFT: draft_docx(pack.draft), EVIDENCE: _json(_evidence(pack))}
    return {**files, MANIFEST: _json(_manifest(pack, files))}


def _evidence(pack: Pack) -> Json:
    return {
        "fiscal_year": pack.fiscal_year,
        "respondents": pack.respondents,
        "claims": [asdict(claim) for claim in pack.claims],
        "indicators": [indicator_json(line) for line in pack.indicators],
    }


def _manifest(pack: Pack, files: dict[str, bytes]) -> Json:
    return {
        "program": {"name": "koe", "version": version("koe")},
        "fiscal_year": pack.fiscal_year,
        "surveys": [{"key": key, "version": number} for key, number in pack.surveys],
        "parameters": pack.parameters,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }


def _json(data: Json) -> bytes:
    return f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()
