"""Confirmed files of dues become bills, school by school."""

from dataclasses import dataclass

from shared.errors import ServiceError
from shared.logs import get_logger
from svc_payment.store.imports import Imports
from svc_payment.use_cases.run_import import RunImport

BATCH = 10

log = get_logger()


@dataclass(frozen=True)
class RunImports:
    imports: Imports
    run_import: RunImport

    async def __call__(self) -> bool:
        """One file at a time, so that the lease is prolonged before the next; whether there may be more."""
        for confirmed in await self.imports.confirmed(BATCH):
            try:
                if await self.run_import(confirmed):
                    return True
            except ServiceError as error:  # the files of other schools do not wait for this one
                log.error("import_not_carried_out", import_id=confirmed.id, error=error.code)
        return False
