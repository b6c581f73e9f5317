"""Telegram's methods that show something to a person, change it, or answer a tap."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from tests.fakes.contracts import Complaint
from tests.fakes.edge import Json
from tests.fakes.telegram_door import BotError, Parameters, Uploaded, Work, breach
from tests.fakes.telegram_limits import (
    NOTIFICATION,
    check_keyboard,
    photo_size,
    readable_caption,
    readable_text,
)
from tests.fakes.telegram_person import Person
from tests.fakes.telegram_world import File, Shown, World

# The Bot API gives no number; a bot that takes this long has kept the person waiting.
QUERY_LIFE: Final = timedelta(minutes=15)


class Messages:
    """The methods about messages."""

    def __init__(self, world: World, people: Mapping[int, Person]) -> None:
        self._world = world
        self._people = people

    def methods(self) -> dict[str, Work]:
        """By name."""
        return {
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendDocument": self._send_document,
            "sendChatAction": self._send_action,
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageReplyMarkup": self._edit_markup,
            "editMessageMedia": self._edit_media,
            "deleteMessage": self._delete,
            "answerCallbackQuery": self._answer_query,
        }

    # new messages -------------------------------------------------------------------------

    def _send_message(self, given: Parameters) -> Json:
        text = readable_text(given["text"], given.get("parse_mode"))
        return self._send(given, {"text": text})

    def _send_photo(self, given: Parameters) -> Json:
        file = self._file(given["photo"], given)
        return self._send(given, {**self._photo(file), **_caption(given)}, file.content)

    def _send_document(self, given: Parameters) -> Json:
        file = self._file(given["document"], given)
        return self._send(given, {**self._document(file), **_caption(given)}, file.content)

    def _send_action(self, given: Parameters) -> bool:
        self._reachable(given)
        return True

    def _send(self, given: Parameters, content: Json, file: bytes | None = None) -> Json:
        check_keyboard(given.get("reply_markup"))
        person = self._reachable(given)
        head = {"message_id": next(self._world.numbers), "date": self._world.date}
        message = {**head, "chat": person.chat, "from": self._world.bot, **content}
        message |= _inline(given)
        person.touch(Shown(message=message, content=file))
        return message

    # changes ------------------------------------------------------------------------------

    def _edit_text(self, given: Parameters) -> Json:
        person, shown = self._own(given, "edit")
        if "text" not in shown.message:
            raise BotError(400, "Bad Request: there is no text in the message to edit")
        text = readable_text(given.get("text"), given.get("parse_mode"))
        return self._change(person, shown, {"text": text}, given)

    def _edit_caption(self, given: Parameters) -> Json:
        person, shown = self._own(given, "edit")
        if shown.content is None:
            raise BotError(400, "Bad Request: there is no caption in the message to edit")
        return self._change(person, shown, {"caption": None, **_caption(given)}, given)

    def _edit_media(self, given: Parameters) -> Json:
        person, shown = self._own(given, "edit")
        media = given["media"]
        file = self._file(media["media"], given)
        match media["type"]:
            case "photo":
                content = {**self._photo(file), "document": None}
            case "document":
                content = {**self._document(file), "photo": None}
            case kind:
                raise breach(f"the fake does not show {kind}", "media.type")
        content |= {"text": None, "caption": None, **_caption(media)}
        shown.content = file.content
        return self._change(person, shown, content, given)

    def _edit_markup(self, given: Parameters) -> Json:
        person, shown = self._own(given, "edit")
        return self._change(person, shown, {}, given)

    def _change(self, person: Person, shown: Shown, content: Json, given: Parameters) -> Json:
        """Telegram takes the keyboard away where an edit brings none."""
        check_keyboard(given.get("reply_markup"))
        kept = {k: v for k, v in shown.message.items() if k not in {"reply_markup", "edit_date"}}
        changed = {k: v for k, v in {**kept, **content}.items() if v is not None}
        changed |= _inline(given)
        before = {k: v for k, v in shown.message.items() if k != "edit_date"}
        if changed == before:
            raise BotError(
                400,
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same as a current content and reply markup of the message",
            )
        shown.message = {**changed, "edit_date": self._world.date}
        if content:
            person.touch(shown)
        return shown.message

    def _delete(self, given: Parameters) -> bool:
        person, shown = self._own(given, "delete")
        person.lose(shown)
        return True

    def _own(self, given: Parameters, deed: str) -> tuple[Person, Shown]:
        person = self._reachable(given)
        for shown in person.shown:
            if shown.message["message_id"] == given.get("message_id"):
                return person, shown
        raise BotError(400, f"Bad Request: message to {deed} not found")

    def _reachable(self, given: Parameters) -> Person:
        person = self._people.get(given.get("chat_id", 0))
        if person is None:
            raise BotError(400, "Bad Request: chat not found")
        if person.blocked:
            raise BotError(403, "Forbidden: bot was blocked by the user")
        return person

    # files --------------------------------------------------------------------------------

    def _file(self, value: Any, given: Parameters) -> File:
        if isinstance(value, str) and value.startswith("attach://"):
            value = given.get(value.removeprefix("attach://"))
        if isinstance(value, Uploaded):
            if not value.content:
                raise breach("file must be non-empty", "file")
            return File(name=value.name, content=value.content)
        return self._world.file(value)

    def _photo(self, file: File) -> Json:
        width, height = photo_size(file.content)
        size = {**self._stored(file), "width": width, "height": height}
        return {"photo": [size]}

    def _document(self, file: File) -> Json:
        return {"document": {**self._stored(file), "file_name": file.name}}

    def _stored(self, file: File) -> Json:
        identity = self._world.store(file.name, file.content)
        unique = f"unique-{identity}"
        size = len(file.content)
        return {"file_id": identity, "file_unique_id": unique, "file_size": size}

    # taps ---------------------------------------------------------------------------------

    def _answer_query(self, given: Parameters) -> bool:
        query = self._world.queries.get(given["callback_query_id"])
        if len(given.get("text", "")) > NOTIFICATION:
            raise breach("MESSAGE_TOO_LONG", "text")
        again = query is not None and query.answer is not None
        if query is None or again or self._world.clock() - query.at > QUERY_LIFE:
            wrong = [Complaint(message="answered before", where="callback_query_id")]
            raise BotError(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is "
                "invalid",
                wrong if again else [],
            )
        query.answer = {k: v for k, v in given.items() if k != "callback_query_id"}
        return True


def _caption(given: Parameters) -> Json:
    caption = readable_caption(given.get("caption"), given.get("parse_mode"))
    return {"caption": caption} if caption else {}


def _inline(given: Parameters) -> Json:
    """The keyboard under a message; other kinds of markup are not part of it."""
    markup = given.get("reply_markup") or {}
    return {"reply_markup": markup} if markup.get("inline_keyboard") else {}
