"""The indexes of every collection. None guards a rule: ids are derived, so nothing can be there twice."""

from shared.mongo import Database, ensure_indexes
from shared.reference import staff_directory
from shared.schema import Schema
from svc_notify.store import (
    broadcast_messages,
    broadcasts,
    erasures,
    links,
    messages,
    oa_people,
    preferences,
    receipts,
    staff_messages,
    tokens,
    zalo_events,
)


async def make_indexes(database: Database) -> None:
    of_messages = (*messages.INDEXES, receipts.INDEX, *staff_messages.INDEXES, broadcast_messages.INDEX)
    await ensure_indexes(database["messages"], of_messages)
    await ensure_indexes(database["broadcasts"], broadcasts.INDEXES)
    await ensure_indexes(database["links"], links.INDEXES)
    await ensure_indexes(database["oa_people"], oa_people.INDEXES)
    await ensure_indexes(database["erasures"], erasures.INDEXES)
    await ensure_indexes(database["preferences"], preferences.INDEXES)
    await ensure_indexes(database["zalo_events"], zalo_events.INDEXES)
    await ensure_indexes(database[staff_directory.COLLECTION], staff_directory.INDEXES)
    await ensure_indexes(database["token_journal"], tokens.JOURNAL_INDEXES)


SCHEMA = Schema(version=1, compatible_since=1, make=make_indexes)
