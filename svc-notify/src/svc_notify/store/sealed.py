"""All that is encrypted at rest, by collection and field, and how it is written anew after a rotation of keys."""

from collections.abc import Mapping
from typing import Any

from shared.crypto import FieldCipher
from shared.mongo import ASCENDING, Database
from svc_notify.store import links, oa_people, tokens, zalo_events

BATCH = 500

SEALED: Mapping[str, Mapping[str, str]] = {
    "tokens": tokens.SEALED,
    "token_journal": tokens.JOURNAL_SEALED,
    "links": links.SEALED,
    "oa_people": oa_people.SEALED,
    "zalo_events": zalo_events.SEALED,
}
"""Field and context."""


async def reseal(database: Database, name: str, cipher: FieldCipher) -> int:
    """Encrypt what an older key made with the current one; how many documents. May be stopped and run again.

    A value that changed meanwhile is left: whoever changed it used the current key. Raises ``UndecipherableField``.
    """
    collection, fields = database[name], SEALED[name]
    resealed, page = 0, dict[str, Any]()
    while True:
        found = await collection.find(page, dict.fromkeys(fields, 1)).sort("_id", ASCENDING).limit(BATCH).to_list(BATCH)
        if not found:
            return resealed
        for document in found:
            old = {path: text for path in fields if (text := _at(document, path)) and not cipher.is_current(text)}
            if old:
                new = {path: _again(cipher, text, fields[path]) for path, text in old.items()}
                done = await collection.update_one({"_id": document["_id"], **old}, {"$set": new})
                resealed += done.modified_count
        page = {"_id": {"$gt": found[-1]["_id"]}}


def _again(cipher: FieldCipher, text: str, context: str) -> str:
    return cipher.encrypt(cipher.decrypt(text, context), context)


def _at(document: Mapping[str, Any], path: str) -> str | None:
    value: Any = document
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else None
