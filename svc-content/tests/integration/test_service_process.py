"""The service as a process of its own, on real Kafka and MongoDB: killed while it publishes, it loses nothing."""

import asyncio
import sys
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
from shared.events import Event, new_event
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.mongo import Database
from shared.testing import PATIENCE, TokenMint, eventually
from shared.testing_http import key_set
from svc_content.domain.incoming import PROCEDURE_PUBLISHED, ProcedurePublished

from .service import MINI_APP, if_match, key, text

pytestmark = [pytest.mark.process, pytest.mark.chaos, pytest.mark.parametrize("database", ["pymongo"], indirect=True)]


@dataclass
class Running:
    child: Child
    base: str
    operations: str
    mint: TokenMint
    database: Database
    kafka: str
    environment: dict[str, str]

    async def start(self) -> None:
        await self.child.start()
        await until_ready(self.child, answers(f"{self.operations}/readyz"), PATIENCE)

    async def ask(self, method: str, path: str, **request: Any) -> httpx.Response | None:
        """``None`` while it does not answer."""
        try:
            async with httpx.AsyncClient(base_url=self.base, trust_env=False, timeout=PATIENCE) as http:
                return await http.request(method, path, **request)
        except httpx.HTTPError:
            return None

    async def insist(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The same request, until it was answered by more than a start."""

        async def once() -> httpx.Response | None:
            answer = await self.ask(method, path, **request)
            return None if answer is None or answer.status_code in (401, 503) else answer

        answer = await eventually(once, every=0.2)
        assert answer is not None
        return answer

    async def publish(self, number: int) -> str:
        writer, approver = (
            self.mint.staff(f"{role}@province", staff_id=f"stf_{role}") for role in ("news_writer", "news_approver")
        )
        body = {"unit": "province", **text(title=f"Tin số {number}")}
        made = await self.insist("POST", "/v1/staff/articles", json=body, headers={**writer, **key()})
        path = f"/v1/staff/articles/{made.json()['id']}"
        for version, (action, who) in enumerate((("submit", writer), ("approve", approver), ("publish", approver)), 1):
            answer = await self.insist(
                "POST", f"{path}/{action}", json={}, headers={**who, **key(), **if_match(version)}
            )
            assert answer.status_code == 200, answer.text
        return str(made.json()["id"])

    async def events(self, want: int) -> list[Event]:
        """Every event of our articles on Kafka once, when they are of ``want`` articles."""
        ours = {found["_id"] async for found in self.database["articles"].find({}, {"_id": 1})}
        async with AIOKafkaConsumer(bootstrap_servers=self.kafka, auto_offset_reset="earliest") as consumer:
            consumer.assign([TopicPartition("article.events.v1", n) for n in range(12)])
            seen: list[Event] = []

            async def look() -> int:
                for records in (await consumer.getmany(timeout_ms=300)).values():
                    seen.extend(event for record in records if (event := Event.decode(record.value)).subject in ours)
                return len({event.subject for event in seen})

            await eventually(look, want=lambda subjects: subjects >= want)
            return list({event.id: event for event in seen}.values())


@pytest_asyncio.fixture(loop_scope="session")
async def running(
    database: Database, mongo_url: str, kafka_bootstrap_servers: str, province_topics: None, tmp_path: Path
) -> AsyncIterator[Running]:
    mint = TokenMint(SystemClock())
    port, operations = free_ports("content", 8084), free_ports("content-operations", 8184)
    async with key_set(mint) as url:
        environment = {
            "CONTENT_MONGO_URL": mongo_url,
            "CONTENT_MONGO_DATABASE": database.name,
            "CONTENT_KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap_servers,
            "CONTENT_JWKS_URL": url,
            "CONTENT_MINI_APP_ID": MINI_APP,
            "CONTENT_PORT": str(port),
            "CONTENT_OPERATIONS_PORT": str(operations),
            "CONTENT_DEMONSTRATION": "true",
        }
        child = Child("content", [sys.executable, "-m", "svc_content"], environment, tmp_path / "log")
        bases = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{operations}"
        yield Running(child, *bases, mint, database, kafka_bootstrap_servers, environment)
        await child.kill()


async def test_killed_while_publishing_each_article_is_published_and_told_of_once(running: Running) -> None:
    await running.start()
    publishing = [asyncio.create_task(running.publish(number)) for number in range(12)]
    for _ in range(3):
        await asyncio.sleep(1.0)
        await running.child.kill()
        await running.start()
    published = set(await asyncio.gather(*publishing))
    assert len(published) == 12
    events = await running.events(12 + 12)  # and the demonstration's
    ours = [event for event in events if event.subject in published]
    assert sorted(event.subject for event in ours) == sorted(published)
    assert {event.type for event in ours} == {"vn.quangngai.article.published.v1"}
    home = (await running.insist("GET", "/v1/home")).json()
    assert len(home["news"]) == 6


async def test_what_is_told_is_found_and_can_be_told_anew_by_a_command(running: Running, tmp_path: Path) -> None:
    await running.start()
    procedure = ProcedurePublished(
        number=1, name="Đăng ký khai sinh thử", sector="ho-tich", keywords=[], effective_from="2026-01-01"
    )
    at = SystemClock().now()
    event = new_event(PROCEDURE_PUBLISHED, source="test", subject="1.999999", version=1, at=at, payload=procedure)
    async with Producer(KafkaConnection(running.kafka), "test") as producer:
        await producer.publish("procedure.events.v1", "1.999999", [event])

    async def found(query: str) -> list[str]:
        answer = await running.ask("GET", "/v1/search", params={"q": query})
        return [row["id"] for row in answer.json()["items"]] if answer is not None else []

    await eventually(lambda: found("dang ki khai xinh thu"), want=lambda ids: "1.999999" in ids)
    # Also what is its own: the demonstration's articles come by their events.
    await eventually(lambda: found("bài chòi bên sông Trà"))
    documents = running.database["search_documents"]
    lost = await documents.find_one({"_id": "procedure:1.999999:1"})
    assert lost is not None
    for name in ("procedure:1.888888:1", "guide:that-is-gone:0"):
        subject, subject_id, number = name.split(":")
        await documents.insert_one(
            {**lost, "_id": name, "subject": subject, "subject_id": subject_id, "number": int(number)}
        )
    await documents.delete_one({"_id": "procedure:1.999999:1"})

    async def rebuild(*words: str, **environment: str) -> tuple[str, str]:
        command = [sys.executable, "-m", "svc_content", "rebuild-search", *words]
        child = Child("rebuild", command, running.environment | environment, tmp_path / "rebuild")
        await child.start()
        async with asyncio.timeout(PATIENCE):
            await child.ended()
        return child.status, child.log.read_text()

    async def removed(name: str) -> bool:
        return await documents.count_documents({"_id": name, "removed": True}) == 1

    status, said = await rebuild(CONTENT_KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1")
    assert status == "exit status 1"
    assert "không bỏ mục nào" in said
    assert not await removed("guide:that-is-gone:0")
    assert await documents.count_documents({"version": -1}) == 0

    status, said = await rebuild()
    assert status == "exit status 0", said
    assert "1 mục không còn" in said
    assert "1 thủ tục, câu hỏi được giữ dù Kafka không còn kể" in said
    assert await documents.count_documents({"removed": False}) > 12
    assert await found("dang ky khai sinh thu")
    assert await removed("guide:that-is-gone:0")
    assert not await removed("procedure:1.888888:1")

    status, said = await rebuild("--drop-missing")
    assert status == "exit status 0", said
    assert await removed("procedure:1.888888:1")
