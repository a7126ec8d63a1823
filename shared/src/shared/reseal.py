"""``python -m svc_x reseal``: what is encrypted at rest, written anew with the current key, while the service runs.

Older keys are still read: they stay in the ring until this is through, then ``python -m shared.retire_key`` takes one
out.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.command_words import refuse_words
from shared.crypto import FieldCipher, UndecipherableField
from shared.key_check import CONTEXT, KEYS, RESEALED, check_keys
from shared.mongo import ASCENDING, Database, Document
from shared.schema import COLLECTION, Schema, open_prepared
from shared.settings import ServiceSettings

BATCH = 500


@dataclass(frozen=True)
class Sealed:
    """What one collection holds encrypted."""

    collection: str
    members: tuple[str, ...]
    """The members of a document in which something is sealed: the others are not read."""
    places: Callable[[Document], Mapping[str, str]]
    """Where in a document, in MongoDB's notation (``contact.phone``, ``taken.0.sealed``), with the context it is bound
    to. A place may be empty."""
    mixed: bool = False
    """Whether plain text stands at these places too: what does not open is then left as it is."""


_CHECK = Sealed(COLLECTION, (RESEALED,), lambda document: {RESEALED: CONTEXT} if document["_id"] == KEYS else {})


@dataclass(frozen=True)
class Reseal:
    """The command of a service whose setting ``field_keys`` is a ring of keys. Raises ``WrongKeys`` first."""

    sealed: Sequence[Sealed]
    schema: Schema

    async def __call__(self, settings: ServiceSettings, words: list[str]) -> int:
        refuse_words(words)
        cipher = settings.rings()[RESEALED]
        async with open_prepared(settings, self.schema) as database:
            await check_keys(database, settings)
            for each in (*self.sealed, _CHECK):
                number = await reseal(database, each, cipher)
                sys.stdout.write(f"{each.collection}: {number} bản ghi được mã hóa lại bằng khóa mới.\n")
        return 0


async def reseal(database: Database, sealed: Sealed, cipher: FieldCipher) -> int:
    """Encrypt what an older key made with the current one; how many documents. May be stopped and run again.

    A value that changed meanwhile is left: whoever changed it used the current key. Raises ``UndecipherableField``.
    """
    collection, members = database[sealed.collection], dict.fromkeys(sealed.members, 1)
    resealed, page = 0, Document()
    while True:
        found = await collection.find(page, members).sort("_id", ASCENDING).limit(BATCH).to_list(BATCH)
        if not found:
            return resealed
        for document in found:
            old, new = _renewed(document, sealed, cipher)
            if new:
                done = await collection.update_one({"_id": document["_id"], **old}, {"$set": new})
                resealed += done.modified_count
        page = {"_id": {"$gt": found[-1]["_id"]}}


def _renewed(document: Document, sealed: Sealed, cipher: FieldCipher) -> tuple[dict[str, str], dict[str, str]]:
    """What an older key sealed, by place, and the same under the current one."""
    old, new = dict[str, str](), dict[str, str]()
    for place, context in sealed.places(document).items():
        text = _at(document, place)
        if not text or cipher.is_current(text) or (sealed.mixed and not cipher.can_open(text)):
            continue
        try:
            plain = cipher.decrypt(text, context)
        except UndecipherableField:
            if sealed.mixed:
                continue
            raise
        old[place], new[place] = text, cipher.encrypt(plain, context)
    return old, new


def _at(document: Document, place: str) -> str | None:
    value: Any = document
    for name in place.split("."):
        if isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value if isinstance(value, str) else None
