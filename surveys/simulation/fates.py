"""Where each family of each lesson ends."""

from enum import StrEnum

from surveys.simulation.conversation import Conversation


class Fate(StrEnum):
    """Where one family of one lesson ends: in exactly one of these."""

    NOT_ASKED = "not_asked"
    NEVER_OPENED = "never_opened"
    LATE = "late"
    INVITED = "invited"
    REFUSED = "refused"
    BREAKOFF = "breakoff"
    PARTIAL = "partial"
    COMPLETE = "complete"
    COOL_DOWN = "cool_down"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


def fate_of(talk: Conversation, *, ended: bool) -> Fate:
    """What became of a talk, told from what the parent did, not from how it is stored."""
    open_page = talk.past.response.at
    if ended or open_page in {"voice", "quote"}:
        return Fate.COOL_DOWN if talk.past.response.short else Fate.COMPLETE
    if talk.past.response.short:
        return Fate.COOL_DOWN
    order = [question.key for question in talk.survey.questions]
    reached = order.index(open_page) > order.index(talk.survey.partial_from)
    return Fate.PARTIAL if reached else Fate.BREAKOFF
