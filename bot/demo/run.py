"""`koe demo`: play the term, print the digest, write the pack, serve the simulator."""

import asyncio
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

import typer
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot import clock, logs
from bot.app import Koe, compose
from bot.channels.web import WebChannel
from bot.demo.play import SEED, Play, Played, SteppedClock, add_lesson
from bot.demo.term import WEEKS, PlannedLesson
from bot.opening import Problem, migrated
from bot.report_commands import digest_output, evidence_pack, export_files
from bot.serving import lifespan_of
from bot.settings import Settings
from bot.simulator import Simulator, demo_people
from bot.web import make_app
from handlers.work import House
from surveys.analysis.weeks import Week, fiscal_year

FOLDER: Final = Path("var/demo")

CENTRE: Final = "ラフール（見本）"


def run_demo(*, once: bool, port: int) -> None:
    """Play, print, write; then serve until interrupted unless `once`."""
    settings = demo_settings(FOLDER)
    _emptied(FOLDER)
    logs.set_up("console")
    logs.only_warnings()
    migrated(settings)
    channel = WebChannel()
    monday = first_monday(clock.now(), settings)
    stepped = SteppedClock(monday - timedelta(days=3))
    koe = compose(settings, secrets.token_hex(16), clock=stepped, channels=[channel])
    koe.house = repeatable(koe.house)
    try:
        _play_and_report(koe, channel, stepped, monday)
        if not once:
            _serve(koe, channel, stepped, port)
    finally:
        koe.close()


def demo_settings(folder: Path) -> Settings:
    """Settings of the demo: its own database, no platform, nothing from the environment."""
    return Settings.model_construct(
        database_url=f"sqlite:///{folder}/koe.db", centre_name=CENTRE, free_text="chat"
    )


def repeatable(house: House) -> House:
    """The house with ids and codes that come out the same in every demo.

    Ids decide the order of rotated choices, so the demo's figures repeat with them.
    """
    drawn = Random(SEED)  # noqa: S311 - the demo keeps no secret

    def new_id() -> str:
        return f"{drawn.getrandbits(128):032x}"

    def new_code(length: int) -> str:
        code = "".join(drawn.choices(clock.ALPHABET, k=length))
        return new_code(length) if code.isalpha() or code.isdigit() else code

    return replace(house, new_id=new_id, new_code=new_code)


def first_monday(now: datetime, settings: Settings) -> datetime:
    """The Monday, 00:00 in the centre's zone, on which the term begins so as to end last week."""
    zone = ZoneInfo(settings.timezone)
    local = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return local - timedelta(days=local.weekday() + 7 * WEEKS)


def _emptied(folder: Path) -> None:
    """Begin anew; only what the demo itself writes is removed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("koe.db", "koe.db-wal", "koe.db-shm"):
            (folder / name).unlink(missing_ok=True)
        for name in ("pack", "export"):
            shutil.rmtree(folder / name, ignore_errors=True)
    except OSError as error:
        raise Problem(f"{folder}: cannot be written ({error.strerror})") from None


def _play_and_report(
    koe: Koe, channel: WebChannel, stepped: SteppedClock, monday: datetime
) -> None:
    typer.echo("声（こえ）の見本：1学期分の講座を、本番と同じ仕組みで再生します。")
    begun = time.perf_counter()
    with _progress() as tell:
        play = Play(koe=koe, channel=channel, clock=stepped)
        played = asyncio.run(play.play(monday, tell))
    stepped.to(monday + timedelta(days=7 * WEEKS, hours=9, minutes=1))
    _summary(played, time.perf_counter() - begun)
    zone = koe.house.centre.timezone
    week = Week.of(monday + timedelta(days=7 * WEEKS - 1), zone)
    typer.echo("\n" + digest_output(koe, str(week), "text") + "\n")
    middle = monday + timedelta(days=7 * WEEKS / 2)
    evidence_pack(koe, fiscal_year(middle, zone), FOLDER / "pack")
    export_files(koe, None, FOLDER / "export", excel=False)
    typer.echo(f"根拠資料：{FOLDER / 'pack'}（draft.docx ほか）　回答データ：{FOLDER / 'export'}")
    stepped.go_real(clock.now)


def _summary(played: Played, seconds: float) -> None:
    typer.echo(
        f"講座 {played.lessons}回、操作 {played.taps}回、回答 {played.completed}件"
        f"（{seconds:.0f}秒）"
    )


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, silence elsewhere."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("再生中"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("講座"),
        console=console,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task("play", total=None)

        def tell(done: int, all_: int) -> None:
            bar.update(task, completed=done, total=all_)

        yield tell


def _serve(koe: Koe, channel: WebChannel, stepped: SteppedClock, port: int) -> None:
    """The simulator, with a class that has just ended."""
    ended = stepped() - timedelta(minutes=5)
    just_ended = PlannedLesson(
        course="ハローベビークラス",
        starts_at=ended - timedelta(hours=1),
        ends_at=ended,
        place="2階",
        families=(),
    )
    koe.do(lambda work: add_lesson(work, just_ended))
    simulator = Simulator(koe, channel, demo_people())
    application = make_app(
        koe, extra_routes=simulator.routes(), lifespan=lifespan_of(koe, jobs=True)
    )
    typer.echo(f"\nチャットの見本：http://127.0.0.1:{port}/demo　（終わるときは Ctrl-C）")
    uvicorn.run(application, host="127.0.0.1", port=port, log_config=None, access_log=False)
