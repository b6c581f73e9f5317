"""A fiscal year's evidence as data: claims with the rows they rest on, and all that is shown."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from surveys.analysis.collection import Collection, collected
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import STRENGTH, Kind, Level
from surveys.analysis.numerals import digits
from surveys.analysis.pack_caveats import caveats
from surveys.analysis.pack_claims import Claim, claim_of
from surveys.analysis.pack_draft import Barrier, build_draft
from surveys.analysis.pack_flow import year_flow
from surveys.analysis.pack_model import Basis, Pack
from surveys.analysis.pack_public import Period, public_sheets
from surveys.analysis.pack_respondents import (
    barriers,
    main_reason,
    profile,
)
from surveys.analysis.pack_weighted import weighted
from surveys.analysis.rate import Rate, first_wave, response_rate
from surveys.analysis.table_release import KINDS, REASONS, STAGE, counted_apart, lacking_in
from surveys.analysis.tally import Pass, Tally, primary
from surveys.analysis.weeks import local_day

Json: TypeAlias = dict[str, Any]

_ISSUES: Final = frozenset({Level.E0, Level.U, Level.N})

_METHOD: Final = (
    "complete responses / families present, over lessons held whose attendance is known and not "
    "exceeded by answers; rr1 and rr2 after AAPOR, without short forms and people who are not "
    "eligible; left out: {lessons} lessons with {answers} answers"
)


def build_pack(counted: Tally, basis: Basis) -> Pack:
    """The evidence of a fiscal year; `counted` holds the lessons that start in it, as at then."""
    survey, zone, k = basis.survey, basis.zone, basis.cell
    persons = primary(counted.passes, survey=survey.key, year=basis.year, zone=zone)
    collection = collection_of(counted, response_rate(counted, basis.as_of), persons, zone)
    plan = None if basis.plan is None else basis.plan.plan
    asked, kinds = (_told_in(basis, persons, table) for table in (REASONS, KINDS))
    reason = main_reason(survey, asked, plan, k)
    claims = (*_collecting(collection, counted, basis), *_claims(basis, collection, reason))
    lowered = [
        basis.planned(one.entry).name
        for one in claims
        if one.entry is not None and one.entry.level is not one.entry.evaluated
    ]
    notes = caveats(
        plan=basis.plan,
        zone=zone,
        collection=collection,
        passes=persons,
        lowered=lowered,
        lessons=[row for row in counted.lessons if row.starts_at <= basis.as_of],
    )
    pinned = {(one.row.survey, one.row.version) for one in counted.passes}
    return Pack(
        basis=basis,
        collection=collection,
        claims=claims,
        draft=build_draft(
            year=basis.year,
            goals=basis.goals,
            collection=collection,
            claims=[one for one in claims if one.entry is not None],
            barrier=reason,
            caveats=notes,
        ),
        flow=year_flow(counted, persons, basis.as_of),
        caveats=tuple(notes),
        stages=profile(survey, kinds, STAGE, k, counted_apart(survey, plan)),
        barriers=barriers(survey, asked, plan, k),
        weighted=tuple(
            weighted(counted, basis, persons, one.entry)
            for one in claims
            if one.entry is not None and one.entry.kind is Kind.REACH
        ),
        sheets=public_sheets(
            survey, persons, Period(year=basis.year, now=basis.as_of, zone=zone), k
        ),
        surveys=tuple(sorted(pinned | {(survey.key, survey.version)})),
        snapshot={**dict(basis.rows), "rows_sha256": rows_sha256(collection_rows(counted))},
    )


def rows_sha256(rows: list[Json]) -> str:
    """The SHA-256 of rows as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def collection_rows(counted: Tally) -> list[Json]:
    """The rows behind the claim on collecting: each lesson with its responses, in order."""
    of_lesson: defaultdict[str, list[Json]] = defaultdict(list)
    for one in first_wave(counted.passes):
        row = one.row
        of_lesson[row.lesson].append(
            {
                "response": row.response,
                "respondent": row.respondent,
                "mode": row.mode,
                "short": row.short,
                "disposition": one.disposition.value,
            }
        )
    return [
        {
            "lesson": row.lesson,
            "starts_at": row.starts_at.astimezone(UTC).isoformat(),
            "status": row.status,
            "families": row.families,
            "responses": of_lesson[row.lesson],
        }
        for row in counted.lessons
    ]


