"""What the office's desk gets: counts, outcomes, reasons, officers, looks, payments to look at."""

from datetime import datetime

from pydantic import BaseModel

from svc_dossier.api.responses import StepReceipt


class Reception(StepReceipt):
    channel: int


class FlaggedPayment(BaseModel):
    """``verdict``: second, wrong_amount, settled_late, closed hoặc unknown."""

    id: str
    dossier_id: str
    payment_request_id: str
    amount: int
    paid_at: datetime
    received_at: datetime
    verdict: str
    agency_id: str | None


class FlaggedPayments(BaseModel):
    items: list[FlaggedPayment]
    next: str | None


class AssignmentReceipt(BaseModel):
    id: str
    assignee: str | None
    at: datetime
    version: int


class StateCount(BaseModel):
    state: int
    state_label: str
    count: int


class InboxCounts(BaseModel):
    """``due_today``: đến hạn trong hôm nay, chưa quá hạn."""

    open: int
    by_state: list[StateCount]
    due_today: int
    overdue: int
    at: datetime


class BulkProblem(BaseModel):
    title: str
    detail: str


class BulkOutcome(BaseModel):
    id: str
    status: int
    receipt: StepReceipt | None
    problem: BulkProblem | None


class BulkOutcomes(BaseModel):
    accepted: int
    refused: int
    items: list[BulkOutcome]


class ReasonRow(BaseModel):
    code: str
    label: str
    text: str


class ReasonCatalogue(BaseModel):
    actions: dict[str, list[ReasonRow]]


class OfficerRow(BaseModel):
    id: str


class OfficerRows(BaseModel):
    items: list[OfficerRow]
    next: str | None


class LookRow(BaseModel):
    id: str
    at: datetime
    officer: str
    what: str
    dossiers: list[str]
    masked: bool
    request_id: str
    file: str | None


class LookRows(BaseModel):
    items: list[LookRow]
    next: str | None
