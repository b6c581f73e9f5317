"""Simulated years: what is written at once is what the conversations would have left."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.app import house_from
from bot.opening import Problem
from bot.settings import read_settings
from bot.simulation.replaying import Replay, shuffled
from bot.simulation.writing import write_year
from storage.database import SqlStore, open_store
from storage.migrate import upgrade
from storage.tables import (
    AnswerRow,
    CollectorRow,
    ConsentRow,
    ContactRow,
    CourseRow,
    LessonRow,
    ProfileRow,
    RemarkRow,
    RespondentRow,
    ResponseRow,
)
from surveys import catalog
from surveys.simulation.deeds import Deed
from surveys.simulation.fates import Fate
from surveys.simulation.knobs import Knobs
from surveys.simulation.year import Year, simulated

SECRET = "a key for tests, long enough"
TABLES = (
    CourseRow,
    LessonRow,
    CollectorRow,
    RespondentRow,
    ProfileRow,
    ResponseRow,
    AnswerRow,
    RemarkRow,
    ConsentRow,
    ContactRow,
)

Rows = dict[str, list[dict[str, Any]]]


@cache
def year(seed: int = 25, lessons: int = 40, **knobs: float) -> Year:
    """A small town's year: few parents, so that they come again and again."""
    survey = catalog.Catalog.of(catalog.built_in()).latest("aonico-core")
    given: dict[str, Any] = {"parents": 90, **knobs}
    return simulated(Knobs(seed=seed, lessons=lessons, **given), survey)


@contextmanager
def store(url: str) -> Iterator[SqlStore]:
    upgrade(url)
    with closing(open_store(url, SECRET)) as opened:
        yield opened


def rows(of: SqlStore) -> Rows:
    """Every table, sorted, without sealed texts, which are never the same twice."""
    with Session(of.engine) as session:
        found: Rows = {}
        for table in TABLES:
            dumped = [row.model_dump() for row in session.exec(select(table)).all()]
            for row in dumped:
                row.pop("sealed", None)
                row.pop("number", None)
            found[table.__tablename__] = sorted(dumped, key=str)
        return found


def named_alike(of: Rows) -> Rows:
    """The rows with ids that tell what they stand for, whoever made the database.

    Staff, people who had themselves erased, and follow-ups (which begin with a message of ours)
    are left out; drawn orders are compared by which questions have one.
    """
    people = {row["respondent"]: row["lookup"] for row in of["contact"] if row["respondent"]}
    lessons = {row["id"]: row["lesson"] for row in of["collector"]}
    first = [row for row in of["response"] if row["wave"] == "w1"]
    passes = {r["id"]: f"{people[r['respondent']]}@{lessons[r['collector']]}" for r in first}
    named = {**people, **lessons, **passes}

    def told(row: dict[str, Any]) -> dict[str, Any]:
        keys = ("id", "response", "respondent", "collector")
        kept = {
            key: named.get(value, value) if key in keys else value for key, value in row.items()
        }
        return {**kept, "code": None, "orders": sorted(row.get("orders") or {})}

    kept = dict(of)
    kept["contact"] = [
        {**row, "id": None}
        for row in of["contact"]
        if row["member"] is None and row["awaiting"] is None
    ]
    kept["response"] = first
    for table in ("answer", "remark", "consent"):
        kept[table] = [row for row in of[table] if row["response"] in passes]
    return {table: sorted(map(told, found), key=str) for table, found in kept.items()}


def replayed(url: str, of: Year, log: tuple[Deed, ...]) -> Rows:
    with store(url) as opened:
        house = house_from(read_settings(database_url=url, centre_name="ラフール"), SECRET)
        Replay(store=opened, house=house, year=of).play(log)
        return rows(opened)


def written(url: str, of: Year) -> Rows:
    with store(url) as opened:
        write_year(opened, of)
        return rows(opened)


def test_a_year_written_at_once_is_the_year_played_event_by_event(tmp_path: Path) -> None:
    at_once = named_alike(written(f"sqlite:///{tmp_path}/once.db", year()))
    played = named_alike(replayed(f"sqlite:///{tmp_path}/played.db", year(), year().log))
    for table in at_once:
        assert played[table] == at_once[table], table
    assert len(at_once["response"]) > 100
    assert len(at_once["remark"]) > 5


def test_the_small_year_has_everything_that_can_happen() -> None:
    """So that the comparison above compares it."""
    assert set(year().fates()) == set(Fate)
    kept = [one for past in year().pasts for one in past.kept]
    assert any(one.revision > 1 for one in kept)
    assert any(one.message and one.answer.text is None for one in kept)
    assert any(past.response.short for past in year().pasts)
    assert any(person.blocked for person in year().people)
    assert len({deed.event for deed in year().log}) < len(year().log)
    assert any(deed.at > later.at for deed, later in zip(year().log, year().log[1:], strict=False))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_shuffled_and_duplicated_log_leaves_the_same_bytes(tmp_path: Path, seed: int) -> None:
    small = year(lessons=12)
    log = shuffled(small.log, seed)
    assert len(log) > len(small.log)
    in_order = replayed(f"sqlite:///{tmp_path}/order.db", small, small.log)
    mixed = replayed(f"sqlite:///{tmp_path}/mixed.db", small, log)
    assert repr(mixed) == repr(in_order)


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first = written(f"sqlite:///{tmp_path}/a.db", year())
    year.cache_clear()
    assert repr(written(f"sqlite:///{tmp_path}/b.db", year())) == repr(first)
    assert repr(written(f"sqlite:///{tmp_path}/c.db", year(seed=6))) != repr(first)


def test_a_year_is_written_to_postgres_too(postgres_url: str, sqlite_url: str) -> None:
    small = year(lessons=6)
    assert repr(written(postgres_url, small)) == repr(written(sqlite_url, small))


def test_a_database_that_holds_something_is_refused(sqlite_url: str) -> None:
    with store(sqlite_url) as opened:
        write_year(opened, year(lessons=3))
        before = rows(opened)
        with pytest.raises(Problem, match="not empty"):
            write_year(opened, year(lessons=6))
        assert rows(opened) == before
