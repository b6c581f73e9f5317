"""`koe evidence` and `koe evidence verify`: the yearly pack from the command line."""

from pathlib import Path
from typing import Annotated

import typer

from bot.opening import opened
from bot.simulate_commands import progress

evidence_app = typer.Typer(help="The evidence pack of a fiscal year.")


@evidence_app.callback(invoke_without_command=True)
def evidence(
    context: typer.Context,
    fiscal_year: Annotated[
        int | None, typer.Option(help="e.g. 2026: April 2026 to March 2027")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the pack.")] = None,
) -> None:
    """Write the evidence pack of a fiscal year."""
    if context.invoked_subcommand is not None:
        return
    from bot.report_commands import evidence_pack  # noqa: PLC0415 - loads what only reports need

    if fiscal_year is None:
        raise typer.BadParameter("which year? e.g. 2026", param_hint="--fiscal-year")
    if out is None:
        raise typer.BadParameter("which folder?", param_hint="--out")
    with opened(secret_needed=False) as koe, progress("根拠資料") as tell:
        paths = evidence_pack(koe, fiscal_year, out, tell)
    for path in paths:
        typer.echo(str(path))


@evidence_app.command("verify")
def evidence_verify(
    folder: Annotated[Path, typer.Argument(help="Folder of a pack.")],
) -> None:
    """Count a pack again from the database and name each difference; exit code 1 for any."""
    from bot.pack.verify import conclusion, verify  # noqa: PLC0415 - loads what only reports need

    with opened(secret_needed=False) as koe, progress("照合") as tell:
        found = verify(koe, folder, tell)
    for one in found:
        typer.echo(f"{'✗' if one.serious else '・'} {one}")
    if any(one.serious for one in found):
        raise typer.Exit(1)
    typer.echo(conclusion(found))
