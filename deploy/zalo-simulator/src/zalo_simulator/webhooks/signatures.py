"""The two signatures that share the header X-ZEvent-Signature. Neither is an HMAC."""

import hashlib
from collections.abc import Mapping

import orjson


def oa_mac(first_term: str, raw: bytes, timestamp: str, secret: str) -> str:
    """SHA-256 of app id, body as sent, the timestamp in the body, secret."""
    return hashlib.sha256(first_term.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()


def mini_app_signature(event: Mapping[str, object], key: str) -> str:
    """SHA-256 of the values in the order of their keys, then the key. Text is bare; all else is compact JSON."""
    values = (event[name] for name in sorted(event))
    texts = (value.encode() if isinstance(value, str) else orjson.dumps(value) for value in values)
    return hashlib.sha256(b"".join(texts) + key.encode()).hexdigest()
