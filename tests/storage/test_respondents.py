import pytest

from storage.database import SqlStore
from tests.storage.samples import NOW, add_collector, add_contact, add_response, at


def test_a_profile_is_remembered_until_its_day(store: SqlStore) -> None:
    with store.begin() as uow:
        uow.respondents.add("p1", NOW)
        uow.respondents.remember("p1", "child_age", "0", at(10))
        uow.respondents.remember("p1", "ward_years", "3", at(20))
    with store.look() as uow:
        assert uow.respondents.profile("p1", at(9)) == {"child_age": "0", "ward_years": "3"}
        assert uow.respondents.profile("p1", at(10)) == {"ward_years": "3"}
        assert uow.respondents.profile("p1", at(20)) == {}
        assert uow.respondents.profile("p2", at(0)) == {}


def test_what_is_remembered_later_takes_the_place_of_the_former(store: SqlStore) -> None:
    with store.begin() as uow:
        uow.respondents.add("p1", NOW)
        uow.respondents.remember("p1", "child_age", "0", at(10))
        uow.respondents.remember("p1", "child_age", "1", at(30))
        assert uow.respondents.profile("p1", at(20)) == {"child_age": "1"}


def test_erasing_counts_the_responses_and_leaves_the_others(store: SqlStore) -> None:
    with store.begin() as uow:
        add_collector(uow)
        add_response(uow, 1)
        add_response(uow, 2)
        add_contact(uow, 1, respondent="p1")
        assert uow.respondents.erase("p1") == 1
    with store.look() as uow:
        assert uow.contacts.get("c1").respondent is None
        assert uow.responses.latest("p1") is None
        assert uow.responses.get("r2").respondent == "p2"


def test_nobody_is_erased_twice(store: SqlStore) -> None:
    with store.begin() as uow:
        uow.respondents.add("p1", NOW)
        assert uow.respondents.erase("p1") == 0
        with pytest.raises(KeyError):
            uow.respondents.erase("p1")
