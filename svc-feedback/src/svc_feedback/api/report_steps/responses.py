"""A report right after an officer's step, with what may be done next."""

from datetime import datetime
from typing import Self

from shared.identity import Caller
from shared.offers import Offer
from svc_feedback.api.offers import staff_report_offers
from svc_feedback.api.reports.responses import StepReceipt
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_report_step import ReportStepTaken


class StaffStepReceipt(StepReceipt):
    """Phản ánh ngay sau thao tác, và những gì cán bộ này làm được tiếp."""

    allowed_actions: list[Offer]

    @classmethod
    def of_step(cls, step: ReportStepTaken, officer: Caller, now: datetime, rules: Rules) -> Self:
        receipt = StepReceipt.of(step, rules)
        return cls(**dict(receipt), allowed_actions=staff_report_offers(step.report, officer, now, rules))
