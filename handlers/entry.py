"""How parents come into an open survey: code, links and the picture with the QR."""

from urllib.parse import quote

from handlers.work import Case, Centre
from surveys.messages import EntryCard, Message
from surveys.people import Collector


def line_link(centre: Centre, code: str) -> str | None:
    """The link that opens the chat in LINE with the code filled in.

    LINE's URL scheme: line.me/R/oaMessage/{basic id}/?{text}, both percent-encoded.
    """
    if centre.line_basic_id is None:
        return None
    text = quote(f"アンケート {code}", safe="")
    return f"https://line.me/R/oaMessage/{quote(centre.line_basic_id, safe='')}/?{text}"


def telegram_link(centre: Centre, code: str) -> str | None:
    """The deep link that starts the bot in Telegram with the code."""
    if centre.telegram_name is None:
        return None
    return f"https://t.me/{centre.telegram_name}?start={code}"


def entry_link(centre: Centre, code: str) -> str:
    """What the QR holds: LINE's link, else Telegram's, else the text to send."""
    return line_link(centre, code) or telegram_link(centre, code) or f"アンケート {code}"


def entry_message(case: Case, collector: Collector, key: str) -> Message:
    """Code, links and QR picture of a collector; `key` is the wording's entry to head it."""
    work, centre = case.work, case.work.house.centre
    lesson = collector.lesson
    lines = [
        case.say(
            key,
            course=lesson.course.name,
            when=work.minute(lesson.starts_at),
            families=lesson.families,
            code=collector.code,
            deadline=work.minute(collector.closes_at),
        )
    ]
    in_line = line_link(centre, collector.code)
    if in_line is not None:
        lines.append(case.say("entry_line", link=in_line))
    in_telegram = telegram_link(centre, collector.code)
    if in_telegram is not None:
        lines.append(case.say("entry_telegram", link=in_telegram))
    if centre.public_url is not None:
        lines.append(case.say("class_page", link=f"{centre.public_url}/c/{collector.code}"))
    card = EntryCard(
        code=collector.code,
        course=lesson.course.name,
        deadline=work.minute(collector.closes_at),
    )
    return Message(text="\n".join(lines), language=case.language, card=card)
