"""A payment of a bill, before anything has become of it."""

from datetime import datetime

from svc_payment.domain.bill import Bill
from svc_payment.domain.payment import Payment, State


def new_payment(
    payment_id: str,
    bill: Bill,
    *,
    payer: str | None,
    provider: str,
    reference: str,
    amount: int,
    items: tuple[str, ...],
    now: datetime,
    expires_at: datetime,
    query_at: datetime | None,
) -> Payment:
    """``reference`` is our name of it at the ``provider``; ``items``: the codes of the bill's items it is for."""
    return Payment(
        id=payment_id,
        version=1,
        bill_id=bill.id,
        payee_id=bill.payee_id,
        payee_name=bill.payee_name,
        payer=payer,
        provider=provider,
        reference=reference,
        amount=amount,
        items=items,
        description=bill.described,
        state=State.CREATED,
        created_at=now,
        changed_at=now,
        expires_at=expires_at,
        query_at=query_at,
        dossier=bill.dossier,
    )
