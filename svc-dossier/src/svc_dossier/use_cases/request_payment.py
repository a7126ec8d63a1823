"""The office asks for fees or taxes: every item named, the sum in the event that svc-payment makes a bill of."""

from collections.abc import Sequence
from datetime import date, datetime

from shared.errors import FieldError, Invalid
from shared.ids import derived_id
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.payment import MAX_AMOUNT, FeeItem, PaymentRequest
from svc_dossier.domain.working_days import OutsideCalendar
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.take_step import Prepare

PAY_WITHIN = 10
"""Working days to pay where the office names no day."""


def payment_request(
    desk: Desk, items: Sequence[FeeItem], pay_by: date | None, text: str | None, reason_code: str | None
) -> Prepare:
    amount = sum(item.amount for item in items)
    if amount > MAX_AMOUNT:
        raise Invalid([FieldError("items", f"Tổng số tiền không được quá {MAX_AMOUNT:,} đồng.".replace(",", "."))])

    async def prepare(dossier: Dossier, at: datetime) -> StepData:
        asked = PaymentRequest(
            id=derived_id("prq", dossier.id, str(dossier.version + 1)),
            items=tuple(items),
            amount=amount,
            asked_in=dossier.state,
            asked_at=at,
            pay_by=_until(desk, pay_by, at),
        )
        return StepData(text=text, reason_code=reason_code, payment=asked)

    return prepare


def _until(desk: Desk, pay_by: date | None, at: datetime) -> datetime:
    today = desk.today(at)
    if pay_by is None:
        return desk.calendar.closing(desk.calendar.add(today, PAY_WITHIN))
    try:
        if pay_by >= today and desk.calendar.is_working(pay_by):
            return desk.calendar.closing(pay_by)
    except OutsideCalendar:
        pass
    raise Invalid([FieldError("pay_by", "Hạn nộp phải là một ngày làm việc, từ hôm nay trở đi.")])
