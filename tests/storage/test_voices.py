"""Remarks and decisions about them, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, func, select

from storage.database import SqlStore
from storage.tables_voices import RemarkReviewRow
from storage.unit_of_work import SqlUnitOfWork
from surveys.people import Member, MemberRole
from surveys.response import Response, Status
from surveys.voices.voice import Review, ReviewStatus, VoiceId
from tests.storage.samples import NOW, add_collector, add_response, answered, at, wrote

FIRST = VoiceId(response="r1", question="voice", revision=1)


def review(voice: VoiceId = FIRST, text: str | None = "masked") -> Review:
    status = ReviewStatus.DISMISSED if text is None else ReviewStatus.APPROVED
    return Review(voice=voice, status=status, text=text, member="m1", at=at(60))


def remark(uow: SqlUnitOfWork, text: str = "raw", message: str = "msg1") -> Response:
    """Response `r1` with a remark, and the member `m1` who reads."""
    add_collector(uow)
    uow.members.add(Member(id="m1", role=MemberRole.COORDINATOR, joined_at=NOW))
    made = answered(add_response(uow), wrote("voice", text))
    uow.responses.save(made, source=message)
    return made


def reviews(store: SqlStore) -> int:
    with Session(store.engine) as session:
        return session.exec(select(func.count(col(RemarkReviewRow.response)))).one()


def test_a_remark_waits_until_it_is_decided_about_once(store: SqlStore) -> None:
    with store.begin() as uow:
        remark(uow)
        (voice,) = uow.voices.waiting()
        assert (voice.id, voice.text, voice.respondent) == (FIRST, "raw", "p1")
        assert voice.course == "ハローベビークラス"
        assert uow.voices.decide(review())
        assert not uow.voices.decide(review(text=None))
    with store.look() as uow:
        assert uow.voices.waiting() == []
        found = uow.voices.find(FIRST)
        assert found is not None
        assert found.review == review()
        assert uow.voices.newest("r1", "voice") == found
        assert uow.voices.sent_with("line", "msg1") == found
        assert list(uow.voices.between(NOW, at(600))) == [found]
        assert list(uow.voices.between(NOW, at(60))) == []
        assert uow.voices.find(VoiceId(response="r1", question="voice", revision=2)) is None
        assert uow.voices.newest("r2", "voice") is None


def test_oldest_first(store: SqlStore) -> None:
    with store.begin() as uow:
        add_collector(uow)
        for number, minute in ((1, 5), (2, 1), (3, 3)):
            made = add_response(uow, number)
            uow.responses.save(answered(made, wrote("voice", "x", 1, minute)), source=None)
        assert [voice.id.response for voice in uow.voices.waiting()] == ["r2", "r3", "r1"]


@pytest.mark.parametrize(
    "way", ["rewritten", "skipped", "withdrawn", "erased", "unsent", "edited"]
)
def test_approval_goes_with_what_was_approved(store: SqlStore, way: str) -> None:
    with store.begin() as uow:
        made = remark(uow)
        uow.voices.decide(review())
    assert reviews(store) == 1
    with store.begin() as uow:
        match way:
            case "rewritten":
                again = answered(made, wrote("voice", "anew", revision=2))
                uow.responses.save(again, source=None)
            case "skipped":
                uow.responses.save(answered(made), source=None)
            case "withdrawn":
                uow.responses.save(answered(made, status=Status.WITHDRAWN), source=None)
            case "erased":
                uow.respondents.erase("p1")
            case "unsent":
                uow.responses.blank_remark("line", "msg1")
            case _:
                uow.responses.change_remark("line", "msg1", "anew")
    assert reviews(store) == 0
    with store.look() as uow:
        waits = [voice.text for voice in uow.voices.waiting()]
        assert waits == (["anew"] if way in {"rewritten", "edited"} else [])


def test_another_answer_saved_keeps_the_approval(store: SqlStore) -> None:
    with store.begin() as uow:
        made = remark(uow)
        uow.voices.decide(review())
        uow.responses.save(answered(made, *made.answers.values(), at="quote"), source=None)
    assert reviews(store) == 1


def test_raw_texts_go_by_their_day(store: SqlStore) -> None:
    with store.begin() as uow:
        made = remark(uow, "first")
        uow.responses.save(
            answered(made, wrote("voice", "second", revision=2, minute=30)), source="msg2"
        )
        second = VoiceId(response="r1", question="voice", revision=2)
        uow.voices.decide(review(second))
        assert uow.voices.delete_raw(at(0)) == 0
        assert uow.voices.delete_raw(at(10)) == 1  # replaced before
        assert uow.voices.delete_raw(at(60)) == 0
        assert uow.voices.delete_raw(at(60) + timedelta(seconds=1)) == 1
        found = uow.voices.find(second)
        assert found is not None
        assert (found.text, found.review) == (None, review(second))
        assert list(uow.voices.between(NOW, at(600))) == [found]
        assert uow.voices.waiting() == []


def test_of_a_dismissed_remark_nothing_is_left_in_the_end(store: SqlStore) -> None:
    with store.begin() as uow:
        remark(uow)
        uow.voices.decide(review(text=None))
        uow.voices.delete_raw(at(999))
        assert list(uow.voices.between(NOW, at(600))) == []
        assert uow.voices.waiting() == []
