"""Asks Zalo how many replies the province has left of those it bought: they decide whether the Official Account may
speak after the free window.
"""

import asyncio
from collections.abc import Awaitable, Callable

from shared.clock import Clock
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from svc_notify.dispatch.quotas import Quotas
from svc_notify.domain.outcomes import Quota
from svc_notify.domain.policy import Channel
from svc_notify.domain.quotas import REPLIES_BOUGHT
from svc_notify.store.zalo_facts import ZaloFact, ZaloFacts

EVERY = 300.0
AGAIN = 1.0
"""Seconds to the next try while Zalo says nothing, as before the first token."""

log = get_logger()


class AskQuota:
    """``ask`` answers ``None`` when Zalo does not say. What it says is kept for the dry run and for officers."""

    def __init__(
        self, ask: Callable[[], Awaitable[Quota | None]], quotas: Quotas, facts: ZaloFacts, clock: Clock
    ) -> None:
        self._ask = ask
        self._quotas = quotas
        self._facts = facts
        self._clock = clock
        self._told: Quota | None = None

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                told = await self.look()
            except MONGO_UNAVAILABLE as error:
                log.warning("ask_quota_waits", error=type(error).__name__)
                told = False
            try:
                async with asyncio.timeout(EVERY if told else AGAIN):
                    await stop.wait()
            except TimeoutError:
                pass

    async def look(self) -> bool:
        """Whether Zalo said it."""
        left = await self._ask()
        if left is None:
            return False
        self._quotas.learn(Channel.ZALO_OA_CS, left)
        if left != self._told:
            before = None if self._told is None else str(self._told)
            await self._facts.put(ZaloFact(REPLIES_BOUGHT, before, str(left), self._clock.now()))
            self._told = left
        return True
