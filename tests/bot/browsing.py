"""The pages in the system's Chromium: a screen to click on, and what is read off it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from playwright.sync_api import Browser, Locator, Page, expect

from bot.serving import lifespan_of
from surveys.people import MemberRole
from tests.bot.demo_world import Demo, demo
from tests.fakes.patience import PATIENCE
from tests.fakes.server import Server

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)

WORST_CONTRAST: Final = """() => {
  const light = (part) => (part /= 255) <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => .2126 * light(r) + .7152 * light(g) + .0722 * light(b);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parts(getComputedStyle(each).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  let worst = [99, ""];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !element.checkVisibility()) continue;
    const pair = [parts(getComputedStyle(element).color), ground(element)].map(luminance);
    const ratio = (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
    if (ratio < worst[0]) worst = [ratio, walk.currentNode.data.trim()];
  }
  return worst;
}"""
"""The lowest contrast of any text on the page with what is behind it, and that text."""

UNNAMED: Final = """() => [...document.querySelectorAll("input, textarea, select, button, img, a")]
  .filter((each) => each.type !== "hidden" && each.checkVisibility())
  .filter((each) => !(each.labels?.length || each.ariaLabel || each.alt))
  .filter((each) => !each.textContent.trim())
  .map((each) => each.outerHTML)"""
"""Fields, buttons, pictures and links without a name to be read out."""


@dataclass(kw_only=True)
class Screen:
    """A page of the running program. Whatever the browser complains of is in `complaints`."""

    world: Demo
    url: str
    page: Page
    complaints: list[str]

    def pane(self, role: str) -> Locator:
        return self.page.locator(f"#pane-{role}")

    def say(self, role: str, text: str) -> None:
        """Type a text in a pane, then wait for the answer."""
        bubbles = self.pane(role).locator(".bubble.koe")
        before = bubbles.count()
        self.page.fill(f"#text-{role}", text)
        self.page.press(f"#text-{role}", "Enter")
        expect(bubbles).not_to_have_count(before)

    def click(self, role: str, button: Locator) -> None:
        """Click a button of a pane, then wait for the answer."""
        bubbles = self.pane(role).locator(".bubble.koe")
        before = bubbles.count()
        button.click()
        expect(bubbles).not_to_have_count(before)

    def newest(self, role: str) -> Locator:
        return self.pane(role).locator(".bubble.koe").last

    def survey_opened(self) -> str:
        """Staff joins and ends a class with 12 families; returns the code."""
        self.world.lesson()
        self.page.goto(f"{self.url}/demo")
        self.say("staff", f"参加 {self.world.invitation(MemberRole.STAFF)}")
        self.click("staff", self.pane("staff").get_by_role("button", name="終了 12"))
        chip = self.pane("parent").locator(".chip.code")
        expect(chip).to_be_visible()
        return chip.inner_text()


@contextmanager
def screen(browser: Browser, database: str, **context: Any) -> Iterator[Screen]:
    """The program served on loopback, seen in a browser that reports every complaint."""
    with demo(database) as world, Server(world.app(lifespan_of(world.koe, jobs=False))) as server:
        centre = replace(world.koe.house.centre, public_url=server.url)
        world.koe.house = replace(world.koe.house, centre=centre)
        opened_context = browser.new_context(locale="ja-JP", **context)
        page = opened_context.new_page()
        opened_context.set_default_timeout(PATIENCE * 1000)
        seen = Screen(world=world, url=server.url, page=page, complaints=[])
        page.on("console", lambda said: seen.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("request", lambda asked: _own(seen, asked.url))
        yield seen
        opened_context.close()
        assert seen.complaints == []


def _own(seen: Screen, url: str) -> None:
    if not url.startswith(seen.url):
        seen.complaints.append(f"asks elsewhere: {url}")
