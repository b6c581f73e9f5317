"""The pages in a real browser: a class talked through by clicking, and what everybody can use."""

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.bot.browsing import ARGUMENTS, UNNAMED, WORST_CONTRAST, Screen, screen
from tests.bot.demo_world import CODE, opened
from tests.fakes.patience import PATIENCE


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None and "CI" in os.environ:
        pytest.fail("the tests of the pages need Chromium: install the package chromium")
    if program is None:
        pytest.skip("Chromium is not installed")
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield launched
        launched.close()


def test_a_class_from_its_end_to_the_parents_thanks(browser: Browser, sqlite_url: str) -> None:
    with screen(browser, sqlite_url) as seen:
        code = seen.survey_opened()
        card = seen.newest("staff").locator("img")
        expect(card).to_have_js_property("naturalWidth", 1080)
        assert code in (card.get_attribute("alt") or "")

        with seen.page.context.expect_page() as tablet:
            seen.page.get_by_role("link", name=f"講座ページ {code}").click()
        class_page = tablet.value
        count = class_page.locator("#count")
        expect(count).to_have_text(re.compile(r"回答 0\s+/ 参加 12組\s+（0%）"))

        seen.page.bring_to_front()
        parent = seen.pane("parent")
        seen.click("parent", parent.locator(".chip.code"))
        seen.click("parent", seen.newest("parent").get_by_role("button", name="はい（今日だけ）"))
        for label in ("2歳", "友だち・家族", "いつも間に合う", "以前使っていた"):
            progress = seen.newest("parent").locator("progress")
            expect(progress).to_have_js_property("max", 7)
            seen.click("parent", seen.newest("parent").get_by_role("button", name=label))
        for label in ("入れ方がわからない", "その他"):
            seen.click("parent", seen.newest("parent").get_by_role("button", name=label))
        ticked = seen.newest("parent").locator("[aria-pressed=true]")
        assert ticked.all_inner_texts() == ["入れ方がわからない", "その他"]
        for label in ("つぎへ", "0回", "とても感じる", "書かずに終わる"):
            seen.click("parent", seen.newest("parent").get_by_role("button", name=label))
        expect(seen.newest("parent")).to_contain_text("ありがとうございました")
        assert seen.newest("parent").locator("button").count() == 0
        assert parent.locator(".bubble.me").last.inner_text() == "書かずに終わる"

        class_page.bring_to_front()
        expect(count).to_have_text(re.compile(r"回答 1\s+/ 参加 12組\s+（8%）"))
        seen.page.bring_to_front()
        seen.click("staff", seen.pane("staff").get_by_role("button", name="締切"))
        expect(parent.locator(".chip.code")).to_be_hidden()
        class_page.bring_to_front()
        expect(class_page.get_by_text("受付は終わりました")).to_be_visible()


def test_every_parent_has_a_talk_of_their_own(browser: Browser, sqlite_url: str) -> None:
    with screen(browser, sqlite_url) as seen:
        code = seen.survey_opened()
        seen.say("parent", code)
        picked = seen.page.get_by_label("保護者：だれの画面か")
        picked.select_option(label="保護者 3（English）")
        expect(seen.pane("parent").locator(".bubble")).to_have_count(0)
        seen.say("parent", code)
        expect(seen.newest("parent")).to_have_attribute("lang", "en")
        seen.page.get_by_role("button", name="保護者をふやす").click()
        expect(picked).to_have_value("parent-5")
        picked.select_option(label="保護者 1")
        expect(seen.pane("parent").locator(".bubble")).to_have_count(2)
        expect(seen.newest("parent")).to_have_attribute("lang", "ja")


def test_what_is_said_is_text_and_nothing_else(browser: Browser, sqlite_url: str) -> None:
    wicked = '<img src=x onerror="alert(1)"> https://koe.test/?a=1 javascript:alert(2)'
    with screen(browser, sqlite_url) as seen:
        seen.page.goto(f"{seen.url}/demo")
        seen.say("parent", wicked)
        mine = seen.pane("parent").locator(".bubble.me")
        assert mine.inner_text() == wicked
        assert mine.locator("img").count() == 0
        assert mine.locator("a").evaluate_all("all => all.map((one) => one.href)") == [
            "https://koe.test/?a=1"
        ]
        seen.say("parent", "ヘルプ")
        assert seen.newest("parent").inner_text().count("\n") > 4


