"""A citizen has read a message of their inbox."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from svc_notify.domain.message import Message
from svc_notify.store.messages import Messages


@dataclass(frozen=True)
class ReadMessage:
    messages: Messages
    clock: Clock

    async def __call__(self, citizen_id: str, message_id: str) -> Message:
        """The message, read since its first reading. One of somebody else is as absent as one that never was."""
        message = await self.messages.mark_read(citizen_id, message_id, self.clock.now())
        if message is None:
            raise NotFound("Không tìm thấy tin nhắn này.")
        return message
