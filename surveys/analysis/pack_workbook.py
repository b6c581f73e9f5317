"""The pages of the pack's workbook: indicators, courses, flow, ledger, voices, words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from surveys.analysis.pack_annex import HIDDEN, SIGNS
from surveys.analysis.pack_model import Pack
from surveys.analysis.pack_rates import APART, rates_told, strata_named
from surveys.analysis.pack_records import flow_record
from surveys.analysis.sheets import harmless

Cell: TypeAlias = str | int | float | bool | None

_INDICATORS: Final = (
    ("id", "ID"),
    ("name", "指標"),
    ("level", "判定"),
    ("denominator", "母数（人）"),
    ("numerator", "該当（人）"),
    ("estimate", "推定値"),
    ("low", "区間下"),
    ("high", "区間上"),
    ("target", "目標"),
    ("unexposed_denominator", "使っていない人"),
    ("exposed_share", "使っている人の割合"),
    ("unexposed_share", "使っていない人の割合"),
    ("crude", "調整前の差"),
    ("lessons", "講座数"),
    ("deff", "deff"),
    ("response_rate", "回収率（完了／参加組数）"),
    ("rr1", "RR1"),
    ("rr2", "RR2"),
    ("tipping", "r*"),
    ("method", "方法"),
    ("equal_odds", "層の一致（p）"),
    ("strata", "差が異なる層"),
)

_FLOW: Final = {
    "lessons": "実施した講座（回）",
    "lessons_surveyed": "うち案内した講座（回）",
    "families": "参加組数（組）",
    "families_rated": "うち回収率の分母（組）",
    "lessons_not_counted": "参加組数が不明な講座（回）",
    "lessons_with_more_answers_than_families": "回答が参加組数を上回る講座（回）",
    "families_invited": "案内した講座の参加組数（組）",
    "refused": "答えないを選んだ（件）",
    "not_started": "開いたが答えなかった（件）",
    "started": "開始（件）",
    "unfinished": "途中まで（件）",
    "ineligible": "対象外（支援者など、件）",
    "withdrawn": "取り消し（件）",
    "completed": "完了（件）",
    "short_form": "うち短い回答（件）",
    "repeated": "同じ人の2回目以降（件）",
    "persons": "集計した人（人）",
    "follow_up_invited": "4週間後の案内（件）",
    "follow_up_answered": "4週間後の回答（件）",
}

_WORDS: Final = (
    (
        "回収率",
        "完了した回答（短い回答も）÷参加組数。参加組数が不明な講座などは分母・分子とも除く。",
    ),
    ("RR1", "AAPORの回収率。完了÷対象組数（短い回答の人と対象外の人を分母・分子から除く）。"),
    ("RR2", "RR1の分子に、利用の質問まで答えて途中でやめた人を加えたもの。"),
    ("層の一致（p）", f"Breslow–Day（Tarone）の検定。0.05未満なら「{APART}」。"),
    ("人", "年度の最初に完了した回答を、1人1回だけ数える。"),
    ("95％信頼区間", "講座ごとのまとまりを考えに入れた、値の確かさの幅。"),
    ("deff", "講座ごとに似ることで区間が広がる倍率。"),
    ("調整後の差", "講座の種類と子どもの年齢をそろえて比べた差（Mantel–Haenszel法）。"),
    ("r*", "当てはまる人が何倍答えやすければ結論が覆るか。"),
    ("t・Z・境界", "予定の回答数に対する進み、統計量、毎週見ても誤らないための境目。"),
    ("E0・－", "まだ言えない。"),
    ("E1・・", "参考値。"),
    ("E2・○", "傾向がみられた。"),
    ("E3・◎", "確認できた。"),
    ("E4・◎", "検証できた（くじで順番を決めたときだけ）。"),
    ("U・△", "現時点では判断できない。"),
    ("N・▼", "届いていない、または差がほとんどない。"),
    (HIDDEN, "10人未満、または差し引きで10人未満が分かってしまう欄。ゼロも同じ。"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: a line of explanation, headings, rows."""

    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def pages(pack: Pack) -> tuple[Page, ...]:
    """All pages, in the order in which they are read."""
    flow = flow_record(pack)
    ledger = [*_ledger(pack)]
    counts = pack.sheets[0]
    return (
        Page(
            title="指標",
            note="割合と差は0～1。空欄は少数のため表示しない（ゼロも同じ）、または値がない。"
            "判定にはRR1を使う。",
            heads=tuple(head for _, head in _INDICATORS),
            rows=tuple(_indicators(pack)),
        ),
        Page(
            title="講座別",
            note="回答の区分ごとの人数（終わった四半期）。10人未満などは「－（10未満）」。",
            heads=tuple(column.title for column in counts.columns),
            rows=tuple(
                tuple(HIDDEN if cell is None else _safe(cell) for cell in row)
                for row in counts.rows
            ),
        ),
        Page(
            title="流れ",
            note=f"講座から人まで。回収の状況であり、意見ではない。{rates_told(pack)}。",
            heads=("段階", "数"),
            rows=tuple((label, flow[key]) for key, label in _FLOW.items()),
        ),
        Page(
            title="台帳",
            note="下書きの文とその根拠（evidence.json と同じ）。",
            heads=tuple(ledger[0]) if ledger else ("id",),
            rows=tuple(tuple(_safe(cell) for cell in row.values()) for row in ledger),
        ),
        Page(
            title="自由記述（承認済）",
            note="引用してよいと答え、担当者が確かめて承認したことばだけを載せる。",
            heads=("ことば",),
            rows=tuple((_safe(quote),) for quote in pack.basis.quotes),
        ),
        Page(title="用語", note="この資料で使うことば。", heads=("ことば", "意味"), rows=_WORDS),
    )


def _indicators(pack: Pack) -> Iterator[tuple[Cell, ...]]:
    for claim in pack.claims:
        if claim.entry is None:
            continue
        named = {
            **claim.record,
            "name": pack.basis.planned(claim.entry).name,
            "level": SIGNS[claim.level],
            "strata": strata_named(claim, pack),
        }
        yield tuple(_safe(named[key]) for key, _ in _INDICATORS)


def _ledger(pack: Pack) -> Iterator[dict[str, Cell]]:
    """Claims with the same columns each; the one on collecting has fewer fields."""
    columns = dict.fromkeys(key for claim in pack.claims for key in claim.record)
    for claim in pack.claims:
        yield {key: claim.record.get(key) for key in columns} | {"printed": claim.printed}


def _safe(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell
