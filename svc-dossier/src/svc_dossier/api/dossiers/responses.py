"""Dossiers as their owner sees them, and the parts that an officer sees as well.

A response is validated once, whole, from plain members: models built one in another cost twice as much.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field

from shared.files.references import FileRef, Reference
from shared.labels import label_of
from shared.offers import Offer
from shared.rating_levels import RatingLevel
from shared.web import Timestamp
from svc_dossier.api.offers import own_offers
from svc_dossier.api.shown_files import ShownFiles, own_files
from svc_dossier.catalogue.labels import PROCEDURE_LABELS, RATINGS
from svc_dossier.catalogue.offices import OfficePlace, Offices
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.dossier import Dossier, Paper, RequestedDocument, TimelineEntry
from svc_dossier.domain.payment import PaymentRequest
from svc_dossier.domain.procedure import CopyKind
from svc_dossier.domain.rating import Rating
from svc_dossier.domain.result import SHOWN_IN
from svc_dossier.domain.transitions import State
from svc_dossier.store.dossiers import DossierSummary
from svc_dossier.use_cases.open_form import OpenedDossier


class ProcedureRef(BaseModel):
    code: str
    version: int
    name: str


class AgencyRef(BaseModel):
    id: str
    name: str


def _refs(of: Dossier | DossierSummary) -> dict[str, Any]:
    return {
        "procedure": {"code": of.procedure_code, "version": of.procedure_version, "name": of.procedure_name},
        "agency": {"id": of.agency_id, "name": of.agency_name},
    }


SubmittedAt = Annotated[
    Timestamp | None, Field(description="Thời điểm nộp; null khi nộp trên Cổng Dịch vụ công quốc gia, không phải ở đây")
]


class Receipt(BaseModel):
    """Biên nhận nộp hồ sơ: những điều không đổi về sau."""

    id: str
    submission_reference: str
    procedure: ProcedureRef
    agency: AgencyRef
    state: int
    state_label: str
    what_next: str
    submitted_at: SubmittedAt
    version: int


class HandOff(Receipt):
    """Thủ tục nộp trên Cổng Dịch vụ công quốc gia: nộp tiếp tại ``continue_at``, rồi nhập mã hồ sơ được cấp."""

    submission_mode: str
    submission_mode_label: str
    continue_at: str


def receipt(wording: Wording, dossier: Dossier) -> Receipt:
    """A submission's answer: immutable facts only, so that a repeat is answered alike whatever has happened since."""
    facts: dict[str, Any] = {
        "id": dossier.id,
        "submission_reference": dossier.submission_reference,
        **_refs(dossier),
        "state": int(State.REGISTERED),
        "state_label": wording.handed_off_label if dossier.handed_off else wording.labels[State.REGISTERED],
        "what_next": wording.handed_off if dossier.handed_off else wording.nexts[State.REGISTERED],
        "submitted_at": None if dossier.handed_off else dossier.submitted_at,
        "version": 1,
    }
    if not dossier.handed_off:
        return Receipt(**facts)
    return HandOff(
        **facts,
        submission_mode=dossier.mode.value,
        submission_mode_label=PROCEDURE_LABELS["submission_mode"][dossier.mode],
        continue_at=wording.national_portal,
    )


class StepReceipt(BaseModel):
    """Hồ sơ ngay sau thao tác."""

    id: str
    submission_reference: str
    action: str
    label: str
    state: int
    state_label: str
    code: str | None
    at: Timestamp
    due_at: Timestamp | None
    version: int

    @classmethod
    def of(cls, wording: Wording, dossier: Dossier, entry: TimelineEntry, **more: Any) -> Self:
        """The facts right after the step, which a repeat finds in the timeline."""
        return cls(
            id=dossier.id,
            submission_reference=dossier.submission_reference,
            action=entry.action.value,
            label=wording.step(entry.action, handed_off=dossier.handed_off),
            state=int(entry.state),
            state_label=wording.label_after(entry, handed_off=dossier.handed_off),
            code=entry.code,
            at=entry.at,
            due_at=entry.due_at,
            version=entry.version,
            **more,
        )


