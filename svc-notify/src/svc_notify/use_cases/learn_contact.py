"""News of a citizen's contact: kept, and what waited for it goes."""

from datetime import datetime

from shared.clock import Clock
from svc_notify.dispatch.dispatchers import Dispatchers
from svc_notify.domain.link import Link
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.store.preferences import CitizenPreferences


class LearnContact:
    def __init__(
        self,
        links: Links,
        preferences: CitizenPreferences,
        messages: Messages,
        dispatchers: Dispatchers,
        clock: Clock,
    ) -> None:
        self._links = links
        self._preferences = preferences
        self._messages = messages
        self._dispatchers = dispatchers
        self._clock = clock

    async def __call__(self, link: Link, version: int, at: datetime) -> None:
        now = self._clock.now()
        await self._links.put(link, version, at)
        await self._preferences.consented(link.citizen_id, at)
        # Even if it was known already: a crash may have come between keeping the contact and releasing.
        current = await self._links.get(link.citizen_id)
        if current is not None and current.reachable and await self._messages.release(link.citizen_id, now):
            self._dispatchers.wake()
