"""A small definition that uses every field and every kind; other tests break it in turn."""

from surveys.conditions import AllOf, AnyOf, ChoseNoneOf, ChoseOneOf, Not, ProfileMissing
from surveys.definition import read_survey
from surveys.model import (
    FreeText,
    Language,
    MultipleChoice,
    NumberBands,
    Scale,
    SingleChoice,
)


def four(text: str) -> str:
    return f'{{ ja = "{text}", ja-x-easy = "{text}", en = "{text}", zh-Hans = "{text}" }}'


def choice(key: str, value: float, more: str = "") -> str:
    return f'[[question.choice]]\nkey = "{key}"\nvalue = {value}\nlabel = {four(key)}\n{more}\n'


FIRST_TIME = '{ profile = "stage", missing = true }'
DAILY = '{ question = "use", in = ["daily"] }'
NOT_DAILY = '{ question = "use", not_in = ["daily"] }'
USELESS = '{ question = "useful", any_in = ["1"] }'

SOUND = f"""
[survey]
key = "mini"
version = "1.0.0"
partial_from = "use"
cool_down_days = 7
short_form = ["use"]
profile_days = {{ stage = 30 }}
title = {four("Title")}
intro.ja = "{{centre}}で{{n_questions}}問"
intro.ja-x-easy = "{{centre}}で {{n_questions}}つ"
intro.en = "{{n_questions}} at {{centre}}"
intro.zh-Hans = "{{centre}}，{{n_questions}}个"
intro_privacy = {four("See {privacy_url}")}
intro_contact = {four("Ask {contact}")}

[consent]
refusal = "no"
follow_up = "later"
{choice("later", 2).replace("question", "consent")}
{choice("today", 1).replace("question", "consent")}
{choice("no", 0).replace("question", "consent")}

[[question]]
key = "stage"
wave = "w1"
kind = "single"
show_if = {FIRST_TIME}
text = {four("Which stage?")}
{choice("expecting", 1)}
{choice("born", 2)}
{choice("neither", 3, "eligible = false")}

[[question]]
key = "use"
wave = "w1"
kind = "single"
core = true
rotate = true
keep_last = ["forgot"]
text = {four("Do you use it?")}
{choice("daily", 1)}
{choice("never", 2)}
{choice("forgot", -8, "missing = true")}

[[question]]
key = "useful"
wave = "w1"
kind = "scale"
points = 3
show_if = {{ all = [{DAILY}, {{ not = {FIRST_TIME} }}] }}
text = {four("Is it useful?")}
{choice("1", 1).replace("= " + four("1"), "= " + four("not"))}
{choice("2", 2).replace("= " + four("2"), "= " + four("so so"))}
{choice("3", 3).replace("= " + four("3"), "= " + four("very"))}
{choice("dk", -9, "missing = true")}

[[question]]
key = "why"
wave = "w1"
kind = "multi"
max = 2
exclusive = ["nothing"]
show_if = {{ any = [{NOT_DAILY}, {USELESS}] }}
text = {four("Why not?")}
{choice("hard", 1)}
{choice("slow", 2)}
{choice("nothing", 0)}

[[question]]
key = "visits"
wave = "w1"
kind = "number"
text = {four("How often?")}
{choice("v0", 0)}
{choice("v1_2", 1.5)}

[[question]]
key = "voice"
wave = "w1"
kind = "text"
max_length = 200
text = {four("Anything else?")}

[[question]]
key = "again"
wave = "w2"
kind = "single"
core = true
same_choices_as = "use"
text = {four("And now?")}

[[indicator]]
key = "I1"
question = "use"
counts = ["daily"]
base = "complete"
goals = [1, 2]
target = 0.5
where = {{ question = "stage", in = ["expecting"] }}
digest = true
label = {four("Use")}
short = {four("Use")}
"""


def test_every_kind_is_read() -> None:
    survey = read_survey(SOUND, "mini.toml")
    assert [(question.key, type(question), question.core) for question in survey.questions] == [
        ("stage", SingleChoice, False),
        ("use", SingleChoice, True),
        ("useful", Scale, False),
        ("why", MultipleChoice, False),
        ("visits", NumberBands, False),
        ("voice", FreeText, False),
        ("again", SingleChoice, True),
    ]


