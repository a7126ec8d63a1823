"""The two signatures of Zalo's webhooks: plain SHA-256 over text that ends with a key.

Source: contracts of the Official Account (mac of app id, raw body, timestamp, key) and of the mini app (values of the
body by key A-Z, then the key). Both come under one header name.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class WebhookKeys:
    """Who may sign: the ids a signature begins with, and the keys that hold now, the current one first."""

    app_id: str
    oa_id: str
    oa_keys: Sequence[str]
    mini_app_keys: Sequence[str]


def oa_signature(first_term: str, raw: bytes, timestamp: str, key: str) -> str:
    """``first_term``: the Zalo app's id; some integrators saw the Official Account's."""
    return hashlib.sha256(first_term.encode() + raw + timestamp.encode() + key.encode()).hexdigest()


def mini_app_signature(body: Mapping[str, Any], key: str) -> str:
    values = "".join(_text(body[name]) for name in sorted(body))
    return hashlib.sha256((values + key).encode()).hexdigest()


def signed_by_oa(offered: str, raw: bytes, timestamp: str, ids: Sequence[str], keys: Sequence[str]) -> bool:
    """Several ``keys`` hold while one replaces another."""
    return _among(offered, (oa_signature(first, raw, timestamp, key) for first in ids for key in keys))


def signed_by_mini_app(offered: str, body: Mapping[str, Any], keys: Sequence[str]) -> bool:
    return _among(offered, (mini_app_signature(body, key) for key in keys))


def _among(offered: str, expected: Iterable[str]) -> bool:
    """``offered``: 64 hexadecimal digits, after ``mac=`` or ``mac = `` or bare."""
    head, equals, tail = offered.partition("=")
    digits = (tail if equals and head.strip().lower() == "mac" else offered).strip().lower().encode()
    fits = [hmac.compare_digest(digits, one.encode()) for one in expected]  # each compared: no shorter way for any
    return any(fits)


def _text(value: Any) -> str:
    """The value as JavaScript writes it into a string; objects and arrays as compact JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
