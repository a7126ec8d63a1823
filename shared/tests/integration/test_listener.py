"""What every process hears of what is published, beside its requests."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared.clock import SystemClock
from shared.events import Event, new_event
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.listener import AT_ONCE, Listener
from shared.testing import eventually

clock = SystemClock()
SENT = 3_000


@dataclass(frozen=True)
class Said:
    word: str


async def test_a_batch_of_thousands_lets_other_work_have_its_turn(
    kafka_bootstrap_servers: str, kafka_topic: Callable[..., Any], running: Callable[..., Any]
) -> None:
    connection, topic = KafkaConnection(kafka_bootstrap_servers), await kafka_topic(partitions=1)
    received: list[Event] = []
    missed: list[int] = []
    listener = Listener([topic], lambda _topic, event: received.append(event), lambda: missed.append(1), connection)

    async def others() -> int:
        """The most that was received or missed between two turns of other work."""
        most, last = 0, 0
        while len(received) + len(missed) < SENT // 2:
            await asyncio.sleep(0)
            now = len(received) + len(missed)
            most, last = max(most, now - last), now
        return most

    async def listening() -> bool:
        return bool(missed)  # it says once that it may have missed something before

    event = new_event("vn.test.said.v1", source="test", subject="x", version=1, at=clock.now(), payload=Said("a"))
    async with running(listener.run), Producer(connection, "test") as producer:
        await eventually(listening, want=bool)
        turns = asyncio.create_task(others())
        await producer.send(topic, "x", [event.encode()] * (SENT // 2) + [b"rubbish"] * (SENT // 2))
        assert await turns <= AT_ONCE

        async def all_received() -> int:
            return len(received)

        assert await eventually(all_received, want=lambda n: n >= SENT // 2) == SENT // 2
    assert len(missed) <= 2 + SENT // 2 // AT_ONCE + 1
