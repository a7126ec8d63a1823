"""Every index, and the query it is for."""

from collections.abc import Mapping, Sequence

from shared import access_log
from shared.files import store as files
from shared.mongo import Database, IndexModel, ensure_indexes
from shared.schema import Schema
from svc_payment.store import (
    bills,
    imports,
    payments,
    schools,
    settlements,
    shops,
    unmatched_messages,
    unmatched_sums,
    unreadable_transfers,
)

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "bills": bills.INDEXES,
    "payments": payments.INDEXES,
    "schools": schools.SCHOOL_INDEXES,
    "students": schools.STUDENT_INDEXES,
    "link_tries": schools.TRY_INDEXES,
    "imports": imports.INDEXES,
    "unmatched_messages": unmatched_messages.INDEXES,
    "unmatched_sums": unmatched_sums.INDEXES,
    "unreadable_transfers": unreadable_transfers.INDEXES,
    "settlements": settlements.INDEXES,
    "settlement_differences": settlements.DIFFERENCE_INDEXES,
    "shops": shops.INDEXES,
    access_log.COLLECTION: access_log.INDEXES,
    **files.INDEXES,
}


async def make_indexes(database: Database) -> None:
    for collection, indexes in INDEXES.items():
        await ensure_indexes(database[collection], indexes)


SCHEMA = Schema(version=1, compatible_since=1, make=make_indexes)