def test_on_a_narrow_screen_there_is_one_phone_with_tabs(
    browser: Browser, sqlite_url: str
) -> None:
    with screen(browser, sqlite_url, viewport={"width": 360, "height": 640}) as seen:
        seen.page.goto(f"{seen.url}/demo")
        assert seen.page.locator(".phone:visible").count() == 1
        seen.page.get_by_role("button", name="スタッフ", exact=True).click()
        expect(seen.pane("staff")).to_be_visible()
        expect(seen.pane("parent")).to_be_hidden()
        seen.say("staff", "ヘルプ")
        width = seen.page.evaluate("document.documentElement.scrollWidth")
        assert width == 360


def test_the_simulator_can_be_used_by_keyboard(browser: Browser, sqlite_url: str) -> None:
    with screen(browser, sqlite_url) as seen:
        seen.page.goto(f"{seen.url}/demo")
        expect(seen.page.locator("#who-parent option")).to_have_count(4)
        reached = set()
        here = seen.page.locator(":focus")
        seen.page.keyboard.press("Tab")
        while here.count():
            reached.add(here.evaluate("(e) => e.id || e.dataset.say || e.className || e.type"))
            assert here.evaluate("(e) => getComputedStyle(e).outlineStyle") == "solid"
            seen.page.keyboard.press("Tab")
        assert {"who-parent", "add-parent", "log", "終了 12", "text-staff", "週報"} <= reached


@pytest.mark.parametrize("refreshes", [0, 1], ids=["by script", "by reloading"])
def test_the_class_page_fits_a_projector(
    refreshes: int, browser: Browser, sqlite_url: str
) -> None:
    size = {"width": 1280, "height": 720}
    with screen(browser, sqlite_url, viewport=size, java_script_enabled=not refreshes) as seen:
        opened(seen.world)
        seen.page.goto(f"{seen.url}/c/{CODE}")
        box = seen.page.locator(".qr").bounding_box()
        assert box is not None
        assert box["width"] == box["height"] >= 450
        bottom = seen.page.locator("footer").bounding_box()
        assert bottom is not None
        assert bottom["y"] + bottom["height"] <= 720
        for line in seen.page.locator(".entry li").all():
            height = line.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
            assert height >= 24
        assert seen.page.locator("meta[http-equiv=refresh]").count() == refreshes


def test_a_remark_is_written_without_a_script(browser: Browser, sqlite_url: str) -> None:
    with screen(browser, sqlite_url, java_script_enabled=False) as seen:
        address = seen.world.remark_address()
        seen.page.goto(f"{seen.url}{address}")
        seen.page.get_by_label("ひとことどうぞ").fill("あ" * 201)
        seen.complaints.clear()
        seen.page.get_by_role("button", name="送る").click()
        expect(seen.page.get_by_role("alert")).to_have_text("200文字までで書いてください。")
        assert all("422" in complaint for complaint in seen.complaints)
        seen.complaints.clear()
        seen.page.get_by_label("ひとことどうぞ").fill("チラシが\n見やすいです")
        seen.page.get_by_role("button", name="送る").click()
        expect(seen.page.get_by_role("heading")).to_contain_text("ひとことを受け取りました")
        seen.page.get_by_text("書き直す").click()
        seen.page.get_by_label("ひとことどうぞ").fill("アプリも見ます")
        seen.page.get_by_role("button", name="送る").click()
        expect(seen.page.get_by_role("heading")).to_contain_text("ひとことを受け取りました")


@pytest.mark.parametrize("name", ["demo", "class", "closed", "unknown", "remark", "written"])
def test_everybody_can_read_and_use_it(name: str, browser: Browser, sqlite_url: str) -> None:
    with screen(browser, sqlite_url) as seen:
        arrive(seen, name)
        assert seen.page.evaluate(UNNAMED) == []
        contrast, text = seen.page.evaluate(WORST_CONTRAST)
        assert contrast >= 4.5, text
        assert seen.page.get_attribute("html", "lang") == "ja"
        assert seen.page.get_by_role("heading").count() >= (0 if name == "closed" else 1)
        seen.complaints[:] = [each for each in seen.complaints if "404" not in each]


def arrive(seen: Screen, name: str) -> None:
    """Go to a page, in a state in which it has most to show."""
    match name:
        case "demo":
            seen.say("parent", seen.survey_opened())
            seen.say("parent", "ヘルプ")
        case "class" | "closed":
            opened(seen.world)
            seen.world.clock.forward(hours=0 if name == "class" else 72)
            seen.page.goto(f"{seen.url}/c/{CODE}")
        case "unknown":
            seen.page.goto(f"{seen.url}/c/{CODE}")
        case _:
            seen.page.goto(f"{seen.url}{seen.world.remark_address()}")
            if name == "written":
                seen.page.get_by_label("ひとことどうぞ").fill("よかったです")
                seen.page.get_by_role("button", name="送る").click()
                seen.page.get_by_text("書き直す").click()
