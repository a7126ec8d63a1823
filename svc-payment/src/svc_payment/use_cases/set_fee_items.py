"""A school's accountant says anew what the school collects for."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.errors import NotFound
from svc_payment.domain.school import FeeItem
from svc_payment.store.schools import Schools


@dataclass(frozen=True)
class SetFeeItems:
    schools: Schools

    async def __call__(self, school_id: str, items: Sequence[FeeItem]) -> Sequence[FeeItem]:
        """Bills that were issued keep their items; a repeat changes nothing. Raises ``NotFound``."""
        if not await self.schools.set_fee_items(school_id, items):
            raise NotFound("Không tìm thấy trường này.")
        return items
