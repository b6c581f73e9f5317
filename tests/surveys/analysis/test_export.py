"""What leaves the house as data: every row, no more, under fresh pseudonyms."""

from typing import Any

import pytest

from surveys.analysis.sheets import Sheet, data_package, harmless
from surveys.model import Language
from surveys.response import Disposition
from tests.surveys.analysis.rows import FULL, Rows, survey
from tests.surveys.analysis.years import exported, two_people


def records(sheet: Sheet) -> list[dict[str, Any]]:
    """A sheet's rows by column."""
    names = [column.name for column in sheet.columns]
    return [dict(zip(names, row, strict=True)) for row in sheet.rows]


def test_the_columns_are_those_that_others_rely_on() -> None:
    sheets = {sheet.name: sheet for sheet in exported(Rows()).sheets}
    assert {name: [c.name for c in sheet.columns] for name, sheet in sheets.items()} == {
        "responses": [
            "response_id", "respondent", "lesson", "survey", "version", "wave", "mode",
            "locale", "status", "started", "completed", "seconds",
        ],
        "answers": [
            "response_id", "question", "value", "label_ja", "mode", "wave", "answered_at",
        ],
        "lessons": [
            "lesson", "course", "start", "attendance_families", "attendance_people", "opened",
            "completed",
        ],
        "codebook": [
            "survey", "version", "question", "kind", "wave", "text_ja", "value", "code",
            "label_ja", "missing",
        ],
    }  # fmt: skip


def test_responses_and_answers() -> None:
    found = exported(two_people())
    anna, berta = records(found.responses)
    assert anna == {
        "response_id": anna["response_id"],
        "respondent": anna["respondent"],
        "lesson": "L1",
        "survey": "aonico-core",
        "version": "1.0.0",
        "wave": "w1",
        "mode": "web",
        "locale": "en",
        "status": "complete",
        "started": "2026-11-18T15:10:00+09:00",
        "completed": "2026-11-18T15:10:50+09:00",
        "seconds": 50,
    }
    assert (berta["status"], berta["completed"], berta["seconds"]) == ("breakoff", None, None)
    assert [
        (row["response_id"] == anna["response_id"], row["question"], row["value"], row["label_ja"])
        for row in records(found.answers)
    ] == [
        (True, "stage", "age0", "0歳"),
        (True, "route", "wordofmouth", "友だち・家族"),
        (True, "timely", "4", "だいたい間に合う"),
        (True, "aonico_use", "lapsed", "以前使っていた"),
        (True, "barrier", "howto", "入れ方がわからない"),
        (True, "barrier", "enough", "他の方法で足りている"),
        (True, "visits3m", "v0", "0回"),
        (True, "connected", "3", "どちらともいえない"),
        (False, "stage", "age1", "1歳"),
        (False, "route", "skipped", None),
        (False, "voice", "'=1+1 予約の通知が助かる", None),
    ]
    first = records(found.answers)[0]
    assert (first["mode"], first["wave"]) == ("web", "w1")
    assert first["answered_at"] == "2026-11-18T15:10:00+09:00"
    assert records(found.lessons) == [
        {
            "lesson": "L1",
            "course": "ハローベビークラス",
            "start": "2026-11-18T14:00:00+09:00",
            "attendance_families": 4,
            "attendance_people": 7,
            "opened": 2,
            "completed": 1,
        }
    ]


def test_pseudonyms_join_one_export_and_no_other() -> None:
    rows = two_people()
    again = rows.lesson("2026-11-19 14:00")
    rows.answered(again, "anna", FULL)
    anna, berta, second = (row["respondent"] for row in records(exported(rows).responses))
    assert anna == second != berta
    ids = {row["response_id"] for row in records(exported(rows).responses)}
    assert ids == {row["response_id"] for row in records(exported(rows).answers)}
    other = exported(rows, key=b"another key")
    assert not ids & {row["response_id"] for row in records(other.responses)}
    everything = repr(other.sheets)
    assert "anna" not in everything
    assert "'R1'" not in everything


def test_the_same_rows_in_another_order_give_the_same_export() -> None:
    rows = two_people()
    rows.answered(rows.lesson("2026-11-19 14:00"), "anna", FULL)
    before = exported(rows)
    for kind in (rows.lessons, rows.responses, rows.answers):
        kind.reverse()
    assert exported(rows) == before


def test_of_a_response_taken_back_only_the_fact_is_left() -> None:
    rows = Rows()
    rows.answered(rows.lesson("2026-11-18 14:00"), "a", {}, status="withdrawn")
    (row,) = records(exported(rows).responses)
    assert row["status"] == "withdrawn"
    assert (row["started"], row["completed"], row["seconds"]) == (None, None, None)


def test_lessons_to_come_and_those_that_did_not_take_place_are_left_out() -> None:
    rows = Rows()
    rows.lesson("2026-11-20 10:00")
    rows.lesson("2026-11-20 13:00", status="scheduled")
    rows.lesson("2026-11-20 15:00", status="not_held")
    rows.lesson("2026-11-22 15:00", status="scheduled")
    rows.answered(rows.lesson("2026-11-21 15:00", status="not_held"), "a", FULL)
    assert [row["lesson"] for row in records(exported(rows).lessons)] == ["L1", "L2", "L5"]


def test_a_remark_that_was_removed_leaves_no_row() -> None:
    rows = Rows()
    row = rows.answered(rows.lesson("2026-11-18 14:00"), "a", {"voice": "skipped"})
    rows.remark(row, "")
    assert records(exported(rows).answers) == []


def test_the_codebook_explains_every_value() -> None:
    rows = two_people()
    found = exported(rows)
    book = records(found.codebook)
    explained = {(row["question"], row["value"]): row for row in book}
    for answer in records(found.answers):
        key = answer["question"], answer["value"] if answer["question"] != "voice" else None
        assert explained[key]["label_ja"] == answer["label_ja"]
    assert explained["timely", "dk"] == {
        "survey": "aonico-core",
        "version": "1.0.0",
        "question": "timely",
        "kind": "scale",
        "wave": "w1",
        "text_ja": survey().question("timely").text[Language.JA],
        "value": "dk",
        "code": -9,
        "label_ja": "わからない",
        "missing": True,
    }
    assert {row["kind"] for row in book} == {"single", "multi", "scale", "number", "text"}
    assert (explained["barrier", "skipped"]["code"], explained["voice", None]["code"]) == (
        -2,
        None,
    )
    assert explained["visits3m", "v1_2"]["code"] == 1.5
    assert {row["question"] for row in book} == {q.key for q in survey().questions}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+81", "'+81"),
        ("-", "'-"),
        ("@here", "'@here"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("1=1", "1=1"),
        ("'quoted", "'quoted"),
        ("", ""),
    ],
)
def test_formulas_are_made_harmless(text: str, written: str) -> None:
    assert harmless(text) == written


def test_the_descriptor_says_what_may_stand_where() -> None:
    package = data_package("koe-export", "Koe", exported(two_people()).sheets, "utf-8")
    schemas = {one["name"]: one["schema"] for one in package["resources"]}
    fields = {field["name"]: field for field in schemas["responses"]["fields"]}
    assert fields["status"]["constraints"]["enum"] == list(Disposition)
    assert fields["seconds"] == {"name": "seconds", "type": "integer", "title": "所要秒数"}
    assert schemas["responses"]["primaryKey"] == ["response_id"]
    assert schemas["answers"]["foreignKeys"] == [
        {
            "fields": ["response_id"],
            "reference": {"resource": "responses", "fields": ["response_id"]},
        }
    ]
    assert "primaryKey" not in schemas["codebook"]
