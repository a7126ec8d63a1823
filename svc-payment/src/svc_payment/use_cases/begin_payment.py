"""A payer begins to pay a bill: the bill says how much, and the payment is written down before a provider is called."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, DuplicateValue, FieldError, Invalid, NotFound, Unavailable
from shared.ids import derived_id
from shared.logs import get_logger
from shared.optimistic import retry_on_conflict
from shared.places import NoPlaceLeft, free_places, place_for
from shared.refusals import about, explained
from shared.schedules import AFTER_EXPIRY, ORDER_UNDER_WAY
from svc_payment.domain.bill import Bill
from svc_payment.domain.new_payment import new_payment
from svc_payment.domain.payment import MOST_WAITING, Payment, PaymentOutcome, Report
from svc_payment.providers.port import BadCallback, Payer, Provider, ProviderDown, ProviderRefuses, StartedBefore
from svc_payment.providers.registry import Providers
from svc_payment.store.bills import Bills
from svc_payment.store.payments import Payments
from svc_payment.use_cases.refusals import REFUSALS
from svc_payment.use_cases.settle_payment import SettlePayment

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
    settle: SettlePayment
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
            # Written down one by one: what is paid meanwhile by another way is given back, not put on another item.
            items = tuple(wanted.items) or bill.unnamed_items()
            amount = bill.amount_of(items)
        now = self.clock.now()
        created = replace(
            payment_through(provider, payment_id, citizen_id, bill, amount, items, now),
            command_id=command.id,
            fingerprint=command.fingerprint,
        )

        async def attempt(_number: int) -> Payment:
            placed = replace(created, place=await self._place(created))
            try:
                await self.payments.insert(placed)
            except DuplicateValue as duplicate:
                if duplicate.field == "place":
                    raise
                return await self.payments.own(payment_id, citizen_id) or placed
            return placed

        return await retry_on_conflict(attempt)

    async def _place(self, payment: Payment) -> int:
        try:
            return place_for(payment.id, free_places(await self.payments.places(payment.bill_id), MOST_WAITING))
        except NoPlaceLeft:
            raise Conflict(
                "too-many-payments",
                "Có quá nhiều lần thanh toán đang chờ",
                "Phiếu thu này đang có nhiều lần thanh toán chưa xong. Vui lòng hoàn tất một lần hoặc đợi hết hạn.",
            ) from None

    async def _start(self, payment: Payment, provider: Provider, payer: Payer) -> Payment:
        try:
            started = await provider.start(payment, payer, self.clock.now())
        except (ProviderDown, BadCallback) as error:
            raise self._unanswered(payment, str(error)) from error
        except (ProviderRefuses, StartedBefore) as error:
            current = await self.payments.find(payment.id) or payment
            if current.checkout is not None:  # the same request, sent twice, was answered
                return current
            if isinstance(error, StartedBefore):
                return await self._found_again(current, error.report)
            await self._settled(payment, Report(PaymentOutcome.FAILED, code=error.code))
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

    async def _found_again(self, payment: Payment, said: Report) -> Payment:
        """The order is there, and nobody has what it is paid with: as the provider says of it where that is an end, and
        otherwise it ends here, so that another can be begun. Money that comes later counts all the same."""
        if said.outcome not in (PaymentOutcome.UNKNOWN, PaymentOutcome.PENDING):
            return await self._settled(payment, said)
        if self.clock.now() - payment.created_at < ORDER_UNDER_WAY:
            raise self._unanswered(payment, said.code)
        await self._settled(payment, Report(PaymentOutcome.FAILED, code=said.code))
        raise Conflict(
            "start-lost",
            "Lần thanh toán này không mở được",
            "Câu trả lời của đơn vị thanh toán đã bị mất; số tiền chưa bị trừ. Ông/Bà vui lòng nộp lại.",
        )

    def _unanswered(self, payment: Payment, why: str) -> Unavailable:
        log.warning("provider_down", provider=payment.provider, payment=payment.id, error=why)
        return Unavailable(
            10,
            code="provider-down",
            title="Đơn vị thanh toán chưa trả lời",
            detail="Đơn vị thanh toán đang bận. Ông/Bà vui lòng thử lại sau ít giây; số tiền chưa bị trừ.",
        )

    async def _settled(self, payment: Payment, said: Report) -> Payment:
        async def find() -> Payment | None:
            return await self.payments.find(payment.id)

        settled = await self.settle(find, said, source="system")
        return settled.payment if settled else payment


def payment_through(
    provider: Provider,
    payment_id: str,
    payer: str | None,
    bill: Bill,
    amount: int,
    items: tuple[str, ...],
    now: datetime,
) -> Payment:
    """A payment of ``bill`` by ``provider``, before anybody was asked."""
    expires_at = now + provider.traits.lifetime
    first = provider.traits.first_query
    return new_payment(
        payment_id,
        bill,
        payer=payer,
        provider=provider.traits.name,
        reference=provider.reference_of(payment_id, now),
        amount=amount,
        items=items,
        now=now,
        expires_at=expires_at,
        query_at=now + first if first is not None else expires_at + AFTER_EXPIRY,
    )
