"""The command `koe`. Errors are one readable line on stderr, no traceback."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.evidence_commands import evidence_app
from bot.members_commands import members_app
from bot.opening import Problem, migrated, opened
from bot.plan_commands import plan_app
from bot.settings import SettingsError, read_settings
from bot.simulate_commands import simulate, validate
from storage.database import StoreUnavailable
from surveys.catalog import UnknownVersionError
from surveys.definition import DefinitionError
from surveys.people import MemberRole

if TYPE_CHECKING:
    from bot.doctor import Finding

app = typer.Typer(
    name="koe",
    help="声: 講座のあとに利用者の声を集め、根拠のある数字にまとめます。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Entry point: run a command, turn expected errors into one line."""
    try:
        app()
    except (SettingsError, DefinitionError, UnknownVersionError, Problem) as error:
        _fail(str(error))
    except StoreUnavailable as error:
        _fail(f"the database cannot be reached ({error}); check KOE_DATABASE_URL")
    except BrokenPipeError:
        sys.exit(1)


def _fail(message: str) -> None:
    sys.stderr.write(f"koe: {message}\n")
    sys.exit(1)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    before, after = migrated(read_settings())
    typer.echo(f"schema {after}" if before == after else f"schema {before or '-'} → {after}")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    jobs: Annotated[bool, typer.Option("--jobs/--no-jobs", help="Run scheduled jobs.")] = True,  # noqa: FBT002 - typer's way
) -> None:
    """Serve webhooks and pages, and by default run the scheduled jobs."""
    from bot.server import serve_forever

    serve_forever(read_settings(), host=host, port=port, jobs=jobs)


@app.command()
def doctor() -> None:
    """Check settings, database, clock, LINE, Telegram and fonts; exit code 1 with what to do."""
    from bot.clock import now
    from bot.doctor import examined

    _tell(examined(now))


setup_app = typer.Typer(help="Set up the platforms.", no_args_is_help=True)
app.add_typer(setup_app, name="setup")


@setup_app.command("line")
def setup_line() -> None:
    """Set LINE's webhook and rich menus, then check what LINE tells."""
    from bot.clock import now
    from bot.doctor import line_findings
    from bot.setup_line import set_up_line

    settings = read_settings()
    for line in asyncio.run(set_up_line(settings)):
        typer.echo(line)
    _tell(asyncio.run(line_findings(settings, now)))


@setup_app.command("telegram")
def setup_telegram() -> None:
    """Set Telegram's webhook (or none, for polling) and the commands in the bot's menu."""
    from bot.setup_telegram import set_up_telegram

    for line in asyncio.run(set_up_telegram(read_settings())):
        typer.echo(line)


def _tell(findings: "list[Finding]") -> None:
    """Print what was found; exit code 1 where something is wrong."""
    from bot.doctor import is_sound, told

    for finding in findings:
        typer.echo(told(finding))
    if not is_sound(findings):
        raise typer.Exit(1)


@app.command()
def invite(
    role: Annotated[str, typer.Option(help="staff, coordinator or admin")],
) -> None:
    """Print a one-time invitation code, and where the channel is configured its links."""
    from bot.invitations import invitation_lines

    try:
        wanted = MemberRole[role.upper()]
    except KeyError:
        raise typer.BadParameter("staff, coordinator or admin", param_hint="--role") from None
    with opened(secret_needed=True) as koe:
        for line in invitation_lines(koe, wanted, timedelta(days=7)):
            typer.echo(line)


app.add_typer(members_app, name="members")

survey_app = typer.Typer(help="Questionnaires.", no_args_is_help=True)
app.add_typer(survey_app, name="survey")


@survey_app.command("check")
def survey_check(files: Annotated[list[Path], typer.Argument(help="Definitions (TOML).")]) -> None:
    """Check definitions: every mistake at once, by row, with its remedy."""
    from bot.survey_commands import check

    if not check(files):
        raise typer.Exit(1)


@survey_app.command("preview")
def survey_preview(
    key: str, language: Annotated[str, typer.Option(help="ja, ja-x-easy, en, zh-Hans")] = "ja"
) -> None:
    """Talk a questionnaire through in the terminal; nothing is stored."""
    from bot.survey_commands import preview

    preview(read_settings(), key, language)


app.add_typer(plan_app, name="plan")

lessons_app = typer.Typer(help="Courses and lessons.", no_args_is_help=True)
app.add_typer(lessons_app, name="lessons")


@lessons_app.command("import")
def lessons_import(
    file: Annotated[Path, typer.Argument(help="Schedule: .csv, .xlsx or .ics.")],
    cancel_missing: Annotated[  # noqa: FBT002 - typer's way
        bool,
        typer.Option("--cancel-missing", help="Mark lessons no longer in the file as not held."),
    ] = False,
) -> None:
    """Import a schedule; again to bring changes. Exit code 1 where a row could not be read."""
    from bot.schedule_files import import_file

    with opened(secret_needed=False) as koe:
        lines, complete = import_file(koe, file, cancel_missing=cancel_missing)
    for line in lines:
        typer.echo(line)
    if not complete:
        raise typer.Exit(1)


@app.command()
def digest(
    week: Annotated[
        str | None, typer.Option(help="ISO week, e.g. 2026-W47; default: last")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text, json or png")] = "text",
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
) -> None:
    """Print one week's digest."""
    from bot.report_commands import digest_output, digest_picture

    if form not in {"text", "json", "png"}:
        raise typer.BadParameter("text, json or png", param_hint="--format")
    with opened(secret_needed=False) as koe:
        if form == "png":
            typer.echo(str(digest_picture(koe, week, out)))
            return
        text = digest_output(koe, week, form)
    if out is None:
        typer.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise Problem(f"{out}: cannot be written ({error.strerror})") from None


app.add_typer(evidence_app, name="evidence")
app.command()(simulate)
app.command(hidden=True)(validate)


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="Folder for the files.")],
    fiscal_year: Annotated[int | None, typer.Option(help="Only this fiscal year.")] = None,
    excel: Annotated[bool, typer.Option("--excel", help="UTF-8 with BOM, for Excel.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """Write respondent-level data without addresses: CSV, codebook, datapackage.json."""
    from bot.report_commands import export_files

    with opened(secret_needed=False) as koe:
        for path in export_files(koe, fiscal_year, out, excel=excel):
            typer.echo(str(path))


@app.command()
def erase(
    respondent: Annotated[str, typer.Option(help="The respondent's id in the database.")],
) -> None:
    """Erase a respondent with all answers, and print the receipt."""
    from bot.erasing import erase_with_receipt

    with opened(secret_needed=True) as koe:
        typer.echo(erase_with_receipt(koe, respondent))


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the pack is written.")] = False,  # noqa: FBT002 - typer's way
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    """Play the main job through the real bot, then serve the chat simulator."""
    from bot.demo.run import run_demo

    run_demo(once=once, port=port)
