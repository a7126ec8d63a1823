"""Zalo gives a citizen's number for a one-time code, and who sends messages learns it."""

from dataclasses import dataclass, replace

from gateway.domain.citizen import Citizen
from gateway.domain.events import CONTACT_CHANGED
from gateway.store.citizens import Citizens
from gateway.use_cases.contact_events import contact_event
from gateway.use_cases.read_profile import ReadProfile
from gateway.use_cases.require_own_token import RequireOwnToken
from gateway.zalo.graph import ZaloGraph
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.optimistic import retry_on_conflict
from shared.wakeup import Wakeup


@dataclass(frozen=True)
class ConfirmPhone:
    zalo: ZaloGraph
    require_own_token: RequireOwnToken
    read: ReadProfile
    citizens: Citizens
    contact_cipher: FieldCipher
    clock: Clock
    wakeup: Wakeup

    async def __call__(self, citizen_id: str, access_token: str, code: str) -> Citizen:
        """Raises ``ZaloRefused``."""
        await self.require_own_token(citizen_id, access_token)
        phone = await self.zalo.phone(access_token, code)
        now = self.clock.now()

        async def attempt(_number: int) -> None:
            # The code is spent by now, so a change that came in between is not a reason to give up.
            known = await self.read(citizen_id)
            changed = replace(known, phone=phone, phone_at=now)
            event = contact_event(CONTACT_CHANGED, changed, known.version + 1, now, self.contact_cipher)
            await self.citizens.save(changed, [event])

        await retry_on_conflict(attempt)
        self.wakeup.set()
        return await self.read(citizen_id)
