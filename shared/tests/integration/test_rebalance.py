"""What a member that comes or goes costs the others: all stop for a moment, nothing is lost, order holds (ADR 0028)."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from local_stack.topics import Topic, ensure_topics
from shared.clock import SystemClock
from shared.consumer import Consumer
from shared.events import Event, new_event
from shared.ids import random_id
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.mongo import Database
from shared.testing import eventually

clock = SystemClock()

EVERY, PEOPLE = 0.02, 24
"""50 events a second, of as many aggregates as meet in all twelve partitions."""
STEADY = 4.0
"""Seconds. Without a rebalance an event waits some hundredths; a member without goodbye is missed after 10."""


@dataclass(frozen=True)
class Said:
    word: str


@pytest.mark.slow
@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
async def test_a_member_that_comes_or_goes_stops_the_others_for_a_moment_only(
    database: Database,
    kafka_bootstrap_servers: str,
    kafka_topic: Callable[..., Any],
    running: Callable[..., Any],
) -> None:
    group, topic = random_id("group"), await kafka_topic(partitions=12)
    connection = KafkaConnection(kafka_bootstrap_servers)
    await ensure_topics(kafka_bootstrap_servers, [Topic(f"{group}.dlq", 1, replication_factor=1, configs={})])
    sent, waited, seen = dict[tuple[str, int], float](), list[tuple[float, float]](), defaultdict[str, list[int]](list)

    async def handle(event: Event) -> None:
        if event.version not in seen[event.subject]:  # as effects are: the same again changes nothing
            seen[event.subject].append(event.version)
            published = sent[event.subject, event.version]
            waited.append((published, time.monotonic() - published))

    def longest(since: float, until: float) -> float:
        return max(seconds for published, seconds in waited if since <= published < until)

    async with Producer(connection, "test") as producer, AsyncExitStack() as members:

        def member() -> Any:
            return running(
                Consumer(
                    group=group,
                    topics=[topic],
                    handler=handle,
                    parked=database["parked_events"],
                    connection=connection,
                    producer=producer,
                    clock=clock,
                ).run
            )

        over = asyncio.Event()

        async def publish() -> None:
            number = 0
            while not over.is_set():
                subject, version = f"s{number % PEOPLE}", number // PEOPLE + 1
                about: dict[str, Any] = {"source": "test", "subject": subject, "version": version}
                event = new_event("vn.test.said.v1", **about, at=clock.now(), payload=Said("a"))
                sent[subject, version] = time.monotonic()
                await producer.publish(topic, subject, [event])
                number += 1
                await asyncio.sleep(EVERY)

        publishing = asyncio.create_task(publish())
        for _ in range(2):
            await members.enter_async_context(member())
        await eventually(lambda: _is(len(waited) > PEOPLE))
        await asyncio.sleep(STEADY)
        moments = [time.monotonic()]
        await asyncio.sleep(STEADY)
        moments.append(time.monotonic())
        async with member():
            await asyncio.sleep(STEADY)
            moments.append(time.monotonic())
        await asyncio.sleep(STEADY)
        moments.append(time.monotonic())
        over.set()
        await publishing
        await eventually(lambda: _is(len(waited) == len(sent)))
    steady, joined, left = (longest(*window) for window in pairwise(moments))
    print(f"longest wait of an event: steady {steady:.2f} s, one joins {joined:.2f} s, one leaves {left:.2f} s")
    assert all(versions == sorted(versions) for versions in seen.values()), "each aggregate in its order"


async def _is(seen: bool) -> bool:
    return seen
