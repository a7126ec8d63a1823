"""Money that fits no payment, as officers are shown it."""

from collections.abc import Mapping

from pydantic import BaseModel, Field

from shared.identity import Caller
from shared.offers import Offer
from shared.web import Timestamp
from svc_payment.api.offers import unmatched_sum_offers
from svc_payment.catalogue.wording import Wording, Words
from svc_payment.domain.bill import Bill
from svc_payment.domain.ledger import is_day_only
from svc_payment.domain.unmatched_sum import STATEMENT, Destination, Proposal, SumState, UnmatchedSum
from svc_payment.providers.labels import PROVIDER_LABELS


class ShareView(BaseModel):
    bill_id: str
    amount: int


class TargetBill(BaseModel):
    """Phiếu thu được đề nghị, để người duyệt đối chiếu."""

    id: str
    code: str
    title: str
    payee_name: str
    remaining: int


class ProposalView(BaseModel):
    destination: Destination
    destination_label: str
    target: str
    reason: str
    by: str
    by_name: str
    at: Timestamp
    shares: list[ShareView] = Field(description="Các phần, khi chia cho nhiều phiếu thu")
    bills: list[TargetBill] = Field(
        description="Những phiếu thu được đề nghị; trống khi là khoản thanh toán hoặc hoàn lại"
    )

    @classmethod
    def of(cls, said: Proposal, destinations: Words, bills: Mapping[str, Bill]) -> "ProposalView":
        shares = [vars(share) for share in said.shares]
        label = destinations[said.destination]
        named = [bills[bill_id] for bill_id in said.bill_ids if bill_id in bills]
        shown = [
            TargetBill(
                id=bill.id, code=bill.code, title=bill.title, payee_name=bill.payee_name, remaining=bill.remaining
            )
            for bill in named
        ]
        return cls.model_validate({**vars(said), "destination_label": label, "shares": shares, "bills": shown})


class UnmatchedTransferView(BaseModel):
    """``source``: statement khi tiền vào tài khoản thu, nếu không là đơn vị thanh toán."""

    id: str
    source: str
    source_label: str
    reference: str
    transaction: str
    amount: int
    content: str
    paid_at: Timestamp | None
    paid_day_only: bool
    received_at: Timestamp
    state: SumState
    state_label: str
    proposal: ProposalView | None
    decided_by: str | None
    decided_by_name: str
    payment_id: str | None
    allowed_actions: list[Offer]

    @classmethod
    def of(
        cls, found: UnmatchedSum, bills: Mapping[str, Bill], wording: Wording, officer: Caller
    ) -> "UnmatchedTransferView":
        """``bills``: those that are proposed, by id."""
        sources = {**PROVIDER_LABELS, STATEMENT: wording.payment_sources[STATEMENT]}
        labels = {
            "source_label": sources[found.source],
            "state_label": wording.sums[found.state],
            "paid_day_only": is_day_only(found.paid_at),
        }
        proposal = ProposalView.of(found.proposal, wording.destinations, bills) if found.proposal else None
        offers = unmatched_sum_offers(found, officer)
        return cls.model_validate({**vars(found), **labels, "proposal": proposal, "allowed_actions": offers})


class UnmatchedTransferPage(BaseModel):
    items: list[UnmatchedTransferView]
    next: str | None
