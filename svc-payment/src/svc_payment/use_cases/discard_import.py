"""A previewed file is put aside; nothing is made of it."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import Conflict, NotFound
from shared.refusals import about
from svc_payment.domain.bill_import import BillImport, ImportState
from svc_payment.store.imports import Imports


@dataclass(frozen=True)
class DiscardImport:
    imports: Imports
    clock: Clock

    async def __call__(self, school_id: str, import_id: str) -> BillImport:
        """Raises ``NotFound`` or ``Conflict``."""
        found = await self.imports.find(import_id, school_id)
        if found is None:
            raise NotFound("Không tìm thấy tệp này.")
        moved = await self.imports.move(import_id, ImportState.PREVIEWED, ImportState.DISCARDED, self.clock.now())
        if moved is None and found.state is not ImportState.DISCARDED:
            now = await self.imports.find(import_id, school_id) or found
            with about(now):
                raise Conflict("illegal-step", "Không bỏ được", "Tệp này không còn chờ xác nhận.", state=now.state)
        return moved or found
