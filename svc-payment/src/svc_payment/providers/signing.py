"""Bytes that all providers share: HMACs in lower-case hexadecimal digits, compared in constant time (payments 0)."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence

import orjson


def sha256_mac(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def sha512_mac(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha512).hexdigest()


def same(expected: str, given: object) -> bool:
    return isinstance(given, str) and hmac.compare_digest(expected.encode(), given.lower().encode())


def compact(value: object) -> str:
    """JSON as JavaScript writes it: no blanks, nothing escaped that need not be."""
    return orjson.dumps(value).decode()


def plain(value: object) -> str:
    """A value inside a signed text: as a JavaScript template puts it there."""
    return value if isinstance(value, str) else compact(value)


def in_order(values: Mapping[str, object], names: Sequence[str]) -> str:
    """``name=value`` joined by ``&``."""
    return "&".join(f"{name}={plain(values[name])}" for name in names)


def piped(*values: object) -> str:
    """Joined by ``|``; what is missing is an empty place."""
    return "|".join("" if value is None else plain(value) for value in values)
