"""Zalo gives the place where a citizen is for a one-time code."""

from dataclasses import dataclass, replace

from gateway.domain.citizen import Citizen
from gateway.store.citizens import Citizens
from gateway.use_cases.read_profile import ReadProfile
from gateway.use_cases.require_own_token import RequireOwnToken
from gateway.zalo.graph import ZaloGraph
from shared.optimistic import retry_on_conflict


@dataclass(frozen=True)
class UpdateLocation:
    zalo: ZaloGraph
    require_own_token: RequireOwnToken
    read: ReadProfile
    citizens: Citizens

    async def __call__(self, citizen_id: str, access_token: str, code: str) -> Citizen:
        """Raises ``ZaloRefused``."""
        await self.require_own_token(citizen_id, access_token)
        location = await self.zalo.location(access_token, code)

        async def attempt(_number: int) -> None:
            # The code is spent by now, so a change that came in between is not a reason to give up.
            await self.citizens.save(replace(await self.read(citizen_id), location=location), [])

        await retry_on_conflict(attempt)
        return await self.read(citizen_id)
