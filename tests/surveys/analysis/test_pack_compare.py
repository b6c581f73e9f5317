"""What differs between two packs: values by their path, figures of the draft by their tag."""

import pytest

from surveys.analysis.pack_compare import Found, compared_draft, compared_records
from surveys.analysis.pack_pieces import Piece

RECORD = {
    "year": 2026,
    "claims": [{"id": "I1", "estimate": 0.7, "printed": True}, {"id": "I3", "estimate": None}],
    "notes": ["a"],
}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (RECORD, []),
        ({**RECORD, "year": 2025}, ["f: year: written 2025, computed 2026"]),
        (
            {**RECORD, "claims": [{**RECORD["claims"][0], "estimate": 0.8}, RECORD["claims"][1]]},  # type: ignore[index]
            ["f: claims I1 estimate: written 0.8, computed 0.7"],
        ),
        (
            {**RECORD, "claims": RECORD["claims"][:1]},  # type: ignore[index]
            [
                "f: claims I3 estimate: written (nothing), computed None",
                "f: claims I3 id: written (nothing), computed I3",
            ],
        ),
        ({**RECORD, "notes": ["a", "b"]}, ["f: notes 1: written b, computed (nothing)"]),
    ],
)
def test_values_are_named_by_their_path(written: object, told: list[str]) -> None:
    assert [str(one) for one in compared_records("f", written, RECORD)] == told


def draft(*pieces: str | tuple[str, str]) -> list[list[Piece]]:
    """A paragraph; a pair is a figure with its tag."""
    return [
        [
            Piece(text=one) if isinstance(one, str) else Piece(text=one[0], tag=one[1])
            for one in pieces
        ]
    ]


WRITTEN = draft("知っている人は", ("71.9", "I1.estimate"), "％だった。")


@pytest.mark.parametrize(
    ("edited", "told"),
    [
        (WRITTEN, []),
        (
            draft("知っている人は", ("75.9", "I1.estimate"), "％だった。"),
            ["✗ f: I1.estimate: written 75.9, computed 71.9"],
        ),
        (
            draft("知っている人は1", ("71.9", "I1.estimate"), "％だった。"),
            [
                "✗ f: I1.estimate: written 171.9, computed 71.9",
                "・ f: text: 「知っている人は…％だった。」 was edited or removed",
                "・ f: text: 「知っている人は1…％だった。」 is new",
            ],
        ),
        (
            draft("知っている人は", ("71.9", "I1.estimate"), "5％だった。"),
            [
                "✗ f: I1.estimate: written 71.95, computed 71.9",
                "・ f: text: 「知っている人は…％だった。」 was edited or removed",
                "・ f: text: 「知っている人は…5％だった。」 is new",
            ],
        ),
        (
            draft("知っている人は75.9％だった。"),
            [
                "✗ f: I1.estimate: written (missing), computed 71.9",
                "・ f: text: 「知っている人は…％だった。」 was edited or removed",
                "・ f: text: 「知っている人は75.9％だった。」 is new",
            ],
        ),
        (
            [*WRITTEN, *draft(("9", "I9.x")), *draft(" ")],
            [
                "✗ f: I9.x: written 9, computed (no such figure)",
                "・ f: text: 「…」 is new",
            ],
        ),
        (
            [*WRITTEN, *draft("もう一度", ("12", "I1.estimate"))],
            [
                "✗ f: I1.estimate: written 71.9、12, computed 71.9",
                "・ f: text: 「もう一度…」 is new",
            ],
        ),
        (
            draft("よく知っている人は", ("71.9", "I1.estimate"), "％だった。"),
            [
                "・ f: text: 「知っている人は…％だった。」 was edited or removed",
                "・ f: text: 「よく知っている人は…％だった。」 is new",
            ],
        ),
        (
            draft("知っている人は", ("", "I1.estimate"), "％だった。"),
            ["✗ f: I1.estimate: written , computed 71.9"],
        ),
    ],
)
def test_figures_are_held_and_texts_are_free(edited: list[list[Piece]], told: list[str]) -> None:
    found = compared_draft("f", edited, WRITTEN)
    assert [f"{'✗' if one.serious else '・'} {one}" for one in found] == told


def test_a_whole_file_has_no_place() -> None:
    assert str(Found(file="f", place="", written="missing", computed="")) == "f: missing"
