"""A citizen signs in with the token that Zalo gave the mini app."""

import asyncio
from dataclasses import dataclass

from gateway.domain import citizen as citizens_domain
from gateway.domain.citizen import Citizen, ZaloProfile
from gateway.domain.events import CONTACT_CHANGED, REGISTERED
from gateway.store.citizens import Citizens
from gateway.store.sessions import Sessions
from gateway.use_cases.begin_session import begin_session
from gateway.use_cases.contact_events import contact_event
from gateway.use_cases.issue_tokens import TokenIssuer, Tokens
from gateway.zalo.graph import ZaloGraph
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.errors import Unavailable
from shared.ids import new_id
from shared.wakeup import Wakeup

_ATTEMPTS = 5
"""Each loses only to another sign-in of the same person at the same moment."""


@dataclass(frozen=True)
class SignInCitizen:
    zalo: ZaloGraph
    citizens: Citizens
    sessions: Sessions
    issuer: TokenIssuer
    contact_cipher: FieldCipher
    clock: Clock
    wakeup: Wakeup

    async def __call__(self, access_token: str) -> tuple[Citizen, Tokens]:
        """Raises ``ZaloRefused``."""
        profile = await self.zalo.profile(access_token)
        citizen = await self._citizen(profile)
        tokens = await begin_session(self.sessions, self.issuer, self.clock, "citizen", citizen.id, [])
        return citizen, tokens

    async def _citizen(self, profile: ZaloProfile) -> Citizen:
        for attempt in range(_ATTEMPTS):
            await asyncio.sleep(0.02 * attempt)  # on a replica set, what blocks us becomes readable a moment later
            known = await self.citizens.of_zalo_user(profile.user_id)
            citizen = await self._register(profile) if known is None else await self._meet_again(known, profile)
            if citizen is not None:
                return citizen
        raise Unavailable(retry_after=1)

    async def _register(self, profile: ZaloProfile) -> Citizen | None:
        now = self.clock.now()
        citizen = citizens_domain.register(new_id("cit", now), profile, now)
        event = contact_event(REGISTERED, citizen, citizen.version, citizen.registered_at, self.contact_cipher)
        if not await self.citizens.add(citizen, [event]):
            return None
        self.wakeup.set()
        return citizen

    async def _meet_again(self, known: Citizen, profile: ZaloProfile) -> Citizen | None:
        citizen = known.seen(profile)
        if citizen == known:
            return known
        events = []
        if citizen.contact != known.contact or known.consent_revoked:
            version = known.version + 1
            events.append(contact_event(CONTACT_CHANGED, citizen, version, self.clock.now(), self.contact_cipher))
        if not await self.citizens.save(citizen, events):
            return None
        self.wakeup.set()
        return citizen
