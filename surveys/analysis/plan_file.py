"""Reads a year's plan from its TOML text; finds all mistakes at once.

How to write one, and what each rule asks for: docs/plan-and-ledger.md.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Final

from surveys.analysis.plan import Goal, Plan, Registered
from surveys.analysis.plan_claims import read_claims
from surveys.analysis.plan_mistakes import PlanRule
from surveys.analysis.plan_thresholds import read_alpha, read_cell, read_text, read_thresholds
from surveys.analysis.suppression import INTERNAL, PUBLIC
from surveys.catalog import Catalog
from surveys.definition import DefinitionError, parsed
from surveys.definition_fields import Table
from surveys.definition_mistakes import Report
from surveys.definition_rows import rows
from surveys.model import FreeText, Survey

YEARS: Final = range(2019, 2100)
BUILT_IN: Final = 2026
"""The fiscal year whose plan comes with the program, as a draft."""


def read_plan(source: str, name: str, catalog: Catalog) -> Plan:
    """The plan that a TOML text holds; `name` is what mistakes call the text.

    Raises:
        DefinitionError: the text is not TOML, or breaks rules; it holds all mistakes.
    """
    data = parsed(source, name)
    report = Report(source=name, rows=rows(source), data=data)
    plan = _plan(Table(values=data, path=(), report=report), catalog)
    if report.mistakes:
        raise DefinitionError(report.mistakes)
    return plan


def sha256_of(source: str) -> str:
    """The SHA-256 of a plan's text, in UTF-8."""
    return hashlib.sha256(source.encode()).hexdigest()


@cache
def built_in_source() -> str:
    """The text of the plan that comes with the program."""
    return (files("surveys") / "plans" / f"{BUILT_IN}.toml").read_text(encoding="utf-8")


def draft_of(source: str, plan: Plan) -> Registered:
    """A plan that nobody has registered; its time is the day on which it would be in force."""
    return Registered(
        plan=plan,
        source=source,
        sha256=sha256_of(source),
        registered_at=datetime.combine(plan.since, time(), tzinfo=UTC),
        draft=True,
    )


def _plan(root: Table, catalog: Catalog) -> Plan:
    root.only("plan", "cells", "thresholds", "barriers", "goal", "claim")
    head = root.table("plan", "[plan]")
    head.only(
        "fiscal_year", "version", "since", "survey", "alpha", "placeholders",
        "stage_question", "draft_on", "freeze_on",
    )  # fmt: skip
    year = _year(head)
    survey = _survey(head, catalog)
    goals = _goals(root.tables("goal"))
    cells = root.table("cells", None)
    cells.only("public", "internal")
    claims = read_claims(root.tables("claim"), survey, {goal.number for goal in goals})
    if not any(claim.primary for claim in claims):
        remedy = "add primary = true to at least one [[claim]]"
        root.add("claim", PlanRule.PRIMARY, "no claim is primary", remedy)
    question, actions = _barriers(root.table("barriers", None), survey)
    draft_on, freeze_on = (_day(head, field) for field in ("draft_on", "freeze_on"))
    plan = Plan(
        fiscal_year=year,
        version=_version(head),
        since=_since(head, year),
        survey=head.string("survey"),
        goals=goals,
        claims=claims,
        thresholds=read_thresholds(root.table("thresholds", None)),
        alpha=read_alpha(head),
        cell_public=read_cell(cells, "public", PUBLIC),
        cell_internal=read_cell(cells, "internal", INTERNAL),
        barrier_question=question,
        actions=actions,
        placeholders=head.flag("placeholders"),
        stage_question=_stage(head, survey),
        draft_on=draft_on,
        freeze_on=freeze_on,
    )
    if not plan.since <= plan.drafted_on <= plan.frozen_on:
        remedy = "write days in this order: since, draft_on, freeze_on"
        head.add("draft_on", PlanRule.DAY, "the days are not in order", remedy)
    return plan


def _year(head: Table) -> int:
    year = head.integer("fiscal_year")
    if year not in YEARS:
        message = f"{year} is not a fiscal year"
        head.add("fiscal_year", PlanRule.YEAR, message, f"write one, like {BUILT_IN}")
        return BUILT_IN
    return year


def _version(head: Table) -> int:
    version = head.integer("version")
    if version < 1:
        message = f"{version} is not a version"
        head.add("version", PlanRule.VERSION, message, "count from 1")
    return version


def _since(head: Table, year: int) -> date:
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    head.required("since", f"since = {first}")
    since = _day(head, "since")
    if since is None:
        return first
    if not first <= since <= last:
        message = f"{since} is not in the fiscal year {year}"
        head.add("since", PlanRule.DAY, message, f"write a day from {first} to {last}")
        return first
    return since


def _day(head: Table, field: str) -> date | None:
    value = head.values.get(field)
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    head.wrong(field, "a day", f"{field} = 2027-01-31, without quotes")
    return None


def _survey(head: Table, catalog: Catalog) -> Survey | None:
    key = head.string("survey")
    if key in catalog.keys:
        return catalog.latest(key)
    known = ", ".join(catalog.keys)
    head.add("survey", PlanRule.SURVEY, f'there is no survey "{key}"', f"write one of: {known}")
    return None


def _goals(tables: tuple[Table, ...]) -> tuple[Goal, ...]:
    goals = []
    for place, table in enumerate(tables, start=1):
        table.only("number", "heading", "goal", "issue")
        number = table.integer("number")
        if number != place:
            message = f"goal {number} stands in place {place}"
            table.add("number", PlanRule.GOAL, message, "number the goals 1, 2, 3 in their order")
        issue = read_text(table, "issue") if "issue" in table.values else None
        goals.append(
            Goal(
                number=number,
                heading=read_text(table, "heading"),
                goal=read_text(table, "goal"),
                issue=issue,
            )
        )
    return tuple(goals)


def _stage(head: Table, survey: Survey | None) -> str:
    key = head.string("stage_question") if "stage_question" in head.values else "stage"
    if survey is not None and key not in {question.key for question in survey.questions}:
        message = f'the survey does not ask "{key}"'
        head.add("stage_question", PlanRule.STAGE, message, "name a question of the survey")
    return key


def _barriers(table: Table, survey: Survey | None) -> tuple[str | None, Mapping[str, str]]:
    if not table.values:
        return None, {}
    table.only("question", "actions")
    key = table.string("question")
    actions = table.table("actions", None)
    texts = {choice: read_text(actions, choice) for choice in actions.values}
    asked = [question for question in (survey.questions if survey else ()) if question.key == key]
    if survey is not None and (not asked or isinstance(asked[0], FreeText)):
        message = f'the survey has no choices for "{key}"'
        table.add("question", PlanRule.BARRIER, message, "name a question with choices")
    known = {c.key for q in asked if not isinstance(q, FreeText) for c in q.choices}
    for choice in texts:
        if asked and choice not in known:
            message = f'"{choice}" is not a choice of {key}'
            actions.add(choice, PlanRule.BARRIER, message, f"write one of: {', '.join(known)}")
    return key, texts
