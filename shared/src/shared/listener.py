"""Every process hears what is published from now on: for what each keeps in its own memory.

Without a group, so nothing is taken twice or in turns, nothing is committed, and nothing that was published before the
process began concerns it. Where something may have been missed (Kafka was away, a record is not to be read) the process
is told that. What must not be missed at all is for ``shared.consumer``.
"""

import asyncio
from collections.abc import Callable, Collection

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from shared.backoff import Backoff
from shared.events import Event, InvalidEvent
from shared.kafka_connection import KafkaConnection, close, follow
from shared.logs import get_logger
from shared.schedules import FIND_TOPICS_EVERY, KAFKA_RECONNECT

POLL_SECONDS = 0.5
CONNECT_SECONDS = 10.0
AT_ONCE = 100
"""Records looked at before other work has its turn: this runs beside requests."""

log = get_logger()


class Listener:
    """``on_event`` gets each event with its topic; ``missed`` says that there may have been others."""

    def __init__(
        self,
        topics: Collection[str],
        on_event: Callable[[str, Event], None],
        missed: Callable[[], None],
        connection: KafkaConnection,
    ) -> None:
        self._topics = topics
        self._on_event = on_event
        self._missed = missed
        self._connection = connection

    async def run(self, stop: asyncio.Event) -> None:
        backoff = Backoff(KAFKA_RECONNECT)
        while not stop.is_set():
            kafka = self._connection.consumer(
                group_id=None, auto_offset_reset="latest", metadata_max_age_ms=int(FIND_TOPICS_EVERY * 1000)
            )
            follow(kafka, self._topics)
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    await kafka.start()
                self._missed()  # what was published while nobody listened
                backoff.reset()
                while not stop.is_set():
                    await self._hear(kafka)
            except Exception as error:  # a record that cannot be read ends up here too: it begins anew behind it
                if not isinstance(error, KafkaError | OSError | TimeoutError):
                    log.exception("listener_failed")
            finally:
                await close(kafka)
            if not stop.is_set():
                await backoff.sleep(stop)

    async def _hear(self, kafka: AIOKafkaConsumer) -> None:
        received = await kafka.getmany(timeout_ms=int(POLL_SECONDS * 1000), max_records=AT_ONCE)
        unreadable = False
        for partition, records in received.items():
            for record in records:
                try:
                    event = Event.decode(record.value)
                except InvalidEvent:
                    unreadable = True
                else:
                    self._on_event(partition.topic, event)
        if unreadable:
            self._missed()
        await asyncio.sleep(0)  # a packed batch of a million records is read without waiting for anything
