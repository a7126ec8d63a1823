"""A dossier is given to one officer of its office, taken back, or handed over to another."""

from dataclasses import dataclass, replace

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from shared.optimistic import retry_on_conflict
from shared.reference.staff_directory import StaffDirectory
from shared.refusals import about, by_reason, explained
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.assignment import AssignmentRefusal, AssignmentRefused, check_assignable
from svc_dossier.domain.dossier import Assignment, Dossier, Party
from svc_dossier.domain.transitions import OFFICER
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.refusals import DossierChanged

_ERRORS = by_reason(
    AssignmentRefused,
    {
        AssignmentRefusal.ANOTHER_OFFICE: lambda _: Forbidden(
            "Chỉ cán bộ của đơn vị giải quyết mới giao được hồ sơ này."
        ),
        AssignmentRefusal.CLOSED_OR_FULL: lambda _: Conflict(
            "not-assignable", "Không giao được hồ sơ này", "Hồ sơ đã kết thúc hoặc đã được giao quá nhiều lần."
        ),
    },
)


@dataclass(frozen=True)
class AssignmentRequest:
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

    async def __call__(self, request: AssignmentRequest) -> Outcome[Assignment]:
        """Raises ``NotFound``, ``DossierChanged``, ``Forbidden``, ``Conflict``, ``Invalid`` or ``Unavailable``."""

        async def attempt(_number: int) -> Outcome[Assignment]:
            dossier = await self.dossiers.load(request.dossier_id, request.scope)
            if dossier is None:
                raise NotFound("Không tìm thấy hồ sơ này.")
            if made := request.command.find_in(dossier.assignments):
                return Outcome(made, replayed=True)
            with about(dossier), explained(_ERRORS):
                if dossier.changed_since(request.seen, request.by):
                    raise DossierChanged(self.wording, dossier, request.seen, request.by)
                check_assignable(dossier, request.offices)
            assignment = self._assignment(request, dossier, await self._assignee_name(request, dossier))
            if request.officer_id == dossier.assignee and request.note is None:
                # It stands so already: colleagues who look at this version are not made to look again.
                return Outcome(replace(assignment, version=dossier.version))
            await self.dossiers.save_assignment(dossier.assigned(assignment), request.scope)
            return Outcome(assignment)

        return await retry_on_conflict(attempt)

    async def _assignee_name(self, request: AssignmentRequest, dossier: Dossier) -> str:
        """What the officer who gets it is called now; empty when nobody does."""
        if request.officer_id is None:
            return ""
        if request.officer_id == request.by.id:
            return request.by.name
        member = await self.staff.find(request.officer_id, dossier.agency_id, OFFICER)
        if member is None:
            message = "Không có cán bộ nào của đơn vị giải quyết mang mã này."
            raise Invalid([FieldError("officer_id", message)])
        return member.name

    def _assignment(self, request: AssignmentRequest, dossier: Dossier, officer_name: str) -> Assignment:
        return Assignment(
            officer_id=request.officer_id,
            by=request.by.id,
            by_name=request.by.name,
            at=self.clock.now(),
            version=dossier.version + 1,
            command_id=request.command.id,
            fingerprint=request.command.fingerprint,
            note=request.note,
            officer_name=officer_name,
        )
