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
    PROCEDURE = "procedure"
    SUBMIT = "submit"
    PROGRESS = "progress"
    APPOINTMENT = "appointment"
    FEEDBACK = "feedback"
    QUESTIONS = "questions"
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
    STORES = "stores"


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
    Screen.PROCEDURE: Place("Thủ tục", "procedures/{id}", r"\d\.\d{6}"),
    Screen.SUBMIT: Place("Nộp hồ sơ", "procedures/{id}/submit", r"\d\.\d{6}"),
    Screen.PROGRESS: Place("Tra cứu hồ sơ", "progress"),
    Screen.APPOINTMENT: Place("Đặt lịch hẹn", "appointments"),
    Screen.FEEDBACK: Place("Phản ánh hiện trường", "feedback"),
    Screen.QUESTIONS: Place("Hỏi đáp", "questions"),
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
    Screen.STORES: Place("Cửa hàng 4.0", "stores"),
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
