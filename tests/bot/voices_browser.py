"""A coordinator's browser at the page that the talk leads to."""

import html
import json
import re
from dataclasses import dataclass
from typing import Any, Final

import httpx

from storage.tables_voices import RemarkReviewRow
from tests.fakes.line_phone import Phone
from tests.handlers.test_voices import rows, say
from tests.universe import Universe

PUBLIC: Final = "https://koe.example.jp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A coordinator's browser at the address that the talk gave."""

    world: Universe
    path: str

    def open(self, query: str = "") -> httpx.Response:
        return self.world.http.get(self.path + query)

    def press(self, page: httpx.Response, deed: str, **typed: str) -> httpx.Response:
        """Send the form of a page as a browser does; leads on to the next page."""
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        given = {**fields, "text": field(page), "deed": deed, **typed}
        return self.world.http.post(self.path, data=given, follow_redirects=True)


def field(page: httpx.Response) -> str:
    """What is in the field."""
    found = re.search(r"<textarea[^>]*>\n(.*)</textarea>", page.text, flags=re.DOTALL)
    assert found is not None, page.text
    return html.unescape(found[1])


def link_in(person: Any, label: str = "声を読む") -> str:
    """The address of the newest message's button, without the host."""
    newest = person.messages[-1] if isinstance(person, Phone) else person.shown[-1]
    said = json.dumps(newest, ensure_ascii=False, default=repr)
    assert label in said
    (link,) = set(re.findall(rf"{PUBLIC}(/voices/[^\"'\\ ]+)", said))
    return str(link)


def browser(world: Universe, person: Any, *, word: str = "声") -> Browser:
    say(person, word)
    return Browser(world=world, path=link_in(person).partition("?")[0])


def reviews(world: Universe) -> list[tuple[str, str | None]]:
    return [(row.status, row.text) for row in rows(world, RemarkReviewRow)]


def nothing(world: Universe, path: str) -> str:
    """The page that leads nowhere, which also takes no decision."""
    page, sent = world.http.get(path), world.http.post(path, data={"deed": "approve"})
    assert (page.status_code, sent.status_code) == (404, 404)
    assert page.text == sent.text
    assert "声の確認" not in page.text
    return page.text
