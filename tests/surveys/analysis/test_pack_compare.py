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
        ({**RECORD, "year": 2025}, ["f: year: 資料では 2025、計算では 2026"]),
        (
            {**RECORD, "claims": [{**RECORD["claims"][0], "estimate": 0.8}, RECORD["claims"][1]]},  # type: ignore[index]
            ["f: claims I1 estimate: 資料では 0.8、計算では 0.7"],
        ),
        (
            {**RECORD, "claims": RECORD["claims"][:1]},  # type: ignore[index]
            [
                "f: claims I3 estimate: 資料では （なし）、計算では None",
                "f: claims I3 id: 資料では （なし）、計算では I3",
            ],
        ),
        ({**RECORD, "notes": ["a", "b"]}, ["f: notes 1: 資料では b、計算では （なし）"]),
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
            ["✗ f: I1.estimate: 資料では 75.9、計算では 71.9"],
        ),
        (
            draft("知っている人は1", ("71.9", "I1.estimate"), "％だった。"),
            [
                "✗ f: I1.estimate: 資料では 171.9、計算では 71.9",
                "✗ f: 「知っている人は…％だった。」の数字: 資料では 1、計算では （なし）",
                "・ f: 文: 「知っている人は…％だった。」は直されたか、消されています",
                "・ f: 文: 「知っている人は1…％だった。」は計算にない文です",
            ],
        ),
        (
            draft("知っている人は", ("71.9", "I1.estimate"), "5％だった。"),
            [
                "✗ f: I1.estimate: 資料では 71.95、計算では 71.9",
                "✗ f: 「知っている人は…％だった。」の数字: 資料では 5、計算では （なし）",
                "・ f: 文: 「知っている人は…％だった。」は直されたか、消されています",
                "・ f: 文: 「知っている人は…5％だった。」は計算にない文です",
            ],
        ),
        (
            draft("知っている人は75.9％だった。"),
            [
                "✗ f: I1.estimate: 資料では （なし）、計算では 71.9",
                "✗ f: 「知っている人は…％だった。」の数字: 資料では 75.9、計算では （なし）",
                "・ f: 文: 「知っている人は…％だった。」は直されたか、消されています",
                "・ f: 文: 「知っている人は75.9％だった。」は計算にない文です",
            ],
        ),
        (
            [*WRITTEN, *draft(("9", "I9.x")), *draft(" ")],
            [
                "✗ f: I9.x: 資料では 9、計算では （ない数値）",
                "・ f: 文: 「…」は計算にない文です",
            ],
        ),
        (
            [*WRITTEN, *draft("もう一度", ("12", "I1.estimate"))],
            [
                "✗ f: I1.estimate: 資料では 71.9、12、計算では 71.9",
                "・ f: 文: 「もう一度…」は計算にない文です",
            ],
        ),
        (
            draft("よく知っている人は", ("71.9", "I1.estimate"), "％だった。"),
            [
                "・ f: 文: 「知っている人は…％だった。」は直されたか、消されています",
                "・ f: 文: 「よく知っている人は…％だった。」は計算にない文です",
            ],
        ),
        (
            draft("知っている人は", ("", "I1.estimate"), "％だった。"),
            ["✗ f: I1.estimate: 資料では 、計算では 71.9"],
        ),
    ],
)
def test_figures_are_held_and_texts_are_free(edited: list[list[Piece]], told: list[str]) -> None:
    found = compared_draft("f", edited, WRITTEN)
    assert [f"{'✗' if one.serious else '・'} {one}" for one in found] == told


SPAN = draft("事業実施期間　令和７年４月１日～令和８年３月31日")
FILLED = draft("・（活動の記録から記入する：参加者数、実施回数など）【要記入】")
VERDICT = draft(
    "・知っている人は", ("66.7", "I1.estimate"), "％で、目標の60％を上回る傾向がみられた。"
)


@pytest.mark.parametrize(
    ("computed", "edited", "told"),
    [
        (SPAN, draft("事業実施期間　令和７年４月１日～令和８年３月３１日"), []),
        (
            SPAN,
            draft("事業実施期間　令和７年４月１日～令和８年３月30日"),
            ["の数字: 資料では 令和7・4・1・令和8・3・30、計算では 令和7・4・1・令和8・3・31"],
        ),
        (SPAN, draft("事業実施期間　令和７年度"), ["資料では 令和7、計算では 令和7・4・1"]),
        (SPAN, [], ["の数字: 資料では （なし）、計算では 令和7・4・1・令和8・3・31"]),
        (SPAN, [*draft("プレパパ講座を12回行った。"), *SPAN], []),
        (FILLED, draft("・プレパパ講座を12回行い、参加者数は240人だった。"), []),
        (FILLED, draft("・（参加者数240人、実施回数など12回）"), []),
        (
            VERDICT,
            draft("・知っている人は", ("66.7", "I1.estimate"), "％で、目標の60％を上回った。"),
            ["結論が強められています"],
        ),
    ],
)
def test_digits_outside_figures_and_verdicts_are_held(
    computed: list[list[Piece]], edited: list[list[Piece]], told: list[str]
) -> None:
    found = [str(one) for one in compared_draft("f", edited, computed) if one.serious]
    assert len(found) == len(told)
    assert all(words in one for words, one in zip(told, found, strict=True))


def test_a_whole_file_has_no_place() -> None:
    assert str(Found(file="f", place="", written="missing", computed="")) == "f: missing"
