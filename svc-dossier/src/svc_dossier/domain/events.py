"""What other services are told. No personal data: a name, a number or a form never leaves this service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class DossierChanged:
    """The dossier's public facts right after the step. ``reason`` is what the office tells the citizen.

    ``citizen_id`` is ``None`` for who filed on paper and has no account.
    """

    citizen_id: str | None
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
    """``documents``: the names of all papers asked for; ``answer_by``: until when the office waits, if it says so."""

    documents: list[str]
    answer_by: datetime | None


@dataclass(frozen=True, kw_only=True)
class PaymentItem:
    """``amount`` in VND."""

    name: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class PaymentRequested(DossierChanged):
    """What svc-payment makes a bill of; ``amount`` is the sum of the ``items`` in VND, the payee is the agency."""

    payment_request_id: str
    items: list[PaymentItem]
    amount: int
    pay_by: datetime | None


@dataclass(frozen=True, kw_only=True)
class PaymentSettled(DossierChanged):
    """``amount`` in VND; ``payment_id`` is svc-payment's."""

    payment_request_id: str
    payment_id: str
    amount: int
    paid_at: datetime


@dataclass(frozen=True, kw_only=True)
class ResultGiven(DossierChanged):
    """``result_files``: how many files of the result the citizen can download now; none of one on paper."""

    result_files: int


@dataclass(frozen=True, kw_only=True)
class Rated(DossierChanged):
    """``level``: 3 rất hài lòng, 2 hài lòng, 1 chưa hài lòng. The comment stays with the dossier."""

    level: int


PAYLOADS: Mapping[str, type[DossierChanged]] = {
    "submitted": DossierChanged,
    "handed_off": DossierChanged,
    "followed": DossierChanged,
    "code_entered": DossierChanged,
    "accepted": DossierChanged,
    "refused": DossierChanged,
    "processing_started": DossierChanged,
    "supplement_requested": SupplementRequested,
    "supplemented": DossierChanged,
    "payment_requested": PaymentRequested,
    "payment_settled": PaymentSettled,
    "withdrawn": DossierChanged,
    "stopped": DossierChanged,
    "completed": ResultGiven,
    "returned": ResultGiven,
    "postponed": DossierChanged,
    "due_soon": DossierChanged,
    "overdue": DossierChanged,
    "rated": Rated,
}
"""Payload by the event's name: in the state table, of an alert about the due date, or of the citizen's rating."""


def event_type(name: str) -> str:
    return f"vn.quangngai.dossier.{name}.v1"
