"""Whether somebody may send another report or question now, and when, if not."""

from datetime import datetime

from shared.errors import TooManyRequests
from svc_feedback.catalogue.wording import in_words
from svc_feedback.domain.flooding import Allowance, free_again


class SendingTooOften(TooManyRequests):
    """Kind, because most who meet it mean well."""

    def __init__(self, subject: str, again: datetime, now: datetime) -> None:
        super().__init__(max(1, int((again - now).total_seconds())))
        self.title = "Ông/Bà đã gửi nhiều nội dung trong thời gian ngắn"
        self.detail = (
            f"Cảm ơn Ông/Bà đã quan tâm. Để mọi {subject} đều được đọc kỹ, mời Ông/Bà gửi tiếp sau {in_words(again)}. "
            "Nếu khẩn cấp, hãy gọi ngay 113, 114 hoặc 115."
        )


def check_allowance(subject: str, sent: list[datetime], allowances: tuple[Allowance, ...], now: datetime) -> None:
    """Raises ``SendingTooOften``."""
    if again := free_again(sent, allowances, now):
        raise SendingTooOften(subject, again, now)
