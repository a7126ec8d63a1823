"""Another system sends a report: the same words are the same report as long as that one goes on."""

from dataclasses import dataclass

from shared.command import Command, Outcome
from shared.ids import derived_id
from svc_feedback.domain.parties import Party
from svc_feedback.domain.report import Report
from svc_feedback.domain.report_states import OPEN
from svc_feedback.store.reports import Reports
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.send_report import Sending, SendReport, report_id_of


@dataclass(frozen=True)
class SendForSystem:
    send: SendReport
    reports: Reports

    async def __call__(self, fingerprint: str, sending: Sending) -> Outcome[Report]:
        """``fingerprint`` tells the request from others: such systems send no key. Raises as ``SendReport``."""
        command, times = _command(sending.source_app, fingerprint, 0), 0
        while await self._has_ended(command):
            times += 1
            command = _command(sending.source_app, fingerprint, times)
        return await self.send(Party("system", sending.source_app), command, sending)

    async def _has_ended(self, command: Command) -> bool:
        """Who sends the same again after its end means that it is so again."""
        earlier = await self.reports.load(report_id_of(command), Scope.everything())
        return earlier is not None and earlier.state not in OPEN


def _command(system: str, fingerprint: str, times: int) -> Command:
    again = (str(times),) if times else ()
    return Command(derived_id("cmd", system, fingerprint, *again), fingerprint)
