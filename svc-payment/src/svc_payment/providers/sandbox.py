"""A provider without anybody behind it, for trying things out: what becomes of a payment, its amount says.

The last three digits of the amount: 001 is declined, 002 is paid only after the expiry, 003 is paid twice, 004 is never
heard of again, 005 is paid with 1.000 đồng less, 006 is doubted. Every other amount is paid at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from svc_payment.domain.payment import Payment, PaymentOutcome, Report
from svc_payment.domain.refund import Refund
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

DECLINED, LATE, TWICE, NEVER, LESS, DOUBTED = 1, 2, 3, 4, 5, 6
MAGIC: Mapping[int, str] = {
    DECLINED: "declined",
    LATE: "late",
    TWICE: "twice",
    NEVER: "never",
    LESS: "less",
    DOUBTED: "doubted",
}


TRAITS = Traits("sandbox", "Thử nghiệm (không có tiền thật)", timedelta(minutes=10), timedelta(seconds=1))


@dataclass(frozen=True)
class Sandbox:
    traits: Traits = TRAITS

    def reference_of(self, payment_id: str, at: datetime) -> str:
        return payment_id

    async def start(self, payment: Payment, payer: Payer, at: datetime) -> Started:
        return Started({"sandbox": MAGIC.get(payment.amount % 1000, "paid")})

    def read(self, callback: Callback) -> Message:
        raise malformed("the sandbox calls nobody")

    def answer(self, outcome: CallbackOutcome) -> Answer:
        return Answer(400, b"", "text/plain")

    async def query(self, payment: Payment, at: datetime) -> Report:
        magic = payment.amount % 1000
        first = Report(PaymentOutcome.PAID, payment.amount, f"sandbox-{payment.id}-1", at)
        if magic == DECLINED:
            return Report(PaymentOutcome.FAILED, code="declined")
        if magic == NEVER or (magic == LATE and at <= payment.expires_at):
            return Report(PaymentOutcome.PENDING)
        if magic == DOUBTED:
            return Report(PaymentOutcome.DOUBTED, payment.amount, first.transaction, code="07")
        if magic == LESS and payment.amount > 1000:
            return Report(PaymentOutcome.PAID, payment.amount - 1000, f"sandbox-{payment.id}-1", at)
        return first

    def second(self, payment: Payment, at: datetime) -> Report | None:
        """The payment that a magic amount brings once more."""
        if payment.amount % 1000 != TWICE:
            return None
        return Report(PaymentOutcome.PAID, payment.amount, f"sandbox-{payment.id}-2", at)

    def name_refund(self, reference: str, at: datetime) -> str:
        return reference

    async def refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        return RefundReport(RefundOutcome.DONE, f"sandbox-{refund.reference}")

    async def query_refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        return await self.refund(payment, refund, at)
