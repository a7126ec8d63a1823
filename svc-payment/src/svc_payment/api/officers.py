"""Who works with bills and payments, and of whose."""

from collections.abc import Sequence
from typing import Annotated

from shared.errors import Forbidden, NotFound
from shared.identity import ADMINISTRATOR, PROVINCE, Caller, staff_with
from svc_payment.domain.party import Party

ACCOUNTANT = "school_accountant"
ONE_STOP = "one_stop"
PAYMENT_OFFICER = "payment_officer"
APPROVER = "payment_approver"
REVIEWER = "shop_reviewer"

Accountant = Annotated[Caller, staff_with(ACCOUNTANT)]
COLLECTING = (ONE_STOP, ACCOUNTANT)
Collector = Annotated[Caller, staff_with(*COLLECTING)]
BillFinder = Annotated[Caller, staff_with(*COLLECTING, PAYMENT_OFFICER, APPROVER)]
"""Who collects, and who places money that came without a name."""
PaymentOfficer = Annotated[Caller, staff_with(PAYMENT_OFFICER, ACCOUNTANT, APPROVER)]
PaymentReader = Annotated[Caller, staff_with(PAYMENT_OFFICER, ACCOUNTANT, APPROVER, ONE_STOP)]
"""Those, and who collects: of what was taken in cash."""
RefundOfficer = Annotated[Caller, staff_with(PAYMENT_OFFICER, ACCOUNTANT)]
RefundAsker = Annotated[Caller, staff_with(PAYMENT_OFFICER, ACCOUNTANT, ONE_STOP)]
Approver = Annotated[Caller, staff_with(APPROVER)]
RefundPayer = Annotated[Caller, staff_with(APPROVER, *COLLECTING)]
"""Who gives money back by hand: whoever collected hands cash out."""
Reconciler = Annotated[Caller, staff_with(PAYMENT_OFFICER, APPROVER)]
Reviewer = Annotated[Caller, staff_with(REVIEWER)]
FigureReader = Annotated[Caller, staff_with(PAYMENT_OFFICER, ACCOUNTANT, APPROVER, ADMINISTRATOR)]


def acting(officer: Caller) -> Party:
    """Who acts, under the name that they have now."""
    return Party(officer.id, officer.name)


def units(officer: Caller, *roles: str) -> Sequence[str] | None:
    """Where they hold one of ``roles``; ``None`` for the whole province."""
    held = officer.units(*roles)
    return None if PROVINCE in held else sorted(held)


def collected_for(officer: Caller) -> Sequence[str]:
    """The units for which they take cash: a role that collects is never held in the whole province."""
    return sorted(officer.units(*COLLECTING))


def expect_province(officer: Caller, *roles: str) -> None:
    """Raises ``Forbidden``."""
    if not officer.covers_province(*roles):
        raise Forbidden("Việc này dành cho cán bộ phụ trách thanh toán của tỉnh.")


def own_school(officer: Caller, school_id: str) -> None:
    """Raises ``NotFound``: whose school it is not, it is as if it were not there."""
    if school_id not in officer.units(ACCOUNTANT):
        raise NotFound("Không tìm thấy trường này.")
