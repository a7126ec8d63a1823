"""A dossier is given to one officer of its office, taken back, or handed over to another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, ServiceError
from shared.optimistic import retry_on_conflict
from shared.reference.staff_directory import StaffDirectory
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.assignment import AssignmentRefusal, AssignmentRefused, check_assignable
from svc_dossier.domain.dossier import Assignment, Dossier, Party
from svc_dossier.domain.transitions import OFFICER
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.step_refusals import DossierMovedOn

_ERRORS: Mapping[AssignmentRefusal, Callable[[], ServiceError]] = {
    AssignmentRefusal.ANOTHER_OFFICE: lambda: Forbidden("Chỉ cán bộ của đơn vị giải quyết mới giao được hồ sơ này."),
    AssignmentRefusal.CLOSED_OR_FULL: lambda: Conflict(
        "not-assignable", "Không giao được hồ sơ này", "Hồ sơ đã kết thúc hoặc đã được giao quá nhiều lần."
    ),
}


@dataclass(frozen=True)
class AssignmentOrder:
    """``officer_id`` is ``None`` to leave it to the whole office; ``offices`` are those in which ``by`` works."""

    dossier_id: str
    officer_id: str | None
    note: str | None
    by: Party
    offices: frozenset[str]
    scope: Scope
    command: Command
    seen: int


@dataclass(frozen=True)
class AssignDossier:
    dossiers: Dossiers
    staff: StaffDirectory
    wording: Wording
    clock: Clock

    async def __call__(self, order: AssignmentOrder) -> Outcome[Assignment]:
        """Raises ``NotFound``, ``DossierMovedOn``, ``Forbidden``, ``Conflict``, ``Invalid`` or ``Unavailable``."""

        async def attempt(_number: int) -> Outcome[Assignment]:
            dossier = await self.dossiers.load(order.dossier_id, order.scope)
            if dossier is None:
                raise NotFound("Không tìm thấy hồ sơ này.")
            if made := order.command.find_in(dossier.assignments):
                return Outcome(made, replayed=True)
            if dossier.changed_since(order.seen, order.by):
                raise DossierMovedOn(self.wording, dossier, order.seen, order.by)
            assignment = self._assignment(order, dossier, await self._assignee_name(order, dossier))
            await self.dossiers.save_assignment(dossier.assigned(assignment), order.scope)
            return Outcome(assignment)

        return await retry_on_conflict(attempt)

    async def _assignee_name(self, order: AssignmentOrder, dossier: Dossier) -> str:
        """What the officer who gets it is called now; empty when nobody does."""
        try:
            check_assignable(dossier, order.offices)
        except AssignmentRefused as refused:
            raise _ERRORS[refused.reason]() from None
        if order.officer_id is None:
            return ""
        if order.officer_id == order.by.id:
            return order.by.name
        member = await self.staff.find(order.officer_id, dossier.agency_id, OFFICER)
        if member is None:
            message = "Không có cán bộ nào của đơn vị giải quyết mang mã này."
            raise Invalid([FieldError("officer_id", message)])
        return member.name

    def _assignment(self, order: AssignmentOrder, dossier: Dossier, officer_name: str) -> Assignment:
        return Assignment(
            officer_id=order.officer_id,
            by=order.by.id,
            by_name=order.by.name,
            at=self.clock.now(),
            version=dossier.version + 1,
            command_id=order.command.id,
            fingerprint=order.command.fingerprint,
            note=order.note,
            officer_name=officer_name,
        )
