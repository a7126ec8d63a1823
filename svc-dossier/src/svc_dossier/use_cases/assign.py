"""A dossier is given to one officer of its office, taken back, or handed over to another."""

from dataclasses import dataclass

from shared.command import Command
from shared.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Unavailable
from svc_dossier.domain.dossier import MAX_ASSIGNMENTS, Assignment, Dossier, Party
from svc_dossier.domain.transitions import FINAL
from svc_dossier.store.dossiers import Scope, Stale
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.take_step import TRIES, MovedOn


@dataclass(frozen=True)
class Assigning:
    """``officer_id`` is ``None`` to leave it to the whole office; ``units`` are those in which ``by`` works."""

    dossier_id: str
    officer_id: str | None
    note: str | None
    by: str
    units: frozenset[str]
    scope: Scope
    command: Command
    seen: int


async def assign(desk: Desk, wish: Assigning) -> tuple[Dossier, Assignment, bool]:
    """The dossier, the assignment, and whether an earlier request made it. Raises ``Problem`` or ``MovedOn``."""
    for _ in range(TRIES):
        dossier = await desk.dossiers.load(wish.dossier_id, wish.scope)
        if dossier is None:
            raise NotFound("Không tìm thấy hồ sơ này.")
        if made := next((made for made in dossier.assignments if made.command_id == wish.command.id), None):
            wish.command.expect_same(made.fingerprint)
            return dossier, made, True
        if dossier.changed_since(wish.seen, Party("staff", wish.by)):
            raise MovedOn(dossier, wish.seen, Party("staff", wish.by))
        await _check(desk, wish, dossier)
        assignment = Assignment(
            officer_id=wish.officer_id,
            by=wish.by,
            at=desk.clock.now(),
            version=dossier.version + 1,
            command_id=wish.command.id,
            fingerprint=wish.command.fingerprint,
            note=wish.note,
        )
        try:
            after = dossier.assigned(assignment)
            await desk.dossiers.save_assignment(after, wish.scope)
        except Stale:
            continue
        return after, assignment, False
    raise Unavailable(retry_after=1)


async def _check(desk: Desk, wish: Assigning, dossier: Dossier) -> None:
    if dossier.agency_id not in wish.units:
        raise Forbidden("Chỉ cán bộ của đơn vị giải quyết mới giao được hồ sơ này.")
    if dossier.state in FINAL or len(dossier.assignments) >= MAX_ASSIGNMENTS:
        raise Conflict(
            "not-assignable", "Không giao được hồ sơ này", "Hồ sơ đã kết thúc hoặc đã được giao quá nhiều lần."
        )
    if wish.officer_id and not await desk.officers.works_in(wish.officer_id, dossier.agency_id):
        message = "Không có cán bộ nào của đơn vị mang mã này đã từng vào hệ thống."
        raise Invalid([FieldError("officer_id", message)])
