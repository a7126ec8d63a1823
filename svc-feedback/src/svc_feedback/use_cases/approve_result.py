"""A second person approves the result: from now on the citizen sees it, and everybody if it is published with it."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from svc_feedback.domain.publication import (
    Publication,
    PublicationRefusal,
    PublicationRefused,
    PublicText,
    check_publication,
)
from svc_feedback.domain.report import Report, StepData
from svc_feedback.domain.report_states import Action, State
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
            publication = None
            if shown is None and report.is_published:
                raise PublicationRefused(PublicationRefusal.RESULT_NOT_DECIDED)
            if shown is not None:
                check_publication(
                    shown,
                    self.rules.category(report.category),
                    State.RESOLVED,
                    may_publish=report.may_publish,
                    with_approval=True,
                    files=[file.id for file in report.all_attachments()],
                )
                publication = Publication(shown, request.by, at)
            return StepData(text=note, publication=publication)

        return await self.take_step(Action.APPROVE, request, prepare)
