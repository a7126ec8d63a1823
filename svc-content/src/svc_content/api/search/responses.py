from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_content.domain.screens import PLACES, Screen
from svc_content.domain.search_ranking import Found, Subject

LABELS = {
    Subject.PROCEDURE: "Thủ tục",
    Subject.GUIDE: "Cẩm nang",
    Subject.QUESTION: "Hỏi đáp",
    Subject.ARTICLE: "Tin tức",
}
_SCREENS = {
    Subject.PROCEDURE: Screen.PROCEDURE,
    Subject.GUIDE: Screen.GUIDE,
    Subject.QUESTION: Screen.QUESTION,
    Subject.ARTICLE: Screen.ARTICLE,
}


class FoundView(BaseModel):
    subject: Subject
    subject_label: str
    id: str
    title: str
    excerpt: str
    at: Timestamp
    approximate: bool = Field(description="Gần đúng: chỉ có một phần các từ đã tìm")
    path: str = Field(description="Đường dẫn của màn hình trong ứng dụng")

    @classmethod
    def of(cls, one: Found) -> "FoundView":
        # A question of the FAQ has no screen of its own: it stands in the list.
        own = one.subject is not Subject.QUESTION or not one.id.startswith("faq:")
        path = PLACES[_SCREENS[one.subject]].path.format(id=one.id) if own else PLACES[Screen.GUIDES].path
        return cls(
            subject=one.subject,
            subject_label=LABELS[one.subject],
            id=one.id,
            title=one.title,
            excerpt=one.excerpt,
            at=one.at,
            approximate=one.approximate,
            path=f"/{path}",
        )


class SearchPage(BaseModel):
    items: list[FoundView]
    next: str | None
