"""Every index, and the query it is for."""

import asyncio
from collections.abc import Mapping, Sequence

from shared import outbox
from shared.backoff import Backoff
from shared.logs import get_logger
from shared.mongo import ASCENDING, DESCENDING, MONGO_UNAVAILABLE, Database, IndexModel, ensure_indexes
from svc_dossier.domain.transitions import OPEN

log = get_logger()

OPEN_STATES: Mapping[str, object] = {"$in": [int(state) for state in OPEN]}

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "dossiers": (
        IndexModel([("citizen_id", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)], name="ix_own"),
        IndexModel(
            [("agency.id", ASCENDING), ("state", ASCENDING), ("inbox_key", ASCENDING)],
            name="ix_inbox_by_state",
        ),
        # Finished dossiers pile up for years; what an office works on stays small.
        IndexModel(
            [("agency.id", ASCENDING), ("inbox_key", ASCENDING)],
            name="ix_inbox_open",
            partialFilterExpression={"state": OPEN_STATES},
        ),
        IndexModel(
            [("code", ASCENDING)], name="ux_code", unique=True, partialFilterExpression={"code": {"$type": "string"}}
        ),
        IndexModel([("submission_reference", ASCENDING)], name="ux_submission_reference", unique=True),
        # A file belongs to one dossier: the insert itself takes it, so no other can.
        IndexModel(
            [("papers.files.id", ASCENDING)],
            name="ux_files",
            unique=True,
            partialFilterExpression={"papers.files.id": {"$exists": True}},
        ),
        outbox.INDEX,
    ),
    "files.files": (
        IndexModel([("metadata.command_id", ASCENDING)], name="ux_command", unique=True),
        IndexModel(
            [("metadata.at", ASCENDING)], name="ix_unattached", partialFilterExpression={"metadata.attached": False}
        ),
    ),
}


class Indexes:
    """Makes the indexes in the background, so that a database that is down does not stop the start."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._made = False

    async def run(self, stop: asyncio.Event) -> None:
        backoff = Backoff(first=0.5, cap=10.0)
        while not self._made and not stop.is_set():
            try:
                await self.ensure()
            except MONGO_UNAVAILABLE as error:
                log.warning("indexes_wait", error=type(error).__name__)
                await backoff.sleep(stop)
        await stop.wait()

    async def ensure(self) -> None:
        for collection, indexes in INDEXES.items():
            await ensure_indexes(self._database[collection], indexes)
        self._made = True

    async def check(self) -> None:
        """Not ready before: the unique indexes are what keeps two of a kind apart."""
        if not self._made:
            raise RuntimeError("indexes are not made yet")
