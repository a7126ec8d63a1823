"""A burst: events come faster than Zalo, at 50 ms a call, can take their messages. One worker works it off.

First the same number of events about a citizen who wants no push: planning alone, with the inbox filled. The events are
copies of a real one, each about a dossier of its own, put into Kafka directly: the gateway and svc-dossier idle.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

import jwt
import psutil
from aiokafka import AIOKafkaProducer

from bench.aftermath import TOPIC, published
from bench.citizens import Citizen, signed_in
from bench.effort import Effort
from bench.errors import BenchError
from bench.figures import Measured, number
from bench.load.constant_rate import constant_rate
from bench.processor import Stopwatch, busy_cores
from bench.result import Result, Table
from bench.stack import whole_stack
from bench.submissions import Submissions, submission_body
from local_stack.stack import Stack
from shared.clock import SystemClock
from shared.events import Event
from shared.http_client import outbound
from shared.ids import random_id

CITIZENS = 200
CALL_MS = 50
PATIENCE_PER_EVENT = 0.03
LOOK_EVERY = 0.5


async def run(effort: Effort) -> Result:
    async with whole_stack() as stack:
        citizens = await signed_in(stack.endpoints, CITIZENS)
        pattern = await _pattern(stack, citizens)
        async with outbound(stack.endpoints.zalo_simulator, 30) as zalo:
            for endpoint in ("oa.cs", "oa.template"):
                slow = {"endpoint": endpoint, "kind": "slow", "delay_ms": CALL_MS, "times": None}
                (await zalo.post("/control/faults", json=slow)).raise_for_status()
        ids = [_citizen_id(citizen) for citizen in citizens]
        planned = await _planned_alone(stack, pattern, effort.burst)
        watch = Stopwatch(stack)
        sent, memory = await _sent(stack, pattern, ids, effort.burst)
        spent = watch.stop()
    early, late = memory[len(memory) // 10], memory[-1]
    busy = busy_cores([spent])
    return Result(
        figures={
            "burst_sent": Measured((effort.burst / sent,)),
            "burst_planned": Measured((effort.burst / planned,)),
            "burst_memory": Measured((late / early,)),
        },
        tables=[
            Table(
                ("What", "events", "s", "events/s"),
                [
                    ("planned only (a citizen who wants no push)", *_row(effort.burst, planned)),
                    ("planned, sent, accepted by Zalo", *_row(effort.burst, sent)),
                ],
            )
        ],
        notes=[
            f"{effort.burst:,} events, {CALL_MS} ms for each call, in {sent / 60:.1f} minutes. Every message arrived "
            "once.",
            f"svc-notify: {number(early)} MB after a tenth of the time, {number(max(memory))} MB at most, "
            f"{number(late)} MB at the end.",
            f"Of one core: {busy}. The simulator kept {spent.busy('zalo-simulator'):.0%} of one busy.",
        ],
        reasons=dict.fromkeys(("burst_sent", "burst_planned", "burst_memory"), f"busy, of one core: {busy}"),
    )


def _row(events: int, seconds: float) -> tuple[str, str, str]:
    return f"{events:,}", number(seconds), number(events / seconds)


def _citizen_id(citizen: Citizen) -> str:
    token = citizen.authorization.removeprefix("Bearer ")
    return str(jwt.decode(token, options={"verify_signature": False})["sub"])


async def _pattern(stack: Stack, citizens: Sequence[Citizen]) -> Event:
    """The event of a real submission."""
    gateway = stack.endpoints.gateway
    submissions = Submissions([citizens[0].authorization], await submission_body(gateway), random_id("run"))
    [answer] = await constant_rate(gateway, submissions, rate=1, seconds=1)
    if answer.status != 201:
        raise BenchError(f"a submission answered {answer.status}: {answer.body[:200]!r}")
    await _until(stack, "/control/counters", "messages_accepted", 1, 30)
    async for event in published(stack.endpoints):
        if event.type.endswith(".submitted.v1"):
            return event
    raise BenchError("the submission's event is not in Kafka")


async def _planned_alone(stack: Stack, pattern: Event, count: int) -> float:
    """Seconds until so many events are in the inbox of a citizen who wants no push."""
    async with outbound(stack.endpoints.zalo_simulator, 60) as zalo, outbound(stack.endpoints.gateway, 30) as gateway:
        made = await zalo.post("/control/people", json={"name": "Lê Thị Mẫu", "with_access_token": True})
        answer = await gateway.post("/v1/auth/zalo", json={"access_token": made.json()["access_token"]})
        answer.raise_for_status()
        reader = Citizen(made.json()["oa_user_id"], f"Bearer {answer.json()['access_token']}")
        off = [{"purpose": "dossiers", "way": way, "on": False} for way in ("zalo_oa", "zalo_mini_app", "zns")]
        chosen = await gateway.put(
            "/v1/me/notification-preferences",
            json={"choices": off, "communes": []},
            headers={"authorization": reader.authorization, "if-match": '"0"'},
        )
        chosen.raise_for_status()
    before = await _planned(stack)
    began = time.monotonic()
    await _produce(stack, pattern, [_citizen_id(reader)], count)
    deadline = began + 60 + count * PATIENCE_PER_EVENT
    while await _planned(stack) < before + count:
        if time.monotonic() > deadline:
            raise BenchError(f"only {await _planned(stack) - before:.0f} of {count} events were planned")
        await asyncio.sleep(0.1)
    return time.monotonic() - began


async def _sent(stack: Stack, pattern: Event, citizens: Sequence[str], count: int) -> tuple[float, list[float]]:
    """Seconds until Zalo has a message for each event, and svc-notify's memory in MB along the way."""
    notify = psutil.Process(stack.parts["svc-notify"].child.pid)
    async with outbound(stack.endpoints.zalo_simulator, 30) as zalo:
        before = (await zalo.get("/control/counters")).json()["messages_accepted"]
        began, memory = time.monotonic(), [notify.memory_info().rss / 1e6]
        producing = asyncio.create_task(_produce(stack, pattern, citizens, count))
        deadline = began + 60 + count * PATIENCE_PER_EVENT
        while True:
            counters = (await zalo.get("/control/counters")).json()
            accepted, now = counters["messages_accepted"] - before, time.monotonic()
            if accepted >= count:
                break
            if now > deadline:
                raise BenchError(f"Zalo has {accepted} of {count} messages after {now - began:.0f} s")
            memory.append(notify.memory_info().rss / 1e6)
            await asyncio.sleep(LOOK_EVERY)
        await producing
    if counters["repeated_tracking_id"] or accepted > count:
        raise BenchError(f"{accepted} messages for {count} events: {counters['repeated_tracking_id']} came twice")
    return now - began, memory


