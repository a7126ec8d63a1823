"""Bills are shown to whoever was tied to a student while they were written; later guardians find them themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from svc_payment.store.schools import Students
from svc_payment.use_cases.share_bills import ShareBills


@dataclass(frozen=True)
class ShareWithNewGuardians:
    students: Students
    share: ShareBills

    async def __call__(self, school_id: str, before: Mapping[str, tuple[str, ...]]) -> None:
        """``before``: the guardians for whom the bills were written, by the student's code."""
        for code, student in (await self.students.by_codes(school_id, list(before))).items():
            for guardian in set(student.guardians) - set(before[code]):
                await self.share(student.id, guardian)
