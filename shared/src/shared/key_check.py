"""Whether the ring of keys of a service opens what its database holds, by a value that was sealed at the first start.

A ring that was lost and made anew would seal what comes, and open nothing of what is there: nobody would notice until
somebody reads an old record, and no ring would open both.
"""

from shared.crypto import FieldCipher, UndecipherableField
from shared.errors import CannotRun
from shared.mongo import Database, DuplicateKey
from shared.schema import COLLECTION
from shared.settings import ServiceSettings

KEYS = "keys"
"""The id of the value, in the collection of ``shared.schema``."""
CONTEXT = "key check"


class WrongKeys(CannotRun):
    def __init__(self, settings: ServiceSettings) -> None:
        variable = f"{settings.model_config.get('env_prefix', '')}FIELD_KEYS"
        super().__init__(
            f"{settings.mongo_database}: the keys of {variable} do not open what this database holds: put back the "
            "ring that it was sealed with (docs/runbooks/operating.md#keys)"
        )


async def check_keys(database: Database, settings: ServiceSettings) -> None:
    """Raises ``WrongKeys``. A service without a ring has nothing to check."""
    keys = getattr(settings, "field_keys", None)
    if keys is None:
        return
    cipher, collection = FieldCipher.parse(keys.get_secret_value()), database[COLLECTION]
    try:
        first = {"$setOnInsert": {"sealed": cipher.encrypt(KEYS, CONTEXT)}}
        await collection.update_one({"_id": KEYS}, first, upsert=True)
    except DuplicateKey:  # another process was first
        pass
    kept = await collection.find_one({"_id": KEYS})
    try:
        cipher.decrypt(kept["sealed"] if kept else "", CONTEXT)
    except UndecipherableField:
        raise WrongKeys(settings) from None
