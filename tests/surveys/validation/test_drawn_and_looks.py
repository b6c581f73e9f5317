"""Edges of the trial's own tools."""

import numpy as np
import pytest

from surveys.validation.drawn import clustered
from surveys.validation.looks import _ends, followed


def test_without_likeness_every_lesson_has_the_share_itself() -> None:
    generator = np.random.default_rng(1)
    assert list(clustered(generator, np.array([0.2, 0.7]), 0.0)) == [0.2, 0.7]


def test_a_year_has_looks() -> None:
    with pytest.raises(ValueError, match="without a look"):
        followed(iter(()), planned=900, target=0.6, tell=lambda: None)


def test_the_first_look_waits_for_the_first_lesson() -> None:
    weeks = dict(_ends([3, 3, 40]))
    assert min(weeks) == 3
    assert (weeks[3], weeks[39], weeks[40]) == (2, 2, 3)
