"""Dead letters: topic ``<group>.dlq`` holds the bytes as they came, and in headers why and from where."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.backoff import pause
from shared.clock import Clock, rfc3339
from shared.events import Event, InvalidEvent
from shared.kafka import KafkaUnavailable, Producer, Unsendable
from shared.kafka_connection import KafkaConnection, close
from shared.logs import get_logger
from shared.metrics import MeasuredGauge
from shared.reading import each_up_to, held_offsets
from shared.redaction import redact_text
from shared.retry_store import Received

REDRIVE_HEADER = "redrive-for"
"""The header of an event that is sent again from the dead letters. It names the only group the event is for."""

POSITION_ONLY = "dlq-position-only"
"""The header of a dead letter without the record's bytes: they are at ``dlq-topic``, ``dlq-partition``, ``dlq-offset``,
and for a batch that does not unpack up to ``dlq-last-offset``."""

LOOK_EVERY = 60.0
ANSWER_SECONDS = 20.0

log = get_logger()

# The same from every worker: take the `max` of them.
_waiting = MeasuredGauge(
    "dead_letters_waiting", "Dead letters that no redrive has sent again", ["group"], lasts=5 * LOOK_EVERY
)


_oldest = MeasuredGauge(
    "dead_letters_oldest_seconds",
    "Age of the oldest dead letter that no redrive has sent again, 0 when none waits",
    ["group"],
    lasts=5 * LOOK_EVERY,
)


def topic_of(group: str) -> str:
    return f"{group}.dlq"


class DeadLetters:
    def __init__(self, group: str, producer: Producer, clock: Clock) -> None:
        self._topic = topic_of(group)
        self._producer = producer
        self._clock = clock

    async def send(self, received: Received, error: Exception, attempts: int) -> None:
        """Keep ``received`` with its own bytes, or by its position when they do not fit beside the reasons."""
        own = [(name, value) for name, value in received.headers if not _is_ours(name)]
        value = b"" if received.key is None and received.value is None else received.value  # Kafka takes no such record
        try:
            await self._producer.send(
                self._topic, received.key, [value], [*own, *self._reasons(received, error, attempts)]
            )
        except Unsendable:
            await self.send_position(received, error, attempts)

    async def send_position(
        self, received: Received, error: Exception, attempts: int = 1, last: int | None = None
    ) -> None:
        """Keep where the record stands, without its bytes: they could not be read, or do not fit.

        ``last``: the offset up to which none can be read.
        """
        headers = [*self._reasons(received, error, attempts), (POSITION_ONLY, b"true")]
        if last is not None:
            headers.append(("dlq-last-offset", str(last).encode()))
        await self._producer.send(self._topic, None, [b""], headers)

    def _reasons(self, received: Received, error: Exception, attempts: int) -> list[tuple[str, bytes | None]]:
        reasons = {
            "dlq-error-class": type(error).__name__,
            "dlq-error": redact_text(str(error))[:500],
            "dlq-attempts": str(attempts),
            "dlq-topic": received.topic,
            "dlq-partition": str(received.partition),
            "dlq-offset": str(received.offset),
            "dlq-at": rfc3339(self._clock.now()),
        }
        return [(name, text.encode("utf-8", "backslashreplace")) for name, text in reasons.items()]


def _is_ours(header: str) -> bool:
    return header.startswith("dlq-") or header == REDRIVE_HEADER


async def redrive(
    group: str,
    connection: KafkaConnection,
    producer: Producer,
    *,
    dry_run: bool = False,
    say: Callable[[str], None] = print,
) -> int:
    """Send the dead letters of ``group`` to their topic again, each once, for this group only; how many were sent.

    Takes those that are there when it starts. Where it stopped is the committed offset of group ``<group>.redrive``,
    moved after each acknowledgement, so an interrupted redrive goes on where it was. Letters that name a position only
    are told and left: whoever wrote the record must send it again. So are those that nobody can send: their topic is
    not there any more, or does not take them. Raises ``KafkaUnavailable``.
    """
    kafka = connection.consumer(
        topic_of(group),
        group_id=f"{group}.redrive",
        auto_offset_reset="earliest",
    )
    try:
        await kafka.start()
        sent = 0
        there = await kafka.topics()
        ends = await kafka.end_offsets(sorted(kafka.assignment()))
        for partition, end in ends.items():
            while await kafka.position(partition) < end:
                for record in (await kafka.getmany(partition, timeout_ms=1_000, max_records=100)).get(partition, ()):
                    if record.offset >= end:
                        break
                    letter = Received.of(record)
                    topic = _text(letter, "dlq-topic")
                    gone = "" if topic in there else f"  (không gửi được: không còn chủ đề {topic})"
                    say(f"{_line(letter)}{gone}")
                    if letter.header(POSITION_ONLY) or gone:
                        continue
                    if not dry_run:
                        headers = [(name, value) for name, value in letter.headers if not _is_ours(name)]
                        again = [*headers, (REDRIVE_HEADER, group.encode())]
                        try:
                            await producer.send(topic, letter.key, [letter.value], again)
                        except Unsendable as error:
                            say(f"  không gửi được: {error}")
                            continue
                        await kafka.commit({partition: record.offset + 1})
                    sent += 1
        return sent
    except (KafkaError, TimeoutError, OSError) as error:
        raise KafkaUnavailable(type(error).__name__) from error
    finally:
        await close(kafka)


@dataclass(frozen=True)
class DeadLettersWaiting:
    """Tells how many dead letters of ``groups`` wait for somebody and since when, those of before a restart too."""

    groups: Sequence[str]
    connection: KafkaConnection

    async def watch(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            for group in self.groups:
                try:
                    async with asyncio.timeout(ANSWER_SECONDS):
                        waiting = await count_waiting(group, self.connection)
                except (KafkaError, TimeoutError, OSError) as error:
                    log.warning("dead_letters_not_counted", group=group, error=f"{type(error).__name__}: {error}"[:200])
                    continue
                if waiting is not None:
                    _waiting.labels(group).set(waiting.letters)
                    if waiting.since or not waiting.letters:
                        _oldest.labels(group).set(time.time() - waiting.since.timestamp() if waiting.since else 0)
            await pause(LOOK_EVERY, stop)


@dataclass(frozen=True)
class Waiting:
    letters: int
    since: datetime | None
    """When the oldest of them was written, by Kafka's clock; ``None`` where none waits, or that one is unreadable."""


