"""Finds what was lost, on every channel and lane: claims whose holder died, messages of a channel that is no longer in
use, and those that outlived their use; and measures the queues.
"""

import asyncio
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from shared.backoff import Backoff, pause
from shared.clock import Clock
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from shared.schedules import MONGO_RECONNECT
from svc_notify import metrics
from svc_notify.domain.delivery import step_after_lost_claim
from svc_notify.domain.message import OPEN, Lane, State
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.policy import Channel
from svc_notify.domain.reasons import Reason
from svc_notify.store.messages import Messages

LOOK_EVERY = 5.0
REST_EVERY = 3
"""Looks between two rounds of what costs more: expiring, and measuring, which count the whole queue."""
BATCH = 200

log = get_logger()


class Sweeper:
    """``channels``: those in use, the first of which takes what was not decided yet; ``lease``: how long a claim holds.
    ``on_found`` is called when something may be sent again.
    """

    def __init__(
        self,
        messages: Messages,
        channels: Sequence[Channel],
        lease: timedelta,
        clock: Clock,
        on_found: Callable[[], None],
    ) -> None:
        self._messages = messages
        self._channels = channels
        self._lease = lease
        self._clock = clock
        self._on_found = on_found

    async def run(self, stop: asyncio.Event) -> None:
        backoff = Backoff(MONGO_RECONNECT)
        for look in itertools.count():
            if stop.is_set():
                break
            try:
                await self.recover_lost()
                if look % REST_EVERY == 0:
                    await self.bring_back()
                    await self.expire()
                    await self.measure()
                backoff.reset()
            except MONGO_UNAVAILABLE as error:
                log.warning("sweeper_waits", error=type(error).__name__)
                await backoff.sleep(stop)
                continue
            await pause(LOOK_EVERY, stop)

    async def bring_back(self) -> None:
        now = self._clock.now()
        if strays := await self._messages.strays(self._channels, now):
            log.warning("strays_found", messages=strays)
            self._on_found()
        if far := await self._messages.bring_forward(now):
            log.warning("planned_by_a_wrong_clock", messages=far)
            self._on_found()

    async def expire(self) -> None:
        if expired := await self._messages.expire(self._clock.now()):
            metrics.settled.labels(State.UNDELIVERABLE, Reason.EXPIRED).inc(expired)

    async def recover_lost(self) -> None:
        """The call may have arrived: this is the window in which a citizen can be told twice, and it is counted."""
        while await self._recover_batch():
            self._on_found()

    async def _recover_batch(self) -> bool:
        """Whether there were any."""
        now = self._clock.now()
        lost = await self._messages.lost(now, self._lease, BATCH)
        for message in lost:
            attempt = replace(message.attempts[-1], at=now, outcome=OutcomeClass.UNCERTAIN)
            step = step_after_lost_claim(message, now)
            if await self._messages.record(message.id, attempt, step):
                metrics.uncertain.labels(attempt.channel, "claim_lost").inc()
                metrics.count_settled(step)
                log.warning("claim_lost", message_id=message.id, state=step.state, reason=step.reason)
        return bool(lost)

    async def measure(self) -> None:
        now = self._clock.now()
        queue = await self._messages.queue(now)
        counts = {(length.channel or self._channels[0], length.lane, length.state): 0 for length in queue}
        counts |= dict.fromkeys(itertools.product(self._channels, Lane, OPEN), 0)
        for length in queue:
            counts[length.channel or self._channels[0], length.lane, length.state] += length.count
        for labels, count in counts.items():
            metrics.queue.labels(*labels).set(count)
        since = [length.waits_since for length in queue if length.lane is Lane.DIRECT and length.waits_since]
        metrics.oldest.set((now - min(since, default=now)).total_seconds())
