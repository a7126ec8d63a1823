"""What the commands work with: the database, without Kafka and without tasks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.database_clock import DatabaseClock
from shared.ids import random_id
from shared.leases import Leases
from shared.schema import open_prepared
from svc_notify.settings import Settings
from svc_notify.store.indexes import SCHEMA
from svc_notify.tokens.refresher import Refresher
from svc_notify.use_cases.make_digest import MakeDigest
from svc_notify.wiring.channels import open_oauth
from svc_notify.wiring.stores import make_stores
from svc_notify.zalo.oauth import ZaloOAuth


@asynccontextmanager
async def open_digests(settings: Settings) -> AsyncIterator[MakeDigest]:
    async with open_prepared(settings, SCHEMA) as database:
        stores, clock = make_stores(settings, database), await DatabaseClock.once(database)
        yield MakeDigest(stores.staff_messages, stores.digests, clock)


@asynccontextmanager
async def open_tokens(settings: Settings) -> AsyncIterator[tuple[ZaloOAuth, Refresher]]:
    async with open_prepared(settings, SCHEMA) as database, open_oauth(settings) as oauth:
        clock = await DatabaseClock.once(database)
        leases = Leases(database["leases"], random_id("cmd"))
        yield oauth, Refresher(make_stores(settings, database).tokens, oauth, leases, clock)
