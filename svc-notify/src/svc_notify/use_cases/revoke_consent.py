"""A consent revoked at Zalo: forgotten here at once, and asked of whoever else keeps what came by it."""

from datetime import datetime

from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.events import new_event
from shared.ids import derived_id
from shared.logs import get_logger
from svc_notify.domain.events import CONSENT_REVOKED, PERSON_CONTEXT, SOURCE, ConsentRevoked
from svc_notify.store.erasures import Erasure, Erasures
from svc_notify.store.links import Links
from svc_notify.store.preferences import CitizenPreferences

log = get_logger()


class RevokeConsent:
    """``contact_cipher`` is shared with the gateway."""

    def __init__(
        self,
        links: Links,
        preferences: CitizenPreferences,
        erasures: Erasures,
        contact_cipher: FieldCipher,
        clock: Clock,
    ) -> None:
        self._links = links
        self._preferences = preferences
        self._erasures = erasures
        self._contact_cipher = contact_cipher
        self._clock = clock

    async def __call__(self, app_user_id: str, at: datetime) -> bool:
        """Whether it is news. Each step may be repeated; the last one says that all were taken."""
        for citizen_id in await self._links.known_until(app_user_id, at):
            await self._preferences.revoked(citizen_id, at)
        await self._links.forget(app_user_id, at)
        erasure = Erasure(derived_id("ers", self._links.index_of(app_user_id), at.isoformat()), at, self._clock.now())
        person = self._contact_cipher.encrypt(app_user_id, PERSON_CONTEXT)
        asking = new_event(
            CONSENT_REVOKED,
            source=SOURCE,
            subject=erasure.id,
            version=1,
            at=erasure.requested_at,
            payload=ConsentRevoked(erasure.id, person, at),
        )
        new = await self._erasures.request(erasure, asking)
        if new:
            log.info("consent_revoked", erasure_id=erasure.id)
        return new
