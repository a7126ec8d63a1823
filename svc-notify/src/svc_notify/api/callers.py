"""Who may call which routes of staff."""

from typing import Annotated

from shared.identity import Caller, staff_with

WRITER, APPROVER, ADMINISTRATOR = "broadcaster", "broadcast_approver", "administrator"

Administrator = Annotated[Caller, staff_with(ADMINISTRATOR)]
BroadcastWriter = Annotated[Caller, staff_with(WRITER)]
BroadcastApprover = Annotated[Caller, staff_with(APPROVER)]
WriterOrApprover = Annotated[Caller, staff_with(WRITER, APPROVER)]
BroadcastViewer = Annotated[Caller, staff_with(WRITER, APPROVER, ADMINISTRATOR)]