def collection_of(
    counted: Tally, rate: Rate, persons: Sequence[Pass], zone: ZoneInfo
) -> Collection:
    """What the year's collecting came to."""
    complete = [one for one in first_wave(counted.passes) if one.complete]
    answered = {one.row.lesson for one in complete}
    days = sorted(
        local_day(row.starts_at, zone) for row in counted.lessons if row.lesson in answered
    )
    return Collection(
        modes=frozenset(one.row.mode for one in complete),
        lessons=len(answered),
        completed=len(complete),
        persons=len(persons),
        rated_lessons=sum(row.lesson in answered for row in rate.lessons),
        rated_completed=rate.completed,
        rated_families=rate.families,
        final=rate.final,
        first=days[0] if days else None,
        last=days[-1] if days else None,
    )


def _collecting(collection: Collection, counted: Tally, basis: Basis) -> list[Claim]:
    """The claim that voices were collected: it needs counts only, and no plan."""
    sentence = collected(collection)
    if sentence is None:
        return []
    record: Json = {
        "id": sentence.pattern,
        "level": None,
        "sentence": sentence.text,
        "pattern": sentence.pattern,
        "estimate": collection.rate if collection.rate_stands else None,
        "low": None,
        "high": None,
        "numerator": collection.rated_completed,
        "denominator": collection.rated_families,
        "response_rate": collection.rate,
        "rr1": None if collection.aapor is None else collection.aapor.rr1,
        "rr2": None if collection.aapor is None else collection.aapor.rr2,
        "rated": collection.rated,
        "method": _METHOD.format(
            lessons=collection.lessons - collection.rated_lessons,
            answers=collection.completed - collection.rated_completed,
        ),
        "rows_sha256": rows_sha256(collection_rows(counted)),
        "lessons": collection.lessons,
        "completed": collection.completed,
        "persons": collection.persons,
        "counted_to": basis.as_of.astimezone(UTC).isoformat(),
    }
    return [
        Claim(
            id=sentence.pattern,
            goal=basis.goals[0].number,
            level=Level.E0,
            kind=None,
            sentence=sentence,
            known=(("lessons", digits(collection.lessons)),),
            record=record,
        )
    ]


def _claims(basis: Basis, collection: Collection, reason: Barrier | None) -> list[Claim]:
    """The registered claims. Only the first that prints an interval writes out its name."""
    found: list[Claim] = []
    named = False
    nothing = not collection.enough
    for entry in _as_printed(basis.entries):
        barrier = _barrier(basis, entry, reason)
        made = claim_of(
            entry,
            basis.planned(entry),
            k=basis.cell,
            named=named,
            whole_undecided=nothing,
            barrier=barrier,
        )
        told = {"counted_to": _told(basis, entry.claim), "barrier": barrier}
        made = replace(made, record={**made.record, **told})
        named = named or (made.printed and "信頼区間" in made.sentence.text)
        found.append(made)
    place = {entry.claim: number for number, entry in enumerate(basis.entries)}
    return sorted(found, key=lambda one: place[one.id])


def _barrier(basis: Basis, entry: Entry, reason: Barrier | None) -> str | None:
    """The main reason, for a share that falls short and lacks the people who were asked it."""
    short = entry.kind is Kind.REACH and entry.level is Level.N
    if reason is None or not short or basis.plan is None:
        return None
    return reason.label if lacking_in(basis.survey, basis.plan.plan, entry.indicator) else None


def _told(basis: Basis, claim: str) -> str | None:
    """The moment before which answers count in a claim, as it is written in records."""
    moment = basis.counted_to(claim)
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _told_in(basis: Basis, persons: Sequence[Pass], table: str) -> list[Pass] | None:
    """The people whom a table counts; None as long as it may not be told."""
    if basis.counted_to(table) is None:
        return None
    return [one for one in persons if basis.tells(table, one.row.completed_at)]


def _as_printed(entries: Sequence[Entry]) -> list[Entry]:
    """Entries in the order of the form: 成果 before 課題, by goal, the strongest first."""
    return sorted(
        entries,
        key=lambda entry: (entry.level in _ISSUES, entry.goal, -STRENGTH[entry.level]),
    )
