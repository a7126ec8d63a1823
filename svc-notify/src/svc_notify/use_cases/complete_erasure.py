"""The gateway has erased what it kept of somebody: whatever came back here meanwhile goes too, and it is on record."""

from dataclasses import dataclass
from datetime import datetime

from shared.logs import get_logger
from svc_notify.store.erasures import Erasures
from svc_notify.store.links import Links
from svc_notify.store.preferences import CitizenPreferences

log = get_logger()


@dataclass(frozen=True)
class CompleteErasure:
    links: Links
    preferences: CitizenPreferences
    erasures: Erasures

    async def __call__(
        self, erasure_id: str, citizen_id: str | None, version: int, revoked_at: datetime, erased_at: datetime
    ) -> None:
        """``version``: of the citizen at the gateway after the erasure."""
        if citizen_id is not None:
            await self.preferences.revoked(citizen_id, revoked_at)
            await self.links.forget_citizen(citizen_id, version, revoked_at)
        if await self.erasures.complete(erasure_id, citizen_id, erased_at):
            log.info("erasure_completed", erasure_id=erasure_id)
