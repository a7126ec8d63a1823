"""Which form a service's database has, and whether a release may run on it (docs/adr/0031).

One document in collection ``schema`` says so: the ``version`` that was prepared last, and ``compatible_since``, the
oldest version whose release may still run on it. A rolling release prepares first: what runs goes on, also when it
starts anew, and is replaced meanwhile. ``database_id`` tells this database, and every copy of it, from all others
(``shared.restored``).
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ClassVar

from shared.errors import CannotRun
from shared.ids import random_id
from shared.mongo import Database, DuplicateKey, open_mongo
from shared.settings import ServiceSettings

COLLECTION = "schema"
CURRENT = {"_id": "current"}


@dataclass(frozen=True)
class Schema:
    """What a release knows. ``make`` brings an empty database, and one of every earlier version, to ``version``; it may
    run again at any time, and beside releases since ``compatible_since``.

    Raise ``version`` with a form that an earlier release could not read, or that ``make`` must first bring old
    documents to; ``compatible_since`` too, where an earlier release may not run beside it.
    """

    version: int
    compatible_since: int
    make: Callable[[Database], Awaitable[None]]


@dataclass(frozen=True)
class Mark:
    """What a database says of itself."""

    version: int
    compatible_since: int


class NewerSchema(CannotRun):
    """The database was prepared by a release on whose form this one may not run."""

    def __init__(self, database: str, mark: Mark, schema: Schema) -> None:
        super().__init__(
            f"{database}: the database has schema version {mark.version}, on which releases since version "
            f"{mark.compatible_since} run; this one knows version {schema.version}: start the newer release"
        )


class UnreadableMark(CannotRun):
    """Somebody wrote into collection ``schema`` what no release writes."""

    def __init__(self, database: str, what: str) -> None:
        super().__init__(
            f"{database}: what collection {COLLECTION} says of {what} cannot be read, for no release wrote it: correct "
            "that member by a copy of the database or by docs/adr/0031-a-database-says-its-schema.md"
        )


class DatabaseWaits(CannotRun):
    """The database needs a person first; the service's own ``command`` ends the waiting."""

    command: ClassVar[str]


class OlderSchema(DatabaseWaits):
    """The database waits for the preparation of this release."""

    command = "prepare"

    def __init__(self, database: str, mark: Mark, schema: Schema) -> None:
        super().__init__(
            f"{database}: the database has schema version {mark.version}, this release needs version {schema.version}: "
            f"run the command {self.command} of this release"
        )


async def mark_of(database: Database) -> Mark | None:
    """``None`` for a database that nobody has prepared yet. Raises ``UnreadableMark``."""
    found = await database[COLLECTION].find_one(CURRENT)
    if found is None:
        return None
    version, since = found.get("version"), found.get("compatible_since")
    if type(version) is not int or type(since) is not int or since > version:
        raise UnreadableMark(database.name, "its version")
    return Mark(version, since)


async def check(database: Database, schema: Schema) -> Mark | None:
    """What the database says. Raises ``NewerSchema`` or ``OlderSchema`` where this release may not run on it."""
    mark = await mark_of(database)
    if mark and mark.version < schema.version:
        raise OlderSchema(database.name, mark, schema)
    if mark and schema.version < mark.compatible_since:
        raise NewerSchema(database.name, mark, schema)
    return mark


async def start_on(database: Database, schema: Schema) -> None:
    """Make what is missing, where the database is of this version or of none yet: a single machine needs no step of
    its own. Raises as ``check`` does: what other releases rely on is changed by the command ``prepare`` alone.
    """
    mark = await check(database, schema)
    if mark is None or mark.version == schema.version:
        await _make(database, schema)


@asynccontextmanager
async def open_prepared(settings: ServiceSettings, schema: Schema) -> AsyncIterator[Database]:
    """The database, for an operator's command beside the service. Raises as ``check`` does."""
    async with open_mongo(settings) as database:
        await start_on(database, schema)
        yield database


async def prepare(database: Database, schema: Schema) -> Mark:
    """Bring the database to the version of this release, unless it is newer; what it says then. Raises
    ``NewerSchema``.
    """
    try:
        mark = await check(database, schema)
    except OlderSchema:
        mark = None
    if mark is None or mark.version == schema.version:
        await _make(database, schema)
    return await mark_of(database) or Mark(schema.version, schema.compatible_since)


async def _make(database: Database, schema: Schema) -> None:
    await schema.make(database)
    mark = {
        "version": schema.version,
        "compatible_since": schema.compatible_since,
        "database_id": {"$ifNull": ["$database_id", random_id("dbs")]},
    }
    try:
        await database[COLLECTION].update_one(
            {**CURRENT, "version": {"$lte": schema.version}},
            [{"$set": mark}],
            upsert=True,
        )
    except DuplicateKey:  # a newer release has prepared it meanwhile
        await check(database, schema)
