"""`koe simulate` and `koe validate`: years whose truth is known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from bot.opening import Problem

OUT: Final = "sqlite:///var/simulated.db"
PAGE: Final = Path("docs/validation.md")


def simulate(  # noqa: PLR0913 - one option for each knob
    *,
    seed: Annotated[int, typer.Option(help="The same seed gives the same year.")],
    lessons: Annotated[int, typer.Option(help="Lessons planned in the year.")],
    effect: Annotated[float, typer.Option(help="What use adds to good outcomes.")] = 0.0,
    icc: Annotated[float, typer.Option(help="Likeness within a lesson.")] = 0.05,
    confounding: Annotated[float, typer.Option(help="γ: engagement drives both.")] = 0.0,
    nonresponse: Annotated[float, typer.Option(help="r: how readily users answer.")] = 1.0,
    weeks: Annotated[int, typer.Option(help="Weeks with lessons, 1 to 52.")] = 52,
    fiscal_year: Annotated[int, typer.Option(help="The year that is simulated.")] = 2026,
    out: Annotated[str, typer.Option(help="An empty database.")] = OUT,
) -> None:
    """Write a synthetic year into a database of its own, and its truth to truth.json."""
    from bot.simulation import making  # noqa: PLC0415 - loads what only years need

    knobs = making.checked_knobs(
        seed=seed,
        lessons=lessons,
        effect=effect,
        icc=icc,
        confounding=confounding,
        nonresponse=nonresponse,
        weeks=weeks,
        fiscal_year=fiscal_year,
    )
    with progress("シミュレーション") as tell:
        truth = making.make_year(knobs, out, tell)
    typer.echo(out)
    typer.echo(str(truth))


def validate(
    *,
    seed: Annotated[int, typer.Option(help="The same seed gives the same table.")] = 8,
    years: Annotated[int, typer.Option(min=50, help="Simulated years per setting.")] = 2000,
    page: Annotated[
        Path,
        typer.Option(help="Where the table goes; a new file is framed like docs/validation.md."),
    ] = PAGE,
) -> None:
    """Hold the statistics to their acceptance list; exit code 1 where a line fails."""
    from bot.simulation import validating  # noqa: PLC0415 - loads what only years need

    if not page.is_file() and not (page.parent.is_dir() and PAGE.is_file()):
        raise Problem(f"{page}: there is no such page; call this where docs/ is")
    with progress("検証") as tell:
        lines = validating.validated(seed, years, tell)
    for line in lines:
        mark = {True: "ok", False: "FAIL", None: ""}[line.passed]
        typer.echo(f"{mark:4} {line.name:20} {line.result}  ({line.threshold})  {line.what}")
    if not page.is_file():
        page.write_bytes(PAGE.read_bytes())
    validating.write_down(page, lines, seed, years)
    if any(line.passed is False for line in lines):
        raise typer.Exit(1)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, silence elsewhere."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn(what),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task(what, total=None)

        def tell(done: int, all_: int) -> None:
            bar.update(task, completed=done, total=all_)

        yield tell
