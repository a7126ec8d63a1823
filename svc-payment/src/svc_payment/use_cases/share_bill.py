"""A bill is shown to whoever may pay it."""

from collections.abc import Mapping

from shared.optimistic import retry_on_conflict
from svc_payment.store.bills import Bills
from svc_payment.store.schools import Students


async def share_bill(bills: Bills, bill_id: str, citizen_id: str) -> None:
    """The citizen may see and pay it from now on."""

    async def attempt(_number: int) -> None:
        bill = await bills.find(bill_id)
        if bill is not None and citizen_id not in bill.parties:
            await bills.save(bill.shared_with(citizen_id))

    await retry_on_conflict(attempt)


async def share_with_new_guardians(
    students: Students, bills: Bills, school_id: str, before: Mapping[str, tuple[str, ...]]
) -> None:
    """With whoever was tied to a student while bills were written; later guardians find the bills themselves.

    ``before``: the guardians for whom they were written, by the student's code.
    """
    for code, student in (await students.by_codes(school_id, list(before))).items():
        for guardian in set(student.guardians) - set(before[code]):
            for bill in await bills.of_student(student.id):
                await share_bill(bills, bill.id, guardian)
