"""A citizen no longer follows a report of somebody else that they had joined."""

from dataclasses import dataclass

from shared.errors import Conflict
from svc_feedback.store.supports import Supports


@dataclass(frozen=True)
class LeaveReport:
    supports: Supports

    async def __call__(self, citizen_id: str, report_id: str) -> None:
        """Leaving again changes nothing. Raises ``Conflict`` where their own report was merged into that one."""
        if not await self.supports.leave(report_id, citizen_id) and await self.supports.has(report_id, citizen_id):
            raise Conflict(
                "not-leavable",
                "Không thôi theo dõi được",
                "Phản ánh của Ông/Bà đã được gộp vào phản ánh này; kết quả xử lý chung được báo cho Ông/Bà.",
            )
