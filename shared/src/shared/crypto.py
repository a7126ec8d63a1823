"""Personal data at rest: encrypted per field, found again by keyed hash."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
INDEX = "index"
"""What stands instead of a key's id for the key with which blind indexes are made, and nothing is sealed."""


class UndecipherableField(Exception):
    """The text was not made with a key we hold, or for another context, or was altered."""


class FieldCipher:
    """AES-256-GCM. The text names its key (``k1:<base64url>``), so keys rotate without rewriting.

    ``context`` (for example ``citizen-phone``) is bound in: a text moved to another field does not open.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items() if key_id != INDEX}
        self._current = current
        self._blind_key = _blind_key(keys)

    @classmethod
    def parse(cls, text: str) -> "FieldCipher":
        """The cipher of a setting ``k2:<base64 of 32 bytes>,k1:<…>``; the first key is the current one. ``index:<…>``
        at the end, made by ``retire``, stands for an oldest key that is gone.

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

    def can_open(self, text: str) -> bool:
        """Whether it names a key that we hold."""
        return text.partition(":")[0] in self._ciphers

    def is_current(self, text: str) -> bool:
        """Whether the current key made it; else it would be written anew after a rotation."""
        return text.startswith(f"{self._current}:")

    def blind_index(self, value: str, context: str) -> str:
        """A keyed hash of ``value`` for unique indexes and look-ups; says nothing without the key."""
        return hmac.new(self._blind_key, f"{context}\0{value}".encode(), hashlib.sha256).hexdigest()


def parse_keys(text: str) -> dict[str, bytes]:
    """The keys by their ids, as ``FieldCipher.parse`` reads them, the current one first. Raises ``ValueError``."""
    keys: dict[str, bytes] = {}
    for pair in text.split(","):
        key_id, _, encoded = pair.strip().partition(":")
        key = base64.b64decode(encoded, validate=True)
        if not key_id or len(key) != 32:
            raise ValueError("field keys are '<id>:<base64 of 32 bytes>', comma-separated, the current one first")
        if key_id in keys:
            raise ValueError(f"two field keys are called {key_id}: what one has sealed the other cannot open")
        keys[key_id] = key
    if INDEX in keys and (len(keys) == 1 or list(keys)[-1] != INDEX):
        raise ValueError(f"'{INDEX}' is no key that seals: it stands behind those that do")
    return keys


def retire(text: str, key_id: str) -> str:
    """The setting without ``key_id``, under which nothing is sealed any more. What is found by blind indexes still is:
    where the oldest key goes, what they are made with stays.

    Raises ``ValueError`` for the current key and for one that is not there.
    """
    keys = parse_keys(text)
    if key_id not in keys or key_id in (next(iter(keys)), INDEX):
        raise ValueError(f"{key_id} is not an older key of this ring")
    blind_key = _blind_key(keys)
    kept = {name: key for name, key in keys.items() if name != key_id}
    if _blind_key(kept) != blind_key:
        kept[INDEX] = blind_key
    return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in kept.items())


def _blind_key(keys: Mapping[str, bytes]) -> bytes:
    """Hangs on the oldest key (the last in the setting), so that it survives a rotation."""
    oldest, key = list(keys.items())[-1]
    return key if oldest == INDEX else hmac.digest(key, b"blind-index", hashlib.sha256)


def generate_key(key_id: str = "k1") -> str:
    """A new setting value: ``k1:<base64 of 32 random bytes>``."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(32)).decode()}"
