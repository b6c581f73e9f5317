"""Looking things up in a survey by key; a key that is not there is an error, not a None."""

import pytest

from surveys.model import FreeText, Language, choice_of
from tests.surveys.builders import AONICO, MINI


def test_questions_indicators_and_choices_are_found_by_key() -> None:
    use = MINI.question("use")
    assert not isinstance(use, FreeText)
    assert choice_of(use, "never").value == 2
    assert MINI.indicator("I1").question == "use"
    assert [AONICO.question(q.key) for q in AONICO.questions] == list(AONICO.questions)


@pytest.mark.parametrize("key", ["uses", "USE", "consent", "done"])
def test_a_key_that_is_not_there(key: str) -> None:
    use = MINI.question("use")
    assert not isinstance(use, FreeText)
    with pytest.raises(KeyError, match=key):
        MINI.question(key)
    with pytest.raises(KeyError, match=key):
        MINI.indicator(key)
    with pytest.raises(KeyError, match=key):
        choice_of(use, key)


def test_languages_are_language_tags_with_japanese_first() -> None:
    assert [language.value for language in Language] == ["ja", "ja-x-easy", "en", "zh-Hans"]
