"""What the commands work with: the database, without tasks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from shared.database_clock import DatabaseClock
from shared.schema import open_prepared
from shared.wakeup import Wakeup
from svc_content.domain.events import TOPICS
from svc_content.settings import Settings
from svc_content.store.indexes import SCHEMA
from svc_content.wiring.stores import Stores, make_stores


@dataclass(frozen=True)
class CommandParts:
    stores: Stores
    clock: DatabaseClock


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[CommandParts]:
    async with open_prepared(settings, SCHEMA) as database:
        stores = make_stores(database, {collection: Wakeup() for collection in TOPICS})
        clock = await DatabaseClock.once(database)  # the services compare what is written here with their own times
        yield CommandParts(stores, clock)
