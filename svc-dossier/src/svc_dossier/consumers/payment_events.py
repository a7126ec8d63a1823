"""``payment.events.v1``: what svc-payment received for our dossiers."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.clock import Clock
from shared.events import Event, EventMoment, InvalidEvent
from svc_dossier.domain.incoming import PAYMENT_PAID
from svc_dossier.store.payments import ReceivedPayment
from svc_dossier.use_cases.settle_payment import SettlePayment

GROUP = "svc-dossier.payments"
TOPICS = ("payment.events.v1",)

Id = Annotated[str, Field(min_length=1, max_length=100)]


class _Paid(BaseModel):
    """The members of ``PaymentPaid``; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    dossier_id: Id
    payment_request_id: Id
    amount: int = Field(ge=0, le=10**12, strict=True)
    paid_at: EventMoment
    collected_by: Id | None = None


def payment_events(settle: SettlePayment, clock: Clock) -> Callable[[Event], Awaitable[None]]:
    """Raises ``InvalidEvent`` for what can never be a payment; other events of the topic are none of ours."""

    async def handle(event: Event) -> None:
        if event.type != PAYMENT_PAID:
            return
        try:
            paid = _Paid.model_validate(event.data)
        except ValidationError as error:
            fields = ", ".join(sorted({str(found["loc"][0]) for found in error.errors() if found["loc"]}))
            raise InvalidEvent(f"{event.type}: {fields}") from error
        await settle(
            ReceivedPayment(
                id=event.subject,
                dossier_id=paid.dossier_id,
                payment_request_id=paid.payment_request_id,
                amount=paid.amount,
                paid_at=paid.paid_at,
                received_at=clock.now(),
                collected_by=paid.collected_by,
            )
        )

    return handle
