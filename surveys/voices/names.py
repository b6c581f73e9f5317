"""Where a folded text names people: a name before さん or ちゃん, or one the dictionary knows.

The dictionary alone misses はるとくん and would take places and trees for people; words alone
would mask スタッフさん. Too much is masked rather than too little: a coordinator reads it anyway.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from surveys.voices.contact_rules import Found, Kind
from surveys.voices.tokens import OWN_WORDS, Token, tokens

_INTIMATE: Final = frozenset({"ちゃん", "くん", "君", "クン", "チャン"})
_POLITE: Final = frozenset({"さん", "先生", "様", "さま", "せんせい", "ママ", "パパ", "さん家"})

_TRADE: Final = re.compile(
    r"[一-龥ァ-ヶー](?:屋|師|士|員|者|婦|園|所|会|長|係|館|店|局|手|主|司|任|生|人|達|方|科)$"
)
_KANJI: Final = re.compile(r"[一-龥々]+")
_HIRAGANA: Final = re.compile(r"[ぁ-んー]+")
_NAMELIKE: Final = re.compile(r"[一-龥々]+|[ァ-ヶー・]+|[a-zA-Z'’]+|[ぁ-んー]+|[一-龥々ぁ-ん]+")
_PLACE_AFTER: Final = re.compile(
    r"駅|町|区|市|県|台|丘|公園|病院|医院|小児科|産婦人科|クリニック|保育園|幼稚園|小学校|中学校|大学|線|地区"
)
_LONGEST: Final = 5
"""Characters of a first name in hiragana, at most."""

_GLUE: Final = frozenset({"助詞", "助動詞", "副詞", "接続詞", "連体詞", "感動詞", "形容詞"})

_LATIN: Final = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Miss|Dr|Teacher|Professor|Nurse)\b\.?\s+"
    r"|\b(?:my name is|i am called|named|my (?:son|daughter|husband|wife|baby|friend),?)\s+)"
    r"(?P<name>(?-i:[A-Z])[a-z'’]+(?:\s(?-i:[A-Z])[a-z'’]+)?)",
    re.IGNORECASE,
)
_KANA: Final = re.compile(
    # To the dictionary ハルトクン is one word, and そうたくん is そう and たくん.
    "(?<![ァ-ヶー])[ァ-ヶー]{2,5}(?=(?:クン|チャン)(?![ァ-ヶー]))|[ぁ-んー]{3}(?=くん(?!れん|せい))"
    "|(?<![ぁ-んー一-龥々])(?!ひとり|ふたり|..[のるな]|.しい)[ぁ-ん]{3}(?=ママ|パパ)"
)
_CHINESE: Final = re.compile(
    "[王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧程曹袁"
    "邓鄧许許傅沈曾彭吕苏蘇卢蒋蔡贾丁魏薛叶葉阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱"
    "秦江史顾侯邵孟龙段雷钱汤尹黎易常武乔贺赖龚文][一-龥]{0,2}?(?=老师|老師|女士|小姐|阿姨|妈妈|爸爸)"
)


@cache
def _kinds_of_people() -> frozenset[str]:
    """Words that are no names; read once, when the first remark is masked."""
    source = (files("surveys") / "voices" / "names.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(source)["nobody"])


def people(text: str) -> tuple[Found, ...]:
    """The names of people in a folded text, in order; how they are addressed stays outside."""
    words = tokens(text)
    stretches = [*_addressed(words), *_known(words), *_foreign(text)]
    ends = {end for _, end in stretches}
    stretches += [match.span() for match in _KANA.finditer(text) if match.end() not in ends]
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(stretches):
        if joined and begin < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return tuple(Found(begin=begin, end=end, kind=Kind.NAME) for begin, end in joined)


def _foreign(text: str) -> Iterator[tuple[int, int]]:
    """Names in English after Mr or "my son", in Chinese before 老师."""
    for match in _LATIN.finditer(text):
        yield match.span("name")
    for match in _CHINESE.finditer(text):
        yield match.span()


# ---- さくらちゃん, はるとくん, 田中先生, ゆいママ ----


def _addressed(words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    for position, word in enumerate(words):
        intimate = word.surface in _INTIMATE
        if position == 0 or not (intimate or word.surface in _POLITE):
            continue
        first = _first_of_name(words, position)
        name = words[first:position]
        if name and not _nobody(name, intimate=intimate):
            yield name[0].begin, name[-1].end


def _first_of_name(words: Sequence[Token], suffix: int) -> int:
    """Where the name before a suffix begins; `suffix` itself where there is none."""
    last = words[suffix - 1]
    if _HIRAGANA.fullmatch(last.surface):
        return _first_of_kana_name(words, suffix)
    if not _NAMELIKE.fullmatch(last.surface):
        return suffix
    first = suffix - 1
    while first > 0 and _goes_on(words[first - 1], words[first]):
        first -= 1
    return first


def _goes_on(before: Token, word: Token) -> bool:
    """Whether a name goes on to the left: 鈴木|健太くん, 心|菜ちゃん."""
    if before.is_person and word.is_person:
        return True
    return len(before.surface) == 1 and bool(
        _KANJI.fullmatch(before.surface) and _KANJI.fullmatch(word.surface)
    )


def _first_of_kana_name(words: Sequence[Token], suffix: int) -> int:
    """The dictionary cuts はると into はる|と: words are put together up to a name's length."""
    first = suffix
    length = 0
    while first > 0 and _HIRAGANA.fullmatch(words[first - 1].surface):
        before = words[first - 1]
        enough = length >= 2 and (before.kind[0] in _GLUE or before.kind[2] == "副詞可能")
        if enough or length + len(before.surface) > _LONGEST:
            break
        first, length = first - 1, length + len(before.surface)
    return first if length >= 2 or words[suffix - 1].is_person else suffix


def _nobody(name: Sequence[Token], *, intimate: bool) -> bool:
    """Whether it is a kind of people, or no name at all: スタッフさん, 赤ちゃん, やさしい先生."""
    whole = "".join(word.surface for word in name)
    bare = whole.removeprefix("お").removeprefix("ご").removeprefix("御")
    if {whole, bare, name[-1].surface} & _kinds_of_people() or whole in OWN_WORDS:
        return True
    if any(word.is_person for word in name) or intimate:
        return False
    return name[-1].kind[0] in _GLUE | {"動詞", "代名詞", "接尾辞"} or bool(_TRADE.search(whole))


# ---- 佐藤花子 ----


def _known(words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Names that the dictionary knows; one of a single character only beside another."""
    run: list[Token] = []
    for position, word in enumerate(words):
        if word.is_person:
            run.append(word)
        elif not (run and word.surface == " "):
            if _is_name(run, word):
                yield run[0].begin, run[-1].end
            run = []
        if position == len(words) - 1 and _is_name(run, None):
            yield run[0].begin, run[-1].end


def _is_name(run: Sequence[Token], after: Token | None) -> bool:
    if not run or (len(run) == 1 and len(run[0].surface) == 1):
        return False
    return after is None or not _PLACE_AFTER.match(after.surface)
