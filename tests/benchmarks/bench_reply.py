"""How much of LINE's two seconds a reply takes: from the webhook's POST to the message received.

Run by `make bench`. Everything is on this machine, the fake of LINE included, so the figure is
an upper bound for Koe's own share.
"""

import statistics
import sys
import tempfile
import time
from typing import Any, Final

import structlog

from tests.universe import universe

BUDGET: Final = 2.0
PARENTS: Final = 20
ANSWERS: Final = ("2", "2", "1", "1", "1", "1", "1")


def timed(parent: Any, text: str) -> float:
    """Seconds until the answer to a text has come."""
    begun = time.perf_counter()
    parent.say(text)
    parent.await_reply(10)
    return time.perf_counter() - begun


def main() -> None:
    """Print median and 95th percentile as shares of the budget."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as folder, universe(f"sqlite:///{folder}/koe.db") as world:
        code = world.collector().code
        for number in range(PARENTS):
            parent = world.parent(number + 1)
            seconds += [timed(parent, text) for text in (f"アンケート {code}", *ANSWERS)]
    median, late = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    sys.stdout.write(
        f"replies {len(seconds)}: median {median / BUDGET:.1%}, "
        f"95th percentile {late / BUDGET:.1%}, slowest {max(seconds) / BUDGET:.1%} "
        f"of the two seconds that LINE allows\n"
    )


if __name__ == "__main__":
    main()
