"""Identifiers: a prefix that says what it names, then 26 characters of Crockford base 32 (no I, L, O, U)."""

import hashlib
from datetime import datetime

from ulid import ULID


def new_id(prefix: str, at: datetime) -> str:
    """A fresh id ordered by time (ULID), e.g. ``dos_01KAMW3T6V5E2Q1G7Q3Z9S4R8N``, made ``at`` the clock's moment."""
    return f"{prefix}_{ULID.from_datetime(at)}"


def random_id(prefix: str) -> str:
    """A fresh id of what nobody orders or keeps: a request, a process."""
    return f"{prefix}_{ULID()}"


def derived_id(prefix: str, *parts: str) -> str:
    """The id that these parts always give: 128 bits of SHA-256 over the parts, length-prefixed.

    Doing the same thing twice meets the same ``_id``, so a repeat is found instead of stored again.
    """
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(4, "big"))
        digest.update(encoded)
    return f"{prefix}_{ULID.from_bytes(digest.digest()[:16])}"
