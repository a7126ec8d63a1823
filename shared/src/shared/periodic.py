"""Periodic background work: every so often, at once again while there is more, and by one process at a time.

A database that is away ends one run, not the task: the next run comes all the same. So does a defect of ours: a thing
that cannot be worked on would otherwise end the process each time that it is looked at, and all other work with it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from prometheus_client import Counter, Gauge

from shared.backoff import pause
from shared.leases import Lease, Leases
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE, MongoError
from shared.schedules import PERIODIC_LEASE

log = get_logger()

_leads = Gauge("periodic_leader", "1 where this process holds the lease of the task", ["task"])
_failed = Counter("periodic_failures_total", "Runs that ended in a defect of ours", ["task"])


def run_failed(task: str, **about: str) -> None:
    """A defect has ended a run, or the work on one thing of it: called where it is caught."""
    log.exception("periodic_run_failed", task=task, **about)
    _failed.labels(task).inc()


class PeriodicTask:
    """``every``: seconds between two runs. The lease ``name`` spares several processes the same work; it is no lock."""

    def __init__(self, name: str, every: float, leases: Leases | None = None, ttl: timedelta = PERIODIC_LEASE) -> None:
        self._name = name
        self._every = every
        self._leases = leases
        self._ttl = ttl
        self._lease: Lease | None = None
        _failed.labels(name)
        if leases is not None:
            _leads.labels(name).set_function(self.leads)

    async def run(self, work: Callable[[], Awaitable[object]], stop: asyncio.Event) -> None:
        """Repeat ``work`` until ``stop``. Its true answer means that there is more to do at once."""
        while not stop.is_set():
            try:
                while await work() and not stop.is_set():
                    pass
            except MONGO_UNAVAILABLE as error:
                log.warning("periodic_run_not_finished", task=self._name, error=type(error).__name__)
            except Exception:
                run_failed(self._name)
            await pause(self._every, stop)
        if self._leases is not None and self._lease is not None:
            with suppress(MongoError):
                await self._leases.release(self._lease)
            self._lease = None

    async def holds_lease(self) -> bool:
        """Whether this process may work now: nobody else holds the lease, which is taken or prolonged."""
        if self._leases is None:
            return True
        self._lease = await self._leases.acquire(self._name, self._ttl)
        return self._lease is not None

    def leads(self) -> float:
        """Asked at each scrape: who cannot prolong the lease, for MongoDB is away, leads no longer than it lasts."""
        return float(self._lease is not None and self._lease.left() > timedelta())


class Repeating:
    """A use case that comes round by itself, in one process at a time.

    ``work`` does one batch; true says that there may be more. ``measure`` is done by every process, whoever works;
    ``otherwise`` by one that may not work: what it showed while it did no longer holds. Nor does it when the database
    is away for longer than the lease lasts.
    """

    def __init__(
        self,
        name: str,
        every: float,
        work: Callable[[], Awaitable[bool | None]],
        leases: Leases,
        *,
        measure: Callable[[], Awaitable[None]] | None = None,
        otherwise: Callable[[], None] | None = None,
        ttl: timedelta = PERIODIC_LEASE,
    ) -> None:
        self._work = work
        self._measure = measure
        self._otherwise = otherwise
        self._periodic = PeriodicTask(name, every, leases, ttl)

    async def batch(self) -> bool:
        """One, if this process holds the lease; whether there may be more."""
        try:
            if self._measure is not None:
                await self._measure()
            if await self._periodic.holds_lease():
                return bool(await self._work())
        finally:
            if self._otherwise is not None and not self._periodic.leads():
                self._otherwise()
        return False

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.batch, stop)
