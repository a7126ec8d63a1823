"""A coordinator accepts a report, or classifies it anew: a category, a class, or both. What was promised only
shortens.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.command import Outcome
from svc_feedback.domain.handling import HandlingClass
from svc_feedback.domain.report import Report, StepData
from svc_feedback.domain.report_states import Action
from svc_feedback.use_cases.check_report import find_category
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_report_step import ReportStepCommand, ReportStepTaken, TakeReportStep


@dataclass(frozen=True)
class Classification:
    """``None`` for what stays; with a new category and no class, the category's own."""

    category: str | None
    handling_class: HandlingClass | None
    note: str | None


@dataclass(frozen=True)
class ClassifyReport:
    take_step: TakeReportStep
    rules: Rules

    async def __call__(
        self,
        action: Literal[Action.ACCEPT, Action.RECLASSIFY],
        request: ReportStepCommand,
        classified: Classification,
    ) -> Outcome[ReportStepTaken]:
        """Raises ``Invalid`` and the errors of ``TakeReportStep``."""
        category = find_category(self.rules, classified.category) if classified.category else None

        async def prepare(_report: Report, _at: datetime) -> StepData:
            handling_class = classified.handling_class or (category.handling_class if category else None)
            code = category.code if category else None
            return StepData(text=classified.note, category=code, handling_class=handling_class)

        return await self.take_step(action, request, prepare)
