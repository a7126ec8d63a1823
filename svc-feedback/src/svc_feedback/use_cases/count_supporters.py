"""How many have joined a report, written into it."""

from dataclasses import dataclass

from svc_feedback.store.reports import Reports
from svc_feedback.store.supports import Supports


@dataclass(frozen=True)
class CountSupporters:
    """People join and leave at the same time: who writes a number looks whether it still holds, so that the last one
    written does.
    """

    reports: Reports
    supports: Supports

    async def __call__(self, report_id: str) -> int:
        count = await self.supports.count(report_id)
        while True:
            await self.reports.set_supporters(report_id, count)
            written, count = count, await self.supports.count(report_id)
            if written == count:
                return count
