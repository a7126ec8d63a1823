"""Transfers that could not be read, as officers are shown them."""

from pydantic import BaseModel

from shared.identity import Caller
from shared.offers import Offer
from shared.web import Timestamp
from svc_payment.api.offers import unreadable_transfer_offers
from svc_payment.catalogue.wording import Words
from svc_payment.domain.unreadable_transfer import TransferFault, UnreadableTransfer


class UnreadableTransferView(BaseModel):
    id: str
    number: str
    fault: TransferFault
    fault_label: str
    raw: str
    received_at: Timestamp
    closed_at: Timestamp | None
    closed_by_name: str
    note: str
    allowed_actions: list[Offer]

    @classmethod
    def of(cls, found: UnreadableTransfer, labels: Words, officer: Caller) -> "UnreadableTransferView":
        offers = unreadable_transfer_offers(found, officer)
        return cls.model_validate({**vars(found), "fault_label": labels[found.fault], "allowed_actions": offers})


class UnreadableTransferPage(BaseModel):
    items: list[UnreadableTransferView]
    next: str | None
