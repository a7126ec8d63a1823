"""Confirmed files of dues made into bills, and a reminder before a bill is due."""

import asyncio
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import ServiceError, VersionConflict
from shared.leases import Leases
from shared.logs import get_logger
from shared.periodic import PeriodicTask
from svc_payment.store.bills import Bills
from svc_payment.store.imports import Imports
from svc_payment.use_cases.events import bill_events
from svc_payment.use_cases.run_import import RunImport

BATCH = 200

log = get_logger()


@dataclass(frozen=True)
class RunImports:
    imports: Imports
    run_import: RunImport
    leases: Leases

    async def run(self, stop: asyncio.Event) -> None:
        task = PeriodicTask("imports", 1.0, self.leases)

        async def work() -> bool:
            if await task.holds_lease():
                for confirmed in await self.imports.confirmed(10):
                    try:
                        await self.run_import(confirmed)
                    except ServiceError as error:  # the files of other schools do not wait for this one
                        log.error("import_not_carried_out", import_id=confirmed.id, error=error.code)
                    await task.holds_lease()
            return False

        await task.run(work, stop)


@dataclass(frozen=True)
class RemindPayers:
    bills: Bills
    leases: Leases
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        task = PeriodicTask("reminders", 30.0, self.leases)

        async def work() -> bool:
            if not await task.holds_lease():
                return False
            now = self.clock.now()
            due = await self.bills.to_remind(now, BATCH)
            for bill in due:
                after = bill.reminded(None, now)
                try:
                    await self.bills.save(after, bill_events(after, "due_soon", after.remaining, now))
                except VersionConflict:
                    pass  # somebody pays or cancels it just now; if it is still due, the next run sees it
            return len(due) == BATCH

        await task.run(work, stop)
