"""Checks against Telegram's description of its methods and types, through every nested object."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from tests.fakes.contracts import Complaint
from tests.fakes.edge import Json
from tests.fakes.telegram_door import Parameters, Uploaded

_PLAIN: Final[dict[str, tuple[type, ...]]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
    "InputFile": (Uploaded,),
}
# Fields that tell the subtypes of a type apart; their one value stands in the description.
_TELLING: Final = frozenset({"type", "status", "source"})
_ONE_VALUE: Final = re.compile(r"(?:must be|always) [“\"*]?([a-z_]+)[”\"*]?$")


class TelegramSchema:
    """Telegram's methods and types."""

    def __init__(self, contract: Json) -> None:
        self._methods: Json = contract["methods"]
        self._types: Json = contract["types"]

    def text_names(self, method: str) -> frozenset[str]:
        """The parameters of a method that are text and nothing else."""
        fields = self._methods.get(method, {}).get("fields", [])
        return frozenset(field["name"] for field in fields if field["types"] == ["String"])

    def call_complaints(self, method: str, given: Parameters) -> list[Complaint]:
        """What is wrong with a call's parameters.

        A file that another parameter names as `attach://…` needs no field of its own.
        """
        if method not in self._methods:
            return [Complaint(message="no such method", where=method)]
        fields = self._methods[method].get("fields", [])
        names = {field["name"] for field in fields}
        attached = frozenset(_attachments(given))
        named = {name: value for name, value in given.items() if name in names - attached}
        found = list(self._fields(fields, named, method))
        unknown = given.keys() - names - attached
        found += [Complaint(message="unknown parameter", where=name) for name in unknown]
        found += [
            Complaint(message="no such part in the request", where=f"attach://{name}")
            for name in attached
            if not isinstance(given.get(name), Uploaded)
        ]
        return found

    def result_complaints(self, method: str, result: object) -> list[Complaint]:
        """What is wrong with a method's result."""
        return self.value_complaints(result, self._methods[method]["returns"], method)

    def value_complaints(self, value: object, kinds: Sequence[str], where: str) -> list[Complaint]:
        """What is wrong with a value that may be of several types, judged by the nearest."""
        return min((list(self._value(value, kind, where)) for kind in kinds), key=len)

    def _value(self, value: Any, kind: str, where: str) -> Iterator[Complaint]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                yield _not_a(kind, where)
                return
            for index, item in enumerate(value):
                yield from self._value(item, kind.removeprefix("Array of "), f"{where}[{index}]")
        elif kind in _PLAIN:
            right = isinstance(value, _PLAIN[kind])
            if not right or (isinstance(value, bool) and bool not in _PLAIN[kind]):
                yield _not_a(kind, where)
        else:
            yield from self._object(value, kind, where)

    def _object(self, value: Any, kind: str, where: str) -> Iterator[Complaint]:
        described = self._types[kind]
        if "subtypes" in described:
            yield from self.value_complaints(value, described["subtypes"], where)
        elif not isinstance(value, dict):
            yield _not_a(kind, where)
        else:
            fields = described.get("fields", [])
            names = {field["name"] for field in fields}
            for name in value.keys() - names:
                yield Complaint(message=f"unknown field of {kind}", where=f"{where}.{name}")
            yield from self._fields(fields, value, where)
            yield from self._telling(described, value, where)

    def _fields(self, fields: list[Json], value: Json, where: str) -> Iterator[Complaint]:
        for field in fields:
            place = f"{where}.{field['name']}"
            if field["name"] in value:
                yield from self.value_complaints(value[field["name"]], field["types"], place)
            elif field["required"]:
                yield Complaint(message="required", where=place)

    def _telling(self, described: Json, value: Json, where: str) -> Iterator[Complaint]:
        if "subtype_of" not in described:
            return
        for field in described.get("fields", []):
            one = _ONE_VALUE.search(field["description"])
            if field["name"] in _TELLING and one and value.get(field["name"]) != one[1]:
                yield Complaint(message=f"must be {one[1]}", where=f"{where}.{field['name']}")


def _attachments(value: object) -> Iterator[str]:
    """The names in every `attach://…` inside a value."""
    if isinstance(value, str) and value.startswith("attach://"):
        yield value.removeprefix("attach://")
    elif isinstance(value, list):
        for item in value:
            yield from _attachments(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _attachments(item)


def _not_a(kind: str, where: str) -> Complaint:
    return Complaint(message=f"must be {kind}", where=where)
