"""Citizens in MongoDB: one document each, with the events it caused in its outbox. Phone and location are encrypted."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from gateway.domain.citizen import Citizen, Contact, Erasure, Location
from shared import outbox
from shared.crypto import FieldCipher
from shared.errors import DuplicateValue
from shared.events import Event
from shared.mongo import ASCENDING, Database, Document, DuplicateKey, IndexModel, ensure_indexes, insert
from shared.reseal import Sealed
from shared.versioned import update_version

_PHONE = "citizen-phone"
_LOCATION = "citizen-location"

INDEXES = [
    IndexModel(
        [("zalo_app_id", ASCENDING), ("contact.zalo_user_id", ASCENDING)],
        name="ux_zalo_app_id_zalo_user_id",
        unique=True,
    ),
    outbox.INDEX,
]

SEALED = (Sealed("citizens", ("phone", "location"), lambda _: {"phone": _PHONE, "location": _LOCATION}),)
"""All that the gateway encrypts at rest, for ``reseal``."""


class Citizens:
    def __init__(self, database: Database, zalo_app_id: str, cipher: FieldCipher) -> None:
        self.collection = database["citizens"]
        self._zalo_app_id = zalo_app_id
        self._cipher = cipher
        self._indexed = False

    async def add(self, citizen: Citizen, events: list[Event]) -> None:
        """Raises ``DuplicateValue`` when another sign-in was first with the same Zalo user."""
        document = {
            "_id": citizen.id,
            "version": 1,
            "zalo_app_id": self._zalo_app_id,
            "registered_at": citizen.registered_at,
            **self._fields(citizen),
            "outbox": [outbox.entry(event) for event in events],
        }
        if not self._indexed:  # without the unique index one person could become two citizens
            await ensure_indexes(self.collection, INDEXES)
            self._indexed = True
        try:
            await insert(self.collection, document)
        except DuplicateKey:
            raise DuplicateValue("zalo_user_id") from None

    async def of_zalo_user(self, zalo_user_id: str) -> Citizen | None:
        query = {"zalo_app_id": self._zalo_app_id, "contact.zalo_user_id": zalo_user_id}
        found = await self.collection.find_one(query, {"outbox": 0})
        return self._citizen(found) if found else None

    async def get(self, citizen_id: str) -> Citizen | None:
        found = await self.collection.find_one({"_id": citizen_id}, {"outbox": 0})
        return self._citizen(found) if found else None

    async def save(self, citizen: Citizen, events: list[Event]) -> None:
        """Store ``citizen`` over the version it was read as; raises ``VersionConflict``."""
        kept = {"_id": citizen.id, "version": citizen.version, **(outbox.ROOM_LEFT if events else {})}
        await update_version(self.collection, kept, outbox.change({"$set": self._fields(citizen)}, events))

    def _fields(self, citizen: Citizen) -> Document:
        location = citizen.location
        return {
            "contact": asdict(citizen.contact),
            "name": citizen.name,
            "picture": citizen.picture,
            "declared_name": citizen.declared_name,
            "year_of_birth": citizen.year_of_birth,
            "text_size": citizen.text_size,
            "phone": self._cipher.encrypt(citizen.phone, _PHONE) if citizen.phone else None,
            "phone_at": citizen.phone_at,
            "location": self._cipher.encrypt(_location_text(location), _LOCATION) if location else None,
            "consent_revoked": citizen.consent_revoked,
            "erasures": [asdict(erasure) for erasure in citizen.erasures],
        }

    def _citizen(self, document: Document) -> Citizen:
        phone, location = document["phone"], document["location"]
        return Citizen(
            id=document["_id"],
            version=document["version"],
            contact=Contact(**document["contact"]),
            registered_at=document["registered_at"],
            name=document["name"],
            picture=document["picture"],
            declared_name=document["declared_name"],
            year_of_birth=document["year_of_birth"],
            text_size=document["text_size"],
            phone=self._cipher.decrypt(phone, _PHONE) if phone else None,
            phone_at=document.get("phone_at"),
            location=_location(json.loads(self._cipher.decrypt(location, _LOCATION))) if location else None,
            consent_revoked=document.get("consent_revoked", False),
            erasures=tuple(Erasure(**erasure) for erasure in document.get("erasures", ())),
        )


def _location_text(location: Location) -> str:
    return json.dumps([location.latitude, location.longitude, location.taken_at.isoformat()])


def _location(parts: list[Any]) -> Location:
    return Location(parts[0], parts[1], datetime.fromisoformat(parts[2]))
