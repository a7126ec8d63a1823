"""What officers read for the codes of an answer. Each reason has its ``explanation`` beside it."""

from collections.abc import Mapping

from shared.labels import whole
from svc_notify.domain.message import State
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.policy import Channel, PushAction, Urgency

STATES: Mapping[str, str] = whole(
    {
        State.PLANNED: "Sắp gửi",
        State.DEFERRED: "Đang chờ gửi",
        State.SENDING: "Đang gửi",
        State.ACCEPTED: "Đã gửi",
        State.INBOX_ONLY: "Chỉ có trong ứng dụng",
        State.UNDELIVERABLE: "Không gửi được qua Zalo",
    },
    State,
)
CHANNELS: Mapping[str, str] = whole(
    {
        Channel.INBOX: "Hộp thư trong ứng dụng",
        Channel.ZALO_OA_CS: "Tin tư vấn Zalo OA",
        Channel.ZALO_OA_TEMPLATE: "Tin giao dịch Zalo OA",
        Channel.ZALO_OA_TRANSACTION: "Tin giao dịch Zalo OA (loại cũ)",
        Channel.ZALO_OA_PROMOTION: "Tin truyền thông Zalo OA (loại cũ)",
        Channel.ZALO_MINI_APP: "Thông báo của ứng dụng trên Zalo",
        Channel.ZNS: "Tin ZNS theo số điện thoại",
        Channel.CONSOLE: "Nhật ký của máy phát triển",
    },
    Channel,
)
OUTCOMES: Mapping[str, str] = whole(
    {
        OutcomeClass.ACCEPTED: "Zalo đã nhận",
        OutcomeClass.RETRY: "Zalo báo lỗi tạm thời",
        OutcomeClass.THROTTLED: "Zalo yêu cầu giảm tốc độ gửi",
        OutcomeClass.UNAVAILABLE: "Không kết nối được tới Zalo",
        OutcomeClass.UNCERTAIN: "Không rõ Zalo đã nhận hay chưa",
        OutcomeClass.SERVER_ERROR: "Máy chủ Zalo báo lỗi, không rõ đã nhận hay chưa",
        OutcomeClass.TOKEN_REJECTED: "Zalo không nhận mã truy cập",
        OutcomeClass.DEFER_TO_MORNING: "Zalo không cho gửi ban đêm",
        OutcomeClass.DEFER_TO_NEXT_DAY: "Hết hạn mức gửi tin trong ngày",
        OutcomeClass.PERMANENT: "Zalo không nhận tin này",
        OutcomeClass.OPERATOR: "Cần người vận hành xử lý",
        OutcomeClass.OUR_BUG: "Yêu cầu gửi đi không đúng quy cách",
    },
    OutcomeClass,
)
PUSH_ACTIONS: Mapping[str, str] = whole(
    {
        PushAction.SEND: "Gửi ngay",
        PushAction.WAIT: "Chờ gửi",
        PushAction.INBOX_ONLY: "Chỉ vào hộp thư trong ứng dụng",
    },
    PushAction,
)
URGENCIES: Mapping[str, str] = whole(
    {Urgency.LOW: "Không gấp", Urgency.NORMAL: "Thông thường", Urgency.URGENT: "Khẩn"}, Urgency
)
