"""A consent revoked at Zalo: forgotten here at once, and asked of whoever else keeps what came by it."""

from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.events import new_event
from shared.ids import derived_id
from shared.logs import get_logger
from svc_notify import SERVICE
from svc_notify.domain.erasure import Erasure
from svc_notify.domain.events import CONSENT_REVOKED, PERSON_CONTEXT, ConsentRevoked
from svc_notify.store.erasures import Erasures
from svc_notify.store.links import Links
from svc_notify.store.preferences import CitizenPreferences

log = get_logger()


@dataclass(frozen=True)
class RevokeConsent:
    """``contact_cipher`` is shared with the gateway."""

    links: Links
    preferences: CitizenPreferences
    erasures: Erasures
    contact_cipher: FieldCipher
    clock: Clock

    async def __call__(self, app_user_id: str, at: datetime) -> bool:
        """Whether it is news. Each step may be repeated; the last one says that all were taken."""
        for citizen_id in await self.links.known_until(app_user_id, at):
            await self.preferences.revoked(citizen_id, at)
        await self.links.forget(app_user_id, at)
        erasure = Erasure(derived_id("ers", self.links.index_of(app_user_id), at.isoformat()), at, self.clock.now())
        person = self.contact_cipher.encrypt(app_user_id, PERSON_CONTEXT)
        request = new_event(
            CONSENT_REVOKED,
            source=SERVICE,
            subject=erasure.id,
            version=1,
            at=erasure.requested_at,
            payload=ConsentRevoked(erasure.id, person, at),
        )
        new = await self.erasures.request(erasure, request)
        if new:
            log.info("consent_revoked", erasure_id=erasure.id)
        return new
