"""Makes the indexes. None of them guards a rule, so nothing waits for them, and a database that is down not either."""

import asyncio

from shared.backoff import Backoff
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE, Database, ensure_indexes
from svc_notify.store import messages, tokens

log = get_logger()

COLLECTIONS = {"messages": messages.INDEXES, "token_journal": tokens.JOURNAL_INDEXES}


async def make_indexes(database: Database) -> None:
    for name, indexes in COLLECTIONS.items():
        await ensure_indexes(database[name], indexes)


async def keep_indexes(database: Database, stop: asyncio.Event) -> None:
    """Make them as soon as the database is there, then idle until ``stop``."""
    backoff = Backoff(first=1.0, cap=30.0)
    while not stop.is_set():
        try:
            await make_indexes(database)
            await stop.wait()
        except MONGO_UNAVAILABLE as error:
            log.warning("indexes_wait", error=type(error).__name__)
            await backoff.sleep(stop)
