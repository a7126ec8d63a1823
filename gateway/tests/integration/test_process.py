"""The gateway as a process of its own: started, told things, stopped."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer
from gateway_world import Received, answer, free_port
from starlette.types import Send

from gateway.domain.events import REGISTERED, TOPIC
from gateway.keys.signing_keys import SigningKeys
from gateway.keys.token_issuer import TokenIssuer
from gateway.settings import ROUTES
from local_stack.topics import Topic, ensure_topics
from shared.clock import SystemClock
from shared.crypto import generate_key
from shared.events import Event
from shared.mongo import open_mongo
from shared.testing import PATIENCE, eventually, settings_on

pytestmark = pytest.mark.process


@dataclass
class Process:
    environment: dict[str, str]
    url: str
    http: httpx.AsyncClient
    operations: httpx.AsyncClient
    log: Path

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "gateway", *words, env={**os.environ, **self.environment}, stdout=log, stderr=log
            )

    async def command(self, *words: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "gateway",
            *words,
            env={**os.environ, **self.environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode()

    async def status(self, path: str) -> int:
        """The status of an answer to operators."""
        with contextlib.suppress(httpx.TransportError):
            return int((await self.operations.get(path)).status_code)
        return 0

    async def ready(self) -> None:
        await eventually(lambda: self.status("/readyz"), want=lambda code: code == 200)


@pytest_asyncio.fixture(loop_scope="session")
async def process(mongo_url: str, zalo: Any, dossier: Any, notify: Any, tmp_path: Path) -> AsyncIterator[Process]:
    port, operations_port = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        "PORT": str(port),
        "OPERATIONS_PORT": str(operations_port),
        "MONGO_URL": mongo_url,
        "MONGO_DATABASE": f"test_{uuid.uuid4().hex[:16]}",
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "UPSTREAM_DOSSIER": dossier.url,
        "UPSTREAM_NOTIFY": notify.url,
        "UPSTREAM_CONTENT": notify.url,
        "UPSTREAM_PAYMENT": notify.url,
        "UPSTREAM_FEEDBACK": notify.url,
        "SIGNING_KEYS_DIR": str(tmp_path),
        "FIELD_KEYS": generate_key(),
        "STAFF_KEYS": generate_key(),
        "CONTACT_KEYS": generate_key(),
        "ZALO_APP_ID": "1000000000000000001",
        "ZALO_APP_SECRET": "demo-app-secret",
        "MINI_APP_ID": "5000000000000000005",
        "ZALO_GRAPH_BASE": zalo.url,
        "ZALO_OAUTH_BASE": zalo.url,
    }
    named = {f"GATEWAY_{name}": value for name, value in environment.items()}
    async with (
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE) as http,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{operations_port}", trust_env=False, timeout=PATIENCE
        ) as operations,
    ):
        yield Process(named, url, http, operations, tmp_path / "gateway.log")


def _token(process: Process) -> str:
    keys = SigningKeys(Path(process.environment["GATEWAY_SIGNING_KEYS_DIR"]), SystemClock())
    return TokenIssuer(keys, SystemClock()).issue("citizen", "cit_1", [], "ses_1", "").access_token


async def stop(running: asyncio.subprocess.Process) -> int:
    running.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(running.wait(), PATIENCE)


@pytest.mark.parametrize("roles", [[""], ["api", "worker"]])
async def test_who_registers_is_announced_in_kafka_and_nothing_personal_is(
    process: Process, kafka_bootstrap_servers: str, zalo: Any, roles: list[str]
) -> None:
    await ensure_topics(kafka_bootstrap_servers, [Topic(TOPIC, 1, replication_factor=1, configs={})])
    process.environment["GATEWAY_KAFKA_BOOTSTRAP_SERVERS"] = kafka_bootstrap_servers
    running: list[asyncio.subprocess.Process] = []
    for role in roles:
        own = {"GATEWAY_OPERATIONS_PORT": str(free_port())} if role == "worker" else {}
        part = replace(process, environment=process.environment | own)
        running.append(await part.start(*filter(None, [role])))
    consumer = AIOKafkaConsumer(TOPIC, bootstrap_servers=kafka_bootstrap_servers, auto_offset_reset="earliest")
    await consumer.start()
    try:
        await process.ready()
        person = await zalo.person(name="Phạm Văn Riêng")
        signed_in = await process.http.post("/v1/auth/zalo", json={"access_token": await zalo.token(person)})
        citizen_id = signed_in.json()["citizen"]["id"]
        while (message := await asyncio.wait_for(consumer.getone(), PATIENCE)).key.decode() != citizen_id:
            pass  # of the other tests of this run
        event = Event.decode(message.value)
        assert (message.key.decode(), event.subject, event.type) == (citizen_id, citizen_id, REGISTERED)
        assert set(event.data) == {"citizen_id", "contact"}
        for secret in (person["user_id"], "Phạm Văn Riêng"):
            assert secret not in message.value.decode()
            assert secret not in process.log.read_text()
    finally:
        await consumer.stop()
        for started in running:
            assert await stop(started) == 0, process.log.read_text()


async def test_what_is_under_way_is_finished_before_the_end(process: Process, dossier: Any) -> None:
    dossier.forget()

    async def takes_its_time(received: Received, send: Send) -> None:
        await asyncio.sleep(1.5)
        await answer(send, 200, {"done": True})

    dossier.handler = takes_its_time
    running = await process.start("api")
    await process.ready()
    slow = asyncio.create_task(process.http.get("/v1/working-calendar"))  # a page that is asked for each time
    await eventually(lambda: _length(dossier.received))
    ended = asyncio.create_task(stop(running))

    async def closing() -> str:
        return str((await process.http.get("/v1/procedures/1")).headers.get("connection"))

    dossier.handler = None
    await eventually(closing, want=lambda connection: connection == "close")
    response = await slow
    assert (response.status_code, response.json()) == (200, {"done": True})
    assert await ended == 0, process.log.read_text()
    dossier.forget()


async def _length(things: list[Any]) -> int:
    return len(things)


async def test_without_a_database_services_are_reached_and_sign_in_says_when_to_try_again(
    process: Process, zalo: Any, dossier: Any
) -> None:
    dossier.forget()
    process.environment["GATEWAY_MONGO_URL"] = "mongodb://127.0.0.1:1"
    running = await process.start("api")
    try:
        await eventually(lambda: process.status("/livez"), want=lambda code: code == 200)
        assert await process.status("/readyz") == 503
        assert (await process.http.get("/v1/procedures")).status_code == 200
        headers = {"Authorization": f"Bearer {_token(process)}"}
        looked_up = await process.http.get("/v1/dossiers/dos_1", headers=headers)
        assert looked_up.status_code == 200, "a limit that cannot be counted holds nobody up"
        token = await zalo.token(await zalo.person())
        refused = await process.http.post("/v1/auth/zalo", json={"access_token": token})
        assert refused.status_code == 503, refused.text
        assert "retry-after" in refused.headers
    finally:
        assert await stop(running) == 0, process.log.read_text()


async def test_a_database_that_waits_for_a_person_is_served_to_nobody(
    process: Process, zalo: Any, mongo_url: str
) -> None:
    name = process.environment["GATEWAY_MONGO_DATABASE"]
    async with open_mongo(settings_on(mongo_url, name)) as database:
        older = {"_id": "current", "version": 0, "compatible_since": 0}
        await database["schema"].insert_one(older)
        running = await process.start("api")
        try:
            await eventually(lambda: process.status("/readyz"), want=lambda code: code == 503)
            headers = {"Authorization": f"Bearer {_token(process)}"}
            token = await zalo.token(await zalo.person())
            for asked in (
                process.http.get("/v1/procedures"),
                process.http.get("/v1/dossiers/dos_1", headers=headers),
                process.http.get("/v1/home"),
                process.http.post("/v1/auth/zalo", json={"access_token": token}),
            ):
                refused = await asked
                assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
            assert await database.list_collection_names() == ["schema"], "nothing was written"
            assert (await process.command("prepare"))[0] == 0
            await process.ready()
            signed_in = await process.http.post("/v1/auth/zalo", json={"access_token": token})
            assert signed_in.status_code == 200, signed_in.text
        finally:
            assert await stop(running) == 0, process.log.read_text()


async def test_the_first_administrator_and_a_new_key_need_no_running_gateway(process: Process) -> None:
    code, said = await process.command("grant-administrator", "--zalo-user-id", "nonsense")
    assert (code, "'nonsense' is no id of Zalo's" in said) == (2, True)
    code, said = await process.command("grant-administrator", "--zalo-user-id", "2000000000000000002")
    assert (code, "is now an administrator" in said) == (0, True), said
    code, said = await process.command("grant-administrator", "--zalo-user-id", "2000000000000000002")
    assert (code, "already" in said) == (0, True), said

    running = await process.start("api")
    try:
        await process.ready()
        before = {key["kid"] for key in (await process.http.get("/.well-known/jwks.json")).json()["keys"]}
        elsewhere = replace(process, environment=process.environment | {"GATEWAY_SIGNING_KEYS_DIR": "/nosuch"})
        code, said = await elsewhere.command("rotate-keys")
        assert (code, "GATEWAY_SIGNING_KEYS_DIR: /nosuch is no folder" in said) == (1, True), said
        code, said = await process.command("rotate-keys")
        assert code == 0, said

        async def published() -> int:
            return len((await process.http.get("/.well-known/jwks.json")).json()["keys"])

        await eventually(published, want=lambda number: number == len(before) + 1)
    finally:
        assert await stop(running) == 0


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GATEWAY_FIELD_KEYS", "k1:short", "GATEWAY_FIELD_KEYS"),
        ("GATEWAY_ZALO_APP_ID", "my app", "GATEWAY_ZALO_APP_ID"),
        ("GATEWAY_LIMIT_SHARE", "0", "GATEWAY_LIMIT_SHARE"),
        ("GATEWAY_UPSTREAM_NOTIFY", "", "GATEWAY_UPSTREAM_NOTIFY: "),
        ("GATEWAY_UPSTREAM_DOSSIER", "https://elsewhere", "GATEWAY_UPSTREAM_DOSSIER: "),
        ("GATEWAY_TRUSTED_PROXIES", "everyone", "GATEWAY_TRUSTED_PROXIES"),
        ("GATEWAY_ROUTES_DIR", "{broken}", "svc-dossier.yaml: /v1/things (route 1): who"),
    ],
)
async def test_a_wrong_setting_is_named_in_one_line(
    process: Process, tmp_path: Path, name: str, value: str, said: str
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "budgets.yaml").write_text("budgets:\n  read: {caller: 1, address: 1}\n")
    (broken / "svc-dossier.yaml").write_text(
        "routes:\n  - {path: /v1/things, methods: [GET], timeout: 5, budget: read}\n"
    )
    process.environment[name] = value.format(broken=broken) if "{" in value else value
    code, text = await process.command()
    assert code == 2
    assert said in text
    assert "Traceback" not in text
    assert len([line for line in text.splitlines() if not line.startswith("{")]) == 1, text


async def test_two_gateways_share_keys_and_sessions(process: Process, zalo: Any) -> None:
    running = await process.start("api")
    await process.ready()
    port, operations_port = free_port(), free_port()
    ports = {"GATEWAY_PORT": str(port), "GATEWAY_OPERATIONS_PORT": str(operations_port)}
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{operations_port}", trust_env=False) as operations,
    ):
        other = replace(process, environment=process.environment | ports, http=http, operations=operations)
        second = await other.start("api")
        await other.ready()
        token = await zalo.token(await zalo.person())
        session = (await process.http.post("/v1/auth/zalo", json={"access_token": token})).json()
        headers = {"Authorization": f"Bearer {session['access_token']}"}
        assert (await http.get("/v1/me", headers=headers)).status_code == 200
        refreshed = await http.post("/v1/auth/refresh", json={"refresh_token": session["refresh_token"]})
        assert refreshed.status_code == 200
    assert await stop(second) == await stop(running) == 0


def test_the_contract_with_the_notifier_is_as_written() -> None:
    """The names that svc-notify reads; to change them is to change both."""
    from gateway import SERVICE
    from gateway.domain import events

    assert (events.TOPIC, SERVICE, events.CONTACT_CONTEXT) == ("citizen.events.v1", "gateway", "citizen-contact")
    assert json.dumps(sorted(events.CitizenContact.__dataclass_fields__)) == '["citizen_id", "contact"]'
    assert ROUTES.is_dir()


ABANDONED_BEFORE, ABANDONED, AT_ONCE = 500, int(os.environ.get("ABANDONED_UPLOADS", "1500")), 16
PIECE = b"a" * 300_000
ALLOWED_MB = 20


@pytest.mark.parametrize("chunked", [False, True])
async def test_abandoned_uploads_leave_nothing(process: Process, dossier: Any, chunked: bool) -> None:
    """Phones lose their network in the middle of an upload, thousands of times.

    ``ABANDONED_UPLOADS`` is how many. Measured with 10,000: 1.4 MB more; before, 205 MB more after 1,500.
    """
    process.environment["GATEWAY_LIMIT_SHARE"] = "1000"
    running = await process.start("api")
    try:
        await process.ready()
        head = f"POST /v1/files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {_token(process)}\r\n".encode()
        if chunked:
            request = head + b"transfer-encoding: chunked\r\n\r\n" + b"%x\r\n" % len(PIECE) + PIECE + b"\r\n"
        else:
            request = head + b"content-length: 5000000\r\n\r\n" + PIECE
        memory = psutil.Process(running.pid).memory_info
        await _abandon(process, dossier, request, ABANDONED_BEFORE)
        before = memory().rss
        await _abandon(process, dossier, request, ABANDONED)
        grown = (memory().rss - before) / 1e6
        assert grown < ALLOWED_MB, f"{grown:.0f} MB more after {ABANDONED} abandoned uploads"
    finally:
        assert await stop(running) == 0
        dossier.forget()


async def _abandon(process: Process, dossier: Any, request: bytes, number: int) -> None:
    host, port = process.url.removeprefix("http://").split(":")

    async def some() -> None:
        for _ in range(number // AT_ONCE + 1):
            _, writer = await asyncio.open_connection(host, int(port))
            with contextlib.suppress(ConnectionError):
                writer.write(request)
                await writer.drain()
                await asyncio.sleep(0.02)
            writer.transport.abort()
            dossier.received.clear()

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
    await asyncio.sleep(1)
