"""How people come in and go: parents by join code, members by invitation."""

import re
import unicodedata
from dataclasses import replace
from datetime import timedelta
from typing import Final

from handlers import membership, menus
from handlers.answers import take
from handlers.work import Case
from surveys.inputs import Said, Word
from surveys.messages import Message
from surveys.model import CONSENT, Survey
from surveys.people import Member
from surveys.response import Response

CODE: Final = re.compile(r"[2-9A-HJKMNP-Z]{4,6}")
"""A join code: no 0, O, 1, I or L, so that it can be read out."""


def code_in(text: str) -> str | None:
    """A text as a join code, None where it cannot be one."""
    code = unicodedata.normalize("NFKC", text).strip().strip("「」\"'").upper()
    return code if CODE.fullmatch(code) else None


def open_survey(case: Case, code: str) -> list[Message]:
    """Begin the survey of a code, or go on where it was left."""
    work = case.work
    collector = work.uow.collectors.by_code(code)
    if collector is None:
        return [case.note("code_unknown", code=code)]
    if not collector.is_open(work.now):
        return [case.note("code_closed")]
    case = _as_respondent(case)
    respondent = str(case.contact.respondent)
    response = work.uow.responses.find(respondent, collector.id)
    if response is None:
        survey = work.house.catalog.get(collector.survey, collector.version)
        response = Response(
            id=work.house.new_id(),
            respondent=respondent,
            collector=collector.id,
            survey=survey.key,
            version=survey.version,
            wave=survey.questions[0].wave,
            mode=case.contact.channel,
            language=case.language,
            at=CONSENT,
            profile=work.uow.respondents.profile(respondent, work.now),
            short=_asked_lately(case, respondent, survey),
            created_at=case.inbound.at,
            moved_at=case.inbound.at,
        )
        work.uow.responses.add(response)
    return take(case, response, Said(word=Word.OPEN))


def _asked_lately(case: Case, respondent: str, survey: Survey) -> bool:
    """Whether the full form was completed so lately that only the short form is asked now."""
    last = case.work.uow.responses.last_full(respondent, survey.key)
    return last is not None and case.work.now - last < timedelta(days=survey.cool_down_days)


def _as_respondent(case: Case) -> Case:
    if case.contact.respondent is not None:
        return case
    respondent = case.work.house.new_id()
    case.work.uow.respondents.add(respondent, case.work.now)
    return case.changed(replace(case.contact, respondent=respondent))


def join(case: Case, text: str) -> list[Message]:
    """A code after 参加 or /start: an invitation, or else a join code."""
    work = case.work
    code = unicodedata.normalize("NFKC", text).strip().upper()
    invitation = work.uow.members.invitation(code)
    if invitation is None:
        linked = membership.linked(case, code)
        if linked is not None:
            return linked
        if code_in(code) is not None:
            return open_survey(case, code)
        return [case.note("invitation_unusable")]
    if invitation.used_at is not None or invitation.expires_at <= work.now:
        return [case.note("invitation_unusable")]
    member, action = case.member(), "joined"
    if member is None:
        member = Member(id=work.house.new_id(), role=invitation.role, joined_at=work.now)
        work.uow.members.add(member)
        case = case.changed(replace(case.contact, member=member.id))
        menus.changed(work, case.contact)
    elif invitation.role > member.role:
        member, action = replace(member, role=invitation.role), "role raised"
        work.uow.members.save(member)
        for place in work.uow.contacts.of_member(member.id):
            menus.changed(work, place)
    work.uow.members.use(invitation.id, member.id, work.now)
    role = member.role.name.lower()
    membership.audit(work, member.id, action, member.id, {"role": role})
    return [case.note("joined", role=case.say(f"role_{member.role.name.lower()}"))]


def leave(case: Case) -> list[Message]:
    """A member gives up the registration."""
    member = case.member()
    if member is None:
        return []
    membership.end(case.work, member, actor=member.id, action="left")
    return [case.note("left")]


def is_invitation(case: Case, code: str) -> bool:
    """Whether this is the code of an invitation or of a member's further place."""
    uow = case.work.uow
    return uow.members.invitation(code) is not None or uow.places.linking(code) is not None
