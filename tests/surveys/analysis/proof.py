"""How hard a property is tried: a little in every run, a lot when KOE_PROVE is set."""

import os
from typing import Final

PROVING: Final = "KOE_PROVE" in os.environ


def examples(usual: int) -> int:
    """The number of examples where `usual` will do from day to day."""
    return 40 * usual if PROVING else usual
