"""How far those who did not answer could move the shares of the pack."""

from collections.abc import Sequence

from surveys.analysis.ledger import Entry
from surveys.analysis.levels import rate_stands
from surveys.analysis.nonresponse import worst_case
from surveys.analysis.pack_claims import shows_few
from surveys.analysis.pack_model import Basis, Weighted
from surveys.analysis.pack_respondents import lesson_parts, reweighted
from surveys.analysis.tally import Pass, Tally


def weighted(counted: Tally, basis: Basis, persons: Sequence[Pass], entry: Entry) -> Weighted:
    """How far those who did not answer could move a share (EVIDENCE 3.10)."""
    name = basis.planned(entry).name
    known = [one for one in basis.survey.indicators if one.key == entry.indicator]
    few = shows_few(entry, basis.cell) or not known
    told = [one for one in persons if basis.tells(entry.claim, one.row.completed_at)]
    found = (
        None
        if few
        else reweighted(
            counted, lesson_parts(basis.survey, known[0], told), basis.as_of, basis.zone
        )
    )
    bounds = (
        None
        if few or entry.rr1 is None or entry.estimate is None or not rate_stands(entry.rated)
        else worst_case(entry.estimate, entry.rr1)
    )
    return Weighted(
        claim=entry.claim,
        name=name,
        estimate=None if found is None else found.estimate,
        low=None if found is None else found.low,
        high=None if found is None else found.high,
        lowest=None if bounds is None else bounds.low,
        highest=None if bounds is None else bounds.high,
        tipping=None if few else entry.tipping,
    )
