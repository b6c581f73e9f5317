"""An entry of the ledger as plain JSON values, and back, to the last bit."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TypeAlias

from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Kind, Level, Moment
from surveys.analysis.proportions import Part

Json: TypeAlias = dict[str, Any]


def entry_json(entry: Entry) -> Json:
    """An entry as plain JSON values; times are in UTC."""
    return {
        **asdict(entry),
        "looked_at": _written(entry.looked_at),
        "approved_at": _written(entry.approved_at),
        "versions": list(entry.versions),
        "strata": list(entry.strata),
    }


def entry_from(data: Mapping[str, Any]) -> Entry:
    """The entry that `entry_json` wrote; fields that came later have their defaults."""
    return Entry(
        **{
            **data,
            "kind": Kind(data["kind"]),
            "moment": Moment(data["moment"]),
            "evaluated": Level(data["evaluated"]),
            "level": Level(data["level"]),
            "looked_at": datetime.fromisoformat(data["looked_at"]),
            "approved_at": _read(data["approved_at"]),
            "part": Part(**data["part"]),
            "unexposed": Part(**data["unexposed"]) if data["unexposed"] else None,
            "versions": tuple(data["versions"]),
            "strata": tuple(data.get("strata", ())),
        }
    )


def _written(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
