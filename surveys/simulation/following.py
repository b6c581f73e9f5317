"""Four weeks later: the second occasion of a response."""

from dataclasses import replace
from datetime import timedelta

from surveys.follow_up import AFTER, invited, wants_follow_up
from surveys.response import disposition
from surveys.simulation.conversation import Conversation
from surveys.simulation.habits import FOLLOW_UP
from surveys.simulation.knobs import Knobs
from surveys.simulation.opinions import Opinions
from surveys.simulation.past import Past
from surveys.simulation.remarks import Remark


def follow_up(knobs: Knobs, talk: Conversation, opinions: Opinions) -> Past | None:
    """The follow-up of half of those who agreed to one; None for the others.

    Its questions are asked as the product asks them, four weeks after the lesson. Who was asked
    and says nothing leaves no row here, unlike in a real year.
    """
    first = talk.past.response
    wants = wants_follow_up(talk.survey, first.consent, disposition(talk.survey, first))
    if not wants or first.short or talk.drawn.random() >= FOLLOW_UP:
        return None
    sent = first.created_at + AFTER
    turn = invited(
        talk.survey,
        first,
        new_id=knobs.identity("follow-up", first.id),
        language=first.language,
        now=sent,
    )
    later = replace(
        talk,
        past=Past(response=turn.response),
        at=sent + timedelta(minutes=int(talk.drawn.uniform(1, 2000))),
        deeds=[],
        remembered={},
    )
    looked = opinions.uses and talk.drawn.random() < 0.6
    went = talk.drawn.random() < 0.7
    did = [key for key, done in (("center", went), ("aonico_use", looked)) if done]
    choices = {"fu_action": tuple(did or ["none"]), "fu_route": opinions.choices["route"]}
    later.answer(replace(opinions, choices=choices), Remark(text=""))
    return later.past
