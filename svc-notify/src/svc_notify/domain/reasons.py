"""Why a message waits or was not pushed: a closed list, each with the sentence that staff read."""

from enum import StrEnum


class Reason(StrEnum):
    # It waits and goes by itself.
    RECIPIENT_UNKNOWN = "recipient_unknown"
    CHANNEL_UNAVAILABLE = "channel_unavailable"
    THROTTLED = "throttled"
    TEMPORARY_FAILURE = "temporary_failure"
    TOKEN_REJECTED = "token_rejected"  # noqa: S105  a name
    OUTCOME_UNCERTAIN = "outcome_uncertain"
    NIGHT_HOURS = "night_hours"
    QUOTA_SPENT = "quota_spent"
    OPERATOR_NEEDED = "operator_needed"
    QUOTA_KEPT = "quota_kept"
    HELD_TO_COALESCE = "held_to_join"
    # It stays in the inbox only.
    NOT_A_MILESTONE = "not_a_milestone"
    COALESCED = "joined"
    NOT_WANTED = "not_wanted"
    NO_PHONE = "no_phone"
    PHONE_INVALID = "phone_invalid"
    NO_ZALO_ACCOUNT = "no_zalo_account"
    CHANNEL_ENDED = "channel_ended"
    NOT_OPTED_IN = "not_opted_in"
    OUTSIDE_FREE_WINDOW = "outside_free_window"
    TEXT_TOO_LONG = "text_too_long"
    NOT_THIS_KIND = "not_this_kind"
    TOO_EXPENSIVE = "too_expensive"
    NO_CHANNEL = "no_channel"
    NOT_FOLLOWING = "not_following"
    NO_OA_USER_ID = "no_oa_user_id"
    TEMPLATE_NOT_APPROVED = "template_not_approved"
    PARAMETERS_UNFIT = "parameters_unfit"
    BROADCAST_STOPPED = "broadcast_stopped"
    EXPIRED = "expired"
    RETRIES_EXHAUSTED = "retries_exhausted"
    OUTCOME_UNKNOWN = "outcome_unknown"
    RECIPIENT_DECLINED = "recipient_declined"
    RECIPIENT_INACTIVE = "recipient_inactive"
    NO_RECENT_INTERACTION = "no_recent_interaction"
    TEMPLATE_REFUSED = "template_refused"
    CONTENT_REFUSED = "content_refused"
    MALFORMED_REQUEST = "malformed_request"
    UNKNOWN_ANSWER = "unknown_answer"

    @property
    def explanation(self) -> str:
        return _EXPLANATIONS[self]


HELD_ON_PURPOSE = (
    Reason.RECIPIENT_UNKNOWN,
    Reason.NIGHT_HOURS,
    Reason.QUOTA_SPENT,
    Reason.QUOTA_KEPT,
    Reason.HELD_TO_COALESCE,
)
"""What waits for one of these is not stuck before it is due."""

