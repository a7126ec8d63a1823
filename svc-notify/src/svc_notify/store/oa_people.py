"""Whom the Official Account has heard of, by its webhooks. Ids and phones are encrypted and found by keyed hash.

Every write here may come twice, late, or before another that happened earlier: the newest of each fact stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.crypto import FieldCipher
from shared.mongo import ASCENDING, Collection, Document, DuplicateKey, IndexModel

APP_USER, OA_USER = "notify-app-user", "notify-oa-user"
"""Contexts of the keyed hashes; the links between citizens and these people use the same."""
_PHONE = "notify-phone"
SEALED = {"oa_user": OA_USER, "phone": _PHONE}

INDEXES = (
    IndexModel(
        [("app_user_index", ASCENDING)],
        name="ix_app_user",
        partialFilterExpression={"app_user_index": {"$exists": True}},
    ),
)


@dataclass(frozen=True)
class OaPerson:
    """``follows`` since ``follows_at``, or ``None`` while nobody said so."""

    index: str
    app_user_index: str | None
    oa_user_id: str = field(repr=False)
    follows: bool | None
    follows_at: datetime | None
    last_interaction_at: datetime | None
    phone: str | None = field(repr=False)
    phone_at: datetime | None
    free_spent_at: datetime | None


class OaPeople:
    def __init__(self, collection: Collection, cipher: FieldCipher) -> None:
        self._collection = collection
        self._cipher = cipher

    async def record_interaction(
        self, oa_user_id: str, app_user_id: str | None, interacted_at: datetime | None
    ) -> None:
        change: dict[str, Any] = {"$setOnInsert": {"oa_user": self._cipher.encrypt(oa_user_id, OA_USER)}}
        if app_user_id:
            change["$set"] = {"app_user_index": self._cipher.blind_index(app_user_id, APP_USER)}
        if interacted_at:
            change["$max"] = {"last_interaction_at": interacted_at}
        key = {"_id": self._cipher.blind_index(oa_user_id, OA_USER)}
        try:
            await self._collection.update_one(key, change, upsert=True)
        except DuplicateKey:  # two first words at once: the other one made the document
            await self._collection.update_one(key, change)

    async def follows(self, oa_user_id: str, follows: bool, at: datetime) -> None:
        await self._newest(oa_user_id, "follows_at", at, {"follows": follows})

    async def shared_phone(self, oa_user_id: str, phone: str, at: datetime) -> None:
        await self._newest(oa_user_id, "phone_at", at, {"phone": self._cipher.encrypt(phone, _PHONE)})

    async def free_spent(self, oa_user_id: str, at: datetime) -> None:
        """No more free messages until the person's next word."""
        await self._newest(oa_user_id, "free_spent_at", at, {})

    async def _newest(self, oa_user_id: str, dated: str, at: datetime, facts: Document) -> None:
        """Keeps ``facts`` about a person who is known already, unless later ones are kept."""
        older = {"$or": [{dated: {"$exists": False}}, {dated: {"$lt": at}}]}
        key = {"_id": self._cipher.blind_index(oa_user_id, OA_USER)}
        await self._collection.update_one({**key, **older}, {"$set": {**facts, dated: at}})

    async def forget(self, app_user_index: str) -> None:
        """The phone, and that this is the person who uses the mini app."""
        await self._collection.update_many(
            {"app_user_index": app_user_index}, {"$unset": {"app_user_index": "", "phone": "", "phone_at": ""}}
        )

    async def of(self, app_user_indexes: Sequence[str], oa_user_indexes: Sequence[str]) -> list[OaPerson]:
        either = [{"app_user_index": {"$in": app_user_indexes}}, {"_id": {"$in": oa_user_indexes}}]
        most = len(app_user_indexes) + len(oa_user_indexes)
        return [self._person(found) for found in await self._collection.find({"$or": either}).to_list(most)]

    def _person(self, document: Document) -> OaPerson:
        phone = document.get("phone")
        return OaPerson(
            index=document["_id"],
            app_user_index=document.get("app_user_index"),
            oa_user_id=self._cipher.decrypt(document["oa_user"], OA_USER),
            follows=document.get("follows"),
            follows_at=document.get("follows_at"),
            last_interaction_at=document.get("last_interaction_at"),
            phone=self._cipher.decrypt(phone, _PHONE) if phone else None,
            phone_at=document.get("phone_at"),
            free_spent_at=document.get("free_spent_at"),
        )
