"""How far one consumer has come: its lag, whether Kafka answers, and whether anything can be read.

It looks by itself every few seconds, so the figures are true while a handler waits, before a first batch, and while the
group is being joined. "I cannot read" is told apart from "Kafka is away": only the first makes the process not ready.
"""

import asyncio
import time
from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaConnectionError, KafkaError
from prometheus_client import Gauge

from shared.logs import get_logger
from shared.reading import Fetched

LOOK_EVERY = 5.0
ANSWER_SECONDS = 4.0
CANNOT_READ_AFTER = 30.0
"""Longer than joining a group takes when a member was killed."""

log = get_logger()

_lag = Gauge(
    "consumer_lag_events", "Events not yet taken; absent without an answer of Kafka", ["group", "topic", "partition"]
)
_lag_seconds = Gauge(
    "consumer_lag_seconds",
    "Age of the next event to take, 0 when none waits; absent without an answer of Kafka",
    ["group"],
)
_connected = Gauge("consumer_connected", "1 while Kafka answers this consumer", ["group"])
_cannot_read = Gauge("consumer_cannot_read_seconds", "How long Kafka answers and a topic cannot be read", ["group"])


class CannotRead(Exception):
    """Kafka answers, and for too long nothing could be read from it, or one of the topics is not there."""


