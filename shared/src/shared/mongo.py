"""MongoDB, and the one place that imports its driver.

PyMongo's asynchronous API by default; Motor, whose life ended on 2026-05-14, by one setting (measured: 3,700 finds/s
against 2,500, inserts equal). Their collections are called alike; what differs is bridged here.
"""

import asyncio
import inspect
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, TypeVar, cast

import pymongo.lock
from gridfs import AsyncGridFSBucket
from gridfs.errors import NoFile
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase, AsyncIOMotorGridFSBucket
from pymongo import (
    ASCENDING,
    DESCENDING,
    AsyncMongoClient,
    IndexModel,
    ReturnDocument,
    UpdateMany,
    UpdateOne,
    WriteConcern,
)
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    PyMongoError,
    WriteConcernError,
)
from pymongo.results import BulkWriteResult

from shared.errors import CannotRun
from shared.settings import ServiceSettings

__all__ = [
    "ASCENDING",
    "DESCENDING",
    "DUPLICATE_KEY",
    "MONGO_UNAVAILABLE",
    "BulkWriteError",
    "Collection",
    "Database",
    "Document",
    "DuplicateKey",
    "IndexModel",
    "MongoError",
    "NoFile",
    "ReturnDocument",
    "UpdateMany",
    "UpdateOne",
    "WriteConcern",
    "aggregate",
    "bucket",
    "changes",
    "ensure_confirmed",
    "ensure_indexes",
    "in_one_line",
    "insert",
    "insert_each",
    "open_mongo",
    "ping",
    "write_in_bulk",
]

T = TypeVar("T")

Document: TypeAlias = dict[str, Any]
Collection: TypeAlias = AsyncCollection[Document]
Database: TypeAlias = AsyncDatabase[Document]

DuplicateKey = DuplicateKeyError
MongoError = PyMongoError
MONGO_UNAVAILABLE = (ConnectionFailure, ExecutionTimeout, WriteConcernError)
"""What the driver raises when the database cannot be reached or does not confirm, as a primary that is being shut down
(code 91): try again later."""

# Majority and journal: an acknowledged write survives the loss of a minority (Jepsen, MongoDB 4.2.6).
_OPTIONS: Mapping[str, Any] = {
    "w": "majority",
    "journal": True,
    "wTimeoutMS": 5_000,
    "readConcernLevel": "majority",
    "retryWrites": True,
    "tz_aware": True,
    "maxPoolSize": 64,
    "waitQueueTimeoutMS": 3_000,
    "connectTimeoutMS": 2_000,
    "serverSelectionTimeoutMS": 3_000,
    "socketTimeoutMS": 15_000,
}


async def _wait_for(awaited: Awaitable[T], timeout: float | None) -> T:
    """``asyncio.wait_for`` of Python 3.12, which waits in the caller's task."""
    async with asyncio.timeout(timeout):
        return await awaited


if sys.version_info < (3, 12):
    # That of 3.11 waits in a task of its own (python/cpython#86296, not mended there). PyMongo waits so for a server or
    # a connection, with a lock that is taken again at the end. A call that is cancelled at that moment leaves it taken
    # for ever, and no later call of the process reaches the database.
    pymongo.lock.wait_for = _wait_for  # type: ignore[assignment,attr-defined]


@asynccontextmanager
async def open_mongo(settings: ServiceSettings) -> AsyncIterator[Database]:
    """The service's database; closed on exit. Connects lazily: a database that is down does not stop the start. Raises
    ``CannotRun`` for a URL that the driver refuses.
    """
    url = settings.mongo_url.get_secret_value()
    try:
        client: Any = (AsyncIOMotorClient if settings.mongo_driver == "motor" else AsyncMongoClient)(url, **_OPTIONS)
    except (PyMongoError, ValueError) as error:
        raise CannotRun(f"{settings.variable('mongo_url')}: {str(error).replace(url, '…')[:200]}") from None
    try:
        yield cast(Database, client[settings.mongo_database])
    finally:
        if inspect.isawaitable(closed := client.close()):
            await closed


