"""A webhook taken in: its signature and age checked over the raw bytes, kept in one write. All work comes after."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from pydantic_core import from_json

from shared.clock import Clock
from shared.ids import derived_id
from svc_notify import metrics
from svc_notify.domain.webhook_signature import signed_by_mini_app, signed_by_oa
from svc_notify.domain.zalo_event import (
    Kind,
    ZaloEvent,
    is_fresh,
    read_mini_app_event,
    read_oa_event,
    timestamp_of,
)
from svc_notify.store.zalo_events import ZaloEvents

Source = Literal["oa", "zns", "mini_app"]
"""Messages by phone number (ZNS) are told to the Official Account's address and signed with its key."""


class Taken(StrEnum):
    """What became of a webhook; the label of its counter."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    NO_CONCERN = "no_concern"
    UNKNOWN_EVENT = "unknown_event"
    UNSIGNED = "unsigned"
    WRONG_SIGNATURE = "wrong_signature"
    STALE = "stale"
    MALFORMED = "malformed"
    OVERSIZE = "oversize"


@dataclass(frozen=True)
class Senders:
    """Who may sign: the ids a signature begins with, and the keys that hold now, the current one first."""

    app_id: str
    oa_id: str
    oa_keys: Sequence[str]
    mini_app_keys: Sequence[str]


class TakeWebhook:
    def __init__(self, events: ZaloEvents, senders: Senders, clock: Clock) -> None:
        self._events = events
        self._senders = senders
        self._clock = clock

    async def __call__(self, source: Source, raw: bytes, signature: str | None) -> Taken:
        taken = await self._take(source, raw, signature)
        metrics.webhooks.labels(source, taken).inc()
        return taken

    async def _take(self, source: Source, raw: bytes, signature: str | None) -> Taken:
        if not signature:
            return Taken.UNSIGNED
        body = _object(raw)
        stamp = timestamp_of(body) if body is not None else None
        if body is None or stamp is None:
            return Taken.MALFORMED
        text, at = stamp
        if not self._signed(source, raw, body, text, signature):
            return Taken.WRONG_SIGNATURE
        now = self._clock.now()
        metrics.webhook_last.labels(source).set(now.timestamp())
        if not is_fresh(at, now):
            return Taken.STALE
        event = read(source, body, self._senders.oa_id)
        if event is None:
            return Taken.UNKNOWN_EVENT
        if event.kind is Kind.NO_CONCERN:
            return Taken.NO_CONCERN
        event_id = derived_id("whk", source, hashlib.sha256(raw).hexdigest())
        new = await self._events.add(event_id, source, raw, now)
        return Taken.STORED if new else Taken.DUPLICATE

    def _signed(self, source: Source, raw: bytes, body: Mapping[str, Any], timestamp: str, signature: str) -> bool:
        known = self._senders
        if source == "mini_app":
            return signed_by_mini_app(signature, body, known.mini_app_keys)
        return signed_by_oa(signature, raw, timestamp, (known.app_id, known.oa_id), known.oa_keys)


def read(source: str, body: Mapping[str, Any], oa_id: str) -> ZaloEvent | None:
    """What ``body`` tells; ``None`` when it is an event nobody has told us of."""
    stamp = timestamp_of(body)
    if stamp is None:
        return None
    if source == "mini_app":
        return read_mini_app_event(body, stamp[1])
    return read_oa_event(body, stamp[1], oa_id, zns=source == "zns")


def _object(raw: bytes) -> Mapping[str, Any] | None:
    """The JSON object that ``raw`` is, nested at most 200 deep."""
    try:
        body = from_json(raw, allow_inf_nan=False)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
