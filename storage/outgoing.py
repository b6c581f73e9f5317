"""Requests to platforms as rows of the outbox, and back."""

from storage.sealing import Seals
from storage.traffic import OutboxRow
from surveys.messages import from_json, to_json
from surveys.outbound import Outgoing, Purpose, SendStatus


def outgoing_row(outgoing: Outgoing, seals: Seals) -> OutboxRow:
    """The row of a new request, its reply token sealed."""
    token = outgoing.reply_token
    return OutboxRow(
        id=outgoing.id,
        key=outgoing.key,
        contact=outgoing.contact,
        purpose=outgoing.purpose.value,
        messages=[to_json(message) for message in outgoing.messages],
        reply_token=None if token is None else seals.seal(token),
        retry_key=outgoing.retry_key,
        created_at=outgoing.created_at,
        due_at=outgoing.due_at,
        expires_at=outgoing.expires_at,
        status=SendStatus.DUE.value,
        attempts=0,
    )


def outgoing_from(row: OutboxRow, seals: Seals) -> Outgoing:
    """The request that a row describes."""
    token = row.reply_token
    return Outgoing(
        id=row.id,
        key=row.key,
        contact=row.contact,
        purpose=Purpose(row.purpose),
        messages=tuple(from_json(message) for message in row.messages),
        reply_token=None if token is None else seals.opened(token),
        retry_key=row.retry_key,
        created_at=row.created_at,
        due_at=row.due_at,
        expires_at=row.expires_at,
    )
