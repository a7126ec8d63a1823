"""Takes in what was told of offices, here or in another process."""

from dataclasses import dataclass

from svc_dossier.catalogue.offices import Offices
from svc_dossier.store.office_contacts import OfficeContacts


@dataclass(frozen=True)
class RefreshOffices:
    offices: Offices
    contacts: OfficeContacts

    async def __call__(self) -> None:
        self.offices.take(await self.contacts.all())
