"""「計画」: the plan in force, where its claims stand, and what a coordinator may decide."""

from dataclasses import replace
from typing import Final

from handlers import ledger
from handlers.inviting import command_button
from handlers.ledger import DecisionRefused
from handlers.plans import in_force
from handlers.work import Case
from surveys.analysis.decisions import CONFIRMED, wishes
from surveys.analysis.ledger import Entry
from surveys.analysis.levels import Kind, Level
from surveys.analysis.plan import PlannedClaim, Registered
from surveys.analysis.weeks import fiscal_year
from surveys.messages import Button, Message

ASK_WHY: Final = "planwhy"
"""What a contact awaits: the reason for lowering; claim and level after the colon."""

BUTTONS: Final = frozenset({"planok", "plandown", "planto"})
"""What the buttons of this page command."""

LONGEST_WHY: Final = 200
MOST_BUTTONS: Final = 12
"""LINE shows at most 13 under one message."""

SYMBOLS: Final = {
    Level.E0: "△",
    Level.E1: "△",
    Level.U: "△",
    Level.N: "▼",
    Level.E2: "○",
    Level.E3: "◎",
    Level.E4: "◎",
}

WORDS: Final = {
    Level.E0: "plan_too_early",
    Level.E1: "plan_reference",
    Level.U: "plan_undecided",
    Level.N: "plan_not_reached",
    Level.E2: "plan_tendency",
    Level.E3: "plan_confirmed",
    Level.E4: "plan_verified",
}
"""What each level is called, by its entry of the wording."""


def asked(case: Case) -> list[Message]:
    """「計画」: the plan in force with every claim, and buttons for what may be decided."""
    work = case.work
    year = _year(case)
    plan = in_force(work, year)
    entries = ledger.entries(work, year)
    lines = [*_heading(case, plan), case.say("plan_look", look=entries[0].look)]
    lines += [_line(case, plan, entry) for entry in entries]
    return [
        Message(
            text="\n".join(lines),
            language=case.language,
            buttons=tuple(_buttons(case, entries)[:MOST_BUTTONS]),
        )
    ]


def pressed(case: Case, command: str, subject: str) -> list[Message] | None:
    """A button of the page; None for one of another page."""
    match command:
        case "planok":
            return _approved(case, subject)
        case "plandown":
            return _ask_level(case, subject)
        case "planto":
            return _ask_why(case, subject)
        case _:
            return None


def reasoned(case: Case, subject: str, text: str) -> list[Message]:
    """The typed reason for lowering a claim."""
    claim, level = _split(subject)
    member = case.member()
    if level is None or member is None:
        return [case.note("plan_refused")]
    try:
        entry = ledger.lower(
            case.work, _year(case), claim, level, member.id, text.strip()[:LONGEST_WHY]
        )
    except DecisionRefused:
        return [case.note("plan_refused")]
    return [case.note("plan_done_lowered", claim=claim, level=_level(case, entry.level))]


def _year(case: Case) -> int:
    return fiscal_year(case.work.now, case.work.house.centre.timezone)


def _heading(case: Case, plan: Registered) -> list[str]:
    work = case.work
    held = plan.plan
    lines = [case.say("plan_head", year=held.fiscal_year, version=held.version)]
    if plan.draft:
        lines.append(case.say("plan_draft"))
    else:
        at = work.minute(plan.registered_at)
        lines.append(case.say("plan_registered", at=at, sha256=plan.sha256[:8]))
    if plan.late(work.house.centre.timezone):
        lines.append(case.say("plan_late"))
    if held.placeholders:
        lines.append(case.say("plan_placeholders"))
    return lines


def _line(case: Case, plan: Registered, entry: Entry) -> str:
    """A claim with its level; how far a primary one is in percent of the planned answers."""
    claims = {claim.id: claim for claim in plan.plan.claims}
    name = _name(case, plan, claims.get(entry.claim), entry)
    line = f"{SYMBOLS[entry.level]}{entry.claim} {name}：{_level(case, entry.level)}"
    if entry.primary:
        line += case.say("plan_progress", percent=int(100 * entry.information))
    if entry.lowered_by is not None:
        line += case.say("plan_mark_lowered")
    if entry.approved_by is not None:
        line += case.say("plan_mark_approved")
    return line


def _name(case: Case, plan: Registered, claim: PlannedClaim | None, entry: Entry) -> str:
    """What a claim is called: its indicator's short label, marked where it is a difference."""
    survey = case.work.house.catalog.latest(plan.plan.survey)
    labels = {one.key: one.short[case.language] for one in survey.indicators}
    label = labels.get(entry.indicator, claim.name if claim else entry.indicator)
    alone = entry.kind is Kind.REACH
    return label if alone else case.say("plan_difference", label=label)


def _level(case: Case, level: Level) -> str:
    return case.say(WORDS[level])


def _buttons(case: Case, entries: tuple[Entry, ...]) -> list[Button]:
    approvals = [
        command_button(case.say("plan_approve", claim=entry.claim), "planok", entry.claim)
        for entry in entries
        if entry.level in CONFIRMED and entry.approved_by is None
    ]
    lowerings = [
        command_button(case.say("plan_lower", claim=entry.claim), "plandown", entry.claim)
        for entry in entries
        if wishes(entry.level)
    ]
    return [*approvals, *lowerings]


def _approved(case: Case, claim: str) -> list[Message]:
    member = case.member()
    if member is None:
        return [case.note("plan_refused")]
    try:
        entry = ledger.approve(case.work, _year(case), claim, member.id)
    except DecisionRefused:
        return [case.note("plan_refused")]
    return [case.note("plan_done_approved", claim=claim, level=_level(case, entry.level))]


def _ask_level(case: Case, claim: str) -> list[Message]:
    found = [entry for entry in ledger.entries(case.work, _year(case)) if entry.claim == claim]
    levels = wishes(found[0].level) if found else ()
    if not levels:
        return [case.note("plan_refused")]
    buttons = [
        command_button(_level(case, level)[:20], "planto", f"{claim}-{level}") for level in levels
    ]
    text = case.say("plan_ask_level", claim=claim)
    return [Message(text=text, language=case.language, buttons=tuple(buttons))]


def _ask_why(case: Case, subject: str) -> list[Message]:
    claim, level = _split(subject)
    if level is None:
        return [case.note("plan_refused")]
    case.changed(replace(case.contact, awaiting=f"{ASK_WHY}:{subject}"))
    return [case.note("plan_ask_why", claim=claim, level=_level(case, level))]


def _split(subject: str) -> tuple[str, Level | None]:
    """Claim and level of a button's subject, such as I1-E2."""
    claim, _, level = subject.rpartition("-")
    return claim, Level(level) if level in set(Level) else None
