"""Reads keys: what is stored for good, and therefore must be plain and unique."""

import re
from collections.abc import Sequence
from typing import Final

from surveys.definition_fields import Table
from surveys.definition_mistakes import Rule
from surveys.model import CONSENT, SKIPPED
from surveys.response import DONE

RESERVED: Final = (CONSENT, DONE, SKIPPED)

KEY: Final = re.compile(r"[a-z][a-z0-9_]*")
SCALE_KEY: Final = re.compile(r"[a-z][a-z0-9_]*|[0-9]+")
SURVEY_KEY: Final = re.compile(r"[a-z][a-z0-9_-]*")
INDICATOR_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

_REMEDIES: Final = {
    KEY: "use a-z, 0-9 and _, and begin with a letter",
    SCALE_KEY: "use digits alone, or a-z, 0-9 and _, beginning with a letter",
    SURVEY_KEY: "use a-z, 0-9, _ and -, and begin with a letter",
    INDICATOR_KEY: "use letters, digits and _, and begin with a letter",
}


def read_key(table: Table, form: re.Pattern[str] = KEY, field: str = "key") -> str:
    """A required key, "" where there is none."""
    key = table.string(field)
    if key in RESERVED:
        table.add(field, Rule.KEY_RESERVED, f'"{key}" is reserved', "use another word")
    elif not form.fullmatch(key):
        table.add(field, Rule.KEY_FORM, f'"{key}" cannot be a {field}', _REMEDIES[form])
    return key


def check_unique(tables: Sequence[Table], keys: Sequence[str]) -> None:
    """Report every key that an earlier table has already."""
    for position, (table, key) in enumerate(zip(tables, keys, strict=True)):
        if key in keys[:position]:
            table.add("key", Rule.KEY_TWICE, f'key "{key}" is used twice', "use another key")
