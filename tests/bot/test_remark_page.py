"""The page of the remark: who gets in, what is stored, and what is said when nothing is."""

import pytest

from bot.remark_page import form_of
from bot.webhooks import MAX_BODY
from handlers.remarks import remark_asked
from handlers.work import Work
from surveys.model import Language
from surveys.response import DONE, Response, Status
from tests.bot.demo_world import visitor


async def test_a_remark_is_written_thanked_and_written_anew(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        page = await parent.page()
        assert page.status_code == 200
        assert '<html lang="ja">' in page.text
        assert "お名前・電話番号・お子さんの名前は書かないでください" in page.text
        assert '<label for="text">' in page.text
        assert "200文字まで" in page.text
        assert "<script" not in page.text

        taken = await parent.write("チラシが\r\n見やすいです ")
        assert (taken.status_code, taken.headers["location"]) == (303, parent.path)
        first = parent.remark()
        assert first is not None
        assert (first.text, first.revision) == ("チラシが\n見やすいです", 1)
        assert (parent.response().status, parent.response().at) == (Status.COMPLETED, DONE)

        page = await parent.page()
        assert "ひとことを受け取りました" in page.text
        assert "見やすい" not in page.text  # the link may be open on somebody else's screen
        await parent.write("アプリも見ます")
        second = parent.remark()
        assert second is not None
        assert (second.text, second.revision) == ("アプリも見ます", 2)


async def test_to_be_quoted_needs_a_tick(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        assert "紹介してもよい（任意）" in (await parent.page()).text
        await parent.write("見やすいです")
        assert parent.response().answers["quote"].choices == ("no",)
        await parent.write("もっと見やすいです", quote="yes")
        assert parent.response().answers["quote"].choices == ("yes",)


async def test_the_page_is_kept_from_prying_eyes(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        for page in (await parent.page(), await parent.write("よかったです")):
            assert page.headers["referrer-policy"] == "no-referrer"
            assert page.headers["x-content-type-options"] == "nosniff"
            assert page.headers["x-robots-tag"] == "noindex, nofollow"
            assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert (await parent.page()).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "まだ何も書かれていません"),
        (" \r\n　", "まだ何も書かれていません"),
        ("\x00", "まだ何も書かれていません"),
        ("あ" * 201, "200文字までで書いてください"),
    ],
)
async def test_a_text_that_does_not_fit_changes_nothing(
    text: str, line: str, sqlite_url: str
) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        before = parent.response()
        page = await parent.write(text, once="1" * 32)
        assert page.status_code == 422
        assert line in page.text
        assert 'role="alert"' in page.text
        assert parent.response() == before
        assert (await parent.write("短く", once="1" * 32)).status_code == 303
        assert parent.remark() is not None


