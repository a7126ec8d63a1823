"""Work that comes round by itself, in one process at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.leases import Leases
from shared.lifecycle import Task
from shared.periodic import PeriodicTask


@dataclass(frozen=True)
class Repeating:
    """``work`` does one batch and says whether there may be more; the lease spares several workers the same work."""

    name: str
    every: float
    work: Callable[[], Awaitable[bool]]

    def task(self, leases: Leases) -> Task:
        periodic = PeriodicTask(self.name, self.every, leases)

        async def batch() -> bool:
            return await self.work() if await periodic.holds_lease() else False

        async def run(stop: asyncio.Event) -> None:
            await periodic.run(batch, stop)

        return run