async def _produce(stack: Stack, pattern: Event, citizens: Sequence[str], count: int) -> None:
    """Copies of ``pattern``, each an event of its own about a dossier of its own."""
    clock, run = SystemClock(), random_id("run")
    producer = AIOKafkaProducer(bootstrap_servers=stack.endpoints.kafka, linger_ms=5, acks="all")
    await producer.start()
    try:
        for n in range(count):
            dossier_id = random_id("dos")
            data = {
                **pattern.data,
                "citizen_id": citizens[n % len(citizens)],
                "submission_reference": f"{run[-6:]}-{n}",
            }
            event = replace(pattern, id=random_id("evt"), subject=dossier_id, time=clock.now(), data=data)
            await producer.send(TOPIC, event.encode(), key=dossier_id.encode())
        await producer.flush()
    finally:
        await producer.stop()


async def _planned(stack: Stack) -> float:
    async with outbound(stack.endpoints.operations["svc-notify"], 30) as http:
        page = (await http.get("/metrics")).text
    name = "notify_messages_planned_total{"
    return sum(float(line.split()[-1]) for line in page.splitlines() if line.startswith(name))


async def _until(stack: Stack, path: str, name: str, least: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    async with outbound(stack.endpoints.zalo_simulator, 30) as zalo:
        while (await zalo.get(path)).json()[name] < least:
            if time.monotonic() > deadline:
                raise BenchError(f"{name} of {path} stayed below {least} for {seconds:g} s")
            await asyncio.sleep(0.1)
