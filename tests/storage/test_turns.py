"""Turns are handed on in the order of asking, and a turn that was missed is nobody's."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.turns import Turns, TurnTimeoutError


def test_turns_come_in_the_order_of_asking() -> None:
    turns = Turns()
    served: list[int] = []

    def ask(number: int) -> None:
        with turns.turn(9):
            served.append(number)

    with ThreadPoolExecutor(4) as pool, turns.turn(9):
        for number in range(4):
            pool.submit(ask, number)
            # Nobody is served before the block ends, so they queue up one by one.
            while turns.waiting() <= number:
                pass
    assert served == [0, 1, 2, 3]


def test_a_missed_turn_is_not_handed_over() -> None:
    turns = Turns()
    with turns.turn(9):
        for _ in range(2):
            with pytest.raises(TurnTimeoutError), turns.turn(0.001):
                pass
        assert turns.waiting() == 0
    with turns.turn(0):
        pass


def test_a_block_that_raises_hands_the_turn_on() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="mine"), turns.turn(9):
        raise ValueError("mine")
    with turns.turn(0):
        pass
