"""The gateway has erased what it kept of somebody: whatever came back here meanwhile goes too, and it is on record."""

from dataclasses import dataclass

from shared.logs import get_logger
from svc_notify.domain.erasure import ErasureProof
from svc_notify.store.erasures import Erasures
from svc_notify.store.links import Links
from svc_notify.store.preferences import CitizenPreferences

log = get_logger()


@dataclass(frozen=True)
class CompleteErasure:
    links: Links
    preferences: CitizenPreferences
    erasures: Erasures

    async def __call__(self, proof: ErasureProof) -> None:
        if proof.citizen_id is not None:
            await self.preferences.revoked(proof.citizen_id, proof.revoked_at)
            await self.links.forget_citizen(proof.citizen_id, proof.version, proof.revoked_at)
        if await self.erasures.complete(proof.erasure_id, proof.citizen_id, proof.erased_at):
            log.info("erasure_completed", erasure_id=proof.erasure_id)
