"""Both platforms' webhooks over HTTP: who is let in, what is stored, what is answered."""

import random
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from tests.bot.test_line_parsing import OFFICIAL_BODY, OFFICIAL_SIGNATURE
from tests.bot.test_serving import SwitchedStore
from tests.fakes.line_events import line_user_id, signature, webhook_body
from tests.fakes.server import posting_to
from tests.universe import LINE_SECRET, Universe, universe

TELEGRAM_SECRET = "a-webhook-secret"
HOOK = {
    "telegram_mode": "webhook",
    "telegram_webhook_secret": TELEGRAM_SECRET,
    "public_url": "https://koe.example.jp",
}


@pytest.fixture
def world(sqlite_url: str) -> Iterator[Universe]:
    with universe(sqlite_url, **HOOK) as made:
        made.telegram.updates.deliver_to = posting_to(f"{made.url}/webhooks/telegram")
        made.telegram.updates.secret_token = TELEGRAM_SECRET
        yield made


def stored(world: Universe) -> tuple[int, int, int]:
    """Events, contacts and rows of the outbox in the database."""
    counts = []
    base = sqlite3.connect(world.koe.settings.database_url.removeprefix("sqlite:///"))
    for table in ("inbox", "contact", "outbox"):
        (count,) = base.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - three names above
        counts.append(count)
    base.close()
    return counts[0], counts[1], counts[2]


def post(world: Universe, body: bytes, signed: str | None = "", path: str = "line") -> int:
    """POST a body to LINE's webhook, signed as LINE would unless told otherwise."""
    given = signature(LINE_SECRET, body) if signed == "" else signed
    headers = {} if given is None else {"x-line-signature": given}
    return world.http.post(f"/webhooks/{path}", content=body, headers=headers).status_code


def text_event(world: Universe, number: int, text: str = "ヘルプ") -> dict[str, Any]:
    """A message event that was not delivered yet."""
    with world.line.collecting() as events:
        world.parent(number).say(text)
    return events[0]


def test_the_official_vector_and_the_console_s_knock(world: Universe) -> None:
    assert post(world, OFFICIAL_BODY, OFFICIAL_SIGNATURE) == 200
    assert world.line.webhooks.knock() == 200
    assert stored(world) == (0, 0, 0)


@pytest.mark.parametrize("signed", [None, "bm8=", OFFICIAL_SIGNATURE])
def test_without_the_right_signature_nothing_is_stored(
    world: Universe, signed: str | None
) -> None:
    body = webhook_body("U", [text_event(world, 1)])
    assert post(world, body, signed) == 403
    assert stored(world) == (0, 0, 0)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b'{"events": [', 400),
        (b"\xff\xfe\x00", 400),
        (b'{"events": [null, 7, {}, {"type": "message"}]}', 200),
        (b'{"events": [], "pad": "' + b"x" * 1_000_000 + b'"}', 413),
    ],
)
def test_bodies_that_bring_nothing(world: Universe, body: bytes, status: int) -> None:
    assert post(world, body) == status
    assert stored(world) == (0, 0, 0)


def test_one_bad_event_does_not_spoil_its_batch(world: Universe) -> None:
    first, last = text_event(world, 1), text_event(world, 2)
    bad = {**text_event(world, 3), "timestamp": "soon"}
    standby = {**text_event(world, 4), "mode": "standby"}
    assert world.line.deliver([first, bad, standby, last]) == 200
    for number in (1, 2):
        assert "このトークで" in world.parent(number).await_reply()
    assert stored(world) == (2, 2, 2)


def test_dummy_reply_tokens_are_not_used(world: Universe) -> None:
    event = {**text_event(world, 1), "replyToken": "0" * 32}
    body = webhook_body("U", [event])
    assert post(world, body) == 200
    assert stored(world)[2] == 0


def test_an_event_is_answered_once_however_often_it_comes(world: Universe) -> None:
    parent = world.parent(1)
    assert parent.say("ヘルプ") == 200
    parent.await_reply()
    (delivery,) = world.line.deliveries
    assert world.line.repeat(delivery) == 200
    assert world.line.redeliver(delivery) == 200
    assert stored(world) == (1, 1, 1)
    assert len(parent.messages) == 1


