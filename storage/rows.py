"""Fetching and changing single rows, with errors in the ports' words."""

from typing import Any, TypeVar

from sqlmodel import Session, col, select, update

from storage.tables import NamedRow, Row

AnyRow = TypeVar("AnyRow", bound=NamedRow)


def row_with_id(session: Session, table: type[AnyRow], key: str) -> AnyRow:
    """The row with this `id`. Raises KeyError."""
    row = session.exec(select(table).where(table.id == key)).one_or_none()
    if row is None:
        raise KeyError(key)
    return row


def add_row(session: Session, row: Row) -> None:
    """Insert a row now, so that its mistakes show here."""
    session.add(row)
    session.flush()


def change_row(session: Session, table: type[NamedRow], key: str, **values: Any) -> None:
    """Overwrite columns of the row with this `id`. Raises KeyError."""
    statement = update(table).where(col(table.id) == key).values(**values)
    if session.exec(statement).rowcount == 0:
        raise KeyError(key)
