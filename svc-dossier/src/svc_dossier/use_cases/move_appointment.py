"""One step of an appointment, whoever takes it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from prometheus_client import Counter

from shared.command import Command
from shared.errors import Conflict, NotFound, OutdatedVersion, Unavailable
from svc_dossier.domain.appointment import Action, Actor, Appointment, Entry
from svc_dossier.domain.slots import reminder_of
from svc_dossier.store.appointments import Scope, Stale, Taken
from svc_dossier.use_cases.desk import Desk, appointment_event_of

TRIES = 5

_moves = Counter("appointment_steps_total", "Steps taken by appointments after they were booked", ["action"])


@dataclass(frozen=True)
class Move:
    """``seen`` is the version they were looking at, ``None`` when they did not say."""

    action: Action
    by: str
    actor: Actor
    scope: Scope
    command: Command
    seen: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Moved:
    """``entry`` tells the state right after the step; ``replayed`` when an earlier request took it."""

    appointment: Appointment
    entry: Entry
    replayed: bool


async def move_appointment(desk: Desk, appointment_id: str, move: Move) -> Moved:
    """Raises ``Problem`` (404, 409, 412, 422, 503) or ``IllegalMove``."""

    async def find() -> Appointment:
        found = await desk.appointments.load(appointment_id, move.scope)
        if found is None:
            raise NotFound("Không tìm thấy lịch hẹn này.")
        return found

    return await _move(desk, find, move)


async def call_next(desk: Desk, office_id: str, move: Move) -> Moved:
    """Call the lowest number of today that waits. Raises ``Problem``: 409 when nobody waits."""
    day = desk.today(desk.clock.now()).isoformat()

    async def find() -> Appointment:
        found = await desk.appointments.called_by(office_id, day, move.command.id)
        found = found or await desk.appointments.next_waiting(office_id, day)
        if found is None:
            raise Conflict("nobody-waits", "Không còn ai chờ", "Hôm nay không còn lịch hẹn nào đang chờ được gọi.")
        return found

    return await _move(desk, find, move)


async def _move(desk: Desk, find: Callable[[], Awaitable[Appointment]], move: Move) -> Moved:
    for _ in range(TRIES):
        appointment = await find()
        if entry := appointment.done_by(move.command.id):
            move.command.expect_same(entry.fingerprint)
            return Moved(appointment, entry, replayed=True)
        if move.seen not in (None, appointment.version):
            raise OutdatedVersion(current_version=appointment.version)
        edge = appointment.edge(move.action, move.actor)
        now = desk.clock.now()
        after = appointment.moved(
            edge,
            at=now,
            by=move.by,
            command_id=move.command.id,
            fingerprint=move.command.fingerprint,
            reason=move.reason,
            remind_at=reminder_of(appointment.starts_at, now, desk.calendar),
        )
        events = [appointment_event_of(after, edge.event, now, move.reason)] if edge.event else []
        try:
            await desk.appointments.save(after, events, move.scope)
        except Stale:
            continue
        except Taken:
            raise Conflict(
                "has-another-appointment",
                "Đã có lịch hẹn khác",
                "Người này đã đặt lịch hẹn khác cho cùng thủ tục; hãy gọi lịch hẹn mới.",
            ) from None
        _moves.labels(move.action).inc()
        return Moved(after, after.timeline[-1], replayed=False)
    raise Unavailable(retry_after=1)
