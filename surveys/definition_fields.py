"""Typed access to the fields of a definition; what does not fit is reported, never raised."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from surveys.definition_mistakes import Path, Report, Rule
from surveys.definition_text import nearest

NO_NUMBER: Final = math.nan
"""Stands for a number that could not be read; checks pass over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the source. A field that cannot be read is reported once and left empty."""

    values: Mapping[str, object]
    path: Path
    report: Report

    def add(self, field: str, code: StrEnum, message: str, remedy: str) -> None:
        """Write down a mistake in this table's field."""
        self.report.add((*self.path, field), code, message, remedy)

    def only(self, *fields: str) -> None:
        """Report every field that is not one of these."""
        for field in self.values:
            if field not in fields:
                remedy = nearest(field, fields)
                self.add(field, Rule.UNKNOWN_FIELD, f"{field} is not a field here", remedy)

    def required(self, field: str, example: str) -> object | None:
        """A field's value; None, and a mistake, where it is missing."""
        value = self.values.get(field)
        if value is None:
            self.add(field, Rule.FIELD_MISSING, f"{field} is missing", f"add {example}")
        return value

    def wrong(self, field: str, wanted: str, example: str) -> None:
        """Report a value of the wrong type."""
        self.add(field, Rule.WRONG_TYPE, f"{field} is not {wanted}", f"write {example}")

    def string(self, field: str) -> str:
        """A required word, "" where there is none."""
        example = f'{field} = "…"'
        value = self.required(field, example)
        if isinstance(value, str):
            return value
        if value is not None:
            self.wrong(field, "a text in quotes", example)
        return ""

    def integer(self, field: str, default: int | None = None) -> int:
        """A whole number; without a default it is required, and 0 where there is none."""
        example = f"{field} = 1"
        value = self.required(field, example) if default is None else self.values.get(field)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value is not None:
            self.wrong(field, "a whole number", example)
        return default or 0

    def number(self, field: str) -> float:
        """A required number, NO_NUMBER where there is none."""
        example = f"{field} = 1"
        value = self.required(field, example)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6:
            return float(value)
        if value is not None:
            self.wrong(field, "a number below a million", example)
        return NO_NUMBER

    def flag(self, field: str, *, default: bool = False) -> bool:
        """Yes or no."""
        value = self.values.get(field, default)
        if isinstance(value, bool):
            return value
        self.wrong(field, "true or false", f"{field} = {str(not default).lower()}")
        return default

    def strings(self, field: str) -> tuple[str, ...]:
        """A list of words, empty where it is left out."""
        value = self.values.get(field, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.wrong(field, "a list of texts in quotes", f'{field} = ["…"]')
        return ()

    def integers(self, field: str) -> tuple[int, ...]:
        """A list of whole numbers, empty where it is left out."""
        value = self.values.get(field, [])
        if isinstance(value, list) and all(type(item) is int for item in value):
            return tuple(value)
        self.wrong(field, "a list of whole numbers", f"{field} = [1]")
        return ()

    def table(self, field: str, example: str | None) -> "Table":
        """A table inside this one, an empty one where there is none.

        `example` shows how to write it; None where it may be left out.
        """
        value = self.values.get(field) if example is None else self.required(field, example)
        if value is not None and not isinstance(value, dict):
            self.wrong(field, "a table", example or f"{field} = {{…}}")
        return self._inside(field, value=value)

    def tables(self, field: str) -> "tuple[Table, ...]":
        """The tables of an array, in order; positions are those of the source."""
        value = self.values.get(field, [])
        items = value if isinstance(value, list) else []
        if items is not value or not all(isinstance(item, dict) for item in items):
            self.wrong(field, "a list of tables", f"[[{field}]]")
        return tuple(self._inside(field, place, value=item) for place, item in enumerate(items))

    def _inside(self, *steps: str | int, value: object) -> "Table":
        values = value if isinstance(value, dict) else {}
        return Table(values=values, path=(*self.path, *steps), report=self.report)
