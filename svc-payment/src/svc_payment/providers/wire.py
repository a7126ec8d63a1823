"""Reading what a provider sends: strictly, because a signature says who wrote it and not that it is well-formed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Never
from urllib.parse import parse_qsl

import httpx
import orjson

from shared.clock import VIETNAM
from svc_payment.domain.money import LARGEST
from svc_payment.providers.port import BadCallback, CallbackOutcome, ProviderDown

MAX_CALLBACK_BYTES = 64 * 1024


def malformed(why: str) -> BadCallback:
    return BadCallback(CallbackOutcome.MALFORMED, why)


def json_object(body: bytes | str) -> dict[str, Any]:
    """Raises ``BadCallback``; a member that stands twice could be read in two ways.

    What we could not write down again ourselves is refused too, since it is signed and kept: a number of more than 64
    bits, half of a surrogate pair, a hundred objects in one another.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) != len(pairs):
            raise malformed("a member stands twice")
        return members

    try:
        found = json.loads(body, object_pairs_hook=once, parse_constant=_no_number)
        orjson.dumps(found)
    except (ValueError, TypeError, RecursionError):
        raise malformed("not JSON") from None
    if not isinstance(found, dict):
        raise malformed("not an object")
    return found


def _no_number(name: str) -> Never:
    """``NaN`` and ``Infinity``, which Python reads and JSON does not have."""
    raise ValueError(name)


def query_members(query: str) -> dict[str, str]:
    """Raises ``BadCallback``."""
    try:
        query.encode()
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=60, errors="strict")
    except ValueError:
        raise malformed("not a query") from None
    members = dict(pairs)
    if len(members) != len(pairs):
        raise malformed("a parameter stands twice")
    return members


def amount_of(value: object, unit: int = 1) -> int:
    """A whole number of đồng, told in ``unit``-ths. Raises ``BadCallback``: 1250000.0 and "1250000.5" are none."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value) if len(value) < 20 else -1
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST * unit or value % unit:
        raise malformed("amount")
    return value // unit


def text_of(value: object, longest: int = 200) -> str:
    """A text, or a number as its digits. Raises ``BadCallback``."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise malformed("a text is missing")
    return value


def whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise malformed("a number is missing")
    return value


def from_millis(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10**14:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)


def millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def local_stamp(at: datetime) -> str:
    """``yyyyMMddHHmmss`` in Vietnamese time."""
    return at.astimezone(VIETNAM).strftime("%Y%m%d%H%M%S")


def from_local_stamp(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text or "", "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM).astimezone(UTC)
    except (ValueError, OverflowError):  # the year 1 is in no other time zone
        return None


TIMEOUT = timedelta(seconds=15)
"""Providers publish none but MoMo, which wants 30 s; nothing waits for these calls but a background task and the
payer's own request."""


async def call(http: httpx.AsyncClient, method: str, url: str, **content: Any) -> Mapping[str, Any]:
    """The JSON object that the provider answers. Raises ``ProviderDown`` for anything else."""
    try:
        answer = await http.request(method, url, **content)
        if answer.status_code >= 500:
            raise ProviderDown(f"HTTP {answer.status_code}")
        return json_object(answer.content)
    except (httpx.HTTPError, BadCallback) as error:
        raise ProviderDown(type(error).__name__) from error
