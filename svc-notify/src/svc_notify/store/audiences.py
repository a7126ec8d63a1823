"""Who is meant by a broadcast: found a page at a time, in the order of their ids."""

from dataclasses import dataclass

from svc_notify.domain.broadcast import Audience, Reach
from svc_notify.store.links import Links
from svc_notify.store.preferences import CitizenPreferences

COUNTED = 100_000


@dataclass(frozen=True)
class Audiences:
    links: Links
    preferences: CitizenPreferences

    async def page(self, audience: Audience, after: str, limit: int) -> tuple[list[str], list[str]]:
        """The next citizens looked at, and those of them who are meant; fewer than ``limit`` looked at: the last."""
        if audience.reach is Reach.COMMUNES:
            found = await self.preferences.in_communes(audience.communes, after, limit)
        else:
            found = await self.links.page(after, limit)
        if audience.reach is not Reach.FOLLOWERS or not found:
            return found, found
        links = await self.links.of(found)
        return found, [citizen_id for citizen_id in found if citizen_id in links and links[citizen_id].is_follower]

    async def size(self, audience: Audience) -> int | None:
        """How many are meant, counted to ``COUNTED``; who follows is only known one by one."""
        if audience.reach is Reach.FOLLOWERS:
            return None
        if audience.reach is Reach.COMMUNES:
            return await self.preferences.count_in_communes(audience.communes, COUNTED)
        return await self.links.count(COUNTED)
