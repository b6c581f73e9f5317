"""The annex's running texts: indicators, summary, period, plan, what each level asks for."""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from surveys.analysis.eras import day_label
from surveys.analysis.levels import REGISTERED
from surveys.analysis.numerals import digits, percent
from surveys.analysis.pack_model import Pack
from surveys.analysis.pack_pieces import LineKind
from surveys.analysis.weeks import local_day
from surveys.model import Language

Json: TypeAlias = dict[str, Any]

NOTHING: Final = "－"


def definitions(pack: Pack) -> Iterator[Json]:
    """Indicators that claims are about, with the question and the answers that count."""
    survey = pack.basis.survey
    wanted = dict.fromkeys(one.entry.indicator for one in pack.claims if one.entry)
    for indicator in survey.indicators:
        if indicator.key not in wanted and not (not wanted and indicator.in_digest):
            continue
        question = survey.question(indicator.question)
        labels = {c.key: c.label[Language.JA] for c in getattr(question, "choices", ())}
        yield {
            "key": indicator.key,
            "label": indicator.label[Language.JA],
            "question": question.text[Language.JA],
            "counts": "／".join(labels.get(key, key) for key in indicator.counts),
        }


def summary(pack: Pack) -> list[str]:
    """What the draft says of the survey, in its order."""
    return [
        one.text
        for section in pack.draft.sections
        for goal in section.goals
        for one in goal.lines
        if one.kind is LineKind.SENTENCE
    ]


def span(pack: Pack) -> str:
    """The days of the first and last lesson with answers."""
    first, last = pack.collection.first, pack.collection.last
    if first is None or last is None:
        return "回答のあった講座はまだない"
    return f"{day_label(first)}～{day_label(last)}の講座"


def moment(pack: Pack, zone: ZoneInfo) -> str:
    """The moment as of which the pack was counted."""
    local = pack.basis.as_of.astimezone(zone)
    return f"{day_label(local.date())} {local:%H:%M}"


def planned(pack: Pack) -> str:
    """The answers that were planned, by primary claim."""
    if pack.basis.plan is None:
        return "登録された計画はない"
    numbers = {
        one.name: one.planned_answers
        for one in pack.basis.plan.plan.primary
        if one.planned_answers
    }
    return "、".join(f"{name} {number:,}人" for name, number in numbers.items()) or NOTHING


def fixed(pack: Pack) -> str:
    """When the planned answers and the primary claims were fixed, as words before a noun."""
    registered = pack.basis.plan
    if registered is None or registered.draft:
        return "計画の案（未登録）にある"
    if registered.late(pack.basis.zone):
        return f"{day_label(local_day(registered.registered_at, pack.basis.zone))}に登録した"
    return "年度の始めに登録した"


def gates(pack: Pack) -> Json:
    """What each level asks for, in a few words."""
    gates = REGISTERED if pack.basis.plan is None else pack.basis.plan.plan.thresholds
    return {
        "say": f"{gates.say_answers}人・{gates.say_lessons}講座・{pack.basis.cell}人の区分",
        "tendency": f"{gates.answers}人・{gates.lessons}講座・"
        f"RR1 {percent(gates.response_rate)}％",
        "confirm": f"RR1 {percent(gates.confirm_response_rate)}％・"
        f"r*{gates.confirm_tipping}・講座の{percent(gates.confirm_courses)}％で同じ向き",
    }


def said_plan(pack: Pack) -> str:
    """The plan with version, registration and hash."""
    registered = pack.basis.plan
    if registered is None:
        return "なし"
    if registered.draft:
        return f"未登録（案）　第{digits(registered.plan.version)}版　SHA-256 {registered.sha256}"
    day = local_day(registered.registered_at, pack.basis.zone)
    late = "（年度開始後）" if registered.late(pack.basis.zone) else ""
    version = f"第{digits(registered.plan.version)}版"
    return f"{version}　{day_label(day)}登録{late}　SHA-256 {registered.sha256}"
