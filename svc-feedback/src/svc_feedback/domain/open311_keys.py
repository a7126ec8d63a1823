"""Who may create requests by Open311: systems with a key of their own."""

import hmac
from collections.abc import Mapping


def parse_keys(text: str) -> Mapping[str, str]:
    """Read the keys of a setting ``<name>:<key of 16 characters or more>[,…]``. Raises ``ValueError``."""
    keys: dict[str, str] = {}
    for pair in (part.strip() for part in text.split(",") if part.strip()):
        name, _, key = pair.partition(":")
        if not name.replace("-", "").isalnum() or len(key) < 16:
            raise ValueError("keys are '<name>:<16 characters or more>', comma-separated")
        keys[name] = key
    return keys


def owner_of(key: str, keys: Mapping[str, str]) -> str | None:
    """The system that ``key`` is of; every key is compared, in the same time."""
    found = None
    for name, known in keys.items():
        if hmac.compare_digest(known.encode(), key.encode()):
            found = name
    return found
