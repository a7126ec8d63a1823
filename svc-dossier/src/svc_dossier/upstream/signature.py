"""Who sent it and that nobody changed it: HMAC-SHA256 over ``<unix seconds>.<body>`` with a key of that system.

A system may have two keys for a while, so that neither side has to change at a certain moment.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

TIMESTAMP_HEADER = "X-Upstream-Timestamp"
SIGNATURE_HEADER = "X-Upstream-Signature"
WINDOW = timedelta(minutes=5)
SHORTEST_KEY = 32

Keys = Mapping[str, Sequence[bytes]]
"""The keys of each system; the one to sign with comes first."""


class Unsigned(Exception):
    """``reason``: missing, stale or wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_keys(text: str) -> Keys:
    """``one-stop:<base64>[,one-stop:<older>][,dvcqg:<base64>]``; ``ValueError`` for anything else."""
    keys: dict[str, list[bytes]] = {}
    for part in filter(None, text.split(",")):
        system, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not system.replace("-", "").isalnum() or len(key) < SHORTEST_KEY:
            raise ValueError(f"must be '<system>:<base64 of at least {SHORTEST_KEY} bytes>', comma-separated")
        keys.setdefault(system, []).append(key)
    return keys


def sign(key: bytes, body: bytes, at: datetime) -> dict[str, str]:
    """The two headers."""
    timestamp = str(int(at.timestamp()))
    return {TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: _hmac(key, timestamp, body)}


def verify(keys: Sequence[bytes], body: bytes, timestamp: str, signature: str, now: datetime) -> None:
    """Raises ``Unsigned``."""
    if not timestamp or not signature:
        raise Unsigned("missing")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise Unsigned("wrong")
    given = signature.lower().encode("ascii", "replace")
    if not any(hmac.compare_digest(_hmac(key, timestamp, body).encode(), given) for key in keys):
        raise Unsigned("wrong")
    if abs(now - datetime.fromtimestamp(int(timestamp), UTC)) > WINDOW:
        raise Unsigned("stale")


def _hmac(key: bytes, timestamp: str, body: bytes) -> str:
    return hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
