"""A citizen was erased: what they chose here goes with them."""

from dataclasses import dataclass

from svc_content.store.favourites import Favourites
from svc_content.store.reminders import Reminders


@dataclass(frozen=True)
class ForgetCitizen:
    reminders: Reminders
    favourites: Favourites

    async def __call__(self, citizen_id: str) -> None:
        await self.reminders.forget(citizen_id)
        await self.favourites.forget(citizen_id)
