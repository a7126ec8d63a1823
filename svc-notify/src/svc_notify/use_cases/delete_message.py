"""A citizen takes a message out of their inbox; what was sent stays on record."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from svc_notify.store.messages import Messages


@dataclass(frozen=True)
class DeleteMessage:
    messages: Messages
    clock: Clock

    async def __call__(self, citizen_id: str, message_id: str) -> None:
        if not await self.messages.delete(citizen_id, message_id, self.clock.now()):
            raise NotFound("Không tìm thấy tin nhắn này.")
