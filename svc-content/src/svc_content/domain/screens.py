"""Links into the mini app, for every screen. Source: contract 9.2.

A link is public: people forward it. It never carries anything personal.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LONGEST_FOR_PRINT = 200
"""A QR code of a longer address is too fine to print small."""


class Screen(StrEnum):
    HOME = "home"
    NEWS = "news"
    ARTICLE = "article"
    PROCEDURES = "procedures"
    PROCEDURE = "procedure"
    SUBMIT = "submit"
    PROGRESS = "progress"
    APPOINTMENT = "appointment"
    BOOKING = "booking"
    QUEUE = "queue"
    FEEDBACK = "feedback"
    NEW_REPORT = "new-report"
    REPORT_MAP = "report-map"
    REPORT_FIGURES = "report-figures"
    MY_REPORTS = "my-reports"
    JOINED_REPORTS = "joined-reports"
    REPORT = "report"
    QUESTIONS = "questions"
    ASK = "ask"
    MY_QUESTIONS = "my-questions"
    QUESTION = "question"
    TELEVISION = "television"
    CHANNEL = "channel"
    GUIDES = "guides"
    GUIDE = "guide"
    ORGANISATION = "organisation"
    AGENCY = "agency"
    HOTLINES = "hotlines"
    SEARCH = "search"
    INBOX = "inbox"
    DOSSIERS = "dossiers"
    DUES = "dues"
    STUDENT = "student"
    BILLS = "bills"
    STORES = "stores"
    STORE_MAP = "store-map"
    STORE = "store"
    MY_STORES = "my-stores"
    NEW_STORE = "new-store"
    ME = "me"
    NOTIFICATIONS = "notifications"
    CONSENTS = "consents"


@dataclass(frozen=True)
class Place:
    """``path`` in the app; ``{id}`` stands for what is shown, which then must match ``id_pattern``."""

    label: str
    path: str
    id_pattern: str | None = None


_ID = r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}"

PLACES: Mapping[Screen, Place] = {
    Screen.HOME: Place("Trang chính", ""),
    Screen.NEWS: Place("Tin tức", "news"),
    Screen.ARTICLE: Place("Tin bài", "news/{id}", _ID),
    Screen.PROCEDURES: Place("Thủ tục hành chính", "procedures"),
    Screen.PROCEDURE: Place("Thủ tục", "procedures/{id}", r"\d\.\d{6}"),
    Screen.SUBMIT: Place("Nộp hồ sơ", "procedures/{id}/submit", r"\d\.\d{6}"),
    Screen.PROGRESS: Place("Tra cứu hồ sơ", "progress"),
    Screen.APPOINTMENT: Place("Đặt lịch hẹn", "appointments"),
    Screen.BOOKING: Place("Chọn giờ hẹn", "appointments/book"),
    Screen.QUEUE: Place("Hàng chờ bây giờ", "appointments/queue"),
    Screen.FEEDBACK: Place("Phản ánh hiện trường", "feedback"),
    Screen.NEW_REPORT: Place("Gửi phản ánh", "feedback/new"),
    Screen.REPORT_MAP: Place("Bản đồ phản ánh", "feedback/map"),
    Screen.REPORT_FIGURES: Place("Kết quả xử lý phản ánh", "feedback/figures"),
    Screen.MY_REPORTS: Place("Phản ánh của tôi", "feedback/mine"),
    Screen.JOINED_REPORTS: Place("Chuyện tôi cũng gặp", "feedback/joined"),
    Screen.REPORT: Place("Phản ánh đã công khai", "feedback/public/{id}", _ID),
    Screen.QUESTIONS: Place("Hỏi đáp", "questions"),
    Screen.ASK: Place("Đặt câu hỏi", "questions/ask"),
    Screen.MY_QUESTIONS: Place("Câu hỏi của tôi", "questions/mine"),
    Screen.QUESTION: Place("Câu hỏi", "questions/{id}", _ID),
    Screen.TELEVISION: Place("Truyền hình, phát thanh", "tv"),
    Screen.CHANNEL: Place("Kênh", "tv/{id}", r"[a-z0-9-]{2,40}"),
    Screen.GUIDES: Place("Cẩm nang", "guides"),
    Screen.GUIDE: Place("Bài hướng dẫn", "guides/{id}", _ID),
    Screen.ORGANISATION: Place("Cơ quan", "agencies"),
    Screen.AGENCY: Place("Cơ quan", "agencies/{id}", _ID),
    Screen.HOTLINES: Place("Đường dây nóng", "hotlines"),
    Screen.SEARCH: Place("Tìm kiếm", "search"),
    Screen.INBOX: Place("Thông báo của tôi", "inbox"),
    Screen.DOSSIERS: Place("Hồ sơ của tôi", "dossiers"),
    Screen.DUES: Place("Học phí", "dues"),
    Screen.STUDENT: Place("Thêm học sinh", "dues/link"),
    Screen.BILLS: Place("Khoản cần đóng", "bills"),
    Screen.STORES: Place("Cửa hàng 4.0", "stores"),
    Screen.STORE_MAP: Place("Bản đồ cửa hàng", "stores/map"),
    Screen.STORE: Place("Cửa hàng", "stores/{id}", _ID),
    Screen.MY_STORES: Place("Cửa hàng của tôi", "stores/mine"),
    Screen.NEW_STORE: Place("Đăng ký cửa hàng", "stores/register"),
    Screen.ME: Place("Thông tin của tôi", "me"),
    Screen.NOTIFICATIONS: Place("Chọn tin muốn nhận", "me/notifications"),
    Screen.CONSENTS: Place("Những điều tôi đã đồng ý", "me/consents"),
}


class LinkRefusal(StrEnum):
    NEEDS_ID = "needs_id"
    NEEDS_NO_ID = "needs_no_id"
    BAD_ID = "bad_id"


class LinkRefused(Exception):
    def __init__(self, reason: LinkRefusal) -> None:
        super().__init__(reason)
        self.reason = reason


def link(mini_app_id: str, screen: Screen, subject: str | None = None, testing_version: int | None = None) -> str:
    """The address that opens ``screen``; ``testing_version`` of the app, for who tries it before its release.

    Raises ``LinkRefused``.
    """
    place = PLACES[screen]
    if place.id_pattern is None and subject is not None:
        raise LinkRefused(LinkRefusal.NEEDS_NO_ID)
    if place.id_pattern is not None:
        if subject is None:
            raise LinkRefused(LinkRefusal.NEEDS_ID)
        if not re.fullmatch(place.id_pattern, subject):
            raise LinkRefused(LinkRefusal.BAD_ID)
    address = f"https://zalo.me/s/{mini_app_id}/{place.path.format(id=subject)}"
    return f"{address}?env=TESTING&version={testing_version}" if testing_version else address