def test_with_the_database_down_line_is_asked_to_come_again(world: Universe) -> None:
    real = world.koe.store
    world.koe.store = SwitchedStore(real=real, off=True)
    parent = world.parent(1)
    assert parent.say("ヘルプ") == 503
    assert world.http.get("/readyz").status_code == 503
    assert world.http.get("/healthz").status_code == 200
    world.koe.store = real
    assert stored(world) == (0, 0, 0)
    assert world.http.get("/readyz").status_code == 200
    assert world.line.redeliver(world.line.deliveries[-1]) == 200
    assert "このトークで" in parent.await_reply()


def test_what_came_is_counted_by_channel_and_not_by_person(world: Universe) -> None:
    world.parent(1).say("ヘルプ")
    world.telegram.user(7001).say("ヘルプ")
    metrics = world.http.get("/metrics").text
    assert 'koe_events_total{channel="line"} 1.0' in metrics
    assert 'koe_events_total{channel="telegram"} 1.0' in metrics
    assert line_user_id(1) not in metrics


def test_mutated_bodies_never_break_the_webhook(world: Universe) -> None:
    drawn = random.Random(20261122)  # noqa: S311 - a table of mistakes, no secret
    whole = webhook_body("U", [text_event(world, 1), text_event(world, 2)])
    for number in range(500):
        body = mutated(drawn, whole)
        signed = "" if number % 2 else signature(LINE_SECRET, whole)
        status = post(world, body, signed)
        assert status in {200, 400, 403}, body
        assert status == 403 or number % 2 or body == whole, body


def mutated(drawn: random.Random, body: bytes) -> bytes:
    """A body with some bytes changed, cut out, doubled, or other JSON in the place of a value."""
    changed = bytearray(body)
    for _ in range(drawn.randint(1, 4)):
        at = drawn.randrange(len(changed))
        match drawn.randrange(4):
            case 0:
                changed[at] = drawn.randrange(256)
            case 1:
                del changed[at : at + drawn.randint(1, 30)]
            case 2:
                changed[at:at] = changed[at : at + drawn.randint(1, 30)]
            case _:
                found = changed.find(b":", at)
                odd = drawn.choice([b"null", b"[]", b"{}", b"-1e999", b'"\\ud800"', b"1" * 400])
                if found >= 0:
                    end = min(p for p in (changed.find(b, found) for b in b",}]") if p > 0)
                    changed[found + 1 : end] = odd
        if not changed:
            return b""
    return bytes(changed)


def test_channels_that_are_off_have_no_webhook(sqlite_url: str) -> None:
    with universe(sqlite_url) as world:
        assert world.http.post("/webhooks/telegram", content=b"{}").status_code == 404
        known = world.koe.settings.model_copy(update={"line_channel_secret": None})
        world.koe.settings = known
        assert post(world, OFFICIAL_BODY, OFFICIAL_SIGNATURE) == 404


def test_telegram_with_the_right_secret(world: Universe) -> None:
    person = world.telegram.user(7001)
    assert person.say("ことば") == 200
    person.await_reply()
    assert person.tap("English") == 200
    assert world.telegram.unanswered == []
    update = world.telegram.updates.happened[0]
    before = stored(world)
    assert world.telegram.repeat(update) == 200
    assert stored(world) == before


@pytest.mark.parametrize("secret", [None, "", "another", "あ", TELEGRAM_SECRET[:-1]])
def test_telegram_without_it(world: Universe, secret: str | None) -> None:
    headers = [] if secret is None else [(b"x-telegram-bot-api-secret-token", secret.encode())]
    answer = world.http.post("/webhooks/telegram", content=b"{}", headers=headers)
    assert answer.status_code == 403
    assert stored(world) == (0, 0, 0)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b'{"update_id": 1, "message": 5}', b"x" * 1_000_001]
)
def test_garbage_from_telegram(world: Universe, body: bytes) -> None:
    headers = {"x-telegram-bot-api-secret-token": TELEGRAM_SECRET}
    answer = world.http.post("/webhooks/telegram", content=body, headers=headers)
    assert answer.status_code == 400
    assert stored(world) == (0, 0, 0)


def test_telegram_comes_again_after_the_database_was_down(world: Universe) -> None:
    real = world.koe.store
    world.koe.store = SwitchedStore(real=real, off=True)
    person = world.telegram.user(7001)
    assert person.say("ヘルプ") == 503
    world.koe.store = real
    assert world.telegram.updates.flush() == 200
    assert "このトークで" in person.await_reply()
