"""Whether the rings of keys of a service open what its database holds, by values that were sealed at the first start.

A ring that was lost and made anew would seal what comes, and open nothing of what is there: nobody would notice until
somebody reads an old record, and no ring would open both.
"""

from shared.crypto import FieldCipher, UndecipherableField
from shared.errors import CannotRun
from shared.mongo import Collection, Database, DuplicateKey
from shared.schema import COLLECTION
from shared.settings import ServiceSettings

KEYS = "keys"
"""The id of the values, one for each ring, in the collection of ``shared.schema``."""
CONTEXT = "key check"
RESEALED = "field_keys"
"""The ring of what stays in the database, which ``reseal`` seals anew. What the others seal goes to Kafka and is over
some time later: their values follow the current key at once.
"""


class WrongKeys(CannotRun):
    def __init__(self, settings: ServiceSettings, ring: str) -> None:
        super().__init__(
            f"{settings.mongo_database}: the keys of {settings.variable(ring)} do not open what this database holds: "
            "put back the ring that it was sealed with (docs/runbooks/operating.md#keys)"
        )


async def check_keys(database: Database, settings: ServiceSettings) -> None:
    """Raises ``WrongKeys``."""
    collection = database[COLLECTION]
    for ring, cipher in settings.rings().items():
        sealed = await _first_sealed(collection, ring, cipher)
        try:
            cipher.decrypt(sealed, CONTEXT)
        except UndecipherableField:
            raise WrongKeys(settings, ring) from None
        if ring != RESEALED and not cipher.is_current(sealed):
            renewed = {"$set": {ring: cipher.encrypt(KEYS, CONTEXT)}}
            await collection.update_one({"_id": KEYS, ring: sealed}, renewed)


async def _first_sealed(collection: Collection, ring: str, cipher: FieldCipher) -> str:
    try:
        first = {"$set": {ring: cipher.encrypt(KEYS, CONTEXT)}}
        await collection.update_one({"_id": KEYS, ring: {"$exists": False}}, first, upsert=True)
    except DuplicateKey:  # there is one
        pass
    kept = await collection.find_one({"_id": KEYS})
    return str((kept or {}).get(ring, ""))
