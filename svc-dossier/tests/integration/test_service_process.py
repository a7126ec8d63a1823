"""The service as processes of their own, on real Kafka and MongoDB: what is acknowledged is there, and is announced."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, TopicPartition

from local_stack.child import Child
from local_stack.ports import free_ports
from local_stack.readiness import answers, until_ready
from shared.clock import SystemClock
from shared.crypto import generate_key
from shared.events import Event, new_event
from shared.ids import random_id
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.mongo import Database
from shared.testing import PATIENCE, TokenMint, eventually
from shared.testing_http import key_set
from shared.wakeup import Wakeup
from svc_dossier.catalogue.procedure_text import from_json, to_json
from svc_dossier.domain.incoming import PAYMENT_PAID, PaymentPaid
from svc_dossier.domain.procedure_version import Edit
from svc_dossier.wiring.service import TOPICS
from svc_dossier.wiring.stores import make_rules

from .service import AGENCY, NO_DOCUMENTS, if_match, key

pytestmark = [pytest.mark.process, pytest.mark.chaos, pytest.mark.parametrize("database", ["pymongo"], indirect=True)]


@dataclass
class Running:
    """The API and the worker, apart as in production."""

    api: Child
    worker: Child
    base: str
    api_operations: str
    worker_operations: str
    mint: TokenMint
    database: Database
    kafka: str
    form: dict[str, Any]

    async def start(self, *children: Child) -> None:
        for child in children or (self.api, self.worker):
            await child.start()
        for child in children or (self.api, self.worker):
            operations = self.api_operations if child is self.api else self.worker_operations
            await until_ready(child, answers(f"{operations}/readyz"), PATIENCE)

    async def submit(self, citizen_id: str, same: dict[str, str]) -> str | None:
        """The id, once the service has acknowledged it; ``None`` while it does not answer."""
        body = {"procedure_code": NO_DOCUMENTS, "agency_id": AGENCY, "form": self.form}
        try:
            async with httpx.AsyncClient(base_url=self.base, trust_env=False, timeout=PATIENCE) as http:
                answer = await http.post("/v1/dossiers", json=body, headers={**self.mint.citizen(citizen_id), **same})
        except httpx.HTTPError:
            return None
        # 401: started again just now, it has not fetched the key set yet.
        assert answer.status_code in (201, 401, 503), answer.text
        return str(answer.json()["id"]) if answer.status_code == 201 else None

    async def events(self, want: int) -> list[Event]:
        """Every event of our dossiers on Kafka once, when they are of ``want`` dossiers."""
        ours = {found["_id"] async for found in self.database["dossiers"].find({}, {"_id": 1})}
        async with AIOKafkaConsumer(bootstrap_servers=self.kafka, auto_offset_reset="earliest") as consumer:
            consumer.assign([TopicPartition(TOPICS["dossiers"], n) for n in range(12)])
            seen: list[Event] = []

            async def look() -> int:
                for records in (await consumer.getmany(timeout_ms=300)).values():
                    seen.extend(event for record in records if (event := Event.decode(record.value)).subject in ours)
                return len({event.subject for event in seen})

            await eventually(look, want=lambda subjects: subjects >= want)
            # At least once is the promise: an event may come again under the same id.
            return list({event.id: event for event in seen}.values())


@pytest_asyncio.fixture(loop_scope="session")
async def running(
    database: Database, mongo_url: str, kafka_bootstrap_servers: str, province_topics: None, tmp_path: Path
) -> AsyncIterator[Running]:
    mint = TokenMint(SystemClock())
    port = free_ports("api", 8081)
    operations = free_ports("api operations", 8181), free_ports("worker operations", 8182)
    async with key_set(mint) as url:
        variables = {
            "DOSSIER_MONGO_URL": mongo_url,
            "DOSSIER_MONGO_DATABASE": database.name,
            "DOSSIER_KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap_servers,
            "DOSSIER_FIELD_KEYS": generate_key(),
            "DOSSIER_STAFF_KEYS": generate_key(),
            "DOSSIER_JWKS_URL": url,
            "DOSSIER_PORT": str(port),
        }
        api, worker = (
            Child(
                role,
                [sys.executable, "-m", "svc_dossier", role],
                {**variables, "DOSSIER_OPERATIONS_PORT": str(own)},
                tmp_path / role,
            )
            for role, own in zip(("api", "worker"), operations, strict=True)
        )
        base, api_operations, worker_operations = (f"http://127.0.0.1:{each}" for each in (port, *operations))
        try:
            await api.start()
            await until_ready(api, answers(f"{api_operations}/readyz"), PATIENCE)
            async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as http:
                procedure = (await http.get(f"{base}/v1/procedures/{NO_DOCUMENTS}")).json()
            example = procedure["form"]["examples"][0]
            yield Running(
                api, worker, base, api_operations, worker_operations, mint, database, kafka_bootstrap_servers, example
            )
        finally:
            await api.kill()
            await worker.kill()


async def test_each_step_becomes_an_event_that_carries_its_trace(running: Running) -> None:
    await running.start(running.worker)
    dossier_id = await running.submit("cit_an", key())
    headers = {**running.mint.staff(f"one_stop@{AGENCY}"), **key(), **if_match(1), "X-Request-Id": "request-of-a-test"}
    async with httpx.AsyncClient(base_url=running.base, trust_env=False, timeout=PATIENCE) as http:
        answer = await http.post(f"/v1/staff/dossiers/{dossier_id}/accept", json={}, headers=headers)
    assert answer.status_code == 200

    async def outbox() -> int:
        found = await running.database["dossiers"].find_one({"_id": dossier_id})
        return len(found["outbox"]) if found else -1

    await eventually(outbox, want=lambda waiting: waiting == 0)
    events = await running.events(1)
    assert [event.type for event in events] == [
        "vn.quangngai.dossier.submitted.v1",
        "vn.quangngai.dossier.accepted.v1",
    ]
    assert events[1].request_id == "request-of-a-test"
    assert events[1].data["code"] == answer.json()["code"]
    await eventually(lambda: _said(running.api, '"request_id":"request-of-a-test"'))
    for child in (running.api, running.worker):
        assert await child.stop(PATIENCE), "it had to be killed"
        assert child.status == "exit status 0"


async def test_killed_again_and_again_nothing_acknowledged_is_lost_or_filed_twice(running: Running) -> None:
    await running.start(running.worker)
    acknowledged: set[str] = set()

    async def file_until_acknowledged() -> None:
        citizen_id, same = random_id("cit"), key()
        acknowledged.add(str(await eventually(lambda: running.submit(citizen_id, same), every=0.2)))

    filing = [asyncio.create_task(file_until_acknowledged()) for _ in range(60)]
    for victim in (running.worker, running.api, running.worker, running.api):
        before = len(acknowledged)
        await victim.kill()
        await running.start(victim)
        if all(task.done() for task in filing):
            filing += [asyncio.create_task(file_until_acknowledged()) for _ in range(20)]
        assert len(acknowledged) >= before
    await asyncio.gather(*filing)

    stored = {found["_id"] async for found in running.database["dossiers"].find({}, {"_id": 1})}
    assert len(acknowledged) == len(filing)
    assert stored == acknowledged, "each key one dossier, each acknowledged dossier there, and no others"
    events = await running.events(len(acknowledged))
    assert {event.subject for event in events} == acknowledged
    assert len(events) == len(acknowledged), "sent again at most under the same id"


async def test_without_kafka_filing_goes_on_and_the_event_follows(running: Running, tmp_path: Path) -> None:
    """The worker is pointed at a port where nothing listens, then at the broker."""
    blind = Child(
        "worker",
        [sys.executable, "-m", "svc_dossier", "worker"],
        {**running.worker._environment, "DOSSIER_KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{free_ports('none', 1)}"},
        tmp_path / "blind",
    )
    await running.start(blind)
    try:
        dossier_id = await running.submit("cit_an", key())
        assert dossier_id
        await eventually(lambda: _said(blind, "relay_waits"))
    finally:
        await blind.kill()
    await running.start(running.worker)
    [event] = await running.events(1)
    assert event.subject == dossier_id


async def test_payments_told_while_the_worker_is_killed_count_once(running: Running) -> None:
    ids = [str(await running.submit(f"cit_{n}", key())) for n in range(8)]
    officer = running.mint.staff(f"one_stop@{AGENCY}")
    fee = {"items": [{"name": "Phí trích lục", "amount": 8000}]}
    async with httpx.AsyncClient(base_url=running.base, trust_env=False, timeout=PATIENCE) as http:
        for dossier_id in ids:
            for version, (step, body) in enumerate((("accept", {}), ("request-payment", fee)), start=1):
                path = f"/v1/staff/dossiers/{dossier_id}/{step}"
                answer = await http.post(path, json=body, headers={**officer, **key(), **if_match(version)})
                assert answer.status_code == 200, answer.text
    dossiers = running.database["dossiers"]
    asked = {found["_id"]: found["payments"][0]["id"] async for found in dossiers.find({"_id": {"$in": ids}})}
    await running.start(running.worker)
    async with Producer(KafkaConnection(running.kafka), "svc-payment") as producer:
        for number, (dossier_id, request_id) in enumerate(asked.items()):
            payments = [paid(f"{dossier_id}-{name}", dossier_id, request_id, amount) for name, amount in PAYMENTS]
            await producer.send("payment.events.v1", dossier_id, [*payments, *payments])
            if number == 4:
                await running.worker.kill()
                await running.start(running.worker)

    async def settled() -> int:
        return await dossiers.count_documents({"_id": {"$in": ids}, "state": 2})

    async def judged() -> int:
        return await running.database["payments"].count_documents({"decision": {"$ne": None}})

    await eventually(settled, want=lambda count: count == len(ids))
    await eventually(judged, want=lambda count: count == len(ids) * len(PAYMENTS))
    async for found in dossiers.find({"_id": {"$in": ids}}):
        assert [entry["action"] for entry in found["timeline"]].count("settle_payment") == 1
        assert found["payments"][0]["settled"]["payment_id"] == f"{found['_id']}-right"
    flagged = await running.database["payments"].count_documents({"flagged": True})
    assert flagged == len(ids) * (len(PAYMENTS) - 1)


PAYMENTS = (("less", 7_999), ("right", 8_000), ("again", 8_000))


def paid(payment_id: str, dossier_id: str, request_id: str, amount: int) -> bytes:
    now = SystemClock().now()
    payload = PaymentPaid(dossier_id=dossier_id, payment_request_id=request_id, amount=amount, paid_at=now)
    event = new_event(PAYMENT_PAID, source="svc-payment", subject=payment_id, version=1, at=now, payload=payload)
    return event.encode()


async def _said(child: Child, words: str) -> bool:
    return words in child.log.read_text()


NEWEST = 99
"""No shipped version has that number."""


async def test_what_is_published_and_what_is_due_reaches_running_processes_once(running: Running) -> None:
    """Neither is restarted for a new version of a procedure; a worker that is killed tells no due date twice."""
    await running.start(running.worker)
    rules = make_rules("H48", running.database, SystemClock(), Wakeup())
    await rules.refresh()
    shipped = await rules.procedure_versions.load(NO_DOCUMENTS, 1)
    assert shipped is not None
    today = rules.calendars.current.day_of(SystemClock().now())
    content = from_json(shipped.content).model_copy(update={"version": NEWEST, "effective_from": today})
    entry = replace(shipped.record[0], edit=Edit.PUBLISHED, at=SystemClock().now(), command_id="cmd_of_a_test")
    version = replace(shipped, number=NEWEST, effective_from=today, content=to_json(content), record=(entry,))
    await rules.procedure_versions.add(version)

    async def in_force() -> int:
        async with httpx.AsyncClient(base_url=running.base, trust_env=False, timeout=PATIENCE) as http:
            return int((await http.get(f"/v1/procedures/{NO_DOCUMENTS}")).json()["version"])

    await eventually(in_force, want=lambda number: number == NEWEST)

    dossier_id = str(await running.submit("cit_an", key()))
    headers = {**running.mint.staff(f"one_stop@{AGENCY}"), **key(), **if_match(1)}
    async with httpx.AsyncClient(base_url=running.base, trust_env=False, timeout=PATIENCE) as http:
        assert (await http.post(f"/v1/staff/dossiers/{dossier_id}/accept", json={}, headers=headers)).status_code == 200
    await running.worker.kill()
    past = SystemClock().now() - timedelta(days=1)
    overdue = {"due_at": past, "alert": {"kind": "overdue", "at": past, "due_at": past}}
    await running.database["dossiers"].update_one({"_id": dossier_id}, {"$set": overdue})
    for _ in range(2):
        await running.database["leases"].delete_many({})  # what a killed worker holds runs out by itself in a minute
        await running.start(running.worker)

        async def alerted() -> bool:
            found = await running.database["dossiers"].find_one({"_id": dossier_id})
            return bool(found and found.get("given_alerts") and not found["outbox"])

        await eventually(alerted)
        await running.worker.kill()
    events = [event.type.split(".")[3] for event in await running.events(1) if event.subject == dossier_id]
    assert events == ["submitted", "accepted", "overdue"]
