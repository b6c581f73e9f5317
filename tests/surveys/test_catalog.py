"""The catalog, and the built-in questionnaire that everything else relies on."""

import pytest

from surveys.catalog import Catalog, built_in
from surveys.definition import DefinitionError
from surveys.definition_paths import longest_way
from surveys.definition_text import placeholders
from surveys.model import FreeText, Language, Survey
from tests.surveys.test_definition_example import SOUND


@pytest.fixture(scope="module")
def aonico() -> Survey:
    return Catalog.of(built_in()).latest("aonico-core")


def version(number: str, key: str = "mini") -> tuple[str, str]:
    text = SOUND.replace('"1.0.0"', f'"{number}"').replace('"mini"', f'"{key}"')
    return f"{key}-{number}.toml", text


def test_the_built_in_definitions_are_sound() -> None:
    assert [name for name, _ in built_in()] == ["aonico-core.toml"]
    assert Catalog.of(built_in()).keys == ("aonico-core",)


def test_surveys_are_found_by_key_and_version() -> None:
    catalog = Catalog.of([version("1.10.0"), version("1.0.0", "more"), version("1.9.0")])
    assert catalog.keys == ("mini", "more")
    assert [survey.version for survey in catalog.surveys] == ["1.9.0", "1.10.0", "1.0.0"]
    assert catalog.latest("mini").version == "1.10.0"
    assert catalog.get("mini", "1.9.0").version == "1.9.0"
    assert Catalog.of([]).keys == ()


def test_what_is_not_there() -> None:
    catalog = Catalog.of([version("1.0.0")])
    with pytest.raises(KeyError, match="maxi"):
        catalog.latest("maxi")
    for key, number in (("mini", "1.0.1"), ("maxi", "1.0.0")):
        with pytest.raises(KeyError, match=f"{key} {number}"):
            catalog.get(key, number)


@pytest.mark.parametrize(
    ("sources", "lines"),
    [
        (
            [version("1.0.0"), ("copy.toml", SOUND)],
            ["copy.toml:4 [S10] survey: mini 1.0.0 is in mini-1.0.0.toml already →"],
        ),
        (
            [("old.toml", SOUND), ("new.toml", version("1.1.0")[1].replace("= 1.5", "= 2"))],
            ['new.toml:163 [V02] question "visits" choice "v1_2": value 1.5 became 2 →'],
        ),
        (
            [("b.toml", "x"), ("a.toml", SOUND.replace("max = 2", "max = 9")), version("2.0.0")],
            ['a.toml:127 [Q03] question "why": max 9 is out of range →', "b.toml:1 [F01] file: "],
        ),
    ],
)
def test_mistakes_of_all_sources_together(
    sources: list[tuple[str, str]], lines: list[str]
) -> None:
    with pytest.raises(DefinitionError) as caught:
        Catalog.of(sources)
    told = str(caught.value).splitlines()
    assert len(told) == len(lines)
    for line, beginning in zip(told, lines, strict=True):
        assert line.startswith(beginning)


def test_questions_and_waves(aonico: Survey) -> None:
    told = [f"{'*' if q.core else ' '}{q.key} {q.wave}" for q in aonico.questions]
    assert told == [
        "*stage w1",
        "*route w1",
        "*timely w1",
        "*aonico_use w1",
        " useful w1",
        " barrier w1",
        " visits3m w1",
        "*connected w1",
        " voice w1",
        " quote w1",
        "*fu_action w2",
        " fu_route w2",
    ]
    assert aonico.short_form == ("route",)
    assert (aonico.partial_from, aonico.cool_down_days) == ("aonico_use", 56)
    assert aonico.profile_days == {"stage": 180}


@pytest.mark.parametrize(("wave", "longest"), [("w1", 7), ("w2", 2)])
def test_a_minute_is_enough(aonico: Survey, wave: str, longest: int) -> None:
    assert longest_way(q for q in aonico.questions if q.wave == wave) == longest


