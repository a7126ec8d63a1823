"""What svc-content has told of offices: the latest of each."""

from collections.abc import Mapping

from shared.mongo import Database, DuplicateKey
from shared.reference.agencies import Contact


class OfficeContacts:
    def __init__(self, database: Database) -> None:
        self._collection = database["office_contacts"]

    async def keep(self, office_id: str, version: int, contact: Contact) -> None:
        """Keep the contact, unless what is kept is as new, or newer: events may come twice, and in any order."""
        older = {"_id": office_id, "version": {"$lt": version}}
        try:
            await self._collection.update_one(older, {"$set": {"version": version, **vars(contact)}}, upsert=True)
        except DuplicateKey:
            return

    async def all(self) -> Mapping[str, Contact]:
        """All that are kept, by the office's id; a hundred or so."""
        found = await self._collection.find({}, {"version": 0}).to_list(2_000)
        return {document.pop("_id"): Contact(**document) for document in found}
