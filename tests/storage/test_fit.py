"""The store fits the ports: checked by mypy on every run, and by names here."""

import inspect
from typing import get_type_hints

import pytest

from handlers import ports
from storage import unit_of_work
from storage.database import SqlStore


def fits(store: SqlStore) -> ports.Store:
    """Mypy refuses this where a method's arguments or result do not match the port."""
    return store


KINDS = get_type_hints(unit_of_work.SqlUnitOfWork)


@pytest.mark.parametrize("name", KINDS)
def test_every_method_of_the_port_is_there(name: str) -> None:
    port, kind = getattr(ports, name.capitalize()), KINDS[name]
    wanted = {name for name, _ in inspect.getmembers(port, inspect.isfunction) if name[0] != "_"}
    assert wanted
    assert wanted <= set(dir(kind))


def test_the_unit_of_work_has_every_port() -> None:
    wanted = {name for name in vars(ports.UnitOfWork) if not name.startswith("_")}
    assert wanted == set(KINDS)
