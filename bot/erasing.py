"""`koe erase`: erasure on request, from the command line."""

from bot.app import Koe
from bot.opening import Problem
from handlers.removal import Receipt, erase_person
from handlers.work import Work


def erase_with_receipt(koe: Koe, respondent: str) -> str:
    """Erase a respondent and the addresses that lead to them; the receipt as text.

    Raises:
        Problem: there is no such respondent.
    """

    def erased(work: Work) -> Receipt:
        return erase_person(work, respondent, actor="command line")

    try:
        receipt = koe.do(erased)
    except KeyError:
        raise Problem(f"no respondent {respondent}") from None
    return f"受付番号 {receipt.number}\n削除した回答 {receipt.responses}件"
