"""How often a Brownian path leaves a corridor at some of many looks, by numerical integration.

Armitage, McPherson and Rowe's recursion: the density of paths still inside, look by look.
Independent of the formulas under test.
"""

from collections.abc import Sequence

import numpy as np


def crossing_probability(times: Sequence[float], bounds: Sequence[float]) -> float:
    """The probability that |Z| reaches its bound at one of the looks, Z = W(t) / √t."""
    nodes, weights = np.polynomial.legendre.leggauss(400)
    edge = bounds[0] * times[0] ** 0.5
    where, mass = nodes * edge, weights * edge
    inside = np.exp(-(where**2) / (2 * times[0])) / np.sqrt(2 * np.pi * times[0])
    for before, now, bound in zip(times, times[1:], bounds[1:], strict=False):
        edge = bound * now**0.5
        there = nodes * edge
        step = now - before
        kernel = np.exp(-((there[:, None] - where[None, :]) ** 2) / (2 * step))
        inside = kernel @ (inside * mass) / np.sqrt(2 * np.pi * step)
        where, mass = there, weights * edge
    return float(1 - inside @ mass)
