"""What imports of schedules need from storage beside the lessons themselves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol


class Origins(Protocol):
    """From which schedule lessons were made. Those entered by hand have no origin."""

    def add(self, lessons: Iterable[str], source: str) -> None:
        """These new lessons were made by a schedule of this source."""

    def of(self, lessons: Collection[str]) -> Mapping[str, str]:
        """The source of each of these lessons that has one."""

    def offer(self, lessons: Collection[str], offer: str) -> None:
        """These are the lessons that a button with this id is about, and no older one."""

    def withdraw(self, lessons: Collection[str]) -> None:
        """No button is about these lessons any more."""

    def offered(self, offer: str) -> Sequence[str]:
        """The lessons that the button with this id is about, by id."""
