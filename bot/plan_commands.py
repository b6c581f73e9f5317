"""`koe plan check` and `koe plan register`: the year's plan from the command line."""

from pathlib import Path
from typing import Annotated

import typer

from bot.app import Koe, read_catalog
from bot.opening import Problem, opened
from bot.settings import Settings, read_settings
from handlers.plans import PlanRefused, Registration, register
from surveys.analysis.eras import reiwa
from surveys.analysis.plan import Plan
from surveys.analysis.plan_file import read_plan
from surveys.definition import DefinitionError


def check_plan(settings: Settings, file: Path) -> bool:
    """Check a plan and print every mistake; whether there is none.

    Raises:
        Problem: the file cannot be read.
    """
    try:
        plan = read_plan(_text(file), file.name, read_catalog(settings.surveys_dir))
    except DefinitionError as error:
        _tell(error)
        return False
    typer.echo(f"{file.name}: {described(plan)} is sound")
    for line in remarks(plan):
        typer.echo(line)
    return True


def register_plan(koe: Koe, file: Path) -> bool:
    """Register a plan; False where it has mistakes, which are printed.

    Raises:
        Problem: the file cannot be read, or the plan may not follow what is registered.
    """
    source = _text(file)
    try:
        done = koe.do(lambda work: register(work, source, file.name))
    except DefinitionError as error:
        _tell(error)
        return False
    except PlanRefused as refused:
        raise Problem(f"{file.name}: {refused}") from None
    for line in told(koe, done):
        typer.echo(line)
    return True


def described(plan: Plan) -> str:
    """A plan in few words."""
    primary = len(plan.primary)
    claims = f"{len(plan.claims)} claims, {primary} of them primary, c = {plan.constant:.4f}"
    return f"plan {plan.fiscal_year} ({reiwa(plan.fiscal_year)}) version {plan.version}: {claims}"


def remarks(plan: Plan) -> list[str]:
    """What somebody should know before registering."""
    drafted = "the targets are placeholders: let the ward set them, then remove placeholders"
    return [drafted] if plan.placeholders else []


def told(koe: Koe, done: Registration) -> list[str]:
    """What registering came to."""
    registered = done.registered
    at = registered.registered_at.astimezone(koe.house.centre.timezone)
    verb = "already registered" if done.again else "registered"
    lines = [
        described(registered.plan),
        f"{verb} {at:%Y-%m-%d %H:%M}, in force from {registered.plan.since}",
        f"sha256 {registered.sha256}",
    ]
    if registered.late(koe.house.centre.timezone):
        day = f"{registered.plan.fiscal_year}-04-01"
        lines.append(f"late: after {day}; every report says so")
    return [*lines, *remarks(registered.plan)]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{file}: cannot be read ({type(error).__name__})") from None


def _tell(error: DefinitionError) -> None:
    for mistake in error.mistakes:
        typer.echo(str(mistake), err=True)


plan_app = typer.Typer(help="The year's evidence plan.", no_args_is_help=True)


@plan_app.command("check")
def plan_check(file: Annotated[Path, typer.Argument(help="A plan (TOML).")]) -> None:
    """Check a plan: every mistake at once, by row, with its remedy."""
    if not check_plan(read_settings(), file):
        raise typer.Exit(1)


@plan_app.command("register")
def plan_register(file: Annotated[Path, typer.Argument(help="A plan (TOML).")]) -> None:
    """Fix a plan with its hash and the time; it is never changed afterwards."""
    with opened(secret_needed=False) as koe:
        sound = register_plan(koe, file)
    if not sound:
        raise typer.Exit(1)
