"""A dossier's fee becomes a bill of its applicant: once for each request, whatever is delivered again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.errors import DuplicateValue
from shared.ids import derived_id
from svc_payment.domain.bill import Bill, BillItem, BillState, Origin, check_items
from svc_payment.domain.transfer_token import token_of
from svc_payment.store.bills import Bills


@dataclass(frozen=True)
class FeeRequest:
    """``items``: name and amount."""

    dossier_id: str
    dossier_code: str
    payment_request_id: str
    citizen_id: str | None
    agency_id: str
    agency_name: str
    procedure_name: str
    items: Sequence[tuple[str, int]]
    pay_by: datetime | None


class NotABill(ValueError):
    """What was asked for can never be a bill: it adds up to nothing or to too much, or nobody would owe it."""


@dataclass(frozen=True)
class BillDossier:
    bills: Bills
    clock: Clock

    async def __call__(self, request: FeeRequest) -> None:
        """Raises ``NotABill``. The dossier's own event tells the applicant, so that ours would be the second."""
        items = tuple(BillItem(f"k{number}", name, amount) for number, (name, amount) in enumerate(request.items, 1))
        if not check_items(items):
            raise NotABill
        now = self.clock.now()
        bill_id = derived_id("bil", "dossier", request.payment_request_id)
        bill = Bill(
            id=bill_id,
            version=1,
            code=bill_code(bill_id),
            origin=Origin.DOSSIER,
            payee_id=request.agency_id,
            payee_name=request.agency_name,
            title=f"Phí, lệ phí hồ sơ {request.procedure_name}",
            period="",
            items=items,
            partial=False,
            state=BillState.ISSUED,
            issued_at=now,
            changed_at=now,
            due_at=request.pay_by,
            parties=(request.citizen_id,) if request.citizen_id else (),
            dossier_id=request.dossier_id,
            dossier_code=request.dossier_code,
            payment_request_id=request.payment_request_id,
        )
        try:
            await self.bills.insert(bill, [])
        except DuplicateValue:
            pass


def bill_code(bill_id: str) -> str:
    """``PT`` and eleven characters, of which one is a check digit."""
    return token_of(bill_id).replace("QNS", "PT", 1)
