"""The mini app says which order Zalo has made for a payment."""

from dataclasses import dataclass

from shared.errors import Conflict, NotFound
from shared.optimistic import retry_on_conflict
from svc_payment.domain.payment import BY_ORDER, Payment
from svc_payment.store.payments import Payments


@dataclass(frozen=True)
class LinkOrder:
    payments: Payments

    async def __call__(self, payment_id: str, citizen_id: str, order: str) -> Payment:
        """The payer's word, and no more than a name: what it brings is verified. Whoever learns another's order may
        name it too, and takes nothing from them. Raises ``NotFound``, ``Conflict``."""

        async def attempt(_number: int) -> Payment:
            payment = await self.payments.own(payment_id, citizen_id)
            if payment is None or payment.provider != BY_ORDER:
                raise NotFound("Không tìm thấy khoản thanh toán này.")
            if payment.order == order:
                return payment
            if payment.order is not None:
                detail = "Khoản thanh toán này đã được ghép với một đơn hàng khác."
                raise Conflict("order-linked", "Đã ghép đơn hàng", detail)
            linked = payment.linked(order)
            await self.payments.save(linked)
            return linked

        return await retry_on_conflict(attempt)