def test_choices_and_values(aonico: Survey) -> None:
    told = {
        question.key: " ".join(f"{choice.key}={choice.value:g}" for choice in question.choices)
        for question in aonico.questions
        if not isinstance(question, FreeText)
    }
    route = (
        "aonico=1 pamatoko=2 center_sns=3 print=4 wordofmouth=5 staff=6 other=7 dontremember=-8"
    )
    points = "1=1 2=2 3=3 4=4 5=5"
    assert told == {
        "stage": "pregnant=1 age0=2 age1=3 age2=4 age3p=5 other=6",
        "route": route,
        "timely": f"{points} dk=-9",
        "aonico_use": "never_heard=0 name_only=1 lapsed=2 sometimes=3 weekly=4",
        "useful": f"{points} dk=-9",
        "barrier": "howto=1 nomore=2 enough=3 nocontent=4 hardtouse=5 notyet=8 language=6 "
        "other=7 dk=-9",
        "visits3m": "v0=0 v1_2=1.5 v3_5=4 v6p=8",
        "connected": points,
        "quote": "yes=1 no=0",
        "fu_action": "center=1 community=2 consult=3 aonico_use=4 none=0",
        "fu_route": route,
    }


def test_the_app_is_not_named_before_the_route_question(aonico: Survey) -> None:
    stage = aonico.question("stage")
    for text in (aonico.title, aonico.intro, stage.text, aonico.question("route").text):
        assert not any("aonico" in words.casefold() for words in text.values())


def test_the_intro_reads_well_without_addresses(aonico: Survey) -> None:
    for language in Language:
        assert placeholders(aonico.intro[language]) == {"centre", "n_questions"}
        assert aonico.intro[language].rstrip()[-1] in "。）.)"


def test_the_indicators(aonico: Survey) -> None:
    told = [
        f"{i.key} {i.question} {'+'.join(i.counts)} / {i.base}"
        + (" where" if i.where else "")
        + (f" target {i.target:g}" if i.target is not None else "")
        for i in aonico.indicators
        if not i.key.startswith("I9_")
    ]
    aware, current = "name_only+lapsed+sometimes+weekly", "sometimes+weekly"
    assert told == [
        f"I1 aonico_use {aware} / complete target 0.6",
        f"I2 aonico_use {current} / complete target 0.4",
        "I3 route aonico / answered target 0.15",
        "I3b fu_route aonico / shown",
        "I4 timely 4+5 / valid target 0.7",
        "I5 useful 4+5 / valid target 0.7",
        "I5c useful 4+5 / complete where",
        "I6 connected 4+5 / complete",
        "I7a fu_action center+community / complete",
        "I7b fu_action community / complete",
        f"I8a aonico_use {aware} / complete where",
        f"I8b aonico_use {current} / complete where",
        "I8c route aonico / answered where",
        "I10 fu_action aonico_use / complete",
    ]
    assert [i.key for i in aonico.indicators if i.in_digest] == [
        "I1",
        "I2",
        "I3",
        "I4",
        "I5",
        "I6",
    ]


def test_every_barrier_has_its_indicator(aonico: Survey) -> None:
    barrier = aonico.question("barrier")
    assert not isinstance(barrier, FreeText)
    reasons = [choice for choice in barrier.choices if not choice.missing]
    rows = [i for i in aonico.indicators if i.key.startswith("I9_")]
    assert [(i.key, i.counts, i.base) for i in rows] == [
        (f"I9_{choice.key}", (choice.key,), "shown") for choice in reasons
    ]
    for indicator, choice in zip(rows, reasons, strict=True):
        assert indicator.label[Language.JA] == f"使わない理由：{choice.label[Language.JA]}"


def test_another_language_is_another_text(aonico: Survey) -> None:
    """A text that was copied and never translated would pass every rule of the checker."""
    texts = [aonico.title, aonico.intro, *(question.text for question in aonico.questions)]
    for text in texts:
        assert len(set(text.values())) == len(Language)