async def count_waiting(group: str, connection: KafkaConnection) -> Waiting | None:
    """Those after the last one that was sent again; ``None`` where there is no topic for them."""
    kafka = connection.consumer(group_id=f"{group}.redrive")
    try:
        await kafka.start()
        if topic_of(group) not in await kafka.topics():
            return None
        letters, firsts = 0, dict[TopicPartition, int]()
        for partition, held in (await held_offsets(kafka, [topic_of(group)])).items():
            first = max(await kafka.committed(partition) or 0, held.start)
            letters += held.stop - first
            if first < held.stop:
                firsts[partition] = first
        return Waiting(letters, await _since(kafka, firsts))
    finally:
        await close(kafka)


async def _since(kafka: AIOKafkaConsumer, firsts: Mapping[TopicPartition, int]) -> datetime | None:
    if not firsts:
        return None
    kafka.assign([*firsts])
    for partition, first in firsts.items():
        kafka.seek(partition, first)
    records = await each_up_to(kafka, {partition: first + 1 for partition, first in firsts.items()})
    return min((datetime.fromtimestamp(record.timestamp / 1000, UTC) for record in records), default=None)


def _line(letter: Received) -> str:
    """Where ``letter`` came from, and why it is one."""
    came_from = (_text(letter, f"dlq-{name}") for name in ("topic", "partition", "offset"))
    to = f"-{_text(letter, 'dlq-last-offset')}" if letter.header("dlq-last-offset") else ""
    why = f"{_text(letter, 'dlq-error-class')}: {_text(letter, 'dlq-error')}"
    return f"{'/'.join(came_from)}{to}  {_type(letter)}  {' '.join(why.split())}"


def _text(letter: Received, header: str) -> str:
    return (letter.header(header) or b"?").decode("utf-8", "replace")


def _type(letter: Received) -> str:
    try:
        return Event.decode(letter.value).type
    except InvalidEvent:
        return "(unreadable)"
