"""The yearly evidence: from a fiscal year's rows to what the pack says."""

from handlers.digests import tallied
from handlers.work import Work
from surveys.analysis.evidence import Pack, build_pack
from surveys.analysis.weeks import fiscal_span


def gather(work: Work, fiscal_year: int) -> Pack:
    """The evidence of a fiscal year, from the rows as they are now."""
    zone = work.house.centre.timezone
    start, end = fiscal_span(fiscal_year, zone)
    return build_pack(
        year=fiscal_year,
        counted=tallied(work, start, end),
        survey=work.house.catalog.latest(work.house.centre.survey),
        now=work.now,
        zone=zone,
    )
