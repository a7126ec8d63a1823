"""How the bills of schools are made, of a file and of an event alike."""

from shared.clock import Clock
from shared.files.store import FileStore
from svc_payment.store.bills import Bills
from svc_payment.store.imports import Imports
from svc_payment.store.schools import Schools, Students
from svc_payment.use_cases.bill_student import BillStudent
from svc_payment.use_cases.find_bills import FindBills
from svc_payment.use_cases.plan_bills import PlanBills
from svc_payment.use_cases.run_import import RunImport
from svc_payment.use_cases.share_bills import ShareBills
from svc_payment.use_cases.share_with_new_guardians import ShareWithNewGuardians


def make_plan_bills(bills: Bills, students: Students) -> PlanBills:
    return PlanBills(FindBills(bills), students)


def make_run_import(
    schools: Schools, students: Students, bills: Bills, imports: Imports, files: FileStore, clock: Clock
) -> RunImport:
    plan, share = make_plan_bills(bills, students), ShareWithNewGuardians(students, ShareBills(bills))
    return RunImport(schools, students, bills, imports, files, plan, FindBills(bills), share, clock)


def make_bill_student(schools: Schools, students: Students, bills: Bills, clock: Clock) -> BillStudent:
    share = ShareWithNewGuardians(students, ShareBills(bills))
    return BillStudent(schools, students, bills, FindBills(bills), share, clock)
