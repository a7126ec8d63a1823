"""What officers read of a broadcast."""

from collections.abc import Mapping

from shared.reference.units import unit_names
from svc_notify.domain.broadcast import Action, BroadcastKind, Reach, State

STATES: Mapping[State, str] = {
    State.DRAFT: "Bản nháp, chờ duyệt",
    State.APPROVED: "Đã duyệt, chờ gửi",
    State.SENDING: "Đang gửi",
    State.STOPPED: "Đã dừng gửi",
    State.FINISHED: "Đã gửi xong",
    State.DISCARDED: "Đã bỏ",
}
ACTIONS: Mapping[Action, str] = {
    Action.DRAFT: "Soạn tin",
    Action.EDIT: "Sửa tin",
    Action.DISCARD: "Bỏ tin",
    Action.APPROVE: "Duyệt tin",
    Action.BEGIN: "Bắt đầu gửi",
    Action.STOP: "Dừng gửi",
    Action.RESUME: "Gửi tiếp",
    Action.FINISH: "Gửi xong",
    Action.WITHDRAW: "Dừng vì tin bài gốc đã được gỡ",
    Action.SUPERSEDE: "Bỏ vì tin bài gốc có bản mới",
}
KINDS: Mapping[BroadcastKind, str] = {BroadcastKind.WARNING: "Cảnh báo", BroadcastKind.NOTICE: "Thông báo"}
REACHES: Mapping[Reach, str] = {
    Reach.ALL: "Mọi người dùng ứng dụng",
    Reach.FOLLOWERS: "Người quan tâm Zalo OA",
    Reach.COMMUNES: "Người chọn nhận tin của xã, phường, đặc khu",
}


def unit_name(unit: str) -> str:
    """The name of an office; its id, where there is none of that id any more."""
    return unit_names().get(unit, unit)
