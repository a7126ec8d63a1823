"""Settlement files, their differences, and bank statements."""

from pydantic import BaseModel, Field

from shared.identity import Caller
from shared.offers import Offer
from shared.web import Timestamp
from svc_payment.api.offers import settlement_offers
from svc_payment.catalogue.wording import Wording, Words
from svc_payment.domain.reconciliation import LeftOut, LeftOutReason, LineType
from svc_payment.providers.labels import PROVIDER_LABELS
from svc_payment.store.settlements import Difference, Settlement, SettlementState
from svc_payment.use_cases.take_in_transfers import TransfersTaken

NAMED = 200
"""Rows of a statement that are named in one answer; the rest is counted."""


class FindingCount(BaseModel):
    finding: str
    label: str
    count: int
    amount: int


class LeftOutRow(BaseModel):
    row: int
    reason: LeftOutReason
    reason_label: str
    text: str

    @classmethod
    def of(cls, found: LeftOut, labels: Words) -> "LeftOutRow":
        return cls(row=found.row, reason=found.reason, reason_label=labels[found.reason], text=found.text)


class SettlementView(BaseModel):
    """``gross``: tổng tiền thanh toán trừ tiền hoàn trong tệp; ``fee``: phí đơn vị thanh toán giữ lại."""

    id: str
    provider: str
    provider_label: str
    business_date: str
    file_name: str
    sha256: str
    state: SettlementState
    state_label: str
    lines: int
    left_out_count: int
    left_out: list[LeftOutRow]
    gross: int
    fee: int
    findings: list[FindingCount]
    reason: str | None = Field(description="Vì sao đối soát thêm một tệp của ngày đã ký; null nếu không")
    by: str
    by_name: str
    at: Timestamp
    signed_by: str | None
    signed_by_name: str
    signed_at: Timestamp | None
    remark: str | None
    allowed_actions: list[Offer]

    @classmethod
    def of(cls, found: Settlement, wording: Wording, officer: Caller) -> "SettlementView":
        findings = [
            FindingCount(finding=name, label=wording.findings[name], count=count, amount=found.sums.get(name, 0))
            for name, count in sorted(found.counts.items())
        ]
        members = {name: value for name, value in vars(found).items() if name not in ("counts", "sums")}
        more = {
            "provider_label": PROVIDER_LABELS[found.provider],
            "state_label": wording.settlement_states[found.state],
            "findings": findings,
            "left_out": [LeftOutRow.of(row, wording.left_out) for row in found.left_out],
            "allowed_actions": settlement_offers(found, officer),
        }
        return cls.model_validate({**members, **more})


class SettlementPage(BaseModel):
    items: list[SettlementView]
    next: str | None


class DifferenceView(BaseModel):
    finding: str
    label: str
    type: LineType
    type_label: str
    line: int
    reference: str
    transaction: str
    amount_there: int | None
    amount_here: int | None
    payment_id: str | None
    raw: str
    unmatched_id: str | None

    @classmethod
    def of(cls, found: Difference, wording: Wording) -> "DifferenceView":
        members = {name: value for name, value in vars(found).items() if name not in ("id", "settlement_id")}
        labels = {"label": wording.findings[found.finding], "type_label": wording.line_types[found.type]}
        return cls.model_validate({**members, **labels})


class DifferencePage(BaseModel):
    items: list[DifferenceView]
    next: str | None


class UnmatchedCredit(BaseModel):
    row: int
    transaction: str
    amount: int
    content: str


class StatementResult(BaseModel):
    """``matched``: số giao dịch mới ghép được; ``repeated``: đã có từ trước."""

    credits: int
    matched: int
    repeated: int
    amount: int
    unmatched: list[UnmatchedCredit]
    left_out_count: int
    left_out: list[LeftOutRow]

    @classmethod
    def of(cls, taken: TransfersTaken, labels: Words) -> "StatementResult":
        unmatched = [
            UnmatchedCredit(row=c.row, transaction=c.transaction, amount=c.amount, content=c.content)
            for c in taken.unmatched
        ]
        return cls(
            credits=taken.credits,
            matched=taken.matched,
            repeated=taken.repeated,
            amount=taken.amount,
            unmatched=unmatched,
            left_out_count=len(taken.left_out),
            left_out=[LeftOutRow.of(row, labels) for row in taken.left_out[:NAMED]],
        )
