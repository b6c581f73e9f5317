"""Counts, shares and differences as people read them: on the form and in the digest."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_FULL_WIDTH: Final = "０１２３４５６７８９"


def digits(number: int) -> str:
    """A count as the form writes it: one digit full-width, more half-width with commas."""
    return _FULL_WIDTH[number] if 0 <= number < 10 else f"{number:,}"


def percent(share: float, places: int = 0) -> str:
    """A share or difference in percent, without the sign %: with one place 0.71875 is 71.9.

    Halves are rounded away from zero; a negative number has the long minus.
    """
    rounded = _exact(share).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"−{-rounded}" if rounded < 0 else f"{abs(rounded)}"


def target_percent(target: float) -> str:
    """A target as a percentage: whole where it is whole, one digit full-width."""
    exact = _exact(target)
    return digits(int(exact)) if exact == int(exact) else percent(target, 1)


def _exact(share: float) -> Decimal:
    # A float's shortest decimal form: 0.145 means 14.5, not a little less.
    return Decimal(repr(float(share))) * 100
