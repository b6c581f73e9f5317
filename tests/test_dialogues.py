"""The same conversations on every channel, in every language, stored between every turn."""

from typing import Any

import pytest

from handlers.work import Work
from surveys.model import Language
from surveys.response import Response
from tests.dialogue import Dialogue, Person, Player, all_dialogues
from tests.fakes.line_events import line_user_id
from tests.universe import Universe, universe

DIALOGUES = all_dialogues()


def somebody(world: Universe, channel: str, number: int) -> tuple[Person, str]:
    """A new person on a channel, with the address by which the channel knows them."""
    if channel == "line":
        return world.parent(number), line_user_id(number)
    if channel == "web":
        return world.visitor(number), f"parent-{number}"
    return world.telegram.user(7000 + number), str(7000 + number)


def stored(world: Universe, channel: str, address: str) -> Response | None:
    """The person's response as it lies in the database."""

    def found(work: Work) -> Response | None:
        contact = work.uow.contacts.find_or_add(
            channel, address, work.house.new_id(), Language.JA, work.now
        )
        if contact.respondent is None:
            return None
        return work.uow.responses.latest(contact.respondent)

    return world.koe.do(found)


def compare(dialogue: Dialogue, response: Response | None) -> None:
    """What is stored after a dialogue, against what it says of its end."""
    if response is None:
        assert dialogue.ends == "gone", dialogue.name
        return
    assert response.status.value == dialogue.ends, dialogue.name
    kept: dict[str, Any] = {
        key: list(answer.choices) if answer.text is None else answer.text
        for key, answer in response.answers.items()
    }
    assert kept == dialogue.answers, dialogue.name
    for key, revision in dialogue.revisions.items():
        assert response.answers[key].revision == revision, f"{dialogue.name}: {key}"


def play_all(world: Universe, channel: str, language: Language) -> None:
    """Every dialogue, each with a new person, all in one lesson's survey.

    Those that last for weeks come after the others, each in a survey of its own.
    """
    code = world.collector().code
    for number, dialogue in enumerate(sorted(DIALOGUES, key=lambda one: one.weeks > 0), start=1):
        person, address = somebody(world, channel, number)
        code = world.collector().code if dialogue.weeks else code
        house = world.koe.house
        Player(
            person=person,
            survey=house.catalog.latest(house.centre.survey),
            wording=house.wording,
            phrases=house.phrases,
            language=language,
            code=code,
            wait=world.weeks_later,
        ).play(dialogue)
        compare(dialogue, stored(world, channel, address))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("channel", ["line", "telegram", "web"])
def test_every_dialogue_on_every_channel_in_every_language(
    channel: str, language: Language, sqlite_url: str
) -> None:
    with universe(sqlite_url) as world:
        play_all(world, channel, language)


@pytest.mark.parametrize("channel", ["line", "telegram"])
def test_every_dialogue_on_postgresql(channel: str, postgres_url: str) -> None:
    with universe(postgres_url) as world:
        play_all(world, channel, Language.JA)
