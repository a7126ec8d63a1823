"""A transfer by VietQR (payments 4): the code carries the amount and a token, the money shows on the bank's statement.

No bank calls back by a public contract. What a bank's own notice of a credit has to look like here: a POST whose body
is ``{"transactions": [{"id", "amount", "content", "account", "at"}]}``, signed with ``X-Bank-Signature``:
HMAC-SHA256 of the body.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from svc_payment.domain.payment import Payment, PaymentOutcome, Report
from svc_payment.domain.refund import Refund
from svc_payment.domain.shop import BankAccount
from svc_payment.domain.transfer_token import token_of
from svc_payment.domain.vietqr import VietQR, encode
from svc_payment.providers.port import (
    Answer,
    Callback,
    CallbackOutcome,
    Message,
    Payer,
    RefundOutcome,
    RefundReport,
    Started,
    Traits,
)
from svc_payment.providers.wire import malformed


def transfer(payment_id: str, amount: int, account: BankAccount) -> dict[str, object]:
    """What a payer needs for a transfer, to scan or to type."""
    token = token_of(payment_id)
    return {
        "qr": encode(VietQR(account.bank, account.number, amount, purpose=token)),
        "bank": account.bank,
        "account": account.number,
        "holder": account.holder,
        "content": token,
    }


TRAITS = Traits("vietqr", "Chuyển khoản VietQR", timedelta(days=3), None, refunds=False)


@dataclass(frozen=True)
class BankTransfer:
    account: BankAccount
    """The collecting account of the province; money for each payee is told apart by the bills."""
    traits: Traits = TRAITS

    def reference_of(self, payment_id: str, at: datetime) -> str:
        return token_of(payment_id)

    async def start(self, payment: Payment, payer: Payer, at: datetime) -> Started:
        return Started(transfer(payment.id, payment.amount, self.account))

    def read(self, callback: Callback) -> Message:
        raise malformed("transfers are read from statements")

    def answer(self, outcome: CallbackOutcome) -> Answer:
        return Answer(400 if outcome is CallbackOutcome.MALFORMED else 200, b"", "text/plain")

    async def query(self, payment: Payment, at: datetime) -> Report:
        """There is nobody to ask; the statement tells."""
        return Report(PaymentOutcome.UNKNOWN)

    def name_refund(self, reference: str, at: datetime) -> str:
        return reference

    async def refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        return RefundReport(RefundOutcome.UNKNOWN)

    async def query_refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        return RefundReport(RefundOutcome.UNKNOWN)
