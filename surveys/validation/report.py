"""The lines of a validation as a table for docs/validation.md."""

from collections.abc import Sequence
from typing import Final

from surveys.validation.lines import Line

BEGIN: Final = "<!-- validation: begin -->"
END: Final = "<!-- validation: end -->"


def table(lines: Sequence[Line], *, command: str, seed: int, years: int) -> str:
    """The table in Markdown, with what it takes to make it again."""
    judged = [line for line in lines if line.passed is not None]
    failed = sum(not line.passed for line in judged)
    rows = [
        f"| {line.name} | {line.what} | {line.result} | {line.threshold} | {_mark(line)} |"
        for line in lines
    ]
    return "\n".join(
        [
            (
                f"Made by `{command}`: seed {seed}, R = {years:,} simulated years per setting. "
                f"{len(judged) - failed} of {len(judged)} lines hold."
            ),
            "",
            "| line | what | result | threshold | |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )


def placed(page: str, made: str) -> str:
    """A page with the table between its markers.

    Raises:
        ValueError: the page does not have both markers, in order.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page lacks {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def _mark(line: Line) -> str:
    if line.passed is None:
        return ""
    return "pass" if line.passed else "**FAIL**"
