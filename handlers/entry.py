"""How parents come into an open survey: code, links and the picture with the QR."""

from urllib.parse import quote

from handlers.work import Case, Centre, Work
from surveys.messages import Counting, EntryCard, Message
from surveys.model import Language
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
    """Code, links, count and QR picture of a collector; `key` is the wording's entry above it."""
    card = EntryCard(
        code=collector.code,
        course=collector.lesson.course.name,
        deadline=case.work.minute(collector.closes_at),
    )
    return Message(
        text=entry_text(case.work, case.language, collector, key),
        language=case.language,
        card=card,
        counting=Counting(collector=collector.id, heading=key),
    )


def entry_text(work: Work, language: Language, collector: Collector, key: str) -> str:
    """What stands under the QR picture at this moment; where it can be changed, it lives on."""
    centre, lesson = work.house.centre, collector.lesson

    def say(key: str, **values: object) -> str:
        return work.house.wording.say(key, language, **values)

    # called off and brought back, nobody has counted yet
    head = say(
        key if lesson.families is not None else "opened_uncounted",
        course=lesson.course.name,
        when=work.minute(lesson.starts_at),
        families=lesson.families,
        code=collector.code,
        deadline=work.minute(collector.closes_at),
    )
    if lesson.people is not None:
        head = f"{head}\n{say('people_line', people=lesson.people)}"
    count = count_line(work, language, collector)
    if not collector.is_open(work.now):
        return f"{head}\n\n{count}\n{say('board_closed')}"
    in_line = line_link(centre, collector.code)
    in_telegram = telegram_link(centre, collector.code)
    links = [say("entry_line", link=in_line)] if in_line is not None else []
    links += [say("entry_telegram", link=in_telegram)] if in_telegram is not None else []
    if centre.public_url is not None:
        page = f"{centre.public_url}/c/{collector.code}"
        links += [say("class_page", link=page), say("card_page", link=f"{page}/card")]
    spoken = say("announcement")
    return "\n".join([head, "", count, "", spoken, *(["", *links] if links else [])])


def count_line(work: Work, language: Language, collector: Collector) -> str:
    """How many have answered, of how many families; no rate where answers exceed families."""
    count = work.uow.collectors.count(collector.id)
    families = count.families or 0
    key = "board_over" if count.completed > families else "board_line"
    if count.families is None:
        key = "board_uncounted"
    return work.house.wording.say(
        key,
        language,
        completed=count.completed,
        families=families,
        rate=round(100 * count.completed / families) if families else 0,
    )
