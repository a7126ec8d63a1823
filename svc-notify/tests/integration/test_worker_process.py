"""The worker as a process of its own, on real Kafka and MongoDB: events in, kill -9, and what the citizen got."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, TopicPartition

from local_stack.child import Child, run_to_end
from local_stack.ports import free_ports
from local_stack.readiness import answers, until_ready
from shared.events import Event
from shared.ids import random_id
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.mongo import Document
from shared.testing import PATIENCE, eventually
from svc_notify.domain.broadcast import PROVINCE, Action, Audience, BroadcastKind, Content, Entry, Reach, drafted
from svc_notify.store.broadcasts import Broadcasts

from .harness import CONTACT_KEYS, FIELD_KEYS, MakeNotify, Notify, Zalo, contact_event, dossier_event, outcomes

pytestmark = [pytest.mark.process, pytest.mark.chaos, pytest.mark.parametrize("database", ["pymongo"], indirect=True)]

CALL_TIMEOUT = 3.0


class Process:
    """``python -m svc_notify worker`` and the broker it listens to."""

    def __init__(
        self, child: Child, environment: Mapping[str, str], base: str, producer: Producer, notify: Notify
    ) -> None:
        self.child = child
        self.environment = environment
        self.base = base
        self.notify = notify
        self._producer = producer

    async def start(self) -> None:
        await self.child.start()
        await until_ready(self.child, answers(f"{self.base}/readyz"), PATIENCE)

    async def publish(self, *events: Event) -> None:
        for event in events:
            topic = f"{event.type.split('.')[2]}.events.v1"
            await self._producer.send(topic, event.subject, [event.encode()])

    async def metric(self, name: str) -> float:
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as http:
            lines = (await http.get(f"{self.base}/metrics")).text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))

    async def accepted(self) -> int:
        return len(await self.notify.stored(state="accepted"))

    async def settled(self, count: int) -> Sequence[Document]:
        """All of ``count`` messages, when none of them goes on any more: accepted, or met by a kill in both calls."""

        async def number() -> int:
            return len(await self.notify.stored(state={"$in": ["accepted", "undeliverable"]}))

        # Two minutes more: so long may the second call wait after one that had no answer.
        await eventually(number, want=lambda n: n == count, seconds=PATIENCE + 120)
        messages = await self.notify.stored()
        assert all(outcomes(one) == ["uncertain", "uncertain"] for one in messages if one["state"] == "undeliverable")
        return messages


def environment(notify: Notify, mongo_url: str, kafka: str, port: int) -> dict[str, str]:
    return {
        "NOTIFY_OPERATIONS_PORT": str(port),
        "NOTIFY_MONGO_URL": mongo_url,
        "NOTIFY_MONGO_DATABASE": notify.database.name,
        "NOTIFY_KAFKA_BOOTSTRAP_SERVERS": kafka,
        "NOTIFY_ZALO_OA_BASE": notify.zalo.base,
        "NOTIFY_ZALO_OAUTH_BASE": notify.zalo.base,
        "NOTIFY_ZALO_OA_ID": "4000000000000000004",
        "NOTIFY_ZALO_APP_ID": "1000000000000000001",
        "NOTIFY_ZALO_APP_SECRET": "demo-app-secret",
        "NOTIFY_QUIET_HOURS": "",
        "NOTIFY_ZALO_TIMEOUT_SECONDS": str(CALL_TIMEOUT),
        "NOTIFY_CONTACT_KEYS": CONTACT_KEYS,
        "NOTIFY_STAFF_KEYS": CONTACT_KEYS,
        "NOTIFY_FIELD_KEYS": FIELD_KEYS,
    }


@pytest_asyncio.fixture(loop_scope="session")
async def process(
    make_notify: MakeNotify, mongo_url: str, kafka_bootstrap_servers: str, province_topics: None, tmp_path: Path
) -> AsyncIterator[Process]:
    """Consented, not started."""
    notify: Notify = await make_notify()
    port = free_ports("svc-notify", 8085)
    variables = environment(notify, mongo_url, kafka_bootstrap_servers, port)
    command = [sys.executable, "-m", "svc_notify", "worker"]
    child = Child("svc-notify", command, variables, tmp_path / "worker.log")
    async with Producer(KafkaConnection(kafka_bootstrap_servers), "test") as producer:
        try:
            yield Process(child, variables, f"http://127.0.0.1:{port}", producer, notify)
        finally:
            await child.kill()


async def test_an_event_on_kafka_becomes_a_message_that_carries_its_trace(process: Process, zalo: Zalo) -> None:
    await process.start()
    citizen_id = random_id("cit")
    submitted = dossier_event("submitted", citizen_id)
    await process.publish(contact_event(citizen_id, await zalo.person()), submitted, submitted)
    document = await eventually(process.notify.one, want=lambda one: one["state"] == "accepted")
    assert document["request_id"] == submitted.request_id
    assert document["traceparent"][:35] == submitted.traceparent[:35]
    assert len(await zalo.messages()) == 1
    assert await process.metric('notify_event_to_accepted_seconds_count{channel="zalo_oa_template",lane="direct"}') == 1
    assert await process.child.stop(PATIENCE), "it had to be killed"
    assert process.child.status == "exit status 0"
    assert f'"request_id":"{submitted.request_id}"' in process.child.log.read_text()


async def test_an_event_that_cannot_be_read_is_a_dead_letter_and_holds_nobody_up(
    process: Process, zalo: Zalo, kafka_bootstrap_servers: str
) -> None:
    await process.start()
    citizen_id = random_id("cit")
    await process.publish(contact_event(citizen_id, await zalo.person()))
    bad = dossier_event("submitted", citizen_id, occurred_at="hôm qua")
    await process.publish(bad, dossier_event("accepted", citizen_id, dossier_id=bad.subject))
    await eventually(process.accepted, want=lambda n: n == 1)
    async with AIOKafkaConsumer(bootstrap_servers=kafka_bootstrap_servers, auto_offset_reset="earliest") as kafka:
        kafka.assign([TopicPartition("svc-notify.planner.dlq", n) for n in range(3)])
        letters: list[bytes] = []

        async def read() -> list[bytes]:
            for records in (await kafka.getmany(timeout_ms=500)).values():
                letters.extend(record.key for record in records)
            return letters

        await eventually(read, want=lambda keys: bad.subject.encode() in keys)
    command = [sys.executable, "-m", "svc_notify", "redrive", "--dry-run"]
    status, said = await run_to_end(command, process.environment, PATIENCE)
    assert status == 0
    assert "vn.quangngai.dossier.submitted.v1  InvalidEvent" in said


async def test_killed_after_zalo_accepted_and_before_the_record(process: Process, zalo: Zalo) -> None:
    """The one window in which a citizen can be told twice: it is counted."""
    await process.start()
    citizen_id = random_id("cit")
    await process.publish(contact_event(citizen_id, await zalo.person()))
    await zalo.fault("slow", when="after", delay_ms=2_500)
    await process.publish(dossier_event("submitted", citizen_id))
    await zalo.receives(1)
    await process.child.kill()
    document = await process.notify.one()
    assert (document["state"], outcomes(document)) == ("sending", [None])
    await process.start()
    document = await eventually(process.notify.one, want=lambda one: one["state"] == "accepted")
    assert outcomes(document) == ["uncertain", "accepted"]
    assert await process.metric('notify_send_uncertain_total{cause="claim_lost",channel="zalo_oa_template"}') == 1
    assert (await zalo.counters())["repeated_tracking_id"] == 1


async def test_killed_again_and_again_every_event_is_told_and_every_second_time_is_counted(
    process: Process, zalo: Zalo
) -> None:
    """A call that a kill met is made once more; one that was met twice is not made a third time, and is reported."""
    await process.start()
    citizens = [random_id("cit") for _ in range(10)]
    await process.publish(*[contact_event(citizen_id, await zalo.person()) for citizen_id in citizens])
    events = [dossier_event("completed", citizens[n % 10]) for n in range(150)]
    await zalo.fault("slow", delay_ms=50, rate=0.5, times=None)

    async def publish() -> None:
        for event in events:
            await process.publish(event)
            await asyncio.sleep(0.02)

    publishing = asyncio.create_task(publish())
    for received in (30, 75, 120):
        await zalo.receives(received)
        await process.child.kill()
        await process.start()
    await publishing
    messages = await process.settled(len(events))
    met_twice = [one for one in messages if one["state"] == "undeliverable"]
    sent = await zalo.messages()
    uncertain = sum(outcomes(one).count("uncertain") for one in messages)
    repeated = (await zalo.counters())["repeated_tracking_id"]
    assert len(events) - len(met_twice) <= len(sent) - repeated <= len(events)
    assert repeated <= uncertain


async def test_a_broadcast_killed_twice_is_for_everybody_once(process: Process, zalo: Zalo) -> None:
    await process.start()
    await process.publish(*[contact_event(random_id("cit"), await zalo.person()) for _ in range(60)])
    database = process.notify.database
    await eventually(lambda: database["links"].count_documents({}), want=lambda known: known == 60)
    broadcasts, now = Broadcasts(database["broadcasts"]), process.notify.clock.now()
    text = "Người dân vùng trũng sơ tán trước 18 giờ hôm nay."
    content = Content(BroadcastKind.WARNING, "UBND tỉnh", "Bão số 12", text, Audience(Reach.ALL), rate_per_minute=900)
    draft = drafted(random_id("brd"), PROVINCE, content, Entry(Action.DRAFT, "stf_1", now))
    await broadcasts.add(draft)
    await broadcasts.save(draft.moved(Entry(Action.APPROVE, "stf_2", now)))
    for received in (10, 25):
        await zalo.receives(received)
        await process.child.kill()
        await process.start()
    messages = await process.settled(60)
    assert len(messages) == len({message["citizen_id"] for message in messages}) == 60
    uncertain = sum(outcomes(message).count("uncertain") for message in messages)
    assert len(await zalo.messages()) <= 60 + uncertain


async def test_the_consent_command_stores_a_pair(process: Process, zalo: Zalo) -> None:
    await process.notify.database["tokens"].delete_many({})
    await process.notify.database["token_journal"].delete_many({})
    variables = process.environment
    command = [sys.executable, "-m", "svc_notify", "consent"]
    status, said = await run_to_end(command, variables, PATIENCE)
    assert status == 0
    assert f"{zalo.base}/v4/oa/permission?app_id=1000000000000000001" in said
    status, said = await run_to_end([*command, "--code", "wrong", "--code-verifier", "a" * 43], variables, PATIENCE)
    assert status == 1
    assert "Zalo không cấp mã" in said
    assert await process.notify.database["tokens"].find_one({}) is None
    status, said = await run_to_end([*command, "--unattended"], variables, PATIENCE)
    assert (status, said) == (0, "Đã lưu cặp mã truy cập Zalo OA, thế hệ 1.")
    pair = await process.notify.database["tokens"].find_one({})
    assert pair is not None
