"""A citizen has read everything in their inbox."""

from dataclasses import dataclass

from shared.clock import Clock
from svc_notify.store.messages import Messages


@dataclass(frozen=True)
class ReadAllMessages:
    messages: Messages
    clock: Clock

    async def __call__(self, citizen_id: str) -> int:
        """How many are unread now: some may have come meanwhile."""
        await self.messages.mark_all_read(citizen_id, self.clock.now())
        return await self.messages.unread(citizen_id)