def in_one_line(error: PyMongoError) -> str:
    """What the driver says, without its time-outs, all members or the server's whole answer, which it adds."""
    said = re.split(r" \(configured timeouts|, Timeout: |, full error:|\n", str(error), maxsplit=1)[0]
    return f"{type(error).__name__}: {said[:300]}"


async def ping(database: Database) -> None:
    """Raises one of ``MONGO_UNAVAILABLE`` when the database does not answer."""
    await database.command("ping")


async def aggregate(
    collection: Collection,
    pipeline: Sequence[Mapping[str, Any]],
    *,
    hint: str | None = None,
    longest_ms: int | None = None,
) -> list[Document]:
    """The whole result of ``pipeline``; bound it with ``$limit``. ``hint`` names the index to go by.

    Raises one of ``MONGO_UNAVAILABLE`` after ``longest_ms``.
    """
    options: dict[str, Any] = {"hint": hint} if hint else {}
    options |= {"maxTimeMS": longest_ms} if longest_ms else {}
    cursor: Any = collection.aggregate(pipeline, **options)
    if inspect.isawaitable(cursor):
        cursor = await cursor
    return cast(list[Document], await cursor.to_list(None))


DUPLICATE_KEY = 11000


async def insert(collection: Collection, document: Document) -> None:
    """Insert ``document``. Raises ``DuplicateKey`` where another is there that the majority has confirmed.

    The driver's ``insert_one`` says so of one that is not confirmed, too: whoever tries again what was not confirmed
    would take it for done, and a new primary may not have it.
    """
    [taken] = await insert_each(collection, [document])
    if taken is not None:
        raise DuplicateKey(f"there is one with {', '.join(taken)} already", DUPLICATE_KEY, {"keyValue": taken})


async def insert_each(collection: Collection, documents: Sequence[Document]) -> list[Document | None]:
    """Insert each that can be; for each document ``None``, or the unique key that another has (``{field: value}``).

    Raises what ``insert_one`` raises for anything else; then some of them may be there.
    """
    taken: list[Document | None] = [None] * len(documents)
    try:
        await collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        for failed in error.details["writeErrors"]:
            if failed["code"] != DUPLICATE_KEY:
                raise
            taken[failed["index"]] = failed["keyValue"]
        ensure_confirmed(error)
    return taken


async def write_in_bulk(collection: Collection, writes: Sequence[UpdateOne | UpdateMany]) -> BulkWriteResult:
    """Each of ``writes``, in one round trip and in no order; a write that is refused hinders no other.

    Raises ``BulkWriteError`` where any was refused, else what a single update raises: one of ``MONGO_UNAVAILABLE`` also
    where the majority does not confirm, and then any of them may last.
    """
    try:
        return await collection.bulk_write(writes, ordered=False)
    except BulkWriteError as error:
        if not error.details["writeErrors"]:
            ensure_confirmed(error)
        raise


def ensure_confirmed(error: BulkWriteError) -> None:
    """Raises ``WriteConcernError`` where the majority did not confirm what was not refused.

    The driver says both with one error, which is none of ``MONGO_UNAVAILABLE``.
    """
    if unconfirmed := error.details["writeConcernErrors"]:
        last = unconfirmed[-1]
        raise WriteConcernError(last["errmsg"], last.get("code"), last) from error


@asynccontextmanager
async def changes(
    collection: Collection, pipeline: Sequence[Mapping[str, Any]]
) -> AsyncIterator[AsyncIterator[Document]]:
    """The change stream of ``collection``, filtered by ``pipeline``. A hint to look, never the truth."""
    opened: Any = collection.watch(pipeline, max_await_time_ms=1_000)
    if inspect.isawaitable(opened):
        opened = await opened
    async with opened as stream:
        yield stream


def bucket(database: Database, name: str) -> AsyncGridFSBucket:
    """GridFS: files live there, never in an aggregate."""
    opened: Any = database
    if isinstance(opened, AsyncIOMotorDatabase):
        return cast(AsyncGridFSBucket, AsyncIOMotorGridFSBucket(opened, name))
    return AsyncGridFSBucket(database, name)


async def ensure_indexes(collection: Collection, indexes: Sequence[IndexModel]) -> None:
    """Create what is missing. Changing an index means a new name."""
    await collection.create_indexes(list(indexes))
