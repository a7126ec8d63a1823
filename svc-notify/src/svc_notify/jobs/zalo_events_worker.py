"""Works off the webhooks that were taken in, a few at a time, by claims with a lease."""

import asyncio

from shared.backoff import Backoff, pause
from shared.clock import Clock
from shared.foreign_json import read_json
from shared.logs import get_logger
from shared.metrics import counter
from shared.mongo import MONGO_UNAVAILABLE
from shared.schedules import KAFKA_RECONNECT, WEBHOOK_LEASE, ZALO_WEBHOOK_WAITS
from svc_notify.domain.zalo_event import ZaloEventKind
from svc_notify.store.zalo_events import StoredWebhook, ZaloEvents
from svc_notify.use_cases.apply_zalo_event import Applied, ApplyZaloEvent
from svc_notify.use_cases.receive_webhook import read

LOOK_EVERY = 0.3
AT_A_TIME = 8

_UNREAD, _FAILED = "unread", "failed"

log = get_logger()

_worked = counter(
    "notify_webhooks_worked_total",
    "Webhooks worked off",
    kind=(*ZaloEventKind, _UNREAD),
    outcome=(*Applied, _FAILED),
)


class ZaloEventsWorker:
    def __init__(self, events: ZaloEvents, apply: ApplyZaloEvent, oa_id: str, clock: Clock) -> None:
        self._events = events
        self._apply = apply
        self._oa_id = oa_id
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        backoff = Backoff(KAFKA_RECONNECT)
        while not stop.is_set():
            try:
                await self.drain(stop)
                backoff.reset()
            except MONGO_UNAVAILABLE as error:
                log.warning("zalo_events_wait", error=type(error).__name__)
                await backoff.sleep(stop)
                continue
            await pause(LOOK_EVERY, stop)

    async def drain(self, stop: asyncio.Event) -> None:
        """Work until nothing is due."""
        results = await asyncio.gather(*(self._until_empty(stop) for _ in range(AT_A_TIME)), return_exceptions=True)
        for failure in results:
            if isinstance(failure, BaseException):
                raise failure

    async def _until_empty(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            received = await self._events.claim(self._clock.now(), WEBHOOK_LEASE)
            if received is None:
                return
            await self._work(received)

    async def _work(self, received: StoredWebhook) -> None:
        kind, applied = _UNREAD, _FAILED
        try:
            event = read(received.source, read_json(self._events.open(received)), self._oa_id)
            if event is not None:
                kind = event.kind
                applied = await self._apply(event)
        except MONGO_UNAVAILABLE:
            raise
        except Exception as error:
            # Without the text of the error: it may quote the event.
            log.error("zalo_event_failed", event_id=received.id, kind=kind, error=type(error).__name__)
        again = applied in (Applied.NOT_YET, _FAILED) and received.tries <= len(ZALO_WEBHOOK_WAITS)
        if again:
            await self._events.later(received.id, self._clock.now() + ZALO_WEBHOOK_WAITS[received.tries - 1])
            return
        await self._events.done(received.id, applied, self._clock.now())
        _worked.labels(kind, applied).inc()
