"""Asks Zalo how many replies the province has left of those it bought: they decide whether the Official Account may
speak after the free window.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.periodic import PeriodicTask
from svc_notify.dispatch.quotas import Quotas
from svc_notify.domain.outcomes import Quota
from svc_notify.domain.policy import Channel
from svc_notify.domain.quotas import REPLIES_BOUGHT
from svc_notify.store.zalo_facts import ZaloFact, ZaloFacts

EVERY = 1.0
"""Seconds between two questions until Zalo answers one: it does not before there is a token."""
AGAIN_AFTER = timedelta(minutes=5)


class AskQuota:
    """``ask`` answers ``None`` when Zalo does not say. What it says is kept for the dry run and for officers."""

    def __init__(
        self, ask: Callable[[], Awaitable[Quota | None]], quotas: Quotas, facts: ZaloFacts, clock: Clock
    ) -> None:
        self._ask = ask
        self._quotas = quotas
        self._facts = facts
        self._clock = clock
        self._last: Quota | None = None
        self._again_at: datetime | None = None
        self._periodic = PeriodicTask("ask_quota", EVERY)

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.look, stop)

    async def look(self) -> None:
        now = self._clock.now()
        if self._again_at is not None and now < self._again_at:
            return
        left = await self._ask()
        if left is None:
            return
        self._quotas.learn(Channel.ZALO_OA_CS, left)
        if left != self._last:
            before = None if self._last is None else str(self._last)
            await self._facts.put(ZaloFact(REPLIES_BOUGHT, before, str(left), now))
            self._last = left
        self._again_at = now + AGAIN_AFTER