class DossierFacts(BaseModel):
    id: str
    submission_reference: str
    code: str | None
    procedure: ProcedureRef
    agency: AgencyRef
    state: int
    state_label: str
    submitted_at: SubmittedAt
    accepted_at: Timestamp | None
    due_at: Timestamp | None
    changed_at: Timestamp
    answer_by: Timestamp | None = Field(description="Hạn bổ sung giấy tờ, nếu cơ quan có nêu")
    version: int


def row_facts(wording: Wording, of: DossierSummary | Dossier, code: str | None) -> dict[str, Any]:
    """The members of a ``DossierFacts``."""
    return {
        "id": of.id,
        "submission_reference": of.submission_reference,
        "code": code,
        **_refs(of),
        "state": int(of.state),
        "state_label": wording.state_label(of.outlook),
        "submitted_at": None if of.outlook.context.handed_off else of.submitted_at,
        "accepted_at": of.accepted_at,
        "due_at": of.due_at,
        "changed_at": of.changed_at,
        "answer_by": of.answer_by,
        "version": of.version,
    }


class DossierRow(DossierFacts):
    agency: OfficePlace  # type: ignore[assignment]
    what_next: str
    continue_at: str | None = Field(description="Trang để nộp tiếp hồ sơ chưa nộp; null khi không còn phải nộp")
    allowed_actions: list[Offer]


class DossierPage(BaseModel):
    items: list[DossierRow]
    next: str | None

    @classmethod
    def of(cls, wording: Wording, offices: Offices, summaries: Sequence[DossierSummary], following: str | None) -> Self:
        rows = [
            {
                **row_facts(wording, summary, summary.code),
                "agency": offices.place(summary.agency_id, summary.agency_name),
                "what_next": wording.what_next(summary.outlook),
                "continue_at": wording.continue_at(summary.outlook),
                "allowed_actions": own_offers(wording, summary.id, summary.version, summary.outlook),
            }
            for summary in summaries
        ]
        return cls.model_validate({"items": rows, "next": following})


class Document(BaseModel):
    code: str
    name: str
    files: list[FileRef]
    added_at: Timestamp
    unavailable_reason: str | None = Field(description="Vì sao người nộp không có giấy tờ này")
    copy_kind: CopyKind | None = Field(description="Bản chính, bản sao hay bản sao điện tử, như người nộp đã khai")
    copy_label: str | None = Field(description="Cùng nội dung, để hiển thị")


def _document(paper: Paper, shown: ShownFiles) -> dict[str, Any]:
    files = [shown.paper(file) for file in paper.files]
    facts = {"code": paper.code, "name": paper.name, "files": files, "added_at": paper.added_at}
    kind = paper.copy_kind
    label = label_of(PROCEDURE_LABELS["copies"], kind)
    return {**facts, "unavailable_reason": paper.unavailable, "copy_kind": kind, "copy_label": label}


class AskedDocument(BaseModel):
    code: str
    name: str
    note: str | None
    copies: list[CopyKind]
    copy_labels: dict[CopyKind, str] = Field(description="Cùng nội dung, để hiển thị")


def _asked(paper: RequestedDocument) -> dict[str, Any]:
    labels = PROCEDURE_LABELS["copies"]
    return {**vars(paper), "copy_labels": {kind: labels[kind] for kind in paper.copies}}


class UnavailableDocument(BaseModel):
    """Giấy tờ được yêu cầu mà người nộp không có, và vì sao."""

    name: str
    reason: str


class TimelineRow(BaseModel):
    at: Timestamp
    action: str
    label: str
    state: int
    state_label: str
    by: str = Field(description="citizen, staff hoặc system")
    by_label: str = Field(description="Cùng nội dung, để hiển thị")
    text: str | None
    documents: list[str]
    unavailable: list[UnavailableDocument] = Field(description="Giấy tờ người nộp báo là không có ở bước này")
    code: str | None
    due_at: Timestamp | None
    version: int


def timeline_facts(wording: Wording, dossier: Dossier, entry: TimelineEntry) -> dict[str, Any]:
    """The members of a ``TimelineRow``."""
    return {
        "at": entry.at,
        "action": entry.action.value,
        "label": wording.step(entry.action, handed_off=dossier.handed_off),
        "state": int(entry.state),
        "state_label": wording.label_after(entry, handed_off=dossier.handed_off),
        "by": entry.by.kind,
        "by_label": wording.parties[entry.by.kind],
        "text": entry.text,
        "documents": list(entry.documents),
        "unavailable": [
            {"name": paper.name, "reason": paper.unavailable} for paper in dossier.unavailable(entry.at, entry.at)
        ],
        "code": entry.code,
        "due_at": entry.due_at,
        "version": entry.version,
    }


