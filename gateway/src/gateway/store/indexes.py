"""Every index: without the unique ones, one person could become two citizens."""

from collections.abc import Mapping, Sequence

from gateway.store import (
    citizens,
    daily_quota,
    live_gateways,
    login_codes,
    login_states,
    picked_pictures,
    sessions,
    staff_members,
)
from shared.mongo import Database, IndexModel, ensure_indexes
from shared.schema import Schema

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "citizens": citizens.INDEXES,
    "sessions": sessions.INDEXES,
    "staff": staff_members.INDEXES,
    "login_states": login_states.INDEXES,
    "login_codes": login_codes.INDEXES,
    "daily_quota": daily_quota.INDEXES,
    "picked_pictures": picked_pictures.INDEXES,
    "live_gateways": live_gateways.INDEXES,
}


async def make_indexes(database: Database) -> None:
    for collection, indexes in INDEXES.items():
        await ensure_indexes(database[collection], indexes)


SCHEMA = Schema(version=1, compatible_since=1, make=make_indexes)
