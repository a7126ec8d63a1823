"""What a citizen is told when a booking is refused."""

from shared.errors import Conflict, FieldError, Invalid
from shared.refusals import Errors, by_reason
from svc_dossier.domain.booking import MAX_OPEN, BookingRefusal, BookingRefused
from svc_dossier.domain.slots import Opening


def booking_errors(opening: Opening) -> Errors:
    """At an office that receives by the rules ``opening``."""
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
