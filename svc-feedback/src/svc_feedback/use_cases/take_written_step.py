"""A step that brings words, a reason from the catalogue, or pictures, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.command import Outcome
from shared.errors import FieldError, Invalid
from svc_feedback.domain.report import Report, StepData
from svc_feedback.domain.report_states import Action
from svc_feedback.use_cases.gather_evidence import GatherEvidence
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_report_step import ReportStepCommand, ReportStepTaken, TakeReportStep


@dataclass(frozen=True)
class Written:
    """``reason_code`` is one of the catalogue's for the action; ``text`` is what the officer adds to its words."""

    text: str | None = None
    reason_code: str | None = None
    file_ids: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class TakeWrittenStep:
    take_step: TakeReportStep
    gather: GatherEvidence
    rules: Rules

    async def __call__(self, action: Action, request: ReportStepCommand, written: Written) -> Outcome[ReportStepTaken]:
        """Raises the errors of ``TakeReportStep`` and ``GatherEvidence``."""
        text = written_text(self.rules, action.value, written.text, written.reason_code)

        async def prepare(report: Report, _at: datetime) -> StepData:
            gathered = await self.gather(request.by.id, written.file_ids)
            return StepData(
                text=text,
                reason_code=written.reason_code,
                attachments=gathered.attachments,
                guarded=self.rules.category(report.category).guarded,
            )

        return await self.take_step(action, request, prepare)


def written_text(rules: Rules, action: str, text: str | None, reason_code: str | None) -> str | None:
    """What the citizen reads about it. Raises ``Invalid`` for a reason that the action has not."""
    if reason_code is None:
        return text
    reason = rules.reasons.get(action, {}).get(reason_code)
    if reason is None:
        raise Invalid([FieldError("reason_code", "Không có lý do này trong danh mục của thao tác.")])
    return f"{reason.text} {text}" if text else reason.text
