"""Goes on with reports that wait for their citizens for too long: closes what nobody reopened, refuses what nobody
answered.
"""

from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command
from shared.errors import ServiceError
from shared.ids import derived_id
from svc_feedback.domain.parties import SYSTEM
from svc_feedback.domain.report import Report
from svc_feedback.domain.report_states import Action, State
from svc_feedback.domain.transition import Actor
from svc_feedback.store.reports import Reports
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.take_report_step import ReportStepCommand
from svc_feedback.use_cases.take_written_step import TakeWrittenStep, Written

BATCH = 200
_NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class LetReportsLapse:
    reports: Reports
    take_step: TakeWrittenStep
    clock: Clock

    async def __call__(self) -> bool:
        """One batch; whether there may be more."""
        waiting = await self.reports.lapsing(self.clock.now(), BATCH)
        gone_on = 0
        for report in waiting:
            closes = report.state is State.RESOLVED
            action = Action.CLOSE if closes else Action.REFUSE
            written = Written() if closes else Written(reason_code=_NO_ANSWER)
            try:
                await self.take_step(action, _step_command(report), written)
                gone_on += 1
            except ServiceError:
                continue  # its citizen, or an officer, was faster: the next look decides anew
        return len(waiting) == BATCH and gone_on > 0


def _step_command(report: Report) -> ReportStepCommand:
    command_id = derived_id("cmd", report.id, str(report.version), "lapse")
    return ReportStepCommand(
        report_id=report.id,
        by=SYSTEM,
        scope=Scope.everything(),
        actors=lambda _report: frozenset({Actor.SYSTEM}),
        command=Command(command_id, command_id),
        seen=report.version,
    )
