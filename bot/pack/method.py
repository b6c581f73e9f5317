"""METHOD.md: how the pack was made and how to make it again, for who comes in April."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from surveys.analysis.eras import reiwa
from surveys.analysis.pack_annex import annex
from surveys.analysis.pack_model import Pack

_TEMPLATE: Final = Path(__file__).parents[1] / "pages" / "templates" / "method.md"


def method_text(pack: Pack, versions: Mapping[str, str]) -> str:
    """The text; `versions` are those of the program and of the libraries that computed it."""
    data = annex(pack)
    return _TEMPLATE.read_text(encoding="utf-8").format(
        year=reiwa(pack.fiscal_year),
        fiscal_year=pack.fiscal_year,
        as_of=data["as_of"],
        constant=data["constant"],
        rule=data["rule"],
        cell=pack.basis.cell,
        surveys=data["surveys"],
        plan=data["plan"],
        versions="、".join(f"{name} {number}" for name, number in versions.items()),
    )
