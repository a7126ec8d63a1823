"""An officer has a message sent again that came to rest unsent. The policy still decides whether it may go."""

from shared.clock import Clock
from shared.idempotency import Command
from shared.mongo import Document
from shared.problem import Problem, not_found
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
            raise not_found("Không tìm thấy tin nhắn này.")
        for before in found.get("resends", []):
            if before["command"] == command.id:
                command.expect_same(before["fingerprint"])
                return found
        detail = "Tin này đã được Zalo nhận hoặc đang chờ gửi, không cần gửi lại."
        raise Problem(409, "message-not-at-rest", "Không thể gửi lại", detail)
