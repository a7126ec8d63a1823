"""An officer has a message sent again that came to rest unsent. The policy still decides whether it may go."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, NotFound
from svc_notify.domain.message import Message, Resend
from svc_notify.domain.officer import Officer
from svc_notify.store.administered import Administered
from svc_notify.store.staff_messages import StaffMessages


@dataclass(frozen=True)
class ResendMessage:
    messages: StaffMessages
    clock: Clock

    async def __call__(
        self, message_id: str, officer: Officer, within: Administered, command: Command
    ) -> Outcome[Message]:
        """Raises ``NotFound`` also for a message of another unit."""
        resend = Resend(officer.id, self.clock.now(), command.id, command.fingerprint, officer.name)
        waiting = await self.messages.resend(message_id, resend, within)
        if waiting is not None:
            return Outcome(waiting)
        found = await self.messages.get(message_id, within)
        if found is None:
            raise NotFound("Không tìm thấy tin nhắn này.")
        if command.find_in(found.resends) is not None:
            return Outcome(found, replayed=True)
        detail = "Tin này đã được Zalo nhận hoặc đang chờ gửi, không cần gửi lại."
        raise Conflict("message-not-at-rest", "Không thể gửi lại", detail)
