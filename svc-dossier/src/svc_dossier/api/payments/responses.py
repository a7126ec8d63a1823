"""Payments that did not fit."""

from typing import Self

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_dossier.catalogue.labels import PAYMENT_DECISIONS
from svc_dossier.store.payments import ReceivedPayment


class FlaggedPayment(BaseModel):
    id: str
    dossier_id: str
    payment_request_id: str
    amount: int
    paid_at: Timestamp
    received_at: Timestamp
    decision: str = Field(description="second, wrong_amount, settled_late, closed hoặc unknown")
    decision_label: str
    agency_id: str | None

    @classmethod
    def of(cls, payment: ReceivedPayment) -> Self:
        assert payment.decision is not None, "flagged by its decision"
        members = {name: value for name, value in vars(payment).items() if name != "decision"}
        return cls(**members, decision=payment.decision.value, decision_label=PAYMENT_DECISIONS[payment.decision])


class FlaggedPayments(BaseModel):
    items: list[FlaggedPayment]
    next: str | None
