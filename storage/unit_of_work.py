"""One transaction, as the use cases see it."""

from dataclasses import dataclass

from sqlmodel import Session

from storage.boards import SqlBoards
from storage.collectors import SqlCollectors
from storage.contacts import SqlContacts
from storage.evidence import SqlLooks, SqlPlans
from storage.figures import SqlFigures
from storage.following import SqlFollowing
from storage.journal import SqlAudit, SqlInbox, SqlJobs
from storage.leases import SqlLeases
from storage.lessons import SqlLessons
from storage.members import SqlMembers
from storage.outbox import SqlOutbox
from storage.places import SqlPlaces
from storage.quota import SqlQuota
from storage.respondents import SqlRespondents
from storage.responses import SqlResponses
from storage.schedule import SqlOrigins
from storage.sealing import Seals
from storage.voices import SqlVoices


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlUnitOfWork:
    """The tables by what they are for, all within one transaction."""

    inbox: SqlInbox
    contacts: SqlContacts
    respondents: SqlRespondents
    responses: SqlResponses
    lessons: SqlLessons
    origins: SqlOrigins
    collectors: SqlCollectors
    members: SqlMembers
    places: SqlPlaces
    leases: SqlLeases
    outbox: SqlOutbox
    quota: SqlQuota
    jobs: SqlJobs
    audit: SqlAudit
    plans: SqlPlans
    looks: SqlLooks
    figures: SqlFigures
    following: SqlFollowing
    boards: SqlBoards
    voices: SqlVoices


def unit_of_work(session: Session, seals: Seals, *, writes: bool) -> SqlUnitOfWork:
    """The unit of work over a session that has begun. Only one that writes locks rows."""
    return SqlUnitOfWork(
        inbox=SqlInbox(session=session),
        contacts=SqlContacts(session=session, seals=seals),
        respondents=SqlRespondents(session=session),
        responses=SqlResponses(session=session),
        lessons=SqlLessons(session=session),
        origins=SqlOrigins(session=session),
        collectors=SqlCollectors(session=session),
        members=SqlMembers(session=session, seals=seals, writes=writes),
        places=SqlPlaces(session=session, seals=seals, writes=writes),
        leases=SqlLeases(session=session),
        outbox=SqlOutbox(session=session, seals=seals),
        quota=SqlQuota(session=session),
        jobs=SqlJobs(session=session),
        audit=SqlAudit(session=session),
        plans=SqlPlans(session=session),
        looks=SqlLooks(session=session),
        figures=SqlFigures(session=session),
        following=SqlFollowing(session=session),
        boards=SqlBoards(session=session, seals=seals),
        voices=SqlVoices(session=session),
    )
