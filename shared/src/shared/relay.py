"""The relay: publishes what waits in the outboxes of one collection, in order, and takes it out after the ack.

A wakeup or the change stream makes it fast; a look every second makes it true. One relay leads per collection, by
lease. A crash between ack and removal publishes again under the same event id.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby

from prometheus_client import Gauge, Histogram

from shared.backoff import Backoff
from shared.clock import Clock
from shared.events import Event
from shared.kafka import KafkaUnavailable, Producer, Unsendable
from shared.leases import Lease, Leases
from shared.logs import get_logger
from shared.metrics import MeasuredGauge
from shared.mongo import (
    MONGO_UNAVAILABLE,
    Collection,
    Document,
    MongoError,
    UpdateOne,
    aggregate,
    changes,
    write_in_bulk,
)
from shared.outbox import INDEX, PENDING, event
from shared.restored import DATABASE_HEADER
from shared.schedules import MONGO_RECONNECT, RELAY_LEASE, RELAY_RECONNECT
from shared.wakeup import Wakeup

LOOK_EVERY = 1.0
MEASURE_EVERY = 3.0
BATCH = 200

log = get_logger()

_leads = Gauge("outbox_relay_leader", "1 where this process leads the relay of the collection", ["collection"])
# What waits is the same in the figures of every worker: take the `max` of them, not the `sum`.
_unsent = MeasuredGauge(
    "outbox_unsent_documents", "Aggregates with events to publish (counted to 10,000)", ["collection"]
)
_parked = MeasuredGauge("outbox_parked_documents", "Aggregates whose next event can never be sent", ["collection"])
_oldest = MeasuredGauge("outbox_oldest_unsent_seconds", "Age of the oldest event not yet published", ["collection"])
_published = Histogram(
    "outbox_publish_seconds",
    "From the write of an event to its acknowledgement by Kafka",
    ["collection"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)


class Relay:
    """``watch`` turns the change stream on: for a relay that runs in another process than the writers.

    ``elsewhere``: the topic by event type, of what does not belong on ``topic``. ``database_id``: of the database that
    the events come from, asked at each sending (``shared.restored``).
    """

    def __init__(
        self,
        *,
        collection: Collection,
        topic: str,
        producer: Producer,
        leases: Leases,
        clock: Clock,
        wakeup: Wakeup,
        watch: bool,
        elsewhere: Mapping[str, str] | None = None,
        database_id: Callable[[], str] = str,
    ) -> None:
        self._collection = collection
        self._topic = topic
        self._elsewhere = elsewhere or {}
        self._database_id = database_id
        self._producer = producer
        self._leases = leases
        self._clock = clock
        self._wakeup = wakeup
        self._watch = watch
        self._lease: Lease | None = None
        _published.labels(collection.name)
        _leads.labels(collection.name).set_function(self._leads)

    async def run(self, stop: asyncio.Event) -> None:
        """Relay until ``stop``. A database or broker that is down is waited for, for ever; nothing is given up."""
        backoff = Backoff(RELAY_RECONNECT)
        watcher = asyncio.create_task(self._wake_on_change()) if self._watch else None
        measuring = asyncio.create_task(self._keep_measuring())
        try:
            while not stop.is_set():
                try:
                    more = await self._lead() and await self._publish_waiting()
                    backoff.reset()
                except (KafkaUnavailable, *MONGO_UNAVAILABLE) as error:
                    log.warning("relay_waits", collection=self._collection.name, error=str(error)[:200])
                    await backoff.sleep(stop)
                    continue
                if not more:
                    await self._wakeup.wait(LOOK_EVERY)
        finally:
            measuring.cancel()
            if watcher:
                watcher.cancel()
            await self._step_down()

    async def _lead(self) -> bool:
        if self._lease is None or self._lease.left() < RELAY_LEASE * 2 / 3:
            self._lease = await self._leases.acquire(f"relay:{self._collection.name}", RELAY_LEASE)
        return self._lease is not None

    def _leads(self) -> float:
        """Asked at each scrape: who cannot prolong the lease, for MongoDB is away, leads no longer than it lasts."""
        return float(self._lease is not None and self._lease.left() > timedelta())

    async def _step_down(self) -> None:
        if self._lease is not None:
            try:
                await self._leases.release(self._lease)
            except MongoError as error:
                log.warning("relay_lease_not_released", error=type(error).__name__)
            self._lease = None

    async def _publish_waiting(self) -> bool:
        """Publish one batch; whether there may be more."""
        waiting = (
            await self._collection.find({**PENDING, "outbox.0.parked": {"$exists": False}}, {"outbox": 1})
            .sort("outbox.0.time", 1)
            .hint(INDEX.document["name"])
            .limit(BATCH)
            .to_list(BATCH)
        )
        if not waiting:
            return False
        outcomes = await asyncio.gather(*(self._publish(aggregate) for aggregate in waiting), return_exceptions=True)
        # Confirmed by the majority: the next look reads what the majority has, and would publish these once more.
        removals = [outcome for outcome in outcomes if isinstance(outcome, UpdateOne)]
        if removals:
            await write_in_bulk(self._collection, removals)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return len(waiting) == BATCH

    async def _publish(self, aggregate: Document) -> UpdateOne:
        """Publish the aggregate's events in order; the update that takes them out, or parks what cannot be sent."""
        entries = aggregate["outbox"]
        try:
            await self._send(str(aggregate["_id"]), [event(waiting) for waiting in entries])
        except Unsendable as error:
            return await self._publish_up_to_unsendable(aggregate, error)
        now = self._clock.now()
        for sent in entries:
            _published.labels(self._collection.name).observe(max(0.0, (now - sent["time"]).total_seconds()))
        return _removal(aggregate, entries)

    async def _send(self, key: str, events: Sequence[Event]) -> None:
        """Send the events in their order, also where two that follow each other have different topics."""
        database_id = self._database_id()
        origin = [(DATABASE_HEADER, database_id.encode())] if database_id else []
        for topic, part in groupby(events, lambda each: self._elsewhere.get(each.type, self._topic)):
            await self._producer.publish(topic, key, list(part), origin)

    async def _publish_up_to_unsendable(self, aggregate: Document, error: Unsendable) -> UpdateOne:
        """It blocks its own aggregate only, beside the others, until a person looks."""
        entries = aggregate["outbox"]
        first = entries[0]
        try:
            await self._send(str(aggregate["_id"]), [event(first)])
        except Unsendable:
            log.error("event_parked", event_id=first["id"], event_type=first["type"], error=str(error)[:200])
            return UpdateOne(
                {"_id": aggregate["_id"], "outbox.0.id": first["id"]}, {"$set": {"outbox.0.parked": str(error)[:200]}}
            )
        return _removal(aggregate, [first])

    async def _keep_measuring(self) -> None:
        """Whoever leads: a leader that is dead, or believes in a wrong clock, measures nothing."""
        while True:
            try:
                await self._measure()
            except MongoError as error:
                log.warning("outbox_not_measured", collection=self._collection.name, error=type(error).__name__)
            await asyncio.sleep(MEASURE_EVERY)

    async def _measure(self) -> None:
        name, hint = self._collection.name, INDEX.document["name"]
        written = {"$getField": {"field": "time", "input": {"$first": "$outbox"}}}
        oldest = await aggregate(
            self._collection,
            [
                {"$match": dict(PENDING)},
                {"$sort": {"outbox.0.time": 1}},
                {"$limit": 1},
                {"$project": {"milliseconds": {"$subtract": ["$$NOW", written]}}},
            ],
            hint=hint,
        )
        unsent = await self._collection.count_documents(dict(PENDING), limit=10_000, hint=hint)
        _oldest.labels(name).set(max(0.0, oldest[0]["milliseconds"] / 1000) if oldest else 0.0)
        _unsent.labels(name).set(unsent)
        parked = {**PENDING, "outbox.0.parked": {"$exists": True}}
        _parked.labels(name).set(await self._collection.count_documents(parked, limit=10_000, hint=hint))

    async def _wake_on_change(self) -> None:
        # Removing published entries changes documents too; only a new version can bring new events.
        new_version = {"updateDescription.updatedFields.version": {"$exists": True}}
        pipeline: list[Document] = [
            {"$match": {"$or": [{"operationType": "insert"}, new_version]}},
            {"$project": {"operationType": 1}},
        ]
        backoff = Backoff(MONGO_RECONNECT)
        while True:
            try:
                async with changes(self._collection, pipeline) as stream:
                    backoff.reset()
                    async for _ in stream:
                        self._wakeup.set()
            except MongoError as error:
                log.warning("relay_watch_lost", collection=self._collection.name, error=type(error).__name__)
            await backoff.sleep()


def _removal(aggregate: Document, sent: Sequence[Document]) -> UpdateOne:
    ids = [entry["id"] for entry in sent]
    return UpdateOne({"_id": aggregate["_id"]}, {"$pull": {"outbox": {"id": {"$in": ids}}}})
