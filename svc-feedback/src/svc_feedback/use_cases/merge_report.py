"""A coordinator merges a report into another: its citizen follows that one, and hears of its result."""

import asyncio
import itertools
from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from shared.errors import FieldError, Invalid, ServiceError
from svc_feedback.domain.merging import check_merge
from svc_feedback.domain.report import Report, StepData
from svc_feedback.domain.report_states import Action
from svc_feedback.store.reports import Reports
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_report_step import ReportStepCommand, ReportStepTaken, TakeReportStep

GIVE_WAY_SECONDS = 0.3
"""Two who merge two reports into each other hold one another up: one of them waits for longer than a merge takes."""


@dataclass(frozen=True)
class MergeReport:
    take_step: TakeReportStep
    reports: Reports
    rules: Rules

    async def __call__(self, request: ReportStepCommand, main_code: str, note: str | None) -> Outcome[ReportStepTaken]:
        """Raises ``Invalid`` and the errors of ``TakeReportStep``."""

        earlier_tries = itertools.count()
        relied_on: list[str] = []

        async def prepare(report: Report, _at: datetime) -> StepData:
            main = await self.reports.by_code(main_code, request.scope)
            if main is None:
                raise Invalid([FieldError("main_code", "Không tìm thấy phản ánh mang mã này.")])
            fields = {self.rules.category(each.category).field.code for each in (report, main)}
            check_merge(report, main, same_field=len(fields) == 1)
            if next(earlier_tries) and report.id > main.id:
                await asyncio.sleep(GIVE_WAY_SECONDS)
            # Whoever ends the other one in this moment, or merges it into this one, has to look again, or we have.
            others_rely = report.citizen_id != main.citizen_id or not report.is_alone
            await self.reports.keep_as_read(main, request.command.id if others_rely else None)
            relied_on.append(main.id)
            return StepData(text=note, merged_into=main.id)

        try:
            return await self.take_step(Action.MERGE, request, prepare)
        except ServiceError:
            for main_id in relied_on:
                await self.reports.not_merged(main_id, request.command.id)
            raise
