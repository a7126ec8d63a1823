"""The MACs of the Checkout SDK: HMAC-SHA256 with its private key, over texts that differ by call."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence

import orjson


def mac(text: str, private_key: str) -> str:
    return hmac.new(private_key.encode(), text.encode(), hashlib.sha256).hexdigest()


def in_this_order(values: Mapping[str, object], names: Sequence[str]) -> str:
    return "&".join(f"{name}={_text(values[name])}" for name in names)


def sorted_by_name(values: Mapping[str, object]) -> str:
    return in_this_order(values, sorted(values))


def _text(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


CALLBACK = ("appId", "amount", "description", "orderId", "message", "resultCode", "transId")
NOTIFY = ("appId", "orderId", "method")
STATUS = ("appId", "orderId", "privateKey")
REPORT = ("appId", "orderId", "resultCode", "privateKey")
