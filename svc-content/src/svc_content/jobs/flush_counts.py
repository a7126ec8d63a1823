"""Writes down, every few seconds and at the end, what was counted in memory."""

import asyncio
from contextlib import suppress

from shared.mongo import MONGO_UNAVAILABLE
from shared.periodic import PeriodicTask
from svc_content.use_cases.count_reads import CountReads

EVERY = 10.0


class FlushCounts:
    def __init__(self, count: CountReads) -> None:
        self._count = count
        self._periodic = PeriodicTask("flush_counts", EVERY)

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self._count.flush, stop)
        with suppress(*MONGO_UNAVAILABLE):
            await self._count.flush()
