from collections.abc import Mapping

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_content.api.labels import Names
from svc_content.catalogue.arrangement import Row
from svc_content.catalogue.entry_kinds import Feed
from svc_content.feeds.parsing import FeedFault
from svc_content.outside.fetcher import FetchFailure
from svc_content.store.feed_states import FeedState

_LABELS: Mapping[str, str] = {
    FetchFailure.BAD_ADDRESS: "Địa chỉ nguồn không đúng, hoặc không phải địa chỉ web; kiểm tra lại địa chỉ.",
    FetchFailure.INSIDE: "Địa chỉ dẫn vào mạng nội bộ nên không được đọc; dùng địa chỉ công khai của cổng.",
    FetchFailure.UNREACHABLE: "Không kết nối được với cổng này; sẽ tự thử lại ở lần sau.",
    FetchFailure.TOO_SLOW: "Cổng trả lời quá chậm; sẽ tự thử lại ở lần sau.",
    FetchFailure.TOO_LARGE: "Nguồn lớn hơn 5 MB nên không được đọc; chọn nguồn theo chuyên mục.",
    FetchFailure.TOO_MANY_REDIRECTS: "Địa chỉ chuyển hướng quá nhiều lần; dùng địa chỉ cuối cùng.",
    FetchFailure.REFUSED: "Cổng từ chối hoặc báo lỗi; mở thử địa chỉ bằng trình duyệt.",
    FetchFailure.COMPRESSED: "Cổng gửi dữ liệu nén dù không được yêu cầu; liên hệ đơn vị quản lý cổng.",
    FeedFault.NOT_A_FEED: "Nội dung không phải RSS hoặc Atom; kiểm tra lại địa chỉ.",
    FeedFault.NOT_WELL_FORMED: "Nội dung không đúng dạng XML nên không đọc được; báo cho đơn vị quản lý cổng.",
    FeedFault.UNSAFE: "Nội dung có khai báo không an toàn nên không được đọc; báo cho đơn vị quản lý cổng.",
    FeedFault.TOO_COMPLEX: "Nguồn quá lớn hoặc quá phức tạp để đọc; chọn nguồn theo chuyên mục.",
    "too-many-requests": "Các nguồn tốn quá nhiều thời gian xử lý nên tạm dừng; sẽ tự thử lại ở lần sau.",
    "unavailable": "Hệ thống đang bận; sẽ tự thử lại ở lần sau.",
}
_UNEXPECTED = "Có lỗi ngoài dự kiến khi đọc nguồn; người quản trị xem log feed_import_failed."


def failure_label(failure: str) -> str:
    """What an editor reads of ``failure``, whose details after a colon are for operators."""
    return _LABELS.get(failure.partition(":")[0], _UNEXPECTED)


class FeedView(BaseModel):
    key: str
    name: str
    url: str
    category: str
    category_label: str
    fetched_at: Timestamp | None
    brought: int = Field(description="Số bản thảo mới ở lần đọc gần nhất")
    failure: str = Field(description="Mã lý do lần đọc gần nhất không được; trống khi đọc được")
    failure_label: str = Field(description="Lý do ấy cho người biên tập, và nên làm gì")
    href: str = Field(description="POST để đọc ngay")

    @classmethod
    def of(cls, row: Row[Feed], state: FeedState | None, names: Names) -> "FeedView":
        return cls(
            key=row.key,
            name=row.content.name,
            url=row.content.url,
            category=row.content.category,
            category_label=names.category(row.content.category),
            fetched_at=state.fetched_at if state else None,
            brought=state.brought if state else 0,
            failure=state.failure if state else "",
            failure_label=failure_label(state.failure) if state and state.failure else "",
            href=f"/v1/staff/feed-imports/{row.key}",
        )


class FeedsView(BaseModel):
    items: list[FeedView]
