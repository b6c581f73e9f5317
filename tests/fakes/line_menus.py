"""LINE's rich menus: made, given a picture, named, shown to everybody or to one person."""

import io
import itertools
from collections.abc import Callable
from typing import Final

from PIL import Image, UnidentifiedImageError

from tests.fakes.contracts import Complaint
from tests.fakes.edge import Answer, Json, json_answer
from tests.fakes.graphemes import count_graphemes
from tests.fakes.line_door import Incoming, LineRoute, RefusedError, breach
from tests.fakes.line_limits import LABEL, action_complaints

AREAS: Final = 20
CHAT_BAR: Final = 14
IMAGE_BYTES: Final = 1024 * 1024
_WIDTHS: Final = range(800, 2501)
_LEAST_HEIGHT: Final = 250
_LEAST_RATIO: Final = 1.45
_FORMATS: Final = {"image/png": "PNG", "image/jpeg": "JPEG"}

Work = Callable[[Incoming], Answer]


class Menus:
    """Rich menus by id, pictures by menu, menus by alias and by person; `default` for all."""

    def __init__(self) -> None:
        self.menus: dict[str, Json] = {}
        self.images: dict[str, bytes] = {}
        self.aliases: dict[str, str] = {}
        self.linked: dict[str, str] = {}
        self.default: str | None = None
        self._ids = itertools.count(1)

    def routes(self) -> list[LineRoute]:
        """The endpoints."""
        menu, alias, user = "/v2/bot/richmenu", "/v2/bot/richmenu/alias", "/v2/bot/user"
        rows: list[tuple[str, str, Work]] = [
            ("POST", menu, self._create),
            ("POST", f"{menu}/validate", self._validate),
            ("GET", f"{menu}/list", lambda _: json_answer({"richmenus": self._all()})),
            ("POST", alias, self._name),
            ("GET", f"{alias}/list", lambda _: json_answer({"aliases": self._names()})),
            ("GET", f"{alias}/{{richMenuAliasId}}", self._named),
            ("POST", f"{alias}/{{richMenuAliasId}}", self._rename),
            ("DELETE", f"{alias}/{{richMenuAliasId}}", self._unname),
            ("GET", f"{menu}/{{richMenuId}}", lambda call: json_answer(self._menu(call))),
            ("DELETE", f"{menu}/{{richMenuId}}", self._delete),
            ("GET", f"{menu}/{{richMenuId}}/content", self._download),
            ("POST", f"{user}/all/richmenu/{{richMenuId}}", self._show_to_all),
            ("GET", f"{user}/all/richmenu", self._shown_to_all),
            ("DELETE", f"{user}/all/richmenu", self._hide_from_all),
            ("POST", f"{user}/{{userId}}/richmenu/{{richMenuId}}", self._show_to_one),
            ("GET", f"{user}/{{userId}}/richmenu", self._shown_to_one),
            ("DELETE", f"{user}/{{userId}}/richmenu", self._hide_from_one),
        ]
        routes = [LineRoute(method=method, path=path, work=work) for method, path, work in rows]
        content = f"{menu}/{{richMenuId}}/content"
        return [*routes, LineRoute(method="POST", path=content, work=self._upload, raw=True)]

    def menu_of(self, user: str) -> Json | None:
        """The menu that a person sees."""
        shown = self.linked.get(user, self.default)
        return None if shown is None else self.menus[shown]

    # menus and their pictures -------------------------------------------------------------

    def _create(self, call: Incoming) -> Answer:
        breach(menu_complaints(call.json))
        name = f"richmenu-{next(self._ids):032x}"
        self.menus[name] = call.json
        return json_answer({"richMenuId": name})

    def _validate(self, call: Incoming) -> Answer:
        breach(menu_complaints(call.json))
        return json_answer({})

    def _menu(self, call: Incoming) -> Json:
        name = self._known(call.path["richMenuId"])
        return {"richMenuId": name, **self.menus[name]}

    def _all(self) -> list[Json]:
        return [{"richMenuId": name, **menu} for name, menu in self.menus.items()]

    def _delete(self, call: Incoming) -> Answer:
        name = self._known(call.path["richMenuId"])
        del self.menus[name]
        self.images.pop(name, None)
        self.linked = {user: menu for user, menu in self.linked.items() if menu != name}
        self.default = None if self.default == name else self.default
        return json_answer({})

    def _upload(self, call: Incoming) -> Answer:
        name = self._known(call.path["richMenuId"])
        if name in self.images:
            raise RefusedError(400, "An image has already been uploaded to the richmenu")
        kind = call.headers.get("content-type", "")
        breach(image_complaints(call.body, kind, self.menus[name]["size"]))
        self.images[name] = call.body
        return json_answer({})

    def _download(self, call: Incoming) -> Answer:
        name = self._known(call.path["richMenuId"])
        if name not in self.images:
            raise RefusedError(404, "Not found")
        return Answer(body=self.images[name], media_type="image/png")

    def _known(self, name: str) -> str:
        if name not in self.menus:
            raise RefusedError(404, "richmenu not found")
        return name

    def _with_image(self, name: str) -> str:
        if self._known(name) not in self.images:
            raise RefusedError(400, "must upload richmenu image before applying it to user")
        return name

    # names --------------------------------------------------------------------------------

    def _name(self, call: Incoming) -> Answer:
        name = call.json["richMenuAliasId"]
        if name in self.aliases:
            raise RefusedError(400, "conflict richmenu alias id")
        self.aliases[name] = self._with_image(call.json["richMenuId"])
        return json_answer({})

    def _rename(self, call: Incoming) -> Answer:
        name = self._alias(call)
        self.aliases[name] = self._with_image(call.json["richMenuId"])
        return json_answer({})

    def _unname(self, call: Incoming) -> Answer:
        del self.aliases[self._alias(call)]
        return json_answer({})

    def _named(self, call: Incoming) -> Answer:
        name = self._alias(call)
        return json_answer({"richMenuAliasId": name, "richMenuId": self.aliases[name]})

    def _names(self) -> list[Json]:
        pairs = self.aliases.items()
        return [{"richMenuAliasId": name, "richMenuId": menu} for name, menu in pairs]

    def _alias(self, call: Incoming) -> str:
        name: str = call.path["richMenuAliasId"]
        if name not in self.aliases:
            raise RefusedError(404, "richmenu alias not found")
        return name

    # who sees which -----------------------------------------------------------------------

    def _show_to_all(self, call: Incoming) -> Answer:
        self.default = self._with_image(call.path["richMenuId"])
        return json_answer({})

    def _shown_to_all(self, _: Incoming) -> Answer:
        return _id_answer(self.default, "no default richmenu")

    def _hide_from_all(self, _: Incoming) -> Answer:
        self.default = None
        return json_answer({})

    def _show_to_one(self, call: Incoming) -> Answer:
        self.linked[call.path["userId"]] = self._with_image(call.path["richMenuId"])
        return json_answer({})

    def _shown_to_one(self, call: Incoming) -> Answer:
        return _id_answer(self.linked.get(call.path["userId"]), "the user has no richmenu")

    def _hide_from_one(self, call: Incoming) -> Answer:
        self.linked.pop(call.path["userId"], None)
        return json_answer({})


