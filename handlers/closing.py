"""Collectors close by themselves at their deadline."""

from dataclasses import replace

from handlers.work import Work


def close_overdue(work: Work) -> dict[str, int]:
    """Close what is past its deadline. Safe to repeat; returns how many were closed."""
    overdue = work.uow.collectors.overdue(work.now)
    for collector in overdue:
        work.uow.collectors.save(replace(collector, closed_at=collector.closes_at))
    return {"closed": len(overdue)}
