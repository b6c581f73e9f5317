"""`koe digest`, `koe evidence`, `koe export`: figures from the command line."""

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.app import Koe
from bot.charts import chart_png
from bot.opening import Problem
from bot.pack.evidence import Tell, silent, write_pack
from bot.pack.tables import write_export
from handlers.digests import of_week
from handlers.evidence import gather
from handlers.exports import respondent_level
from surveys.analysis.digest import Digest
from surveys.analysis.digest_chart import digest_chart
from surveys.analysis.digest_data import digest_json
from surveys.analysis.digest_views import digest_text
from surveys.analysis.shares import FEWEST
from surveys.analysis.weeks import Week
from surveys.model import Language


def digest_of(koe: Koe, week: str | None) -> Digest:
    """One week's digest; the last complete week unless one is given.

    Raises:
        Problem: the week is not of the form 2026-W47, or has not begun.
    """
    zone = koe.house.centre.timezone
    running = Week.of(koe.clock(), zone)
    try:
        wanted = Week.parse(week) if week else running.previous()
    except ValueError:
        raise Problem(f"{week} is no ISO week; write for example {running}") from None
    if wanted.start(zone) > koe.clock():
        raise Problem(f"{wanted} has not begun")
    return koe.see(lambda work: of_week(work, wanted))


def digest_output(koe: Koe, week: str | None, form: str) -> str:
    """One week's digest as text or JSON; the last complete week unless one is given.

    Raises:
        Problem: as `digest_of`.
    """
    digest = digest_of(koe, week)
    if form == "json":
        return json.dumps(digest_json(digest, koe.house.wording), ensure_ascii=False, indent=2)
    return digest_text(digest, Language.JA, koe.house.wording)


def digest_picture(koe: Koe, week: str | None, out: Path | None) -> Path:
    """Write one week's chart as PNG, by default into the present folder; the file written.

    Raises:
        Problem: as `digest_of`, too few people have answered, or the file cannot be written.
    """
    digest = digest_of(koe, week)
    chart = digest_chart(digest, Language.JA, koe.house.wording)
    if chart is None:
        raise Problem(f"{digest.week}: no chart before {FEWEST} people have answered")
    path = out or Path(f"digest-{digest.week}.png")
    with _writing(path):
        path.write_bytes(chart_png(chart))
    return path


def evidence_pack(koe: Koe, fiscal_year: int, out: Path, tell: Tell = silent) -> Sequence[Path]:
    """Write the evidence pack of a fiscal year into a folder; the files written.

    `tell` hears how many steps are done, of how many.

    Raises:
        Problem: the year is not near ours, or the folder cannot be written.
    """
    _check_year(koe, fiscal_year)
    pack = koe.see(lambda work: gather(work, fiscal_year))
    with _writing(out):
        return write_pack(pack, out, tell)


def export_files(koe: Koe, fiscal_year: int | None, out: Path, *, excel: bool) -> Sequence[Path]:
    """Write respondent-level data into a folder; the files written.

    Raises:
        Problem: the year is not near ours, or the folder cannot be written.
    """
    if fiscal_year is not None:
        _check_year(koe, fiscal_year)
    key = secrets.token_bytes(32)
    data = koe.see(lambda work: respondent_level(work, fiscal_year, key))
    with _writing(out):
        return write_export(data, out, excel=excel)


def _check_year(koe: Koe, fiscal_year: int) -> None:
    """A slip such as 26 or 20266 would give an empty pack that looks like a result."""
    now = koe.clock().year
    if not 2019 <= fiscal_year <= now + 1:
        raise Problem(f"{fiscal_year} is no fiscal year between 2019 and {now + 1}")


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Problem(f"{out}: cannot be written ({error.strerror})") from None