_EXPLANATIONS = {
    Reason.RECIPIENT_UNKNOWN: "Chưa có thông tin tài khoản Zalo của người nhận.",
    Reason.CHANNEL_UNAVAILABLE: "Chưa kết nối được tới Zalo; sẽ gửi khi Zalo hoạt động trở lại.",
    Reason.THROTTLED: "Zalo yêu cầu giảm tốc độ gửi; sẽ gửi lại sau ít giây.",
    Reason.TEMPORARY_FAILURE: "Zalo báo lỗi tạm thời; sẽ gửi lại.",
    Reason.TOKEN_REJECTED: "Zalo không nhận mã truy cập; gửi lại sau khi làm mới mã.",
    Reason.OUTCOME_UNCERTAIN: "Không rõ Zalo đã nhận tin hay chưa; sẽ gửi lại nếu Zalo không báo đã nhận.",
    Reason.NIGHT_HOURS: "Zalo không cho gửi từ 22 giờ đến 6 giờ; sẽ gửi vào buổi sáng.",
    Reason.QUOTA_SPENT: "Đã hết hạn mức gửi tin trong ngày; sẽ gửi vào ngày hôm sau.",
    Reason.OPERATOR_NEEDED: "Kênh Zalo cần người vận hành xử lý; tin được giữ lại.",
    Reason.QUOTA_KEPT: "Hạn mức gửi tin sắp hết, phần còn lại dành cho tin khẩn; sẽ gửi vào ngày hôm sau.",
    Reason.HELD_TO_COALESCE: "Hồ sơ vừa có tin; các tin trong 60 giây được gộp thành một tin mới nhất.",
    Reason.NOT_A_MILESTONE: "Bước này không thuộc sáu mốc được báo qua Zalo; tin có trong ứng dụng.",
    Reason.COALESCED: "Một tin mới hơn của cùng hồ sơ, trong vòng 60 giây, được gửi thay.",
    Reason.NOT_WANTED: "Người dân không nhận loại tin này trên kênh này.",
    Reason.PHONE_INVALID: "Zalo không nhận số điện thoại của người dân.",
    Reason.NO_ZALO_ACCOUNT: "Số điện thoại của người dân chưa có tài khoản Zalo.",
    Reason.NOT_OPTED_IN: "Người dân chưa bật thông báo của ứng dụng, hoặc lâu không mở ứng dụng.",
    Reason.CHANNEL_ENDED: "Zalo đã ngừng loại tin này.",
    Reason.NO_PHONE: "Chưa có số điện thoại của người dân.",
    Reason.OUTSIDE_FREE_WINDOW: "Ngoài 48 giờ sau lần tương tác cuối với trang Zalo OA, hoặc đã hết số tin miễn phí.",
    Reason.TEXT_TOO_LONG: "Tin dài quá giới hạn của tin tư vấn.",
    Reason.NOT_THIS_KIND: "Kênh không dùng cho loại tin này.",
    Reason.TOO_EXPENSIVE: "Chi phí của kênh cao hơn mức cho phép với độ khẩn của tin.",
    Reason.NO_CHANNEL: "Không có kênh nào được bật ngoài ứng dụng.",
    Reason.NOT_FOLLOWING: "Người dân chưa quan tâm trang Zalo OA của tỉnh.",
    Reason.NO_OA_USER_ID: "Chưa ghép được tài khoản của người dân với trang Zalo OA.",
    Reason.TEMPLATE_NOT_APPROVED: "Mẫu tin chưa có mã được Zalo duyệt, hoặc đã bị Zalo dừng.",
    Reason.PARAMETERS_UNFIT: "Một thông tin dài quá giới hạn của Zalo, hoặc mẫu tin đã đổi sau khi tin được lập.",
    Reason.BROADCAST_STOPPED: "Cán bộ đã dừng tin gửi rộng này trước khi đến lượt người nhận.",
    Reason.EXPIRED: "Tin đã quá thời gian còn hữu ích.",
    Reason.RETRIES_EXHAUSTED: "Đã gửi lại đủ số lần cho phép mà Zalo vẫn báo lỗi.",
    Reason.OUTCOME_UNKNOWN: "Nhiều lần không rõ Zalo đã nhận tin hay chưa; không gửi thêm để tránh làm phiền.",
    Reason.RECIPIENT_DECLINED: "Người dân đã từ chối loại tin này trên Zalo.",
    Reason.RECIPIENT_INACTIVE: "Tài khoản Zalo của người dân bị khóa hoặc lâu không hoạt động.",
    Reason.NO_RECENT_INTERACTION: "Người dân không tương tác với trang Zalo OA trong thời hạn Zalo quy định.",
    Reason.TEMPLATE_REFUSED: "Zalo không cho gửi mẫu tin này theo tài khoản OA.",
    Reason.CONTENT_REFUSED: "Zalo không nhận nội dung của tin.",
    Reason.MALFORMED_REQUEST: "Yêu cầu gửi đi không đúng quy cách; cần sửa phần mềm.",
    Reason.UNKNOWN_ANSWER: "Zalo trả về mã lỗi chưa có trong bảng mã.",
}
