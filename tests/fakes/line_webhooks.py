"""LINE's webhooks to the bot: signed, recorded, and delivered again where a test wants it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.fakes.contracts import complaints, line_contract
from tests.fakes.edge import Json
from tests.fakes.line_events import redelivered, signature, webhook_body
from tests.fakes.server import Deliver, posting_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One webhook as it was POSTed, and the status that came back."""

    events: tuple[Json, ...]
    body: bytes
    headers: dict[str, str]
    status: int


class Webhooks:
    """Brings events to the bot. `issue` makes a reply token of a user good from now on.

    They go to `deliver_to`; where it is None, by HTTP to the endpoint the bot registered.
    """

    def __init__(
        self,
        *,
        secret: str,
        bot: str,
        issue: Callable[[str, str], None],
        endpoint: Callable[[], str | None],
        deliver_to: Deliver | None,
    ) -> None:
        self.deliver_to = deliver_to
        self.deliveries: list[Delivery] = []
        self._secret = secret
        self._bot = bot
        self._issue = issue
        self._endpoint = endpoint
        self._collected: list[Json] | None = None

    def send(self, event: Json) -> int:
        """A phone's event: delivered at once, or kept (0) while events are being collected."""
        contract = line_contract()
        if contract is not None:
            wrong = complaints(contract.webhook, {"destination": self._bot, "events": [event]})
            if wrong:
                raise AssertionError(f"the fake made an event that LINE would not: {wrong}")
        if self._collected is not None:
            self._collected.append(event)
            return 0
        return self.deliver([event])

    @contextmanager
    def collecting(self) -> Iterator[list[Json]]:
        """While it lasts, phones' events gather in the list instead of being delivered."""
        events: list[Json] = []
        self._collected = events
        try:
            yield events
        finally:
            self._collected = None

    def deliver(
        self, events: Sequence[Json], *, signed: bool = True, redelivery: bool = False
    ) -> int:
        """POST events to the bot in one webhook; the status of its answer.

        The time of each reply token starts now. With `signed=False` the signature is one made
        with another secret.
        """
        outgoing = tuple(redelivered(event) if redelivery else event for event in events)
        for event in outgoing:
            if "replyToken" in event:
                self._issue(event["replyToken"], event.get("source", {}).get("userId", ""))
        body = webhook_body(self._bot, outgoing)
        secret = self._secret if signed else f"not {self._secret}"
        return self._post(outgoing, body, signature(secret, body), self._target())

    def redeliver(self, delivery: Delivery) -> int:
        """Deliver a webhook again as LINE does after a failure: same ids and tokens, marked."""
        return self.deliver(delivery.events, redelivery=True)

    def repeat(self, delivery: Delivery) -> int:
        """Deliver the very same bytes once more, as LINE does now and then."""
        signed = delivery.headers["x-line-signature"]
        return self._post(delivery.events, delivery.body, signed, self._target())

    def knock(self, address: str | None = None) -> int:
        """The console's "verify": a webhook without events, to any address."""
        body = webhook_body(self._bot, [])
        target = posting_to(address) if address is not None else self._target()
        return self._post((), body, signature(self._secret, body), target)

    def _target(self) -> Deliver:
        if self.deliver_to is not None:
            return self.deliver_to
        endpoint = self._endpoint()
        if endpoint is None:
            raise RuntimeError("nowhere to deliver: set deliver_to, or the webhook endpoint")
        return posting_to(endpoint)

    def _post(self, events: tuple[Json, ...], body: bytes, signed: str, target: Deliver) -> int:
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "LineBotWebhook/2.0",
            "x-line-signature": signed,
        }
        status = target(body, headers)
        delivery = Delivery(events=events, body=body, headers=headers, status=status)
        self.deliveries.append(delivery)
        return status