def _id_answer(name: str | None, otherwise: str) -> Answer:
    if name is None:
        raise RefusedError(404, otherwise)
    return json_answer({"richMenuId": name})


def menu_complaints(menu: Json) -> list[Complaint]:
    """What is over a limit in a rich menu object."""
    missing = {"size", "selected", "name", "chatBarText", "areas"} - menu.keys()
    if missing:
        return [Complaint(message="Must be specified", where=name) for name in sorted(missing)]
    width, height = menu["size"]["width"], menu["size"]["height"]
    found = []
    if width not in _WIDTHS or height < _LEAST_HEIGHT or width / height < _LEAST_RATIO:
        message = "800 to 2500 wide, at least 250 high and 1.45 times as wide as high"
        found.append(Complaint(message=message, where="size"))
    if not 1 <= count_graphemes(menu["chatBarText"]) <= CHAT_BAR:
        found.append(Complaint(message=f"1 to {CHAT_BAR} characters", where="chatBarText"))
    if len(menu["areas"]) > AREAS:
        found.append(Complaint(message=f"at most {AREAS}", where="areas"))
    for index, area in enumerate(menu["areas"]):
        where = f"areas[{index}]"
        found += action_complaints(
            area["action"], f"{where}.action", label=LABEL, must_have_label=False
        )
        bounds = area["bounds"]
        right, bottom = bounds["x"] + bounds["width"], bounds["y"] + bounds["height"]
        if right > width or bottom > height:
            found.append(Complaint(message="outside of the menu", where=f"{where}.bounds"))
    return found


def image_complaints(image: bytes, kind: str, size: Json) -> list[Complaint]:
    """What is wrong with a menu's picture: PNG or JPEG, at most 1 MB, as large as the menu."""
    if kind not in _FORMATS:
        return [Complaint(message=f"content type is {kind!r}", where="content-type")]
    if len(image) > IMAGE_BYTES:
        return [Complaint(message=f"{len(image)} bytes, at most 1 MB", where="image")]
    try:
        with Image.open(io.BytesIO(image)) as picture:
            form, dimensions = picture.format, picture.size
    except UnidentifiedImageError:
        return [Complaint(message="not a picture", where="image")]
    if form != _FORMATS[kind] or dimensions != (size["width"], size["height"]):
        return [Complaint(message=f"{form} of {dimensions}, not as declared", where="image")]
    return []
