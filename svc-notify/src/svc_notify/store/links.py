"""Citizen ↔ Zalo: a projection of the gateway's citizen events, joined with what the Official Account's webhooks told.

The ids are personal: encrypted at rest, found by keyed hash. Neither side waits for the other: they meet when read.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson

from shared.batcher import Batcher
from shared.crypto import FieldCipher
from shared.mongo import ASCENDING, Collection, Document, DuplicateKey, IndexModel
from svc_notify.domain.link import Link, with_oa_facts
from svc_notify.store.oa_people import APP_USER, OA_USER, OaPeople, OaPerson

_CONTEXT = "notify-contact"
SEALED = {"ids": _CONTEXT}
_GONE = {"ids": "", "app_user_index": "", "oa_user_index": ""}

INDEXES = tuple(
    IndexModel([(name, ASCENDING)], name=f"ix_{name}", partialFilterExpression={name: {"$exists": True}})
    for name in ("app_user_index", "oa_user_index")
)


class Links:
    def __init__(self, collection: Collection, people: OaPeople, cipher: FieldCipher) -> None:
        self._collection = collection
        self._people = people
        self._cipher = cipher
        self._get = Batcher(self._get_all)

    async def put(self, link: Link, version: int, at: datetime) -> bool:
        """Keep ``link``, true at ``at``, if its version is the highest seen; whether it is."""
        phone_at = link.phone_at.isoformat() if link.phone_at else None
        linked = {"zalo_user_id": link.zalo_user_id, "oa_user_id": link.oa_user_id, "phone": link.phone}
        ids = orjson.dumps({**linked, "phone_at": phone_at}).decode()
        known = {
            "version": version,
            "ids": self._cipher.encrypt(ids, _CONTEXT),
            "is_follower": link.is_follower,
            "updated_at": at,
            "app_user_index": self._cipher.blind_index(link.zalo_user_id, APP_USER),
        }
        change: Document = {"$set": known}
        if link.oa_user_id:
            known["oa_user_index"] = self._cipher.blind_index(link.oa_user_id, OA_USER)
        else:
            change["$unset"] = {"oa_user_index": ""}
        try:
            await self._collection.update_one(
                {"_id": link.citizen_id, "version": {"$lt": version}}, change, upsert=True
            )
        except DuplicateKey:  # the filter found none and the upsert met a version that is as high
            return False
        return True

    async def get(self, citizen_id: str) -> Link | None:
        return await self._get(citizen_id)

    async def _get_all(self, citizen_ids: Sequence[str]) -> Sequence[Link | None]:
        known = await self.of(citizen_ids)
        return [known.get(citizen_id) for citizen_id in citizen_ids]

    async def of(self, citizen_ids: Sequence[str]) -> Mapping[str, Link]:
        wanted = list(set(citizen_ids))
        found = await self._collection.find({"_id": {"$in": wanted}, "ids": {"$exists": True}}).to_list(len(wanted))
        by_app = [document["app_user_index"] for document in found if "app_user_index" in document]
        by_oa = [document["oa_user_index"] for document in found if "oa_user_index" in document]
        people = await self._people.of(by_app, by_oa) if by_app else []
        by_index = {person.index: person for person in people}
        by_index |= {person.app_user_index: person for person in people if person.app_user_index}
        return {document["_id"]: self._link(document, by_index) for document in found}

    async def page(self, after: str, limit: int) -> list[str]:
        """Citizens whose contact is known, by id, after ``after``."""
        known = {"_id": {"$gt": after}, "ids": {"$exists": True}}
        found = self._collection.find(known, {"_id": 1}).sort("_id", ASCENDING).limit(limit)
        return [one["_id"] for one in await found.to_list(limit)]

    async def count(self, at_most: int) -> int:
        """Citizens whose contact is known."""
        known = {"app_user_index": {"$exists": True}}
        return await self._collection.count_documents(known, limit=at_most, hint="ix_app_user_index")

    async def citizens(self, app_user_id: str | None, oa_user_id: str | None) -> list[str]:
        """Those who are this person of Zalo: one, unless Zalo or we mixed people up."""
        either = []
        if app_user_id:
            either.append({"app_user_index": self._cipher.blind_index(app_user_id, APP_USER)})
        if oa_user_id:
            either.append({"oa_user_index": self._cipher.blind_index(oa_user_id, OA_USER)})
        if not either:
            return []
        found = await self._collection.find({"$or": either}, {"_id": 1}).to_list(10)
        return [document["_id"] for document in found]

    def index_of(self, app_user_id: str) -> str:
        """The keyed hash by which the person is found."""
        return self._cipher.blind_index(app_user_id, APP_USER)

    async def known_until(self, app_user_id: str, at: datetime) -> list[str]:
        """Citizens who are this person of Zalo, of whom nothing newer than ``at`` is known."""
        until = {"app_user_index": self.index_of(app_user_id), "updated_at": {"$lte": at}}
        return [found["_id"] for found in await self._collection.find(until, {"_id": 1}).to_list(10)]

    async def forget(self, app_user_id: str, at: datetime) -> bool:
        """Erase who this person is on Zalo, unless known anew since ``at``; whether there was anything.

        The version stays, so that an older event which comes again brings nothing back.
        """
        index = self.index_of(app_user_id)
        erased = await self._collection.update_many(
            {"app_user_index": index, "updated_at": {"$lte": at}},
            {"$set": {"consent_revoked_at": at, "is_follower": False}, "$unset": _GONE},
        )
        if erased.modified_count:
            await self._people.forget(index)
        return bool(erased.modified_count)

    async def forget_citizen(self, citizen_id: str, version: int, revoked_at: datetime) -> None:
        """Erase what is known up to ``version``, which is the one that the gateway erased its own in."""
        known = await self._collection.find_one({"_id": citizen_id, "version": {"$lt": version}})
        if known is None:
            return
        await self._collection.update_one(
            {"_id": citizen_id, "version": {"$lt": version}},
            {
                "$set": {"version": version, "consent_revoked_at": revoked_at, "is_follower": False},
                "$unset": _GONE,
            },
        )
        if "app_user_index" in known:
            await self._people.forget(known["app_user_index"])

    def _link(self, document: Document, people: Mapping[str, OaPerson]) -> Link:
        ids = orjson.loads(self._cipher.decrypt(document["ids"], _CONTEXT))
        link = Link(
            document["_id"],
            ids["zalo_user_id"],
            ids["oa_user_id"],
            document["is_follower"],
            phone=ids.get("phone"),
            phone_at=datetime.fromisoformat(ids["phone_at"]) if ids.get("phone_at") else None,
        )
        person = people.get(document.get("app_user_index", "")) or people.get(document.get("oa_user_index", ""))
        if person is None:
            return link
        # Without an OA user id the contact's "does not follow" only means that nobody could tell.
        newer = link.oa_user_id is None or (person.follows_at or document["updated_at"]) > document["updated_at"]
        return with_oa_facts(
            link,
            oa_user_id=person.oa_user_id,
            follows=person.follows if newer else None,
            last_interaction_at=person.last_interaction_at,
            phone=person.phone,
            phone_at=person.phone_at,
            free_spent_at=person.free_spent_at,
        )
