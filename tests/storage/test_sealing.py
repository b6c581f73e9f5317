import pytest

from storage.sealing import SealError, seals_from

ONE, OTHER = seals_from("one secret"), seals_from("another secret")


def test_a_seal_opens_with_its_own_secret_only() -> None:
    sealed = ONE.seal("U123 声")
    assert "U123" not in sealed
    assert seals_from("one secret").opened(sealed) == "U123 声"
    with pytest.raises(SealError):
        OTHER.opened(sealed)


@pytest.mark.parametrize("broken", ["", "U123", "gAAAAAB"])
def test_what_was_never_sealed_does_not_open(broken: str) -> None:
    with pytest.raises(SealError):
        ONE.opened(broken)


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert ONE.seal("U123") != ONE.seal("U123")


def test_a_hash_depends_on_secret_channel_address_and_purpose() -> None:
    hashes = [
        ONE.address_hash("line", "U123"),
        ONE.address_hash("telegram", "U123"),
        ONE.address_hash("line", "U124"),
        OTHER.address_hash("line", "U123"),
        ONE.code_hash("line:U123"),
    ]
    assert len(set(hashes)) == 5
    assert {len(found) for found in hashes} == {64}
    assert seals_from("one secret").address_hash("line", "U123") == hashes[0]


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        seals_from("")