class Progress:
    def __init__(self, group: str, topics: Iterable[str]) -> None:
        self._group = group
        self._topics = frozenset(topics)
        self._missing: frozenset[str] = frozenset()
        self._left_out: frozenset[str] = frozenset()
        self.positions: dict[TopicPartition, int] = {}
        """The next offset to handle of each partition that is ours."""
        self.working = False
        """Whether the loop is at a batch, or waits for what the batch needs: then nothing is read, and rightly so."""
        self._answers = False
        self._connected_at = time.monotonic()
        self._read_at: dict[TopicPartition, float] = {}
        self._stamps: dict[TopicPartition, int | None] = {}
        self._next_at: dict[TopicPartition, float] = {}
        """When the next event to take came, or a time shortly before. Not known until a first one is fetched."""
        self._last_read_at = time.monotonic()
        self._owned: frozenset[TopicPartition] | None = None

    async def begin(self, kafka: AIOKafkaConsumer, owned: frozenset[TopicPartition]) -> None:
        """``owned``, a new set after each rebalance, are our partitions now: learn where each stands."""
        if self._owned is owned:
            return
        self.end()
        positions = {partition: await kafka.committed(partition) for partition in owned}
        unknown = [partition for partition, offset in positions.items() if offset is None]
        self.positions = {**positions, **(await kafka.beginning_offsets(unknown) if unknown else {})}
        self._owned = owned

    def end(self) -> None:
        """No partition is ours: another member tells of them from now on."""
        self._forget_lag()
        self.positions, self._owned = {}, None
        self._read_at, self._stamps, self._next_at = {}, {}, {}

    def takes(self, fetched: Fetched) -> None:
        """These are handled from now on."""
        for partition, records in fetched.items():
            self._next_at[partition] = records[0].timestamp / 1000

    def took(self, fetched: Fetched) -> None:
        for partition, records in fetched.items():
            self.positions[partition] = records[-1].offset + 1
            self._read_at[partition] = time.monotonic()
            self._next_at[partition] = records[-1].timestamp / 1000

    def passed(self, partition: TopicPartition, offset: int) -> None:
        """What stood at ``offset`` was left out."""
        self.positions[partition] = offset + 1
        self._read_at[partition] = time.monotonic()

    async def watch(self, kafka: AIOKafkaConsumer) -> None:
        """Look again and again, until cancelled."""
        self._connected_at = time.monotonic()
        try:
            while True:
                await self._look(kafka)
                await asyncio.sleep(LOOK_EVERY)
        finally:
            self._lose()

    async def check(self) -> None:
        """Raises ``CannotRead``."""
        seconds = self.cannot_read_seconds()
        if seconds > CANNOT_READ_AFTER:
            why = {", which is not there": self._missing, ", which was left out": self._left_out}
            unread = [f" of {', '.join(sorted(topics))}{reason}" for reason, topics in why.items() if topics]
            raise CannotRead(f"nothing could be read for {seconds:.0f} s{''.join(unread)}")

    def cannot_read_seconds(self) -> float:
        """How long nothing could be read although Kafka answers; 0 while it does not."""
        return max(0.0, time.monotonic() - self._last_read_at) if self._answers else 0.0

    @property
    def stuck(self) -> bool:
        """Whether this connection should be given up for a new one."""
        if self._missing:  # it is found on this connection when it comes
            return False
        return self.cannot_read_seconds() > CANNOT_READ_AFTER < time.monotonic() - self._connected_at

    async def _look(self, kafka: AIOKafkaConsumer) -> None:
        ours = dict(self.positions)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                if not kafka._client.cluster.brokers():
                    raise KafkaConnectionError("not connected yet")  # aiokafka would call it an error, at every start
                there = await kafka.topics()
                held = [partition for partition in ours if partition.topic in there]  # nobody answers for the others
                ends = await kafka.end_offsets(held) if held else {}
            self._answers = bool(there)
            _connected.labels(self._group).set(self._answers)
            self._tell_missing(self._topics - there)
            self._left_out = self._topics & there - kafka.subscription()
        except (KafkaError, TimeoutError, OSError):
            self._answers = False
        if not self._answers:
            self._lose()
            # Reading begins to be overdue when Kafka is back, not while it is away.
            self._last_read_at = time.monotonic()
        elif ours.keys() == self.positions.keys():
            self._see_what_was_read(kafka)
            if self._owned is not None:  # else what waits is not known to be ours
                self._measure(ends, {} if self.working else await _read_to(kafka))
        _cannot_read.labels(self._group).set(self.cannot_read_seconds())

    def _lose(self) -> None:
        """Kafka does not answer: nobody knows what waits there, and 0 would say that nothing does."""
        _connected.labels(self._group).set(0)
        _lag_seconds.remove(self._group)
        self._forget_lag()

    def _forget_lag(self) -> None:
        for partition in self.positions:
            _lag.remove(self._group, partition.topic, str(partition.partition))

    def _tell_missing(self, missing: frozenset[str]) -> None:
        if missing and missing != self._missing:
            log.warning("topics_not_there", group=self._group, topics=sorted(missing))
        self._missing = missing

    def _see_what_was_read(self, kafka: AIOKafkaConsumer) -> None:
        if self._missing or self._left_out:
            return
        now = time.monotonic()
        if self.working or self._owned == frozenset():  # a spare member has nothing to read
            self._read_at = dict.fromkeys(self.positions, now)
            self._last_read_at = now
            return
        assigned = kafka.assignment()
        for partition in self.positions:
            stamp = kafka.last_poll_timestamp(partition) if partition in assigned else None
            if stamp != self._stamps.get(partition):
                self._stamps[partition], self._read_at[partition] = stamp, now
        if self.positions:
            self._last_read_at = max(
                self._last_read_at, min(self._read_at.get(partition, 0.0) for partition in self.positions)
            )

    def _measure(self, ends: dict[TopicPartition, int], read_to: dict[TopicPartition, int]) -> None:
        for partition in self.positions.keys() - ends.keys():
            _lag.remove(self._group, partition.topic, str(partition.partition))
        now = time.time()
        oldest, unknown = now, False
        for partition, end in ends.items():
            waiting = max(0, end - max(self.positions[partition], read_to.get(partition, 0)))
            _lag.labels(self._group, partition.topic, str(partition.partition)).set(waiting)
            if not waiting:
                self._next_at[partition] = now
            elif partition in self._next_at:
                oldest = min(oldest, self._next_at[partition])
            else:
                unknown = True
        if oldest < now or not unknown:  # else it is told when the first of them is fetched, in a moment
            _lag_seconds.labels(self._group).set(now - oldest)


async def _read_to(kafka: AIOKafkaConsumer) -> dict[TopicPartition, int]:
    """How far each partition was read, as far as that is known at once: behind the last record may stand marks of
    transactions, which are nobody's to take."""
    try:
        async with asyncio.timeout(1.0):
            return {partition: await kafka.position(partition) for partition in kafka.assignment()}
    except (KafkaError, TimeoutError):
        return {}
