"""What Zalo told of a person by a consent that they revoked is erased, their sessions end, and both are on record."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.domain.citizen import Citizen, Erasure
from gateway.domain.events import TOPIC
from gateway.store.citizens import Citizens
from gateway.store.sessions import Sessions
from gateway.use_cases.contact_events import erased_event
from shared.clock import Clock
from shared.kafka import Producer
from shared.logs import get_logger
from shared.optimistic import retry_on_conflict
from shared.wakeup import Wakeup

CLOCKS_APART = timedelta(minutes=5)
"""Zalo's clock says when it was revoked, ours when somebody registered."""

log = get_logger()


@dataclass(frozen=True)
class EraseCitizen:
    """May come twice and late. Erases even what was learned anew since then: too much rather than too little.

    ``refused_within``: seconds after which every gateway refuses the tokens of a session that was ended. Services are
    told to forget after that, so that nothing comes by such a token afterwards.
    """

    citizens: Citizens
    sessions: Sessions
    producer: Producer
    clock: Clock
    wakeup: Wakeup
    refused_within: float

    async def __call__(self, erasure_id: str, zalo_user_id: str, revoked_at: datetime) -> None:
        """Raises ``Unavailable`` when somebody else changed the citizen each time, or their outbox is full."""
        known = await self._of_before(zalo_user_id, revoked_at)
        if known and not known.has_erased(erasure_id):
            await self.sessions.end_all(known.id, revoked_at, self.clock.now(), "consent revoked")
            if ended := await self.sessions.last_ended(known.id):
                learned_at = ended + timedelta(seconds=self.refused_within)
                await asyncio.sleep((learned_at - self.clock.now()).total_seconds())  # at once, where it has passed

        async def attempt(_number: int) -> None:
            known = await self._of_before(zalo_user_id, revoked_at)
            erasure = Erasure(erasure_id, revoked_at, self.clock.now())
            if known is None:
                # Nothing is left of before. Nothing changes here, so no document's outbox could carry the answer.
                await self.producer.publish(TOPIC, erasure_id, [erased_event(erasure, None, 1)])
                return
            if known.has_erased(erasure_id):
                return
            answer = erased_event(erasure, known.id, known.version + 1)
            await self.citizens.save(known.erased(erasure), [answer])
            self.wakeup.set()
            log.info("citizen_erased", citizen_id=known.id, erasure_id=erasure_id)

        await retry_on_conflict(attempt)

    async def _of_before(self, zalo_user_id: str, revoked_at: datetime) -> Citizen | None:
        """The person, unless they have registered since then."""
        known = await self.citizens.of_zalo_user(zalo_user_id)
        return None if known is None or known.registered_at > revoked_at + CLOCKS_APART else known
