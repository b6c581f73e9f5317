"""Lines of tables and fields, in every way in which TOML can write them."""

import tomllib

import pytest

from surveys.catalog import built_in
from surveys.definition_mistakes import Path
from surveys.definition_rows import rows


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("", {}),
        ("# only a comment", {}),
        ("a = 1\n\nb = 2", {("a",): 1, ("b",): 3}),
        ("a.b.c = 1", {("a",): 1, ("a", "b"): 1, ("a", "b", "c"): 1}),
        ("a.b = 1\na.c = 2", {("a",): 1, ("a", "b"): 1, ("a", "c"): 2}),
        ("'a b'.\"c=d\" = 1", {("a b",): 1, ("a b", "c=d"): 1}),
        ("3.14 = 1", {("3",): 1, ("3", "14"): 1}),
        ("[a]\nb = 1\n[ a . c ] # x\nd = 1", {
            ("a",): 1, ("a", "b"): 2, ("a", "c"): 3, ("a", "c", "d"): 4,
        }),
        ("[[a]]\n[[a]]\n[[a.b]]\nc = 1\n[a.d]\n[[a.b]]", {
            ("a", 0): 1, ("a", 1): 2, ("a", 1, "b", 0): 3, ("a", 1, "b", 0, "c"): 4,
            ("a", 1, "d"): 5, ("a", 1, "b", 1): 6,
        }),
        ("[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]", {
            ("a", 0): 1, ("a", 0, "b", 0): 2, ("a", 1): 3, ("a", 1, "b", 0): 4,
        }),
        ('a = """\n[b]\nc = 1 \\"""\n"""\nd = 2', {("a",): 1, ("d",): 5}),
        ('a = """"quoted""""\nb = 1', {("a",): 1, ("b",): 2}),
        ("a = '''\n[b]\nc = 1\n'''\nd = 2", {("a",): 1, ("d",): 5}),
        ("a = '[' # ]\nb = \"]\\\"[\"\nc = 1", {("a",): 1, ("b",): 2, ("c",): 3}),
        ("a = [\n  1, # [\n  { b = 2 },\n]\nc = 1", {("a",): 1, ("c",): 5}),
        ("a = { b = { c = 1 } }\nd = 1", {("a",): 1, ("d",): 2}),
        ("\ufeffa = 1\r\nb = 2\r\n", {("a",): 1, ("b",): 2}),
        ("a = 1979-05-27 07:32:00Z\nb = +1_0.5e-3", {("a",): 1, ("b",): 2}),
    ],
)  # fmt: skip
def test_rows(source: str, found: dict[Path, int]) -> None:
    tomllib.loads(source.removeprefix("\ufeff"))  # the table itself must be sound TOML
    assert rows(source) == found


def test_every_key_of_the_built_in_definitions_is_found_where_it_stands() -> None:
    for _, source in built_in():
        lines = source.splitlines()
        data = tomllib.loads(source)
        found = rows(source)
        for table in ("question", "indicator"):
            for place, item in enumerate(data[table]):
                assert lines[found[table, place, "key"] - 1] == f'key = "{item["key"]}"'
                for position, choice in enumerate(item.get("choice", [])):
                    row = found[table, place, "choice", position, "label"]
                    assert choice["label"]["zh-Hans"] in lines[row - 1]
