"""How long a test waits for what must come before it says that nothing came."""

from typing import Final

PATIENCE: Final = 60.0
"""Seconds. Only a hanging program ever waits so long; a busy machine may need many of them."""
