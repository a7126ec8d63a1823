"""Keeps at hand what Zalo last told of templates and limits, for decisions that are made many times a second."""

import asyncio

from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from svc_notify.domain.quotas import QuotaFacts
from svc_notify.store.zalo_facts import ZaloFacts

EVERY = 5.0

log = get_logger()


class WatchZalo:
    """``told``: at most ``EVERY`` seconds old; nothing before the first look."""

    def __init__(self, facts: ZaloFacts) -> None:
        self._facts = facts
        self._told = QuotaFacts()

    def told(self) -> QuotaFacts:
        return self._told

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self.look()
            except MONGO_UNAVAILABLE as error:
                log.warning("watch_zalo_waits", error=type(error).__name__)
            try:
                async with asyncio.timeout(EVERY):
                    await stop.wait()
            except TimeoutError:
                pass

    async def look(self) -> None:
        self._told = await self._facts.quotas()
