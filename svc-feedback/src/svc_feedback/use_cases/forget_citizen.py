"""A citizen was erased: who they are and where they stood goes; what they reported stays: the office works on it."""

from dataclasses import dataclass

from shared.clock import Clock
from svc_feedback.store.evidence import EvidenceRows
from svc_feedback.store.forgotten import Forgotten
from svc_feedback.store.reports import Reports
from svc_feedback.store.sendings import Sendings
from svc_feedback.store.supports import Supports


@dataclass(frozen=True)
class ForgetCitizen:
    forgotten: Forgotten
    reports: Reports
    supports: Supports
    evidence: EvidenceRows
    sendings: Sendings
    clock: Clock

    async def __call__(self, citizen_id: str) -> None:
        await self.forgotten.mark(citizen_id, self.clock.now())
        await self.reports.forget_reporter(citizen_id)
        await self.supports.forget(citizen_id)
        await self.evidence.forget(citizen_id)
        await self.sendings.forget(citizen_id)
