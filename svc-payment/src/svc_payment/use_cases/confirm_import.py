"""A previewed file is confirmed; its bills follow in the background."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import Conflict, NotFound
from shared.refusals import about
from svc_payment.domain.bill_import import BillImport, ImportState
from svc_payment.domain.party import Party
from svc_payment.store.imports import Imports
from svc_payment.store.schools import Schools


@dataclass(frozen=True)
class ConfirmImport:
    schools: Schools
    imports: Imports
    clock: Clock

    async def __call__(self, school_id: str, import_id: str, by: Party) -> BillImport:
        """Bills follow in the background. A repeat finds it confirmed. Raises ``NotFound`` or ``Conflict``."""
        found = await self.imports.find(import_id, school_id)
        if found is None:
            raise NotFound("Không tìm thấy tệp này.")
        if found.state in (ImportState.CONFIRMED, ImportState.DONE):
            return found
        moved = await self.imports.move(
            import_id,
            ImportState.PREVIEWED,
            ImportState.CONFIRMED,
            self.clock.now(),
            confirmed_by=by.id,
            confirmed_by_name=by.name,
        )
        if moved is None:
            detail = "Chỉ phát hành được tệp đã kiểm tra xong và không có lỗi."
            now = await self.imports.find(import_id, school_id) or found
            with about(now):
                raise Conflict("illegal-step", "Không phát hành được", detail, state=now.state)
        return moved
