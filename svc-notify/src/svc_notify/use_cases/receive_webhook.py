"""A webhook received: its signature and age checked over the raw bytes, kept in one write. All work comes after."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, get_args

from shared.clock import Clock
from shared.errors import Forbidden, Malformed, ServiceError, TooLarge, Unauthenticated
from shared.foreign_json import read_json
from shared.ids import derived_id
from shared.metrics import counter
from svc_notify.domain.webhook_signature import WebhookKeys, signed_by_mini_app, signed_by_oa
from svc_notify.domain.zalo_event import (
    ZaloEvent,
    ZaloEventKind,
    is_fresh,
    read_mini_app_event,
    read_oa_event,
    timestamp_of,
)
from svc_notify.store.webhook_sources import WebhookSources
from svc_notify.store.zalo_events import ZaloEvents

BODY_LIMIT = 64 * 1024
NOTED_EVERY = timedelta(minutes=1)
"""How often it is written down that a source is alive: a burst of webhooks is no burst of such notes."""

WebhookSource = Literal["oa", "zns", "mini_app"]
"""Messages by phone number (ZNS) are reported to the Official Account's address and signed with its key."""


class WebhookOutcome(StrEnum):
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


_received = counter(
    "notify_webhooks_total",
    "Webhooks of Zalo, by what became of them",
    source=get_args(WebhookSource),
    taken=WebhookOutcome,
)

_REFUSALS: Mapping[WebhookOutcome, Callable[[], ServiceError]] = {
    WebhookOutcome.UNSIGNED: lambda: Unauthenticated(
        "Thông báo không kèm chữ ký của Zalo.", code="webhook-unsigned", title="Thiếu chữ ký"
    ),
    WebhookOutcome.WRONG_SIGNATURE: lambda: Unauthenticated(
        "Chữ ký không khớp với nội dung.", code="webhook-signature", title="Sai chữ ký"
    ),
    WebhookOutcome.STALE: lambda: Forbidden(
        "Thời điểm của thông báo nằm ngoài khoảng được nhận.", code="webhook-stale", title="Thông báo quá cũ"
    ),
    WebhookOutcome.MALFORMED: lambda: Malformed("Thông báo không phải là JSON có thời điểm gửi."),
    WebhookOutcome.OVERSIZE: lambda: TooLarge(BODY_LIMIT),
}


@dataclass(frozen=True)
class ReceiveWebhook:
    events: ZaloEvents
    sources: WebhookSources
    keys: WebhookKeys
    clock: Clock
    _noted: dict[WebhookSource, datetime] = field(default_factory=dict, init=False, repr=False)

    async def __call__(self, source: WebhookSource, raw: bytes, signature: str | None) -> None:
        """Raises the error of a refusal; what does not concern us is no refusal, because Zalo disables a webhook that
        fails.
        """
        outcome = await self._receive(source, raw, signature)
        _received.labels(source, outcome).inc()
        if (refusal := _REFUSALS.get(outcome)) is not None:
            raise refusal()

    async def _receive(self, source: WebhookSource, raw: bytes, signature: str | None) -> WebhookOutcome:
        if len(raw) > BODY_LIMIT:
            return WebhookOutcome.OVERSIZE
        if not signature:
            return WebhookOutcome.UNSIGNED
        body = _object(raw)
        stamp = timestamp_of(body) if body is not None else None
        if body is None or stamp is None:
            return WebhookOutcome.MALFORMED
        text, at = stamp
        if not self._signed(source, raw, body, text, signature):
            return WebhookOutcome.WRONG_SIGNATURE
        now = self.clock.now()
        await self._note_alive(source, now)
        if not is_fresh(at, now):
            return WebhookOutcome.STALE
        event = read(source, body, self.keys.oa_id)
        if event is None:
            return WebhookOutcome.UNKNOWN_EVENT
        if event.kind is ZaloEventKind.NO_CONCERN:
            return WebhookOutcome.NO_CONCERN
        event_id = derived_id("whk", source, hashlib.sha256(raw).hexdigest())
        new = await self.events.add(event_id, source, raw, now)
        return WebhookOutcome.STORED if new else WebhookOutcome.DUPLICATE

    async def _note_alive(self, source: WebhookSource, now: datetime) -> None:
        noted = self._noted.get(source)
        if noted is None or now - noted >= NOTED_EVERY:
            await self.sources.note(source, now)
            self._noted[source] = now

    def _signed(
        self, source: WebhookSource, raw: bytes, body: Mapping[str, Any], timestamp: str, signature: str
    ) -> bool:
        keys = self.keys
        if source == "mini_app":
            return signed_by_mini_app(signature, body, keys.mini_app_keys)
        return signed_by_oa(signature, raw, timestamp, (keys.app_id, keys.oa_id), keys.oa_keys)


def read(source: str, body: Mapping[str, Any], oa_id: str) -> ZaloEvent | None:
    """What ``body`` says; ``None`` when it is an event that is not documented."""
    stamp = timestamp_of(body)
    if stamp is None:
        return None
    if source == "mini_app":
        return read_mini_app_event(body, stamp[1])
    return read_oa_event(body, stamp[1], oa_id, zns=source == "zns")


def _object(raw: bytes) -> Mapping[str, Any] | None:
    """The JSON object that ``raw`` is, nested at most 200 deep."""
    try:
        body = read_json(raw)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
