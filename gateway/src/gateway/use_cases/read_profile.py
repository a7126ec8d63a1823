"""A citizen reads what is known of them."""

from dataclasses import dataclass

from gateway.domain.citizen import Citizen
from gateway.store.citizens import Citizens
from shared.errors import NotFound


@dataclass(frozen=True)
class ReadProfile:
    citizens: Citizens

    async def __call__(self, citizen_id: str) -> Citizen:
        citizen = await self.citizens.get(citizen_id)
        if citizen is None:
            raise NotFound()
        return citizen