async def test_what_did_not_fit_is_still_in_the_field_and_escaped(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        long = "<b>" + "あ" * 200
        page = await parent.write(long)
        assert long not in page.text
        assert long.replace("<", "&lt;").replace(">", "&gt;") in page.text


async def test_two_hundred_characters_fit_counted_as_the_browser_counts(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        assert (await parent.write("あ" * 100 + "\r\n" + "い" * 99)).status_code == 303


async def test_the_button_pressed_twice_stores_one_remark(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        for text in ("一度", "一度", "別の文"):
            assert (await parent.write(text, once="a" * 32)).status_code == 303
        stored = parent.remark()
        assert stored is not None
        assert (stored.text, stored.revision) == ("一度", 1)


async def test_a_token_of_somebody_else_leads_nowhere(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        token = parent.path.removeprefix("/t/")
        other = "0" * 32
        sign = parent.world.koe.house.sign
        for wrong in (
            token[:-1],
            f"{token}0",
            token[:32] + sign(other),
            other + token[32:],
            other + sign(other),
            token[:32] + "0" * 24,
            "ü" * 56,
        ):
            for page in (
                await parent.client.get(f"/t/{wrong}"),
                await parent.client.post(f"/t/{wrong}", data={"text": "x"}),
            ):
                assert page.status_code == 404
                assert "このリンクは使えません" in page.text
        assert parent.remark() is None


@pytest.mark.parametrize(
    ("wanted", "line"),
    [("en", "This link cannot be used"), ("zh-TW", "此链接无法使用"), ("fr", "このリンク")],
)
async def test_who_is_not_known_is_answered_in_the_browsers_language(
    wanted: str, line: str, sqlite_url: str
) -> None:
    async with visitor(sqlite_url) as parent:
        parent.path = "/t/nothing"
        assert line in (await parent.page(**{"accept-language": wanted})).text


async def test_after_the_deadline_one_line_and_nothing_stored(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        parent.world.clock.forward(hours=72)
        for page in (await parent.page(), await parent.write("遅れて")):
            assert page.status_code == 410
            assert "受付は終わりました" in page.text
        assert parent.remark() is None


async def test_the_questions_in_the_talk_come_first(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        await parent.say("もどる")
        for page in (await parent.page(), await parent.write("いま")):
            assert page.status_code == 409
            assert "いまは書けません" in page.text
        assert parent.remark() is None


@pytest.mark.parametrize("last_words", ["書かずに終わる", "やめる"])
async def test_who_ended_without_a_remark_may_still_write(
    last_words: str, sqlite_url: str
) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        await parent.say(last_words)
        assert (await parent.page()).status_code == 200
        assert (await parent.write("やっぱりひとこと")).status_code == 303
        stored = parent.remark()
        assert stored is not None
        assert stored.text == "やっぱりひとこと"
        assert parent.response().status is Status.COMPLETED


@pytest.mark.parametrize("deed", ["取り消し", "データ削除"])
async def test_what_was_taken_back_has_no_page(deed: str, sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        await parent.say(deed)
        await parent.say("はい")
        assert (await parent.page()).status_code == 404
        assert (await parent.write("まだ")).status_code == 404


async def test_a_survey_that_asks_no_remark_has_no_field(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        token = parent.path.removeprefix("/t/")

        def short(work: Work) -> None:
            shown = work.uow.responses.get(token[:32])
            fields = {name: getattr(shown, name) for name in shown.__slots__}
            work.uow.responses.save(Response(**{**fields, "short": True}), source=None)

        parent.world.koe.do(short)
        assert (await parent.page()).status_code == 409


async def test_the_page_follows_the_responses_language(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        await parent.say("ことば")
        await parent.say("English")
        page = await parent.page()
        assert '<html lang="en">' in page.text
        assert "please do not write names" in page.text
        asked = parent.world.koe.do(lambda work: remark_asked(work, parent.path[3:]))
        assert asked is not None
        assert asked.language is Language.EN


async def test_the_talks_clock_may_be_ahead_of_ours(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        parent.world.clock.forward(seconds=-90)
        assert (await parent.write("早すぎましたか")).status_code == 303
        assert parent.remark() is not None


async def test_a_flood_is_not_read_to_its_end(sqlite_url: str) -> None:
    async with visitor(sqlite_url) as parent:
        await parent.answer_everything()
        page = await parent.client.post(parent.path, content=b"text=" + b"a" * MAX_BODY)
        assert page.status_code == 413


@pytest.mark.parametrize(
    ("body", "text", "once"),
    [
        (b"text=a+b%0D%0Ac%0Dd&once=1", "a b\nc\nd", "1"),
        (b"text=%E3%81%82", "あ", ""),
        (b"text=%FF%00x", "�x", ""),
        (b"text=a&text=b", "a", ""),
        (b"once=" + b"9" * 40, "", "9" * 32),
        (b"\xff\xfe", "", ""),
        (b"a=1&" * 20, "", ""),
    ],
    ids=str,
)
def test_forms(body: bytes, text: str, once: str) -> None:
    form = form_of(body)
    assert (form.text, form.once) == (text, once)
