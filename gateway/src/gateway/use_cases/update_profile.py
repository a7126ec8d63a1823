"""Citizens change what they have told us: their own fields, and what Zalo vouches for by a one-time code."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gateway.domain.citizen import Citizen, year_is_plausible
from gateway.domain.events import CONTACT_CHANGED
from gateway.store.citizens import Citizens
from gateway.use_cases.contact_events import contact_event
from gateway.zalo.graph import ZaloGraph
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.errors import FieldError, Forbidden, Invalid, NotFound, OutdatedVersion, Unavailable
from shared.wakeup import Wakeup

_ATTEMPTS = 5


@dataclass(frozen=True)
class UpdateProfile:
    zalo: ZaloGraph
    citizens: Citizens
    contact_cipher: FieldCipher
    clock: Clock
    wakeup: Wakeup

    async def declared(self, citizen_id: str, seen_version: int, changes: Mapping[str, Any]) -> Citizen:
        """Set ``declared_name``, ``year_of_birth``, ``text_size``, as far as given, on the version the citizen saw."""
        year = changes.get("year_of_birth")
        if year is not None and not year_is_plausible(year, self.clock.now()):
            raise Invalid([FieldError("year_of_birth", "Năm sinh không hợp lệ.")])
        citizen = await self.citizen(citizen_id)
        if citizen.version != seen_version or not await self.citizens.save(replace(citizen, **changes), []):
            raise OutdatedVersion()
        return await self.citizen(citizen_id)

    async def phone(self, citizen_id: str, access_token: str, code: str) -> Citizen:
        """Take the number that Zalo gives for ``code``, and tell who sends messages. Raises ``ZaloRefused``."""
        await self._same_person(citizen_id, access_token)
        phone = await self.zalo.phone(access_token, code)
        return await self._set(citizen_id, phone=phone, phone_at=self.clock.now())

    async def location(self, citizen_id: str, access_token: str, code: str) -> Citizen:
        """Take the place that Zalo gives for ``code``. Raises ``ZaloRefused``."""
        await self._same_person(citizen_id, access_token)
        location = await self.zalo.location(access_token, code)
        return await self._set(citizen_id, location=location)

    async def citizen(self, citizen_id: str) -> Citizen:
        citizen = await self.citizens.get(citizen_id)
        if citizen is None:
            raise NotFound()
        return citizen

    async def _same_person(self, citizen_id: str, access_token: str) -> None:
        """Nobody puts another person's number into their own profile: the code's token must be theirs."""
        citizen = await self.citizen(citizen_id)
        profile = await self.zalo.profile(access_token)
        if profile.user_id != citizen.contact.zalo_user_id:
            raise Forbidden("Mã truy cập Zalo này không phải của tài khoản đang đăng nhập.")

    async def _set(self, citizen_id: str, **fields: Any) -> Citizen:
        # The code is spent by now, so a change that came in between is not a reason to give up.
        for _ in range(_ATTEMPTS):
            known = await self.citizen(citizen_id)
            changed = replace(known, **fields)
            events = []
            if changed.phone_at != known.phone_at:
                at, version = self.clock.now(), known.version + 1
                events.append(contact_event(CONTACT_CHANGED, changed, version, at, self.contact_cipher))
            if await self.citizens.save(changed, events):
                self.wakeup.set()
                return await self.citizen(citizen_id)
        raise Unavailable(retry_after=1)
