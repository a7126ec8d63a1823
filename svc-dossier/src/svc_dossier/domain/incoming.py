"""What other services tell this one, as far as it is used here."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class PaymentPaid:
    """``vn.quangngai.payment.paid.v1`` of svc-payment; its subject is the payment's id. ``amount`` in VND.

    Once money has arrived for a payment request of a dossier, whatever the amount.
    """

    dossier_id: str
    payment_request_id: str
    amount: int
    paid_at: datetime


PAYMENT_PAID = "vn.quangngai.payment.paid.v1"
EXPECTED = {PAYMENT_PAID: PaymentPaid}
