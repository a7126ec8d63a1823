"""Payments that did not fit."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_dossier.catalogue.labels import PAYMENT_DECISIONS
from svc_dossier.domain.procedure import Agency
from svc_dossier.store.payments import ReceivedPayment


class FlaggedPayment(BaseModel):
    id: str
    dossier_id: str
    dossier_href: str | None = Field(description="Đường dẫn của hồ sơ; null khi không tìm thấy hồ sơ")
    payment_request_id: str
    amount: int
    paid_at: Timestamp
    received_at: Timestamp
    decision: str = Field(description="second, wrong_amount, settled_late, closed hoặc unknown")
    decision_label: str
    agency_id: str | None
    agency_name: str | None = Field(description="Tên cơ quan; null khi không tìm thấy hồ sơ")

    @classmethod
    def of(cls, payment: ReceivedPayment, agencies: Mapping[str, Agency]) -> Self:
        assert payment.decision is not None, "flagged by its decision"
        members = {name: value for name, value in vars(payment).items() if name != "decision"}
        agency = agencies.get(payment.agency_id or "")
        return cls(
            **members,
            dossier_href=f"/v1/staff/dossiers/{payment.dossier_id}" if payment.agency_id else None,
            agency_name=agency.name if agency else None,
            decision=payment.decision.value,
            decision_label=PAYMENT_DECISIONS[payment.decision],
        )


class FlaggedPaymentPage(BaseModel):
    items: list[FlaggedPayment]
    next: str | None
