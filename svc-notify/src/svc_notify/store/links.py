"""Citizen ↔ Zalo: a projection of the gateway's citizen events. The ids are personal and encrypted at rest."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson

from shared.crypto import FieldCipher
from shared.mongo import Collection, Document, DuplicateKey
from shared.together import Together
from svc_notify.domain.link import Link

_CONTEXT = "notify-contact"


class Links:
    def __init__(self, collection: Collection, cipher: FieldCipher) -> None:
        self._collection = collection
        self._cipher = cipher
        self._get = Together(self._get_all)

    async def put(self, link: Link, version: int, now: datetime) -> bool:
        """Keep ``link`` if its version is the highest seen; whether it is."""
        ids = orjson.dumps({"zalo_user_id": link.zalo_user_id, "oa_user_id": link.oa_user_id}).decode()
        try:
            await self._collection.update_one(
                {"_id": link.citizen_id, "version": {"$lt": version}},
                {
                    "$set": {
                        "version": version,
                        "ids": self._cipher.encrypt(ids, _CONTEXT),
                        "is_follower": link.is_follower,
                        "updated_at": now,
                    }
                },
                upsert=True,
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
        found = await self._collection.find({"_id": {"$in": wanted}}).to_list(len(wanted))
        return {document["_id"]: self._link(document) for document in found}

    def _link(self, document: Document) -> Link:
        ids = orjson.loads(self._cipher.decrypt(document["ids"], _CONTEXT))
        return Link(document["_id"], ids["zalo_user_id"], ids["oa_user_id"], document["is_follower"])
