"""A citizen signs in with the token that Zalo gave the mini app."""

import asyncio
from dataclasses import dataclass

from gateway.domain.citizen import Citizen, ZaloProfile, register
from gateway.domain.events import CONTACT_CHANGED, REGISTERED
from gateway.domain.session import Tokens
from gateway.store.citizens import Citizens
from gateway.use_cases.begin_session import BeginSession
from gateway.use_cases.contact_events import contact_event
from gateway.zalo.graph import ZaloGraph
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.ids import new_id
from shared.optimistic import retry_on_conflict
from shared.wakeup import Wakeup


@dataclass(frozen=True)
class SignInCitizen:
    zalo: ZaloGraph
    citizens: Citizens
    begin_session: BeginSession
    contact_cipher: FieldCipher
    clock: Clock
    wakeup: Wakeup

    async def __call__(self, access_token: str) -> tuple[Citizen, Tokens]:
        """Raises ``ZaloRefused``."""
        profile = await self.zalo.profile(access_token)

        async def attempt(number: int) -> Citizen:
            # Lost only to another sign-in of the same person; on a replica set, what blocks us becomes readable a
            # moment later.
            await asyncio.sleep(0.02 * number)
            known = await self.citizens.of_zalo_user(profile.user_id)
            return await (self._register(profile) if known is None else self._meet_again(known, profile))

        citizen = await retry_on_conflict(attempt)
        return citizen, await self.begin_session("citizen", citizen.id, [])

    async def _register(self, profile: ZaloProfile) -> Citizen:
        now = self.clock.now()
        citizen = register(new_id("cit", now), profile, now)
        event = contact_event(REGISTERED, citizen, citizen.version, citizen.registered_at, self.contact_cipher)
        await self.citizens.add(citizen, [event])
        self.wakeup.set()
        return citizen

    async def _meet_again(self, known: Citizen, profile: ZaloProfile) -> Citizen:
        citizen = known.seen(profile)
        if citizen == known:
            return known
        events = []
        if citizen.contact != known.contact or known.consent_revoked:
            version = known.version + 1
            events.append(contact_event(CONTACT_CHANGED, citizen, version, self.clock.now(), self.contact_cipher))
        await self.citizens.save(citizen, events)
        self.wakeup.set()
        return citizen
