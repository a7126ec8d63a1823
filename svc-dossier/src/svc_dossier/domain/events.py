"""What other services are told. No personal data: a name, a number or a form never leaves this service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class DossierChanged:
    """The dossier's public facts right after the step. ``reason`` is what the office tells the citizen."""

    citizen_id: str
    procedure_code: str
    procedure_name: str
    submission_reference: str
    code: str | None
    state: int
    agency_id: str
    agency_name: str
    occurred_at: datetime
    due_at: datetime | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class SupplementRequested(DossierChanged):
    """``documents``: the names of all papers asked for."""

    documents: list[str]


@dataclass(frozen=True, kw_only=True)
class PaymentChanged(DossierChanged):
    """``amount`` in VND."""

    amount: int


PAYLOADS: Mapping[str, type[DossierChanged]] = {
    "submitted": DossierChanged,
    "accepted": DossierChanged,
    "refused": DossierChanged,
    "processing_started": DossierChanged,
    "supplement_requested": SupplementRequested,
    "supplemented": DossierChanged,
    "payment_requested": PaymentChanged,
    "payment_settled": PaymentChanged,
    "withdrawn": DossierChanged,
    "stopped": DossierChanged,
    "completed": DossierChanged,
    "returned": DossierChanged,
    "postponed": DossierChanged,
    "due_soon": DossierChanged,
    "overdue": DossierChanged,
}
"""Payload by the event's name: in the state table, or of an alert about the due date."""


def event_type(name: str) -> str:
    return f"vn.quangngai.dossier.{name}.v1"
