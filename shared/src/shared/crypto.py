"""Personal data at rest: encrypted per field, found again by keyed hash."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class UndecipherableField(Exception):
    """The text was not made with a key we hold, or for another context, or was altered."""


class FieldCipher:
    """AES-256-GCM. The text names its key (``k1:<base64url>``), so keys rotate without rewriting.

    ``context`` (for example ``citizen-phone``) is bound in: a text moved to another field does not open.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = current
        # Hangs on the oldest key (the last in the setting), so that it survives rotation: never drop that one.
        oldest = list(keys.values())[-1]
        self._blind_key = hmac.digest(oldest, b"blind-index", hashlib.sha256)

    @classmethod
    def parse(cls, text: str) -> "FieldCipher":
        """From a setting ``k2:<base64 of 32 bytes>,k1:<…>``; the first is the current one.

        Raises ``ValueError`` when a key is not 32 bytes of base64.
        """
        keys = parse_keys(text)
        return cls(keys, next(iter(keys)))

    def encrypt(self, plain: str, context: str) -> str:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, plain.encode(), context.encode())
        return f"{self._current}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, text: str, context: str) -> str:
        key_id, _, encoded = text.partition(":")
        try:
            sealed = base64.urlsafe_b64decode(encoded)
            opened = self._ciphers[key_id].decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context.encode())
        except (KeyError, ValueError, InvalidTag) as error:
            raise UndecipherableField(f"key {key_id[:16]!r}, context {context!r}") from error
        return opened.decode()

    def is_current(self, text: str) -> bool:
        """Whether the current key made it; else it would be written anew after a rotation."""
        return text.startswith(f"{self._current}:")

    def blind_index(self, value: str, context: str) -> str:
        """A keyed hash of ``value`` for unique indexes and look-ups; says nothing without the key."""
        return hmac.new(self._blind_key, f"{context}\0{value}".encode(), hashlib.sha256).hexdigest()


def parse_keys(text: str) -> dict[str, bytes]:
    """By their ids, as ``FieldCipher.parse`` reads them, the current one first. Raises ``ValueError``."""
    keys: dict[str, bytes] = {}
    for pair in text.split(","):
        key_id, _, encoded = pair.strip().partition(":")
        key = base64.b64decode(encoded, validate=True)
        if not key_id or len(key) != 32:
            raise ValueError("field keys are '<id>:<base64 of 32 bytes>', comma-separated, the current one first")
        keys[key_id] = key
    return keys


def generate_key(key_id: str = "k1") -> str:
    """A new setting value: ``k1:<base64 of 32 random bytes>``."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(32)).decode()}"
