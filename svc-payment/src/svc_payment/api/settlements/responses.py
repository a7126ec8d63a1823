"""Settlement files, their differences, and bank statements."""

from pydantic import BaseModel

from shared.web import Timestamp
from svc_payment.catalogue.wording import Words
from svc_payment.store.settlements import Difference, Settlement, SettlementState
from svc_payment.store.unmatched_messages import UnmatchedTransfer
from svc_payment.use_cases.take_in_transfers import TransfersTaken


class VerdictCount(BaseModel):
    verdict: str
    label: str
    count: int
    amount: int


class SettlementView(BaseModel):
    """``gross``: tổng tiền thanh toán trừ tiền hoàn trong tệp; ``fee``: phí đơn vị thanh toán giữ lại."""

    id: str
    provider: str
    business_date: str
    file_name: str
    sha256: str
    state: SettlementState
    lines: int
    gross: int
    fee: int
    verdicts: list[VerdictCount]
    by: str
    at: Timestamp
    signed_by: str | None
    signed_at: Timestamp | None
    remark: str | None

    @classmethod
    def of(cls, found: Settlement, labels: Words) -> "SettlementView":
        verdicts = [
            VerdictCount(verdict=name, label=labels[name], count=count, amount=found.sums.get(name, 0))
            for name, count in sorted(found.counts.items())
        ]
        members = {name: value for name, value in vars(found).items() if name not in ("counts", "sums")}
        return cls.model_validate({**members, "verdicts": verdicts})


class SettlementPage(BaseModel):
    items: list[SettlementView]
    next: str | None


class DifferenceView(BaseModel):
    verdict: str
    label: str
    line: int
    reference: str
    transaction: str
    amount_there: int | None
    amount_here: int | None
    payment_id: str | None
    raw: str

    @classmethod
    def of(cls, found: Difference, labels: Words) -> "DifferenceView":
        members = {name: value for name, value in vars(found).items() if name not in ("id", "settlement_id")}
        return cls.model_validate({**members, "label": labels[found.verdict]})


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

    @classmethod
    def of(cls, taken: TransfersTaken) -> "StatementResult":
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
        )


class UnmatchedTransferView(BaseModel):
    id: str
    transaction: str
    amount: int
    content: str
    received_at: Timestamp

    @classmethod
    def of(cls, transfer: UnmatchedTransfer) -> "UnmatchedTransferView":
        return cls.model_validate(vars(transfer))


class UnmatchedTransfers(BaseModel):
    items: list[UnmatchedTransferView]