class PaymentLine(BaseModel):
    name: str
    amount: int = Field(description="Số đồng")


class Payment(BaseModel):
    """Khoản phải nộp; ``payment_request_id`` là mã để thanh toán."""

    payment_request_id: str
    items: list[PaymentLine]
    amount: int
    payee: str
    how_to_pay: str | None = Field(description="Nộp ở đâu và bằng cách nào; null khi không còn phải nộp")
    asked_at: Timestamp
    pay_by: Timestamp | None
    paid_at: Timestamp | None
    payment_id: str | None = Field(description="Lần thanh toán đã nộp khoản này, có biên nhận; null khi chưa nộp")


def _payment(wording: Wording, offices: Offices, dossier: Dossier, payment: PaymentRequest) -> dict[str, Any]:
    contact = offices.contact(dossier.agency_id)
    where = ", ".join(filter(None, (dossier.agency_name, contact.address)))
    return {
        "payment_request_id": payment.id,
        "items": [vars(item) for item in payment.items],
        "amount": payment.amount,
        "payee": dossier.agency_name,
        "how_to_pay": wording.how_to_pay.format(agency=where) if payment.id == dossier.outlook.to_pay else None,
        "asked_at": payment.asked_at,
        "pay_by": payment.pay_by,
        "paid_at": payment.settled.paid_at if payment.settled else None,
        "payment_id": payment.settled.payment_id if payment.settled else None,
    }


class RatingReceipt(BaseModel):
    level: int
    level_label: str
    comment: str | None
    at: Timestamp

    @classmethod
    def of(cls, rating: Rating) -> Self:
        level = rating.level
        return cls(level=int(level), level_label=RATINGS[level], comment=rating.comment, at=rating.at)


class DossierView(DossierRow):
    form: dict[str, Any]
    documents: list[Document]
    asked: list[AskedDocument]
    timeline: list[TimelineRow]
    payments: list[Payment]
    submission_mode: str
    submission_mode_label: str = Field(description="Cùng nội dung, để hiển thị")
    rating: RatingReceipt | None
    rating_levels: list[RatingLevel] = Field(description="Các mức hài lòng để chọn, cao nhất trước")
    results: list[FileRef]


def view_facts(
    wording: Wording, offices: Offices, opened: OpenedDossier, offers: Sequence[Offer], shown: ShownFiles
) -> dict[str, Any]:
    """The members of a ``DossierView``, for somebody to whom ``offers`` are open and files are ``shown``."""
    dossier = opened.dossier
    asked = dossier.asked if dossier.state is State.SUPPLEMENT_REQUESTED else ()
    results = dossier.results if dossier.state in SHOWN_IN else ()
    return {
        **row_facts(wording, dossier, dossier.code or dossier.national_code),
        "agency": offices.place(dossier.agency_id, dossier.agency_name),
        "what_next": wording.what_next(dossier.outlook),
        "continue_at": wording.continue_at(dossier.outlook),
        "form": opened.form,
        "documents": [_document(paper, shown) for paper in dossier.papers],
        "asked": [_asked(paper) for paper in asked],
        "timeline": [timeline_facts(wording, dossier, entry) for entry in dossier.timeline],
        "payments": [_payment(wording, offices, dossier, payment) for payment in dossier.payments],
        "submission_mode": dossier.mode.value,
        "submission_mode_label": PROCEDURE_LABELS["submission_mode"][dossier.mode],
        "rating": RatingReceipt.of(dossier.rating) if dossier.rating else None,
        "rating_levels": RatingLevel.all_of(RATINGS),
        "results": [shown.result(file) for file in results],
        "allowed_actions": offers,
    }


def dossier_view(wording: Wording, offices: Offices, opened: OpenedDossier, reference: Reference) -> DossierView:
    dossier = opened.dossier
    offers = own_offers(wording, dossier.id, dossier.version, dossier.outlook)
    return DossierView.model_validate(view_facts(wording, offices, opened, offers, own_files(reference, dossier.id)))