def test_every_field_of_a_question_arrives() -> None:
    stage, use, useful, why, visits, voice, again = read_survey(SOUND, "mini.toml").questions
    assert isinstance(stage, SingleChoice)
    assert [(c.key, c.value, c.missing, c.eligible) for c in stage.choices] == [
        ("expecting", 1, False, True),
        ("born", 2, False, True),
        ("neither", 3, False, False),
    ]
    assert isinstance(use, SingleChoice)
    assert (use.rotate, use.keep_last) == (True, ("forgot",))
    assert use.choices[2].missing
    assert isinstance(useful, Scale)
    assert useful.points == 3
    assert useful.choices[1].label[Language.ZH] == "so so"
    assert isinstance(why, MultipleChoice)
    assert (why.max_choices, why.exclusive) == (2, ("nothing",))
    assert isinstance(visits, NumberBands)
    assert [c.value for c in visits.choices] == [0, 1.5]
    assert isinstance(voice, FreeText)
    assert voice.max_length == 200
    assert isinstance(again, SingleChoice)
    assert again.choices == use.choices
    assert again.wave == "w2"


def test_a_multiple_choice_without_max_takes_all_choices() -> None:
    why = read_survey(SOUND.replace("max = 2", ""), "mini.toml").question("why")
    assert isinstance(why, MultipleChoice)
    assert why.max_choices == 3


def test_conditions_are_read() -> None:
    survey = read_survey(SOUND, "mini.toml")
    assert [question.show_if for question in survey.questions] == [
        ProfileMissing(key="stage"),
        None,
        AllOf(
            parts=(
                ChoseOneOf(question="use", choices=("daily",)),
                Not(part=ProfileMissing(key="stage")),
            )
        ),
        AnyOf(
            parts=(
                ChoseNoneOf(question="use", choices=("daily",)),
                ChoseOneOf(question="useful", choices=("1",)),
            )
        ),
        None,
        None,
        None,
    ]


def test_the_survey_itself_is_read() -> None:
    survey = read_survey(SOUND, "mini.toml")
    assert (survey.key, survey.version, survey.partial_from) == ("mini", "1.0.0", "use")
    assert (survey.cool_down_days, survey.short_form) == (7, ("use",))
    assert survey.profile_days == {"stage": 30}
    assert survey.title == dict.fromkeys(Language, "Title")
    assert survey.intro[Language.EN] == "{n_questions} at {centre}"
    assert survey.intro_privacy == dict.fromkeys(Language, "See {privacy_url}")
    assert survey.intro_contact == dict.fromkeys(Language, "Ask {contact}")
    assert (survey.consent.refusal, survey.consent.follow_up) == ("no", "later")
    assert [level.key for level in survey.consent.choices] == ["later", "today", "no"]


def test_an_indicator_is_read() -> None:
    indicator = read_survey(SOUND, "mini.toml").indicator("I1")
    assert (indicator.question, indicator.counts, indicator.base) == (
        "use",
        ("daily",),
        "complete",
    )
    assert (indicator.goals, indicator.target, indicator.in_digest) == ((1, 2), 0.5, True)
    assert indicator.where == ChoseOneOf(question="stage", choices=("expecting",))


def test_what_may_be_left_out() -> None:
    fields = ("intro_privacy", "intro_contact", "profile_days", "cool_down_days", "short_form")
    kept = [line for line in SOUND.splitlines() if not line.startswith((*fields, "target"))]
    source = "\n".join(kept)
    source = source.replace(f"show_if = {FIRST_TIME}", "")
    source = source.replace(f"{{ not = {FIRST_TIME} }}", DAILY)
    survey = read_survey(source, "mini.toml")
    assert (survey.intro_privacy, survey.intro_contact) == (None, None)
    assert (survey.profile_days, survey.cool_down_days, survey.short_form) == ({}, 0, ())
    assert survey.indicator("I1").target is None


def test_spaces_around_a_text_and_a_byte_order_mark_do_not_matter() -> None:
    source = SOUND.replace(four("Anything else?"), four("\\n Anything else?\\n"))
    assert source != SOUND
    assert read_survey("\ufeff" + source, "mini.toml") == read_survey(SOUND, "mini.toml")
