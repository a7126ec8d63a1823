"""Three ways to write one submission so that its event and the memory of its key cannot be lost, on one mongod.

Ours is one document that holds state, timeline, event and key. The peers are what is usually done: a transaction over
the dossier and a row of an outbox collection, and a collection of keys that is written before and after the dossier.
"""

import asyncio
import copy
import time
from collections.abc import Awaitable, Callable, Mapping

import uvloop
from pydantic import SecretStr

from bench.load.generator import in_own_process
from shared.ids import random_id
from shared.mongo import Database, Document, IndexModel, ensure_indexes, open_mongo
from shared.settings import ServiceSettings
from svc_dossier.store.indexes import INDEXES

CLIENTS = 16
ONE_DOCUMENT, TRANSACTION, KEY_FIRST = (
    "one document: state, timeline, event, key",
    "transaction: document + outbox row",
    "key row, document with its event, key row again",
)

Write = Callable[[Database, Document], Awaitable[None]]
Rates = Mapping[str, tuple[float, ...]]


async def writes_per_second(mongo_url: str, pattern: Document, seconds: float, rounds: int) -> Rates:
    """Acknowledged writes per second of each way, round by round, ``CLIENTS`` at a time.

    ``pattern`` is a dossier as svc-dossier keeps it, its event still in ``outbox``.
    """
    return await in_own_process(None, _measure, mongo_url, pattern, seconds, rounds)


def _measure(mongo_url: str, pattern: Document, seconds: float, rounds: int) -> Rates:
    return uvloop.run(_rounds(mongo_url, pattern, seconds, rounds))


async def _rounds(mongo_url: str, pattern: Document, seconds: float, rounds: int) -> Rates:
    settings = ServiceSettings(
        port=1,
        operations_port=2,
        mongo_url=SecretStr(mongo_url),
        mongo_database="bench_writes",
        kafka_bootstrap_servers="127.0.0.1:1",
    )
    async with open_mongo(settings) as database:
        await _prepare(database)
        rates: dict[str, list[float]] = {name: [] for name in WAYS}
        for _ in range(rounds):
            for name, write in WAYS.items():
                rates[name].append(await _rate(database, write, pattern, seconds))
        await database.client.drop_database(settings.mongo_database)
    return {name: tuple(measured) for name, measured in rates.items()}


async def _prepare(database: Database) -> None:
    for collection in ("dossiers", "bare_dossiers"):
        await ensure_indexes(database[collection], INDEXES["dossiers"])
    await ensure_indexes(database["outbox"], [IndexModel([("time", 1)], name="ix_time")])
    await database["keys"].insert_one({"_id": "the collection exists from now on"})


async def _rate(database: Database, write: Write, pattern: Document, seconds: float) -> float:
    begun = time.perf_counter()
    counts = await asyncio.gather(*(_client(database, write, pattern, begun + seconds) for _ in range(CLIENTS)))
    return sum(counts) / (time.perf_counter() - begun)


async def _client(database: Database, write: Write, pattern: Document, until: float) -> int:
    written = 0
    while time.perf_counter() < until:
        await write(database, _fresh(pattern))
        written += 1
    return written


def _fresh(pattern: Document) -> Document:
    """Another dossier like ``pattern``."""
    document = copy.deepcopy(pattern)
    document["_id"] = random_id("dos")
    document["submission_reference"] = random_id("ref")
    document["outbox"][0] |= {"id": random_id("evt"), "subject": document["_id"]}
    return document


async def _one_document(database: Database, document: Document) -> None:
    await database["dossiers"].insert_one(document)


async def _transaction(database: Database, document: Document) -> None:
    (event,) = document.pop("outbox")
    row = {"_id": event.pop("id"), **event}
    async with database.client.start_session() as session, await session.start_transaction():
        await database["bare_dossiers"].insert_one(document, session=session)
        await database["outbox"].insert_one(row, session=session)


async def _key_first(database: Database, document: Document) -> None:
    key = random_id("key")
    fingerprint = document["timeline"][0]["fingerprint"]
    await database["keys"].insert_one({"_id": key, "fingerprint": fingerprint, "status": "running"})
    await database["dossiers"].insert_one(document)
    answer = {"id": document["_id"], "submission_reference": document["submission_reference"]}
    await database["keys"].update_one({"_id": key}, {"$set": {"status": "done", "answer": answer}})


WAYS: Mapping[str, Write] = {ONE_DOCUMENT: _one_document, TRANSACTION: _transaction, KEY_FIRST: _key_first}
