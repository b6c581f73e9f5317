"""Addresses and tokens as they are stored: a keyed hash to find them by, a sealed text to send to.

Three keys are derived from the one secret, so that none of them tells anything about another.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES: Final = 32


class SealError(Exception):
    """A stored seal does not open: the secret is not the one it was made with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seals:
    """The keys at work. Made by `seals_from`."""

    addresses: bytes
    codes: bytes
    box: Fernet

    def address_hash(self, channel: str, address: str) -> str:
        """64 hex digits, the same for the same address on the same channel."""
        return _keyed(self.addresses, f"{channel}:{address}")

    def code_hash(self, code: str) -> str:
        """64 hex digits for an invitation's code."""
        return _keyed(self.codes, code)

    def seal(self, text: str) -> str:
        """The text sealed; sealing it again gives another ciphertext."""
        return self.box.encrypt(text.encode()).decode()

    def opened(self, sealed: str) -> str:
        """What was sealed. Raises SealError."""
        try:
            return self.box.decrypt(sealed).decode()
        except InvalidToken as error:
            raise SealError("a stored address or token was sealed with another secret") from error


def seals_from(secret: str) -> Seals:
    """The keys that belong to a secret. Raises ValueError for an empty one."""
    if not secret:
        raise ValueError("the secret is empty: addresses cannot be sealed")
    return Seals(
        addresses=_derived(secret, b"koe address lookup"),
        codes=_derived(secret, b"koe invitation code"),
        box=Fernet(base64.urlsafe_b64encode(_derived(secret, b"koe sealing"))),
    )


def _derived(secret: str, purpose: bytes) -> bytes:
    key = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose)
    return key.derive(secret.encode())


def _keyed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
