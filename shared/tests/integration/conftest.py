"""A topic read back from its beginning, and an aggregate's collection with its relay."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from shared.testing import PATIENCE, eventually


@pytest.fixture(autouse=True)
def quick_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long a consumer that has nothing to do waits, and with it everybody who stops it: no test is about that."""
    monkeypatch.setattr("shared.reading.POLL_SECONDS", 0.05)
    monkeypatch.setattr("shared.retry_store.ParkedEvents.LOOK_EVERY", 0.05)


class Topic:
    """All that stands in a topic."""

    def __init__(self, bootstrap_servers: str, name: str) -> None:
        self._bootstrap_servers = bootstrap_servers
        self.name = name

    async def records(self, at_least: int) -> list[ConsumerRecord]:
        """Everything in the topic once there are ``at_least`` records, by partition and offset."""
        async with AIOKafkaConsumer(
            self.name, bootstrap_servers=self._bootstrap_servers, auto_offset_reset="earliest"
        ) as kafka:
            found: list[ConsumerRecord] = []

            async def look() -> int:
                fetched: dict[TopicPartition, list[ConsumerRecord]] = await kafka.getmany(timeout_ms=200)
                for records in fetched.values():
                    found.extend(records)
                return len(found)

            await eventually(look, want=lambda count: count >= at_least)
            return found


@pytest.fixture
def topic_named(kafka_bootstrap_servers: str) -> Callable[[str], Topic]:
    return lambda name: Topic(kafka_bootstrap_servers, name)


class Running:
    """A background task under test: started, asked to stop, awaited."""

    def __init__(self, run: Callable[[asyncio.Event], Any]) -> None:
        self._stop = asyncio.Event()
        self._run = run

    async def __aenter__(self) -> "Running":
        self.task = asyncio.ensure_future(self._run(self._stop))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop.set()
        await asyncio.wait_for(self.task, PATIENCE)


@pytest.fixture
def running() -> Callable[[Callable[[asyncio.Event], Any]], Running]:
    return Running
