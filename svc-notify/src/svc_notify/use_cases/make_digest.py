"""The digest of a day: counted, kept, and told in one line of the log."""

from dataclasses import dataclass
from datetime import date

from shared.clock import Clock
from shared.logs import get_logger
from svc_notify.domain.digest import Digest, bounds
from svc_notify.store.digests import Digests
from svc_notify.store.staff_messages import StaffMessages

log = get_logger()


@dataclass(frozen=True)
class MakeDigest:
    messages: StaffMessages
    digests: Digests
    clock: Clock

    async def __call__(self, day: date) -> Digest:
        """Make the digest of ``day``, as often as asked; the last count stays."""
        rows = await self.messages.undeliverable_by_agency(*bounds(day))
        digest = Digest(day, self.clock.now(), tuple(rows))
        await self.digests.put(digest)
        by_reason: dict[str, int] = {}
        for row in rows:
            by_reason[row.reason] = by_reason.get(row.reason, 0) + row.count
        log.info("daily_digest", day=day.isoformat(), undeliverable=digest.total, by_reason=by_reason)
        return digest
