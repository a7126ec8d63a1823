"""The consumer loop: no event is lost, those of one aggregate keep their order, none blocks its neighbours.

What a handler raises decides what becomes of the event:

===========================  ==========================================================================================
``InvalidEvent``             dead letter at once: it will never be understood
database or broker down,     nothing is parked; the loop waits and takes the same events again
or ``DependencyUnavailable``
anything else                parked and tried again by the ladder; later events of the same aggregate wait behind it;
                             after the last try it becomes a dead letter and the others go on
===========================  ==========================================================================================

A record that the client library cannot even unpack (``shared.reading``) becomes a dead letter that names its position,
and so does one that unpacks to more than a topic would take: neither the dead letters nor MongoDB could keep it. One
whose key is too long to be an id is a dead letter too.
A topic that is not there, or not any more, is waited for, and read from the minute it is; those beside it are read
meanwhile.
Records without a key have no aggregate: those of one partition are kept in their order, as if it were one.

Offsets are committed after the effects of a batch are stored, so an event may come twice: effects must be idempotent.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from prometheus_client import Counter, Gauge, Histogram

from shared.backoff import Backoff, pause
from shared.clock import Clock
from shared.dead_letter import REDRIVE_HEADER, DeadLetters
from shared.events import Event, InvalidEvent
from shared.kafka import KafkaUnavailable, Producer
from shared.kafka_connection import KafkaConnection, close, follow
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE, Collection
from shared.progress import Progress
from shared.reading import Fetched, Reader, Unreadable
from shared.retry_store import ParkedEvents, Received
from shared.schedules import FIND_TOPICS_EVERY, KAFKA_RECONNECT
from shared.tracing import continue_trace

Handler = Callable[[Event], Awaitable[None]]

AT_ONCE = 16
"""Aggregates handled at the same time."""


LARGEST_RECORD = 1024 * 1024
"""Bytes, unpacked: the most that a topic takes of a record that is not packed (Kafka's own default)."""


LONGEST_KEY = 1024
"""Bytes. Keys are ids of aggregates, of some forty: those that wait are in memory and in an index."""

COMMIT_SECONDS = 5.0
"""Seconds. The client would repeat a commit for a topic that was deleted for ever, and the group wait with it."""


class RecordTooLarge(Exception):
    """A record that was sent packed and is larger than ``LARGEST_RECORD``, or whose key is no id."""


class DependencyUnavailable(Exception):
    """Raised by a handler when an outside party that every event needs is down: the loop waits for it."""


UNREACHABLE = (KafkaUnavailable, DependencyUnavailable, *MONGO_UNAVAILABLE)

log = get_logger()

_OUTCOMES = ("handled", "behind", "parked", "dead", "unreadable", "redriven_elsewhere")

_handled = Counter("consumer_events_total", "Events by outcome", ["group", "outcome"])
_seconds = Histogram("consumer_handle_seconds", "Time to handle one event", ["group"])
_polled = Gauge("consumer_last_poll_timestamp_seconds", "When the loop last asked for events", ["group"])


class Consumer:
    """One member of consumer group ``group``. ``parked`` is the collection that keeps events to try again."""

    def __init__(
        self,
        *,
        group: str,
        topics: Sequence[str],
        handler: Handler,
        parked: Collection,
        connection: KafkaConnection,
        producer: Producer,
        clock: Clock,
    ) -> None:
        self._group = group
        self._topics = topics
        self._handler = handler
        self._connection = connection
        self._dead_letters = DeadLetters(group, producer, clock)
        self._parked = ParkedEvents(group, parked)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._batch = asyncio.Lock()
        self._progress = Progress(group, topics)
        for outcome in _OUTCOMES:
            _handled.labels(group, outcome)
        _seconds.labels(group)

    async def check(self) -> None:
        """Raises when Kafka answers and yet nothing can be read: a health check. Kafka being away is none."""
        await self._progress.check()

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until ``stop``; then finish and commit the batch at hand, and leave the group."""
        retrying = asyncio.create_task(self._retry(stop))
        try:
            consuming = asyncio.create_task(self._stay_connected(stop))
            done, _ = await asyncio.wait({retrying, consuming}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            await asyncio.gather(retrying, consuming)
        finally:
            retrying.cancel()
            consuming.cancel()

    async def _stay_connected(self, stop: asyncio.Event) -> None:
        backoff = Backoff(KAFKA_RECONNECT)
        while not stop.is_set():
            kafka = self._connection.consumer(
                group_id=self._group,
                auto_offset_reset="earliest",
                session_timeout_ms=10_000,
                heartbeat_interval_ms=2_000,
                max_poll_interval_ms=300_000,
                metadata_max_age_ms=int(FIND_TOPICS_EVERY * 1000),
            )
            share = _Share(self._parked, self._batch)
            follow(kafka, self._topics, share)
            watching = asyncio.create_task(self._progress.watch(kafka))
            try:
                if await _done_before(stop, kafka.start()):
                    await self._consume(kafka, share, stop, backoff)
            except (KafkaError, OSError) as error:
                log.warning("consumer_disconnected", group=self._group, error=f"{type(error).__name__}: {error}"[:200])
            finally:
                watching.cancel()
                self._parked.disown()
                self._progress.end()
                await close(kafka)
            if not stop.is_set():
                await backoff.sleep(stop)

    async def _consume(
        self, kafka: AIOKafkaConsumer, share: "_Share", stop: asyncio.Event, reconnecting: Backoff
    ) -> None:
        backoff = Backoff(KAFKA_RECONNECT)
        reader = Reader(kafka)
        while not stop.is_set():
            _polled.labels(self._group).set(time.time())
            owned = share.owned
            if owned is not None:
                await self._progress.begin(kafka, owned)
            self._progress.working = False
            if self._progress.stuck:
                raise KafkaError("Kafka answers and nothing can be read")
            fetched, unreadable = await reader.read(self._progress.positions)
            self._progress.working = True
            async with self._batch:
                if share.owned is not owned or owned is None:  # fetched before or during a rebalance
                    _rewind(kafka, fetched)
                    continue
                self._progress.takes(fetched)
                try:
                    await self._parked.own(owned)
                    await self._handle_all(fetched)
                    for gap in unreadable:
                        await self._leave_out(gap)
                except UNREACHABLE as error:
                    log.warning("consumer_pauses", group=self._group, error=str(error)[:200])
                    _rewind(kafka, fetched)
                else:
                    backoff.reset()
                    self._progress.took(fetched)
                    for gap in unreadable:
                        kafka.seek(gap.partition, gap.last + 1)
                        self._progress.passed(gap.partition, gap.last)
                    if fetched or unreadable:
                        reconnecting.reset()
                        await self._commit(kafka, {*fetched, *(gap.partition for gap in unreadable)})
                    continue
            await backoff.sleep(stop)

    async def _handle_all(self, fetched: Fetched) -> None:
        by_aggregate: dict[tuple[TopicPartition, bytes | None], list[ConsumerRecord]] = defaultdict(list)
        for partition, records in fetched.items():
            for record in records:
                by_aggregate[partition, record.key].append(record)
        outcomes = await asyncio.gather(
            *(self._handle_in_order(records) for records in by_aggregate.values()), return_exceptions=True
        )
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    async def _handle_in_order(self, records: Iterable[ConsumerRecord]) -> None:
        async with self._slots:
            for record in records:
                received = Received.of(record)
                meant_for = received.header(REDRIVE_HEADER)
                if meant_for is None or meant_for == self._group.encode():
                    await self._handle_or_park(received)
                else:
                    _handled.labels(self._group, "redriven_elsewhere").inc()

    async def _handle_or_park(self, received: Received) -> None:
        if received.size > LARGEST_RECORD or len(received.key or b"") > LONGEST_KEY:
            await self._dead_letter(received, RecordTooLarge(f"{received.size} bytes"), attempts=1)
            return
        if await self._parked.wait_behind(received):
            _handled.labels(self._group, "behind").inc()
            return
        try:
            await self._handle(received)
        except UNREACHABLE:
            raise
        except InvalidEvent as error:
            await self._dead_letter(received, error, attempts=1)
        except Exception as error:
            log.exception("event_failed", group=self._group, **received.position())
            await self._parked.park(received, error)
            _handled.labels(self._group, "parked").inc()

    async def _handle(self, received: Received) -> None:
        event = Event.decode(received.value)
        with (
            _seconds.labels(self._group).time(),
            continue_trace(event.type, "consumer", event.request_id, event.traceparent, event_id=event.id),
        ):
            await self._handler(event)
        _handled.labels(self._group, "handled").inc()

    async def _retry(self, stop: asyncio.Event) -> None:
        """Try parked events again when they are due, the oldest of each aggregate first."""
        backoff = Backoff(KAFKA_RECONNECT)
        while not stop.is_set():
            try:
                for received, attempts in await self._parked.due():
                    await self._try_again(received, attempts)
                backoff.reset()
            except UNREACHABLE as error:
                log.warning("retry_pauses", group=self._group, error=str(error)[:200])
                await backoff.sleep(stop)
                continue
            await pause(self._parked.LOOK_EVERY, stop)

    async def _try_again(self, received: Received, attempts: int) -> None:
        try:
            await self._handle(received)
        except UNREACHABLE:
            raise
        except Exception as error:
            log.exception("event_failed_again", group=self._group, attempts=attempts + 1, **received.position())
            if not isinstance(error, InvalidEvent) and await self._parked.postpone(received, attempts + 1, error):
                return
            await self._dead_letter(received, error, attempts + 1)
        await self._parked.settle(received)

    async def _dead_letter(self, received: Received, error: Exception, attempts: int) -> None:
        log.error("event_dead", group=self._group, error=type(error).__name__, attempts=attempts, **received.position())
        await self._dead_letters.send(received, error, attempts)
        _handled.labels(self._group, "dead").inc()

    async def _leave_out(self, gap: Unreadable) -> None:
        received = Received(gap.partition.topic, gap.partition.partition, gap.offset, key=None, value=None)
        log.error(
            "record_unreadable",
            group=self._group,
            error=type(gap.error).__name__,
            last_offset=gap.last,
            **received.position(),
        )
        await self._dead_letters.send_position(received, gap.error, last=gap.last)
        _handled.labels(self._group, "unreadable").inc(gap.last - gap.offset + 1)

    async def _commit(self, kafka: AIOKafkaConsumer, partitions: Iterable[TopicPartition]) -> None:
        offsets = {partition: self._progress.positions[partition] for partition in partitions}
        try:
            try:
                async with asyncio.timeout(COMMIT_SECONDS):
                    await kafka.commit(offsets)
            except TimeoutError:
                async with asyncio.timeout(COMMIT_SECONDS):
                    there = await kafka.topics()
                    rest = {partition: offset for partition, offset in offsets.items() if partition.topic in there}
                    if rest == offsets:
                        raise KafkaError("a commit was not answered") from None
                    log.warning("commit_left_out", group=self._group, topics=sorted(_topics(offsets) - there))
                    if rest:
                        await kafka.commit(rest)
        except (CommitFailedError, IllegalStateError) as error:
            # Another member has the partition now and takes these events again; effects are idempotent.
            log.warning("commit_refused", group=self._group, error=type(error).__name__)


class _Share(ConsumerRebalanceListener):  # type: ignore[misc]
    """The partitions that are ours: a new set after each rebalance, ``None`` while one runs.

    aiokafka hands out records of a new assignment before it calls ``on_partitions_assigned``, and swallows what that
    raises. What must be known before the first record is handled is therefore asked by the loop, not here.
    """

    def __init__(self, parked: ParkedEvents, batch: asyncio.Lock) -> None:
        self._parked = parked
        self._batch = batch
        self.owned: frozenset[TopicPartition] | None = None

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        async with self._batch:  # let the batch at hand be stored and committed first
            self.owned = None
            self._parked.disown()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        self.owned = frozenset(assigned)


def _topics(partitions: Iterable[TopicPartition]) -> set[str]:
    return {partition.topic for partition in partitions}


def _rewind(kafka: AIOKafkaConsumer, fetched: Fetched) -> None:
    for partition, records in fetched.items():
        if partition in kafka.assignment():
            kafka.seek(partition, records[0].offset)


async def _done_before(stop: asyncio.Event, doing: Coroutine[Any, Any, None]) -> bool:
    """Whether ``doing`` was finished before ``stop``, which ends it. A start waits as long as a topic is missing."""
    tasks = asyncio.create_task(doing), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        done = tasks[0].done()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    if done:
        tasks[0].result()
    return done
