"""Whether somebody may send another report or question now, and when, if not."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from shared.command import Command
from shared.errors import Invalid, TooManyRequests, Unavailable
from svc_feedback.catalogue.wording import in_words
from svc_feedback.domain.flooding import Allowance, free_again
from svc_feedback.store.sendings import Sender, Sendings


class SendingTooOften(TooManyRequests):
    """Kind, because most who meet it mean well."""

    def __init__(self, subject: str, again: datetime, now: datetime) -> None:
        super().__init__(max(1, int((again - now).total_seconds())))
        self.title = "Ông/Bà đã gửi nhiều nội dung trong thời gian ngắn"
        self.detail = (
            f"Cảm ơn Ông/Bà đã quan tâm. Để mọi {subject} đều được đọc kỹ, mời Ông/Bà gửi tiếp sau {in_words(again)}. "
            "Nếu khẩn cấp, hãy gọi ngay 113, 114 hoặc 115."
        )


@dataclass(frozen=True)
class FloodLimits:
    sendings: Sendings

    @asynccontextmanager
    async def __call__(
        self, subject: str, sender: Sender, command: Command, allowances: Sequence[Allowance], now: datetime
    ) -> AsyncIterator[None]:
        """A place among those that may be sent now, given back when what follows is refused. Raises
        ``SendingTooOften``.
        """
        sent = await self.sendings.take(sender, command.id, allowances, now)
        if sent is not None:
            raise SendingTooOften(subject, free_again(sent, allowances, now) or now, now)
        try:
            yield
        except (Invalid, Unavailable):
            await self.sendings.give_back(sender, command.id)
            raise
