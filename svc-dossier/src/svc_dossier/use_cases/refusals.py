"""What the domain refuses, in words for who asked."""

from typing import Any

from shared.clock import rfc3339
from shared.errors import Conflict, FieldError, Invalid, OutdatedVersion, ServiceError, Unavailable
from shared.reference.working_calendar import OutsideCalendar
from shared.refusals import Errors, by_reason, illegal_step
from shared.state_table import IllegalStep
from svc_dossier.catalogue.catalogue import UnknownVersion
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.booking import MAX_OPEN, BookingRefusal, BookingRefused
from svc_dossier.domain.dossier import MAX_FILES, Dossier, Party, TooManyFiles
from svc_dossier.domain.dossier_code import NumbersExhausted
from svc_dossier.domain.slots import Opening
from svc_dossier.domain.transitions import Actor, State

REFUSALS: Errors = {
    TooManyFiles: lambda _: Conflict(
        "too-many-files", "Hồ sơ có quá nhiều tệp", f"Một hồ sơ có tối đa {MAX_FILES} tệp kể cả các lần bổ sung."
    ),
    NumbersExhausted: lambda _: Conflict(
        "code-numbers-exhausted",
        "Hết số hồ sơ trong ngày",
        "Cơ quan đã cấp hết số của mã hồ sơ trong hôm nay. Vui lòng tiếp nhận vào ngày làm việc tiếp theo.",
    ),
    OutsideCalendar: lambda _: Unavailable(retry_after=3600),
    UnknownVersion: lambda _: Unavailable(retry_after=5),
}


def illegal_dossier_step(wording: Wording, refusal: IllegalStep) -> ServiceError:
    roles = {Actor.CITIZEN: wording.parties["citizen"], **wording.titles}
    return illegal_step(refusal, "Hồ sơ", wording.labels[State(refusal.state.value)], roles)


class DossierChanged(OutdatedVersion):
    """Others have changed the dossier since ``by`` saw it: ``changes`` is the difference."""

    def __init__(self, wording: Wording, dossier: Dossier, seen: int, by: Party) -> None:
        super().__init__(current_version=dossier.version, changes=_changes_since(wording, dossier, seen, by))


def _changes_since(wording: Wording, dossier: Dossier, seen: int, by: Party) -> list[dict[str, Any]]:
    for_staff = by.kind == "staff"
    changes: list[dict[str, Any]] = [
        {
            "version": entry.version,
            "at": rfc3339(entry.at),
            "action": entry.action.value,
            "label": wording.step(entry.action, handed_off=dossier.handed_off),
            "state": int(entry.state),
            "state_label": wording.label_after(entry, handed_off=dossier.handed_off),
            "by": entry.by.kind,
            "by_label": wording.parties[entry.by.kind],
            "text": entry.text,
            **({"by_id": entry.by.id, "by_name": entry.by.name} if for_staff else {}),
        }
        for entry in dossier.timeline
    ]
    if for_staff:
        changes += [
            {
                "version": assignment.version,
                "at": rfc3339(assignment.at),
                "action": "assign",
                "label": wording.assigned if assignment.officer_id else wording.unassigned,
                "assignee": assignment.officer_id,
                "assignee_name": assignment.officer_name,
                "by": "staff",
                "by_label": wording.parties["staff"],
                "by_id": assignment.by,
                "by_name": assignment.by_name,
                "text": assignment.note,
            }
            for assignment in dossier.assignments
        ]
    return sorted((change for change in changes if change["version"] > seen), key=lambda change: change["version"])


def booking_errors(opening: Opening) -> Errors:
    """The errors of a booking at an office that receives by the rules ``opening``."""
    return by_reason(
        BookingRefused,
        {
            BookingRefusal.SLOT_NOT_OFFERED: lambda _: Invalid(
                [FieldError("starts_at", "Không có lượt hẹn nào còn nhận đặt vào giờ này.")]
            ),
            BookingRefusal.NOT_RECEIVED_HERE: lambda _: Invalid(
                [FieldError("office_id", "Cơ quan này không tiếp nhận thủ tục đã chọn.")]
            ),
            BookingRefusal.TOO_MANY_OPEN: lambda _: Conflict(
                "too-many-appointments",
                "Đã đặt đủ số lịch hẹn",
                f"Mỗi người có tối đa {MAX_OPEN} lịch hẹn chưa diễn ra.",
            ),
            BookingRefusal.OPEN_FOR_PROCEDURE: lambda _: Conflict(
                "appointment-open",
                "Đã có lịch hẹn",
                "Ông/Bà đang có một lịch hẹn cho thủ tục này. Muốn đổi giờ, hãy hủy lịch hẹn cũ rồi đặt lại.",
            ),
            BookingRefusal.SLOT_FULL: lambda _: Conflict(
                "slot-full", "Lượt hẹn đã kín", "Giờ này đã kín lịch. Mời Ông/Bà chọn giờ khác."
            ),
            BookingRefusal.DAY_NOT_OFFERED: lambda _: Invalid(
                [FieldError("from", f"Chỉ xem được từ hôm nay đến {opening.days_ahead} ngày tới.")]
            ),
        },
    )
