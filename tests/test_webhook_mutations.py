"""Mutated webhook bodies: never a 5xx, and nothing stored that LINE did not sign.

`make check` tries some hundreds, `make prove` a hundred thousand.
"""

import copy
import json
import os
import random
from collections import Counter
from typing import Any, Final

import httpx
from sqlmodel import Session, select

from bot.channels.web import WebChannel
from bot.server import serving_koe
from bot.settings import read_settings
from bot.web import make_app
from storage.database import SqlStore
from storage.migrate import upgrade
from storage.traffic import InboxRow
from tests.fakes.clock import Clock
from tests.fakes.line_events import Events, line_user_id, signature
from tests.universe import LINE_SECRET, LINE_TOKEN, SECRET_KEY

BODIES: Final = 100_000 if "KOE_PROVE" in os.environ else 800
SEED: Final = 20261122

WEIRD: Final[tuple[Any, ...]] = (
    None,
    True,
    -1,
    0,
    2**63,
    1e308,
    "",
    "\x00",
    "\ud800",
    "あ" * 6000,
    [],
    {},
    [[]],
    {"type": {"type": []}},
    "1c.x.0.0",
    "1c." + "0" * 32 + ".99999.99999",
    "データ削除",
    "/start",
    "アンケート 22222",
    "終了 12",
)


def corpus(clock: Clock) -> list[dict[str, Any]]:
    """Sound events of every kind that people cause."""
    events = Events(clock)
    user = line_user_id(1)
    made = [
        events.message(user, {"type": "text", "text": "アンケート 22222"}),
        events.message(user, {"type": "text", "text": "ヘルプ"}),
        events.message(user, {"type": "image", "contentProvider": {"type": "line"}}),
        events.postback(user, "1c." + "0" * 32 + ".1.1"),
        events.postback(user, "1l.2"),
        events.follow(user, unblocked=False),
        events.unfollow(user),
        events.unsend(user, "325708"),
    ]
    join = {**copy.deepcopy(made[5]), "type": "join"}
    join["source"] = {"type": "group", "groupId": "C" + "1" * 32}
    return [*made, join]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    if isinstance(value, dict):
        inside = [place for key in value for place in places(value[key], (*path, key))]
    elif isinstance(value, list):
        inside = [place for key in range(len(value)) for place in places(value[key], (*path, key))]
    else:
        inside = []
    return [path, *inside] if path else inside


def bent(random_: random.Random, body: dict[str, Any]) -> dict[str, Any]:
    """A body with one to three places removed, replaced or doubled."""
    for _ in range(random_.randint(1, 3)):
        found = places(body)
        if not found:
            return body
        *way, last = random_.choice(found)
        holder: Any = body
        for key in way:
            holder = holder[key]
        match random_.randint(0, 3):
            case 0:
                del holder[last]
            case 1 | 2:
                holder[last] = copy.deepcopy(random_.choice(WEIRD))
            case _:
                extra = copy.deepcopy(holder[last])
                if isinstance(holder, list):
                    holder.append(extra)
                else:
                    holder[f"{last}New"] = extra
    return body


def broken(random_: random.Random, raw: bytes) -> bytes:
    """Bytes cut, flipped or filled up, now and then."""
    kind = random_.randint(0, 9)
    if kind == 0:
        return raw[: random_.randint(0, len(raw))]
    if kind == 1:
        at = random_.randrange(len(raw))
        return raw[:at] + bytes([random_.randrange(256)]) + raw[at + 1 :]
    if kind == 2:
        return raw + random_.randbytes(random_.randint(1, 40))
    return raw


async def test_mutated_bodies(sqlite_url: str) -> None:
    clock = Clock()
    upgrade(sqlite_url)
    settings = read_settings(
        database_url=sqlite_url,
        secret_key=SECRET_KEY,
        line_channel_secret=LINE_SECRET,
        line_channel_access_token=LINE_TOKEN,
    )
    koe = serving_koe(settings, SECRET_KEY, clock)
    koe.channels = {"web": WebChannel()}
    statuses: Counter[tuple[bool, int]] = Counter()
    try:
        transport = httpx.ASGITransport(make_app(koe))
        async with httpx.AsyncClient(transport=transport, base_url="http://koe") as line:
            await send_all(line, clock, statuses)
        stored = inbox(koe.store)
    finally:
        koe.close()
    assert {status for _, status in statuses} <= {200, 400, 403, 413}, statuses
    assert {status for signed, status in statuses if not signed} == {403}
    assert sum(n for (signed, _), n in statuses.items() if signed) >= BODIES / 2
    assert not [event for event in stored if event.startswith("forged")]
    assert [event for event in stored if event.startswith("signed")]


async def send_all(
    line: httpx.AsyncClient, clock: Clock, statuses: Counter[tuple[bool, int]]
) -> None:
    """Half of the bodies and a little more are signed after the mutation."""
    random_ = random.Random(SEED)  # noqa: S311 - a test's mishaps
    sound = corpus(clock)
    for number in range(BODIES):
        signed = number % 20 < 11
        mark = "signed" if signed else "forged"
        events = [copy.deepcopy(random_.choice(sound)) for _ in range(random_.randint(1, 3))]
        for position, event in enumerate(events):
            event["webhookEventId"] = f"{mark}{number}-{position}"
        raw = json.dumps(bent(random_, {"destination": "U" + "0" * 32, "events": events}))
        body = broken(random_, raw.encode("utf-8", "surrogatepass"))
        true = signature(LINE_SECRET, body)
        given = true if signed else signature("another secret", body)
        answer = await line.post(
            "/webhooks/line", content=body, headers={"x-line-signature": given}
        )
        statuses[signed, answer.status_code] += 1


def inbox(store: object) -> list[str]:
    """The ids of all events that were taken in."""
    assert isinstance(store, SqlStore)
    with Session(store.engine) as session:
        return list(session.exec(select(InboxRow.event)))
