"""Who may call which routes of staff."""

from typing import Annotated

from shared.errors import Forbidden
from shared.identity import ADMINISTRATOR, PROVINCE, Caller, staff_with
from svc_notify.domain.officer import Officer
from svc_notify.store.administered import EVERYTHING, Administered

WRITER, APPROVER = "broadcaster", "broadcast_approver"

BroadcastWriter = Annotated[Caller, staff_with(WRITER)]
BroadcastApprover = Annotated[Caller, staff_with(APPROVER)]
WriterOrApprover = Annotated[Caller, staff_with(WRITER, APPROVER)]
BroadcastViewer = Annotated[Caller, staff_with(WRITER, APPROVER, ADMINISTRATOR)]


ONE_STOP, SPECIALIST = "one_stop", "specialist"
MessageViewer = Annotated[Caller, staff_with(ONE_STOP, SPECIALIST, ADMINISTRATOR)]


def acting(caller: Caller) -> Officer:
    return Officer(caller.id, caller.name)


def watched(officer: Caller) -> Administered:
    """The agencies whose messages about dossiers they may see: where they work, and what they administer."""
    own = administered(officer)
    return own if own.agencies is None else Administered(own.agencies | officer.units(ONE_STOP, SPECIALIST))


def administered(administrator: Caller) -> Administered:
    units = administrator.units(ADMINISTRATOR)
    return EVERYTHING if PROVINCE in units else Administered(units)


def expect_province(administrator: Caller) -> None:
    """Raises ``Forbidden``."""
    if not administrator.covers_province(ADMINISTRATOR):
        raise Forbidden("Chỉ quản trị viên cấp tỉnh xem được nội dung này.")
