"""Preferences: one document for each citizen who ever changed one, with the latest changes and their time.

Consent given and revoked are the latest moment of each, so that news of them may come twice and in any order.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.batcher import Batcher
from shared.errors import VersionConflict
from shared.mongo import ASCENDING, Collection, Document, DuplicateKey, IndexModel
from svc_notify.domain.preferences import ContactMethod, Preferences, Purpose

CHANGES_KEPT = 50

INDEXES = (
    IndexModel(
        [("communes", ASCENDING), ("_id", ASCENDING)],
        name="ix_communes",
        partialFilterExpression={"communes.0": {"$exists": True}},
    ),
)


class CitizenPreferences:
    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._get = Batcher(self._get_all)

    async def get(self, citizen_id: str) -> Preferences:
        """The defaults for one who never changed anything."""
        return await self._get(citizen_id)

    async def _get_all(self, citizen_ids: Sequence[str]) -> Sequence[Preferences]:
        known = await self.of(citizen_ids)
        return [known[citizen_id] for citizen_id in citizen_ids]

    async def of(self, citizen_ids: Sequence[str]) -> Mapping[str, Preferences]:
        """The preferences of every one of them."""
        wanted = list(set(citizen_ids))
        found = await self._collection.find({"_id": {"$in": wanted}}, {"changes": 0}).to_list(len(wanted))
        return dict.fromkeys(wanted, Preferences()) | {one["_id"]: _preferences(one) for one in found}

    async def put(self, citizen_id: str, preferences: Preferences, now: datetime) -> None:
        """Store them over the version they were read as. Raises ``VersionConflict``."""
        choices = _nested(preferences)
        change = {"at": now, "choices": choices, "communes": list(preferences.communes)}
        try:
            kept = await self._collection.update_one(
                {"_id": citizen_id, "version": preferences.version},
                {
                    "$set": {"choices": choices, "communes": list(preferences.communes)},
                    "$inc": {"version": 1},
                    "$push": {"changes": {"$each": [change], "$slice": -CHANGES_KEPT}},
                },
                upsert=preferences.version == 0,
            )
        except DuplicateKey as error:  # the filter found none and the upsert met another version
            raise VersionConflict from error
        if not (kept.matched_count or kept.upserted_id):
            raise VersionConflict

    async def consented(self, citizen_id: str, at: datetime) -> None:
        """They signed in. Only who once revoked needs it written down."""
        revoked = {"_id": citizen_id, "consent_revoked_at": {"$exists": True}}
        await self._collection.update_one(revoked, {"$max": {"consented_at": at}})

    async def revoked(self, citizen_id: str, at: datetime) -> None:
        change = {"$max": {"consent_revoked_at": at}, "$setOnInsert": {"version": 0}}
        try:
            await self._collection.update_one({"_id": citizen_id}, change, upsert=True)
        except DuplicateKey:  # two first words at once: the other one made the document
            await self._collection.update_one({"_id": citizen_id}, change)

    async def in_communes(self, communes: Sequence[str], after: str, limit: int) -> list[str]:
        """Citizens who asked for the news of any of these places, by id, after ``after``."""
        asked = {"communes.0": {"$exists": True}, "communes": {"$in": list(communes)}, "_id": {"$gt": after}}
        found = self._collection.find(asked, {"_id": 1}, hint="ix_communes").sort("_id", ASCENDING).limit(limit)
        return [one["_id"] for one in await found.to_list(limit)]

    async def count_in_communes(self, communes: Sequence[str], at_most: int) -> int:
        asked = {"communes.0": {"$exists": True}, "communes": {"$in": list(communes)}}
        return await self._collection.count_documents(asked, limit=at_most, hint="ix_communes")


def _nested(preferences: Preferences) -> Document:
    choices: Document = {}
    for (purpose, method), on in preferences.choices.items():
        choices.setdefault(purpose, {})[method] = on
    return choices


def _preferences(document: Document) -> Preferences:
    return Preferences(
        version=document["version"],
        choices={
            (Purpose(purpose), ContactMethod(method)): on
            for purpose, methods in document.get("choices", {}).items()
            for method, on in methods.items()
        },
        communes=tuple(document.get("communes", ())),
        consented_at=document.get("consented_at"),
        consent_revoked_at=document.get("consent_revoked_at"),
    )
