"""What the domain refuses, in words for who asked."""

from collections.abc import Mapping

from shared.errors import Conflict, Forbidden
from shared.refusals import Errors, by_reason, takers
from shared.state_table import IllegalStep, NotTheirs, SamePerson, TooManySteps
from svc_content.domain.article import Actor, ArticleRefused, Refusal, State

STATE_LABELS: Mapping[State, str] = {
    State.DRAFT: "Bản thảo",
    State.REVIEW: "Chờ duyệt",
    State.APPROVED: "Đã duyệt",
    State.PUBLISHED: "Đã xuất bản",
    State.WITHDRAWN: "Đã gỡ",
    State.DISCARDED: "Đã bỏ",
}

ROLE_LABELS: Mapping[Actor, str] = {Actor.WRITER: "Biên tập viên tin bài", Actor.APPROVER: "Người duyệt tin bài"}

DETAILS: Mapping[Refusal, tuple[str, str]] = {
    Refusal.PUBLISH_IN_THE_PAST: ("Thời điểm đã qua", "Thời điểm hẹn xuất bản phải ở sau lúc này."),
    Refusal.PUBLISH_TOO_FAR: ("Hẹn quá xa", "Chỉ hẹn xuất bản trong vòng một năm tới."),
    Refusal.EXPIRES_TOO_SOON: ("Hết hạn quá sớm", "Thời điểm hết hạn phải sau thời điểm xuất bản."),
    Refusal.PINNED_PAST_EXPIRY: ("Ghim quá lâu", "Không ghim tin bài lâu hơn thời hạn của nó."),
    Refusal.WITHOUT_SOURCE: (
        "Thiếu nguồn",
        "Tin lấy từ cổng khác phải ghi nguồn với địa chỉ của bài gốc. Hãy sửa bài và điền mục nguồn.",
    ),
    Refusal.NOTHING_CHANGED: ("Không có gì thay đổi", "Nội dung gửi lên giống hệt nội dung đang có."),
}


def _conflict(refused: ArticleRefused) -> Conflict:
    return Conflict(f"article-{refused.reason.replace('_', '-')}", *DETAILS[refused.reason])


def _illegal_step(refusal: IllegalStep) -> Conflict:
    label = STATE_LABELS[State(refusal.state.value)]
    return Conflict(
        "article-illegal-step",
        "Thao tác không phù hợp",
        f"Tin bài đang ở trạng thái “{label}”, không làm được việc này.",
    )


def _too_many_steps(refusal: TooManySteps) -> Conflict:
    return Conflict(
        "article-timeline-full",
        "Tin bài có quá nhiều lượt xử lý",
        f"Tin bài đã có {refusal.steps} lượt xử lý, không sửa hay gửi duyệt thêm được. Hãy viết tin bài mới.",
    )


REFUSALS: Errors = {
    IllegalStep: _illegal_step,
    NotTheirs: lambda refusal: Forbidden(
        f"Việc này do {takers(refusal, ROLE_LABELS)} thực hiện; Ông/Bà không giữ vai trò ấy ở đây."
    ),
    TooManySteps: _too_many_steps,
    SamePerson: lambda _: Conflict(
        "article-wrote-it", "Cần người khác", "Người đã viết hoặc sửa tin bài này không tự duyệt, tự xuất bản được."
    ),
    **by_reason(ArticleRefused, dict.fromkeys(DETAILS, _conflict)),
}
