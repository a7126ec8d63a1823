"""``dossier.events.v1``: the fees that offices ask for become bills, and end with their dossier."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.events import Event, EventMoment, InvalidEvent
from svc_payment.use_cases.bill_dossier import BillDossier, FeeRequest, NotABill
from svc_payment.use_cases.call_off_dossier import CallOffDossier

GROUP = "svc-payment.fees"
TOPICS = ("dossier.events.v1",)
PAYMENT_REQUESTED = "vn.quangngai.dossier.payment_requested.v1"
ENDED = frozenset(f"vn.quangngai.dossier.{step}.v1" for step in ("stopped", "withdrawn", "refused"))

Id = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(min_length=1, max_length=500)]


class _Item(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    name: Text
    amount: int = Field(ge=0, le=10**12, strict=True)


class _PaymentRequested(BaseModel):
    """The members that a bill needs; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    citizen_id: Id | None
    submission_reference: Id
    code: Id | None = None
    procedure_name: Text
    agency_id: Id
    agency_name: Text
    payment_request_id: Id
    items: tuple[_Item, ...] = Field(min_length=1, max_length=40)
    pay_by: EventMoment | None


def dossier_events(bill_dossier: BillDossier, call_off: CallOffDossier) -> Callable[[Event], Awaitable[None]]:
    """Raises ``InvalidEvent`` for what can never be a bill; other events of the topic are none of ours."""

    async def handle(event: Event) -> None:
        if event.type in ENDED:
            await call_off(event.subject)
        if event.type != PAYMENT_REQUESTED:
            return
        try:
            asked = _PaymentRequested.model_validate(event.data)
        except ValidationError as error:
            fields = ", ".join(sorted({str(found["loc"][0]) for found in error.errors() if found["loc"]}))
            raise InvalidEvent(f"{event.type}: {fields}") from error
        request = FeeRequest(
            dossier_id=event.subject,
            dossier_code=asked.code or asked.submission_reference,
            payment_request_id=asked.payment_request_id,
            citizen_id=asked.citizen_id,
            agency_id=asked.agency_id,
            agency_name=asked.agency_name,
            procedure_name=asked.procedure_name,
            items=[(item.name, item.amount) for item in asked.items],
            pay_by=asked.pay_by,
        )
        try:
            await bill_dossier(request)
        except NotABill as error:
            raise InvalidEvent(f"{event.type}: the sum is nothing or too much") from error

    return handle
