"""News of a citizen's contact: kept, and what waited for it goes."""

from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from svc_notify.dispatch.dispatchers import Dispatchers
from svc_notify.domain.link import Link
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.store.preferences import CitizenPreferences


@dataclass(frozen=True)
class LearnContact:
    links: Links
    preferences: CitizenPreferences
    messages: Messages
    dispatchers: Dispatchers
    clock: Clock

    async def __call__(self, link: Link, version: int, at: datetime) -> None:
        now = self.clock.now()
        await self.links.put(link, version, at)
        await self.preferences.consented(link.citizen_id, at)
        # Even if it was known already: a crash may have come between keeping the contact and releasing.
        current = await self.links.get(link.citizen_id)
        if current is not None and current.reachable and await self.messages.release(link.citizen_id, now):
            self.dispatchers.wake()
