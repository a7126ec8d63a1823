"""The service as processes of its own, on a real Kafka, killed while banks and dossiers speak to it."""

import asyncio
import hashlib
import hmac
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
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
from shared.events import Event
from shared.ids import random_id
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.mongo import Database
from shared.testing import PATIENCE, TokenMint, eventually
from shared.testing_http import key_set
from svc_payment.consumers.dossier_events import PAYMENT_REQUESTED

from .service import BANK_KEY, key

pytestmark = [pytest.mark.process, pytest.mark.chaos, pytest.mark.parametrize("database", ["pymongo"], indirect=True)]

FEES = 30


@dataclass
class Running:
    """The API and the worker, apart as in production."""

    api: Child
    worker: Child
    base: str
    operations: tuple[str, str]
    """The addresses for operators of the API and of the worker."""
    mint: TokenMint
    database: Database
    kafka: str

    async def start(self, *children: Child) -> None:
        for child in children or (self.api, self.worker):
            await child.start()
        for child in children or (self.api, self.worker):
            own = self.operations[0 if child is self.api else 1]
            await until_ready(child, answers(f"{own}/readyz"), PATIENCE)

    async def call(self, method: str, path: str, **request: Any) -> httpx.Response | None:
        """``None`` while it does not answer, or has no key set yet."""
        try:
            async with httpx.AsyncClient(base_url=self.base, trust_env=False, timeout=PATIENCE) as http:
                answer = await http.request(method, path, **request)
        except httpx.HTTPError:
            return None
        return None if answer.status_code in (401, 503) else answer

    async def tell(self, content: str, number: str) -> bool:
        """The bank says that 10.000 đồng came in; whether it was heard."""
        line = {"id": number, "amount": 10_000, "content": content, "at": SystemClock().now().isoformat()}
        body = json.dumps({"transactions": [line]}).encode()
        signature = hmac.new(BANK_KEY.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Bank-Signature": signature}
        answer = await self.call("POST", "/v1/payment-callbacks/bank", content=body, headers=headers)
        return answer is not None and answer.status_code == 200

    async def pay(self, citizen_id: str, same: dict[str, str]) -> Any:
        """The citizen's payment of their only bill, once it is there."""
        headers = self.mint.citizen(citizen_id)
        bills = await self.call("GET", "/v1/bills", headers=headers)
        if bills is None or not bills.json()["items"]:
            return None
        body = {"bill_id": bills.json()["items"][0]["id"], "provider": "vietqr"}
        answer = await self.call("POST", "/v1/payments", json=body, headers={**headers, **same})
        return answer.json() if answer is not None and answer.status_code == 201 else None

    async def published(self, topic: str, want: int) -> list[Event]:
        """Every event of the topic about our payments or bills, once each."""
        collection = topic.partition(".")[0] + "s"
        ours = {found["_id"] async for found in self.database[collection].find({}, {"_id": 1})}
        async with AIOKafkaConsumer(bootstrap_servers=self.kafka, auto_offset_reset="earliest") as consumer:
            consumer.assign([TopicPartition(topic, n) for n in range(12)])
            seen: dict[str, Event] = {}

            async def look() -> int:
                for records in (await consumer.getmany(timeout_ms=300)).values():
                    events = [Event.decode(record.value) for record in records]
                    seen.update({event.id: event for event in events if event.subject in ours})
                return len(seen)

            await eventually(look, want=lambda found: found >= want)
            return list(seen.values())


@pytest_asyncio.fixture(loop_scope="session")
async def running(
    database: Database, mongo_url: str, kafka_bootstrap_servers: str, province_topics: None, tmp_path: Path
) -> AsyncIterator[Running]:
    mint = TokenMint(SystemClock())
    port = free_ports("api", 8083)
    operations = free_ports("api-operations", 8183), free_ports("worker-operations", 8184)
    async with key_set(mint) as url:
        variables = {
            "PAYMENT_MONGO_URL": mongo_url,
            "PAYMENT_MONGO_DATABASE": database.name,
            "PAYMENT_KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap_servers,
            "PAYMENT_FIELD_KEYS": generate_key(),
            "PAYMENT_CONTACT_KEYS": generate_key(),
            "PAYMENT_JWKS_URL": url,
            "PAYMENT_PROVIDERS": "vietqr",
            "PAYMENT_COLLECTING_BANK": "970436",
            "PAYMENT_COLLECTING_ACCOUNT": "1234567890123",
            "PAYMENT_COLLECTING_HOLDER": "KHO BAC NHA NUOC",
            "PAYMENT_BANK_NOTICE_KEY": BANK_KEY,
        }
        api, worker = (
            Child(
                role,
                [sys.executable, "-m", "svc_payment", role],
                {**variables, "PAYMENT_PORT": str(port), "PAYMENT_OPERATIONS_PORT": str(own)},
                tmp_path / role,
            )
            for role, own in zip(("api", "worker"), operations, strict=True)
        )
        base = f"http://127.0.0.1:{port}"
        asked = f"http://127.0.0.1:{operations[0]}", f"http://127.0.0.1:{operations[1]}"
        try:
            yield Running(api, worker, base, asked, mint, database, kafka_bootstrap_servers)
        finally:
            await api.kill()
            await worker.kill()


def fee(number: int, run: str) -> Event:
    now = SystemClock().now()
    data = {
        "citizen_id": f"cit_{run}{number}",
        "procedure_name": "Cấp bản sao trích lục hộ tịch",
        "submission_reference": f"HS-{number:04d}",
        "agency_id": "21025",
        "agency_name": "UBND phường Cẩm Thành",
        "payment_request_id": f"prq_{run}{number}",
        "items": [{"name": "Phí trích lục", "amount": 10_000}],
        "amount": 10_000,
        "pay_by": None,
    }
    dossier = f"dos_{run}{number}"
    return Event(random_id("evt"), PAYMENT_REQUESTED, "svc-dossier", dossier, now, 3, data, "", "")


async def test_killed_between_callback_and_event_no_money_is_lost_or_counted_twice(running: Running) -> None:
    await running.start()
    run = random_id("x").removeprefix("x_")
    async with Producer(KafkaConnection(running.kafka), "svc-dossier") as producer:
        for number in range(FEES):
            event = fee(number, run)
            await producer.send("dossier.events.v1", event.subject, [event.encode(), event.encode()])

    async def paid(number: int) -> str:
        same, citizen_id = key(), f"cit_{run}{number}"
        payment = await eventually(lambda: running.pay(citizen_id, same), every=0.2)
        content = f"CK {payment['checkout']['content']} le phi"
        await eventually(lambda: running.tell(content, f"FT{run}{number}"), every=0.2)
        await eventually(lambda: running.tell(content, f"FT{run}{number}"), every=0.2)
        return str(payment["id"])

    paying = [asyncio.create_task(paid(number)) for number in range(FEES)]
    for victim in (running.worker, running.api, running.worker, running.api):
        await asyncio.sleep(1.0)
        await victim.kill()
        await running.start(victim)
    payments = await asyncio.gather(*paying)

    assert len(set(payments)) == FEES
    stored = {found["_id"]: found async for found in running.database["payments"].find({})}
    assert set(stored) == set(payments)

    async def allocated() -> int:
        wanted = {"allocation_due": False, "entries.1": {"$exists": True}}
        return await running.database["payments"].count_documents(wanted)

    await eventually(allocated, want=lambda count: count == FEES)
    async for found in running.database["payments"].find({}):
        assert [(entry["type"], entry["amount"]) for entry in found["entries"]] == [
            ("received", 10_000),
            ("allocated", 10_000),
        ]
    assert await running.database["bills"].count_documents({"state": "paid"}) == FEES
    events = await running.published("payment.events.v1", FEES)
    line = Counter((event.type, event.data["payment_request_id"]) for event in events)
    assert set(line.values()) == {1}
    assert len(line) == FEES
    assert all(event.data["amount"] == 10_000 for event in events)
    bills = await running.published("bill.events.v1", FEES)
    assert Counter(event.type for event in bills) == {"vn.quangngai.bill.paid.v1": FEES}
    for child in (running.api, running.worker):
        assert await child.stop(PATIENCE), "it had to be killed"
        assert child.status == "exit status 0"


async def test_a_provider_without_its_keys_does_not_start_and_says_so(tmp_path: Path, database: Database) -> None:
    variables = {
        "PAYMENT_MONGO_URL": "mongodb://127.0.0.1:1",
        "PAYMENT_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "PAYMENT_FIELD_KEYS": generate_key(),
        "PAYMENT_CONTACT_KEYS": generate_key(),
        "PAYMENT_PROVIDERS": "vietqr,vnpay",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "svc_payment", env=variables, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    assert b"PAYMENT_COLLECTING_BANK: is missing (or PAYMENT_COLLECTING_BANK_FILE)" in said
