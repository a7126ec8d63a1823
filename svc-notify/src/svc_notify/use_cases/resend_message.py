"""An officer has a message sent again that came to rest unsent. The policy still decides whether it may go."""

from shared.clock import Clock
from shared.command import Command
from shared.errors import Conflict, NotFound
from shared.mongo import Document
from svc_notify.store.staff_messages import Resend, StaffMessages


class ResendMessage:
    def __init__(self, messages: StaffMessages, clock: Clock) -> None:
        self._messages = messages
        self._clock = clock

    async def __call__(self, message_id: str, officer_id: str, command: Command) -> Document:
        resend = Resend(officer_id, self._clock.now(), command.id, command.fingerprint)
        moved = await self._messages.resend(message_id, resend)
        if moved is not None:
            return moved
        found = await self._messages.get(message_id)
        if found is None:
            raise NotFound("Không tìm thấy tin nhắn này.")
        for before in found.get("resends", []):
            if before["command"] == command.id:
                command.expect_same(before["fingerprint"])
                return found
        detail = "Tin này đã được Zalo nhận hoặc đang chờ gửi, không cần gửi lại."
        raise Conflict("message-not-at-rest", "Không thể gửi lại", detail)
