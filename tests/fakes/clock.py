"""A clock that moves when a test says so."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Call it for the time: aware, in UTC. It stands still between calls of `forward`."""

    def __init__(self, now: datetime = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, *, seconds: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds, hours=hours, days=days)
