"""What the commands work with: the database and Kafka, without tasks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from shared.consumer import Consumer, Handler
from shared.database_clock import DatabaseClock
from shared.ids import random_id
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.mongo import Database, open_mongo
from shared.wakeup import Wakeup
from svc_content.consumers.search_events import OTHERS_TOPICS
from svc_content.domain.events import TOPICS
from svc_content.settings import Settings
from svc_content.wiring.stores import Stores, make_stores


@dataclass(frozen=True)
class Rebuilding:
    settings: Settings
    database: Database
    producer: Producer
    stores: Stores
    clock: DatabaseClock

    def consumer(self, handler: Handler) -> Consumer:
        """Reads the topics of other services from their beginning: a group that nobody has been in."""
        return Consumer(
            group=random_id("svc-content.search.rebuild"),
            topics=OTHERS_TOPICS,
            handler=handler,
            parked=self.database["parked_events"],
            connection=KafkaConnection.of(self.settings),
            producer=self.producer,
            clock=self.clock,
        )


@asynccontextmanager
async def open_rebuilding(settings: Settings) -> AsyncIterator[Rebuilding]:
    async with (
        open_mongo(settings) as database,
        Producer(KafkaConnection.of(settings), "rebuild-search") as producer,
    ):
        stores = make_stores(database, {collection: Wakeup() for collection in TOPICS})
        clock = await DatabaseClock.once(database)  # the services compare what is written here with their own times
        yield Rebuilding(settings, database, producer, stores, clock)
