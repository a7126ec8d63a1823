"""Dead letters: topic ``<group>.dlq`` holds the bytes as they came, and in headers why and from where."""

from collections.abc import Callable

from aiokafka import AIOKafkaConsumer

from shared.clock import Clock, rfc3339
from shared.events import Event, InvalidEvent
from shared.kafka import Producer
from shared.redaction import redact_text
from shared.retry_store import Received

REDRIVE_HEADER = "redrive-for"
"""On an event sent again from the dead letters: the only group it is for."""


def topic_of(group: str) -> str:
    return f"{group}.dlq"


class DeadLetters:
    def __init__(self, group: str, producer: Producer, clock: Clock) -> None:
        self._topic = topic_of(group)
        self._producer = producer
        self._clock = clock

    async def send(self, received: Received, error: Exception, attempts: int) -> None:
        await self._producer.send(
            self._topic,
            received.key,
            [received.value],
            {
                **received.headers,
                "dlq-error-class": type(error).__name__,
                "dlq-error": redact_text(str(error))[:500],
                "dlq-attempts": str(attempts),
                "dlq-topic": received.topic,
                "dlq-partition": str(received.partition),
                "dlq-offset": str(received.offset),
                "dlq-at": rfc3339(self._clock.now()),
            },
        )


async def redrive(
    group: str,
    bootstrap_servers: str,
    producer: Producer,
    *,
    dry_run: bool = False,
    say: Callable[[str], None] = print,
) -> int:
    """Send the dead letters of ``group`` to their topic again, each once, for this group only; how many were sent.

    Takes those that are there when it starts. Where it stopped is the committed offset of group ``<group>.redrive``,
    moved after each acknowledgement, so an interrupted redrive goes on where it was.
    """
    async with AIOKafkaConsumer(
        topic_of(group),
        bootstrap_servers=bootstrap_servers,
        group_id=f"{group}.redrive",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    ) as kafka:
        sent = 0
        ends = await kafka.end_offsets(sorted(kafka.assignment()))
        for partition, end in ends.items():
            while await kafka.position(partition) < end:
                for record in (await kafka.getmany(partition, timeout_ms=1_000, max_records=100)).get(partition, ()):
                    if record.offset >= end:
                        break
                    letter = Received.of(record)
                    came_from = (letter.headers.get(f"dlq-{name}", "?") for name in ("topic", "partition", "offset"))
                    say(f"{'/'.join(came_from)}  {_type(letter)}  {letter.headers.get('dlq-error-class')}")
                    sent += 1
                    if dry_run:
                        continue
                    headers = {k: v for k, v in letter.headers.items() if not k.startswith("dlq-")}
                    await producer.send(
                        letter.headers["dlq-topic"], letter.key, [letter.value], {**headers, REDRIVE_HEADER: group}
                    )
                    await kafka.commit({partition: record.offset + 1})
        return sent


def _type(letter: Received) -> str:
    try:
        return Event.decode(letter.value).type
    except InvalidEvent:
        return "(unreadable)"
