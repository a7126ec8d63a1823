"""The office asks for fees or taxes: every item named, the sum in the event that svc-payment makes a bill of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.command import Outcome
from shared.errors import FieldError, Invalid
from shared.ids import derived_id
from shared.reasons import Reasons
from shared.refusals import by_reason, explained
from shared.text import grouped
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.payment import MAX_AMOUNT, FeeItem, PaymentRefusal, PaymentRefused, payment_request
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.step_reason import StepReason, reason_text
from svc_dossier.use_cases.take_step import DossierStepCommand, DossierStepTaken, TakeStep

_TOO_HIGH = FieldError("items", f"Tổng số tiền không được quá {grouped(MAX_AMOUNT)} đồng.")
_NOT_POSSIBLE = FieldError("pay_by", "Hạn nộp phải là một ngày làm việc, từ hôm nay trở đi.")
_ERRORS = by_reason(
    PaymentRefused,
    {
        PaymentRefusal.AMOUNT_TOO_HIGH: lambda _: Invalid([_TOO_HIGH]),
        PaymentRefusal.PAY_BY_NOT_POSSIBLE: lambda _: Invalid([_NOT_POSSIBLE]),
    },
)


@dataclass(frozen=True)
class RequestPayment:
    take_step: TakeStep
    calendars: Calendars
    reasons: Reasons

    async def __call__(
        self, request: DossierStepCommand, items: Sequence[FeeItem], pay_by: date | None, reason: StepReason
    ) -> Outcome[DossierStepTaken]:
        text = reason_text(self.reasons, Action.REQUEST_PAYMENT, reason, required=False)

        async def prepare(dossier: Dossier, at: datetime) -> StepData:
            request_id = derived_id("prq", dossier.id, str(dossier.version + 1))
            calendar = self.calendars.current
            with explained(_ERRORS):
                payment = payment_request(request_id, items, pay_by, asked_in=dossier.state, at=at, calendar=calendar)
            return StepData(text=text, reason_code=reason.code, payment=payment)

        return await self.take_step(Action.REQUEST_PAYMENT, request, prepare)
