"""What other services tell this one, as far as it is used here."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class PaymentPaid:
    """``vn.quangngai.payment.paid.v1`` of svc-payment; its subject is the payment's id. ``amount`` in VND.

    Once money has arrived for a payment request of a dossier, whatever the amount; and again when only later money, or
    an officer, has covered the whole request: then ``amount`` is the whole. ``collected_by``: the id of the member of
    staff who took cash; nobody's, where a citizen paid by a provider.
    """

    dossier_id: str
    payment_request_id: str
    amount: int
    paid_at: datetime
    collected_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class AgencyChanged:
    """``vn.quangngai.guide.agency_changed.v1`` of svc-content: an office as citizens find it now."""

    agency_id: str
    address: str
    hours: str
    office_phone: str | None
    latitude: float | None
    longitude: float | None


PAYMENT_PAID = "vn.quangngai.payment.paid.v1"
AGENCY_CHANGED = "vn.quangngai.guide.agency_changed.v1"
EXPECTED = {PAYMENT_PAID: PaymentPaid, AGENCY_CHANGED: AgencyChanged}
