"""``school.events.v1``: bills that a school's own system asks for."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.events import Event, EventDay, InvalidEvent
from svc_payment.domain.bill import MAX_ITEMS, BillItem
from svc_payment.domain.fee_sheet import ITEM_CODE, PERIOD, STUDENT_CODE
from svc_payment.domain.incoming import BILL_REQUESTED
from svc_payment.domain.money import LARGEST
from svc_payment.use_cases.bill_dossier import NotABill
from svc_payment.use_cases.bill_student import BillStudent, StudentFee

GROUP = "svc-payment.school-bills"
TOPICS = ("school.events.v1",)


class _Item(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    code: Annotated[str, Field(pattern=f"^{ITEM_CODE}$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    unit_price: Annotated[int, Field(ge=0, le=LARGEST, strict=True)]
    quantity: Annotated[int, Field(ge=1, le=1_000, strict=True)] = 1
    exemption: Annotated[int, Field(ge=0, le=100, strict=True)] = 0
    mandatory: Annotated[bool, Field(strict=True)] = True


class _BillRequested(BaseModel):
    """The members of ``BillRequested``; others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    student_code: Annotated[str, Field(pattern=f"^{STUDENT_CODE}$")]
    period: Annotated[str, Field(pattern=f"^{PERIOD}$")]
    due_on: EventDay
    items: tuple[_Item, ...] = Field(min_length=1, max_length=MAX_ITEMS)


def school_events(bill_student: BillStudent) -> Callable[[Event], Awaitable[None]]:
    """Raises ``InvalidEvent`` for what can never be a bill; other events of the topic are none of ours."""

    async def handle(event: Event) -> None:
        if event.type != BILL_REQUESTED:
            return
        try:
            asked = _BillRequested.model_validate(event.data)
        except ValidationError as error:
            fields = ", ".join(sorted({".".join(map(str, found["loc"])) for found in error.errors()}))
            raise InvalidEvent(f"{event.type}: {fields}") from error
        items = [BillItem(**item.model_dump()) for item in asked.items]
        fee = StudentFee(event.subject, asked.student_code, asked.period, asked.due_on, items, f"event:{event.id}")
        try:
            await bill_student(fee)
        except NotABill as error:
            raise InvalidEvent(f"{event.type}: {error}") from error

    return handle
