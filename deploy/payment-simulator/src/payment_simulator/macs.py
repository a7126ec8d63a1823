"""Keyed hashes of the providers, written here a second time so that each program checks the other."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode


def sha256(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def sha512(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha512).hexdigest()


def text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pairs(values: Mapping[str, Any], names: Sequence[str] | None = None) -> str:
    """``name=value`` joined by ``&``, in the order of ``names`` or sorted."""
    return "&".join(f"{name}={text(values[name])}" for name in (names or sorted(values)))


def pipes(*values: object) -> str:
    return "|".join("" if value is None else text(value) for value in values)


def form(values: Mapping[str, str]) -> str:
    """Sorted and form-encoded, without what is empty and without the hash itself."""
    hashes = ("vnp_SecureHash", "vnp_SecureHashType")
    return urlencode(sorted((name, value) for name, value in values.items() if value and name not in hashes))


def same(expected: str, given: object) -> bool:
    return isinstance(given, str) and hmac.compare_digest(expected, given.lower())
