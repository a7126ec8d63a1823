"""A settlement is signed off, by another officer than who read the file."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import Conflict, FieldError, Invalid, NotFound
from shared.refusals import about
from svc_payment.domain.party import Party
from svc_payment.store.settlements import Settlement, Settlements


@dataclass(frozen=True)
class SignSettlement:
    settlements: Settlements
    clock: Clock

    async def __call__(self, settlement_id: str, by: Party, remark: str | None) -> Settlement:
        """Only another officer than the one who read it may, and with a remark where something differs or another file
        of the day is signed.

        Raises ``NotFound``, ``Conflict`` or ``Invalid``.
        """
        found = await self.settlements.find(settlement_id)
        if found is None:
            raise NotFound("Không tìm thấy lần đối soát này.")
        if found.by == by.id:
            detail = "Người tải tệp đối soát lên không được tự ký xác nhận."
            with about(found):
                raise Conflict("own-settlement", "Cần người khác ký", detail)
        if found.differs and not remark:
            raise Invalid([FieldError("remark", "Còn điểm không khớp: vui lòng ghi đã xử lý từng điểm thế nào.")])
        beside = await self.settlements.signed_beside(found.provider, found.business_date, found.id)
        if beside is not None and not remark:
            said = f"Ngày này đã có tệp “{beside.file_name}” được ký: vui lòng ghi vì sao ký thêm tệp này."
            raise Invalid([FieldError("remark", said)])
        signed = await self.settlements.sign(settlement_id, by, self.clock.now(), remark)
        if signed is None:
            with about(await self.settlements.find(settlement_id)):
                raise Conflict("illegal-step", "Không ký được", "Lần đối soát này chưa xong hoặc đã được ký.")
        return signed
