"""The messages that Zalo accepted, kept as raw requests; what a phone shows is rendered when somebody looks."""

import asyncio
from collections import deque
from dataclasses import dataclass
from itertools import islice

from zalo_simulator.bounded_dict import BoundedDict

CONTENTS_KEPT = 1_000_000
"""Hashes kept to notice that a message repeats an earlier one; about 100 bytes each."""

FROM_USER = "user_text"


@dataclass(slots=True)
class Message:
    seq: int
    message_id: str
    endpoint: str
    """The endpoint that accepted it, such as oa.template; `user_text` for what the person wrote."""
    user_id: str
    oa_user_id: str
    sent_at: int
    received_at: float
    template_id: str | None
    tracking_id: str | None
    raw: bytes


class Messages:
    def __init__(self, kept: int) -> None:
        self.kept = kept
        self._arrived = asyncio.Event()
        self.last_seq = 0
        self.clear_messages()
        self.clear_counts()

    def clear_messages(self) -> None:
        """Sequence numbers go on, so that a client that follows them misses nothing."""
        self._all: deque[Message] = deque()
        self._chats: dict[str, deque[Message]] = {}

    def clear_counts(self) -> None:
        self._contents: BoundedDict[int, None] = BoundedDict(CONTENTS_KEPT)
        self.accepted = 0
        self.repeated_content = 0
        self.repeated_tracking_id = 0

    def next_seq(self) -> int:
        return self.last_seq + 1

    def keep(self, message: Message) -> None:
        self.last_seq = message.seq
        self._all.append(message)
        self._chats.setdefault(message.user_id, deque()).append(message)
        if len(self._all) > self.kept:
            oldest = self._all.popleft()
            chat = self._chats[oldest.user_id]
            chat.popleft()
            if not chat:
                del self._chats[oldest.user_id]
        self._arrived.set()

    def accept(self, message: Message, content: tuple[object, ...]) -> None:
        """Keeps a message to a person. Two with the same `content` are a repetition."""
        self.accepted += 1
        self.repeated_content += self._is_repeated((message.user_id, "content", *content))
        if message.tracking_id:
            self.repeated_tracking_id += self._is_repeated((message.user_id, "tracking_id", message.tracking_id))
        self.keep(message)

    def _is_repeated(self, content: tuple[object, ...]) -> bool:
        key = hash(content)
        if key in self._contents:
            return True
        self._contents[key] = None
        return False

    @property
    def first_kept_seq(self) -> int:
        return self._all[0].seq if self._all else self.last_seq + 1

    def after(self, seq: int, limit: int) -> list[Message]:
        """Messages to people, oldest first. Kept ones have consecutive numbers."""
        newer = islice(self._all, max(0, seq + 1 - self.first_kept_seq), None)
        return list(islice((message for message in newer if message.endpoint != FROM_USER), limit))

    def chat(self, user_id: str, latest: int | None = None) -> list[Message]:
        """Both directions, oldest first; all that is kept, or so many of the latest."""
        newest = islice(reversed(self._chats.get(user_id, ())), latest)
        return list(newest)[::-1]

    def latest(self, count: int) -> list[Message]:
        return list(islice(reversed(self._all), count))[::-1]

    async def wait(self, seconds: float) -> None:
        """Returns when a message has come, or after so many seconds."""
        self._arrived.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._arrived.wait()
        except TimeoutError:
            pass
