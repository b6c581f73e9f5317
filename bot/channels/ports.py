"""What a channel is to the rest of the edge."""

from typing import Protocol, runtime_checkable

from surveys.outbound import Claimed, Outcome
from surveys.quota import Plan


class Channel(Protocol):
    """One platform. Opened inside the running loop, closed before it ends."""

    @property
    def name(self) -> str:
        """The channel's name in contacts and modes: line, telegram, web."""

    async def open(self) -> None:
        """Connect; nothing is sent yet."""

    async def close(self) -> None:
        """Let go of connections."""

    async def send(self, claimed: Claimed) -> Outcome:
        """Send one row of the outbox. Platform errors become outcomes; our own propagate."""


@runtime_checkable
class PlanTeller(Channel, Protocol):
    """A channel whose platform counts pushes and can be asked how many are left."""

    async def quota(self) -> Plan | None:
        """The month's plan and use; None when the platform cannot be asked now."""


@runtime_checkable
class Editor(Channel, Protocol):
    """A channel on which a message that was sent can be changed."""

    async def edit(self, address: str, message: str, text: str) -> Outcome:
        """Change what a message of ours says; `message` is what `Accepted` told of it."""


@runtime_checkable
class FileHolder(Channel, Protocol):
    """A channel on which people can send files."""

    async def fetch(self, file: str) -> bytes | None:
        """The bytes of a file that was sent; None when it is not to be had now."""
