"""A payer begins to pay a bill: the bill says how much, and the payment is written down before a provider is called."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, DuplicateValue, FieldError, Invalid, NotFound, Unavailable
from shared.ids import derived_id
from shared.logs import get_logger
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_payment.domain import payment as payments_domain
from svc_payment.domain.bill import Bill
from svc_payment.domain.payment import WAITING, Payment, Report, State
from svc_payment.providers.port import Payer, Provider, ProviderDown, ProviderRefuses
from svc_payment.providers.registry import Providers
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments
from svc_payment.use_cases.refusals import REFUSALS

MOST_WAITING = 5
"""Payments of one bill that wait at the same time: enough to change one's mind, too few to play with."""

log = get_logger()


@dataclass(frozen=True)
class PaymentRequest:
    """``items``: the codes of the items to pay; none for all that remains."""

    bill_id: str
    provider: str
    items: Sequence[str] = ()


@dataclass(frozen=True)
class BeginPayment:
    bills: Bills
    payments: Payments
    providers: Providers
    clock: Clock

    async def __call__(
        self, citizen_id: str, command: Command, wanted: PaymentRequest, payer: Payer
    ) -> Outcome[Payment]:
        """Raises ``NotFound``, ``Invalid``, ``Conflict``, ``KeyReused``, or ``Unavailable`` when the provider does not
        answer: the same request again goes on with the same payment."""
        payment_id = derived_id("pay", command.id)
        payment = await self.payments.own(payment_id, citizen_id)
        known = payment is not None
        if payment is not None:
            command.expect_same(payment.fingerprint)
            if payment.checkout is not None:
                return Outcome(payment, replayed=True)
        provider = self.providers.find(wanted.provider)
        if provider is None:
            raise Invalid([FieldError("provider", "Hình thức thanh toán này chưa được mở.")])
        if payment is None:
            payment = await self._created(payment_id, citizen_id, command, wanted, provider)
        return Outcome(await self._start(payment, provider, payer), replayed=known)

    async def _created(
        self, payment_id: str, citizen_id: str, command: Command, wanted: PaymentRequest, provider: Provider
    ) -> Payment:
        bill = await self.bills.of_party(wanted.bill_id, citizen_id)
        if bill is None:
            raise NotFound("Không tìm thấy phiếu thu này.")
        with about(bill), explained(REFUSALS):
            amount = bill.amount_of(wanted.items)
        waiting = [other for other in await self.payments.of_bill(bill.id) if other.state in WAITING]
        if len(waiting) >= MOST_WAITING:
            raise Conflict(
                "too-many-payments",
                "Có quá nhiều lần thanh toán đang chờ",
                "Phiếu thu này đang có nhiều lần thanh toán chưa xong. Vui lòng hoàn tất một lần hoặc đợi hết hạn.",
            )
        now = self.clock.now()
        created = replace(
            new_payment(payment_id, citizen_id, provider, bill, amount, tuple(wanted.items), now),
            command_id=command.id,
            fingerprint=command.fingerprint,
        )
        try:
            await self.payments.insert(created)
        except DuplicateValue:
            return await self.payments.own(payment_id, citizen_id) or created
        return created

    async def _start(self, payment: Payment, provider: Provider, payer: Payer) -> Payment:
        try:
            started = await provider.start(payment, payer, self.clock.now())
        except ProviderDown as error:
            log.warning("provider_down", provider=provider.traits.name, payment=payment.id, error=str(error))
            raise Unavailable(
                10,
                code="provider-down",
                title="Đơn vị thanh toán chưa trả lời",
                detail="Đơn vị thanh toán đang bận. Ông/Bà vui lòng thử lại sau ít giây; số tiền chưa bị trừ.",
            ) from error
        except ProviderRefuses as error:
            current = await self.payments.find(payment.id)
            if current is not None and current.checkout is not None:  # the same request, sent twice, was answered
                return current
            await self._refused(payment, error.code)
            raise Conflict(
                "provider-refuses",
                "Đơn vị thanh toán từ chối",
                "Đơn vị thanh toán không nhận khoản này. Ông/Bà vui lòng chọn hình thức khác.",
            ) from None

        async def attempt(_number: int) -> Payment:
            # It may have been paid before the provider's answer was here.
            current = await self.payments.find(payment.id) or payment
            after = current.started(order=started.order, checkout=started.checkout, at=self.clock.now())
            await self.payments.save(after)
            return after

        return await retry_on_conflict(attempt)

    async def _refused(self, payment: Payment, code: str) -> None:
        async def attempt(_number: int) -> None:
            current = await self.payments.find(payment.id) or payment
            said = Report(payments_domain.Outcome.FAILED, code=code)
            after = current.report(said, at=self.clock.now(), source="system")
            if after is not current:
                await self.payments.save(after)

        await retry_on_conflict(attempt)


def new_payment(
    payment_id: str,
    payer: str | None,
    provider: Provider,
    bill: Bill,
    amount: int,
    items: tuple[str, ...],
    now: datetime,
) -> Payment:
    """Of ``bill`` by ``provider``, before anybody was asked."""
    expires_at = now + provider.traits.lifetime
    first = provider.traits.first_query
    dossier = {"dossier_id": bill.dossier_id, "payment_request_id": bill.payment_request_id}
    return Payment(
        id=payment_id,
        version=1,
        bill_id=bill.id,
        payee_id=bill.payee_id,
        payee_name=bill.payee_name,
        payer=payer,
        provider=provider.traits.name,
        reference=provider.reference_of(payment_id, now),
        amount=amount,
        items=items,
        description=f"{bill.title} {bill.code}"[:120],
        state=State.CREATED,
        created_at=now,
        changed_at=now,
        expires_at=expires_at,
        query_at=now + first if first is not None else expires_at + timedelta(seconds=5),
        dossier={name: value for name, value in dossier.items() if value},
    )
