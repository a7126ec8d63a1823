"""A second person approves the result: from now on the citizen sees it, and everybody if it is published with it."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from svc_feedback.domain.publication import PublicText
from svc_feedback.domain.report import Report, StepData
from svc_feedback.domain.report_states import Action
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_report_step import ReportStepCommand, ReportStepTaken, TakeReportStep


@dataclass(frozen=True)
class ApproveResult:
    take_step: TakeReportStep
    rules: Rules

    async def __call__(
        self, request: ReportStepCommand, shown: PublicText | None, note: str | None
    ) -> Outcome[ReportStepTaken]:
        """``shown`` is what everybody is to see; without it the result is for the citizen alone, which it cannot be
        where everybody follows the report already. Raises ``Conflict`` and the errors of ``TakeReportStep``.
        """

        async def prepare(report: Report, at: datetime) -> StepData:
            category = self.rules.category(report.category)
            publication = report.published_with_approval(shown, category, request.by, at)
            return StepData(text=note, publication=publication)

        return await self.take_step(Action.APPROVE, request, prepare)
