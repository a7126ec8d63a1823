"""What the domain refuses, in words for who asked."""

from collections.abc import Mapping

from shared.errors import Conflict, Forbidden
from shared.refusals import by_reason
from svc_content.domain.article import MAX_TIMELINE, ArticleRefused, Refusal, State

STATE_LABELS: Mapping[State, str] = {
    State.DRAFT: "Bản thảo",
    State.REVIEW: "Chờ duyệt",
    State.APPROVED: "Đã duyệt",
    State.PUBLISHED: "Đã xuất bản",
    State.WITHDRAWN: "Đã gỡ",
    State.DISCARDED: "Đã bỏ",
}

REFUSALS: Mapping[Refusal, tuple[str, str]] = {
    Refusal.ILLEGAL_STEP: ("Thao tác không phù hợp", "Tin bài đang ở trạng thái “{state}”, không làm được việc này."),
    Refusal.WROTE_IT: ("Cần người khác", "Người đã viết hoặc sửa tin bài này không tự duyệt, tự xuất bản được."),
    Refusal.TIMELINE_FULL: (
        "Tin bài có quá nhiều lượt xử lý",
        f"Tin bài đã có {MAX_TIMELINE} lượt xử lý, chỉ còn có thể gỡ hoặc bỏ. Hãy viết tin bài mới.",
    ),
    Refusal.PUBLISH_IN_THE_PAST: ("Thời điểm đã qua", "Thời điểm hẹn xuất bản phải ở sau lúc này."),
    Refusal.PUBLISH_TOO_FAR: ("Hẹn quá xa", "Chỉ hẹn xuất bản trong vòng một năm tới."),
    Refusal.EXPIRES_TOO_SOON: ("Hết hạn quá sớm", "Thời điểm hết hạn phải sau thời điểm xuất bản."),
    Refusal.PINNED_PAST_EXPIRY: ("Ghim quá lâu", "Không ghim tin bài lâu hơn thời hạn của nó."),
    Refusal.NOTHING_CHANGED: ("Không có gì thay đổi", "Nội dung gửi lên giống hệt nội dung đang có."),
}


def _conflict(refused: ArticleRefused) -> Conflict:
    title, detail = REFUSALS[refused.reason]
    state = STATE_LABELS[refused.state] if refused.state else ""
    return Conflict(f"article-{refused.reason.replace('_', '-')}", title, detail.format(state=state))


ARTICLE_ERRORS = by_reason(
    ArticleRefused,
    {
        Refusal.NOT_BY_THIS_ROLE: lambda _: Forbidden("Vai trò của Ông/Bà không làm được việc này với tin bài."),
        **dict.fromkeys(REFUSALS, _conflict),
    },
)
