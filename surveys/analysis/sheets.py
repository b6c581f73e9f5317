"""Tables on their way out of Koe: columns that say what they hold, and rows."""

from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

Cell: TypeAlias = str | int | float | bool | None
Kind: TypeAlias = Literal["string", "integer", "number", "boolean", "datetime"]
Json: TypeAlias = dict[str, Any]

_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `title` is its Japanese name; `values` are all that may stand in it.

    `refers` names the sheet and the column in which every value is found.
    """

    name: str
    kind: Kind
    title: str
    required: bool = True
    unique: bool = False
    values: tuple[str, ...] | None = None
    refers: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table, and what it is in one line of Japanese. A cell is None where nothing is known."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a dangerous beginning gets an apostrophe.

    The beginnings are those of OWASP's page on CSV injection.
    """
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def data_package(name: str, title: str, sheets: tuple[Sheet, ...], encoding: str) -> Json:
    """The descriptor of a folder that holds each sheet as `<name>.csv` (Data Package v1)."""
    return {
        "name": name,
        "title": title,
        "profile": "tabular-data-package",
        "resources": [
            {
                "name": sheet.name,
                "title": sheet.title,
                "profile": "tabular-data-resource",
                "path": f"{sheet.name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": encoding,
                "schema": _schema(sheet),
            }
            for sheet in sheets
        ],
    }


def _schema(sheet: Sheet) -> Json:
    schema: Json = {
        "fields": [_field(column) for column in sheet.columns],
        "missingValues": [""],
    }
    unique = [column.name for column in sheet.columns if column.unique]
    if unique:
        schema["primaryKey"] = unique
    keys = [
        {"fields": [column.name], "reference": {"resource": other, "fields": [field]}}
        for column in sheet.columns
        if column.refers is not None
        for other, field in [column.refers]
    ]
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _field(column: Column) -> Json:
    constraints: Json = {}
    if column.required:
        constraints["required"] = True
    if column.values is not None:
        constraints["enum"] = list(column.values)
    field: Json = {"name": column.name, "type": column.kind, "title": column.title}
    return {**field, "constraints": constraints} if constraints else field
