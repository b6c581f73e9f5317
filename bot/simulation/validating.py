"""The acceptance list, run: the fast path, whole years, and a year played out of order."""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.app import house_from
from bot.opening import Problem
from bot.settings import Settings
from bot.simulation.replaying import Replay, shuffled
from handlers.ports import Store
from handlers.work import House
from storage.database import open_store
from storage.migrate import upgrade
from surveys.analysis.plan_file import built_in_source, draft_of, read_plan
from surveys.analysis.weeks import fiscal_span
from surveys.simulation.deeds import Deed
from surveys.simulation.knobs import ZONE, Knobs
from surveys.simulation.year import Year, simulated
from surveys.validation.acceptance import accepted, steps_of
from surveys.validation.lines import Line, Trial, checked
from surveys.validation.report import placed, table
from surveys.validation.whole_years import STEPS_OF_YEARS, Ground, whole_years

SECRET: Final = "a key for years that never were"  # noqa: S105 - it guards nothing

LESSONS: Final = 480
"""Lessons of the whole years."""

PLAYED: Final = Knobs(seed=9, lessons=12, parents=60)
"""The small year that is played event by event."""


@dataclass(slots=True, kw_only=True)
class _Steps:
    """Counts steps for a progress bar."""

    all_: int
    tell: Callable[[int, int], None]
    done: int = 0

    def __call__(self) -> None:
        self.done += 1
        self.tell(self.done, self.all_)


def validated(seed: int, years: int, tell: Callable[[int, int], None]) -> tuple[Line, ...]:
    """Every line of the list, in its order."""
    steps = _Steps(all_=steps_of(years) + STEPS_OF_YEARS + 2, tell=tell)
    settings = Settings.model_construct(centre_name="声")
    house = house_from(settings, SECRET)
    source = built_in_source()
    plan = draft_of(source, read_plan(source, "the plan", house.catalog))
    lines = list(accepted(Trial(years=years, seed=seed, tell=steps)))
    ground = Ground(catalog=house.catalog, plan=plan, seed=seed, lessons=LESSONS, tell=steps)
    lines += whole_years(ground)
    lines.append(out_of_order(house, seed, steps))
    return tuple(sorted(lines, key=lambda line: int(line.name.split()[0])))


def write_down(page: Path, lines: Sequence[Line], seed: int, years: int) -> None:
    """Put the lines as a table into a page, between its markers.

    Raises:
        Problem: the page has no markers or cannot be written.
    """
    command = f"koe validate --seed {seed} --years {years}"
    made = table(lines, command=command, seed=seed, years=years)
    try:
        page.write_text(placed(page.read_text(encoding="utf-8"), made), encoding="utf-8")
    except ValueError as error:
        raise Problem(f"{page}: {error}") from None
    except OSError as error:
        raise Problem(f"{page}: cannot be written ({error.strerror})") from None


def out_of_order(house: House, seed: int, step: Callable[[], None]) -> Line:
    """A year's log in order, and shuffled and duplicated: the same tables to the byte."""
    year = simulated(PLAYED, house.catalog.latest(house.centre.survey))
    mixed = shuffled(year.log, seed)
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for name, log in (("order", year.log), ("mixed", mixed)):
            found.append(_tables(f"sqlite:///{Path(folder)}/{name}.db", house, year, log))
            step()
    return checked(
        "7 replay",
        f"tables of {len(year.log)} events, and of the same shuffled among people with "
        f"{len(mixed) - len(year.log)} copies",
        "equal" if found[0] == found[1] else "differ",
        "equal",
        passed=found[0] == found[1],
    )


def _tables(url: str, house: House, year: Year, log: tuple[Deed, ...]) -> str:
    upgrade(url)
    with closing(open_store(url, SECRET)) as store:
        Replay(store=store, house=house, year=year).play(log)
        return _figures(store, year)


def _figures(store: Store, year: Year) -> str:
    """Everything that figures are computed from, as text."""
    span = fiscal_span(year.knobs.fiscal_year, ZONE)
    with store.look() as uow:
        rows = [uow.figures.lessons(*span), uow.figures.responses(*span)]
        return repr([*rows, uow.figures.answers(*span)])
