"""On which line each table and field of a TOML text stands; the TOML reader does not tell."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from surveys.definition_mistakes import Path

_TOKENS: Final = re.compile(
    r"""
    (?P<comment> \#[^\n]* )
  | (?P<string> \"{3} (?:\\[\s\S]|[^\\])*? \"{3,5} | '{3} [\s\S]*? '{3,5}
              | "(?:\\.|[^"\\\n])*" | '[^'\n]*' )
  | (?P<word> [A-Za-z0-9_-]+ )
  | (?P<newline> \n )
  | (?P<mark> [\[\]{}=] )
  | (?P<other> . )
    """,
    re.VERBOSE,
)


class _Token(NamedTuple):
    kind: str
    text: str
    row: int


def rows(source: str) -> Mapping[Path, int]:
    """Lines, counted from 1, of all tables and fields of a well-formed TOML text.

    What stands inside inline tables and arrays has no entry: it is on its field's line, or at
    least begins there.
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for statement in _statements(source.removeprefix("\ufeff")):
        names = _names(statement)
        row = statement[0].row
        if statement[0].text == "[":
            table = _opened(names, counts, several=statement[1].text == "[")
            found.setdefault(table, row)
        else:
            for length in range(1, len(names) + 1):
                found.setdefault(table + names[:length], row)
    return found


def _opened(names: tuple[str, ...], counts: dict[Path, int], *, several: bool) -> Path:
    """The path of a table header; names of arrays of tables stand for their last table."""
    path: Path = ()
    for position, name in enumerate(names):
        path += (name,)
        if several and position == len(names) - 1:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path += (counts[path] - 1,)
    return path


def _names(statement: list[_Token]) -> tuple[str, ...]:
    """The dotted key at the head of a statement."""
    names: list[str] = []
    for token in statement:
        if token.text == "=":
            break
        if token.kind == "word":
            names.append(token.text)
        elif token.kind == "string":
            names.append(token.text[1:-1])
    return tuple(names)


def _statements(source: str) -> Iterator[list[_Token]]:
    """The tokens of each header and field; a statement ends with its line, outside brackets."""
    statement: list[_Token] = []
    depth = 0
    for token in _tokens(source):
        if token.kind != "newline":
            statement.append(token)
            depth += (token.text in {"[", "{"}) - (token.text in {"]", "}"})
        elif statement and depth == 0:
            yield statement
            statement = []
    if statement:
        yield statement


def _tokens(source: str) -> Iterator[_Token]:
    """Everything but comments and spaces."""
    row = 1
    for match in _TOKENS.finditer(source):
        kind, text = str(match.lastgroup), match.group()
        if (kind != "comment" and not text.isspace()) or kind == "newline":
            yield _Token(kind, text, row)
        row += text.count("\n")
