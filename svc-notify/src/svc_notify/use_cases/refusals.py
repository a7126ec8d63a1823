"""The rules of broadcasts that refuse, as errors for officers."""

from collections.abc import Mapping

from shared.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, ServiceError
from shared.refusals import by_reason
from svc_notify.domain.broadcast import SEND_AHEAD_AT_MOST, BroadcastRefused, Refusal, State

_STATE_DETAILS: Mapping[State, str] = {
    State.DRAFT: "Tin chưa được duyệt.",
    State.APPROVED: "Tin đã được duyệt, chờ đến giờ gửi.",
    State.SENDING: "Tin đang được gửi.",
    State.STOPPED: "Tin đã dừng gửi.",
    State.FINISHED: "Tin đã được lập cho mọi người nhận.",
    State.DISCARDED: "Tin nháp đã bỏ.",
}


def _illegal_step(refused: BroadcastRefused) -> ServiceError:
    assert refused.state is not None, "a step is refused because of the state"
    return Conflict("broadcast-step", "Không thể thực hiện", _STATE_DETAILS[refused.state], state=refused.state)


REFUSALS = by_reason(
    BroadcastRefused,
    {
        Refusal.ILLEGAL_STEP: _illegal_step,
        Refusal.NOT_EDITABLE: lambda _: Conflict(
            "broadcast-step", "Không thể sửa", "Tin đã được duyệt hoặc đã bỏ, không sửa được nữa. Hãy soạn tin mới."
        ),
        Refusal.AUTHOR_CANNOT_APPROVE: lambda _: Conflict(
            "own-broadcast",
            "Cần người thứ hai",
            "Người soạn hoặc sửa tin không được tự duyệt. Hãy để một cán bộ khác duyệt.",
        ),
        Refusal.OUTSIDE_OWN_UNITS: lambda _: Forbidden(
            "Ông/Bà chỉ được gửi tới người dân theo dõi xã, phường của mình."
        ),
        Refusal.OF_ANOTHER_UNIT: lambda _: Forbidden("Tin của đơn vị này không thể gửi tới nhóm người nhận đó."),
        Refusal.NEWS_WITHDRAWN: lambda refused: Conflict(
            "broadcast-step",
            "Tin bài đã được gỡ",
            "Tin bài của cảnh báo này đã được gỡ nên không gửi nữa. Nếu vẫn cần gửi, hãy soạn tin mới.",
            state=refused.state,
        ),
        Refusal.SUPERSEDED: lambda refused: Conflict(
            "broadcast-step",
            "Đã có bản mới hơn",
            "Tin bài của cảnh báo này đã được sửa; bản nháp theo nội dung mới đang chờ duyệt. Hãy xem bản ấy.",
            state=refused.state,
        ),
        Refusal.SENT_OUT: lambda refused: Conflict(
            "broadcast-step",
            "Không còn gì để dừng",
            "Tin đã được gửi hết, không còn tin nào đang chờ.",
            state=refused.state,
        ),
        Refusal.SEND_TIME: lambda _: Invalid(
            [FieldError("send_from", f"Giờ gửi phải từ bây giờ đến {SEND_AHEAD_AT_MOST.days} ngày tới.")]
        ),
    },
)


def broadcast_not_found() -> NotFound:
    return NotFound("Không tìm thấy tin gửi rộng này.")
