"""The stack as its users meet it: who may read what, which topics there are, what is left when it stops."""

import asyncio
import json
import stat
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
import pytest_asyncio
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure

from local_stack.errors import StackError
from local_stack.services import Service
from local_stack.stack import Stack
from local_stack.topics import read_topics
from shared.testing import PATIENCE

pytestmark = pytest.mark.process

Client = AsyncMongoClient[dict[str, Any]]

# Real programs, light, with a database each that they do not use.
SERVICES = [Service(f"svc-{name}", "zalo_simulator", "ZALO_SIMULATOR", 0) for name in ("one", "two")]


def users_url(stack: Stack, service: str) -> str:
    return (stack.root / "secrets" / f"mongo-{service}-url").read_text()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with Stack(tmp_path_factory.mktemp("stack"), services=SERVICES) as stack:
        yield stack


async def test_a_service_reads_its_own_database_and_no_other(stack: Stack) -> None:
    async with (
        Client(users_url(stack, "svc-one")) as one,
        Client(users_url(stack, "svc-two")) as two,
    ):
        await one["svc_one"]["things"].insert_one({"_id": 1})
        assert await one["svc_one"]["things"].count_documents({}) == 1
        for command in (two["svc_one"]["things"].find_one, two["svc_one"].list_collection_names):
            with pytest.raises(OperationFailure, match="not authorized"):
                await command()


async def test_nobody_reads_without_signing_in(stack: Stack) -> None:
    async with Client(stack.endpoints.mongo) as stranger:
        with pytest.raises(OperationFailure, match="requires authentication"):
            await stranger["svc_one"]["things"].find_one()


async def test_the_topics_are_the_declared_ones(stack: Stack) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.endpoints.kafka)
    await admin.start()
    try:
        declared = {topic.name: topic for topic in read_topics("local")}
        every = {topic["topic"]: topic for topic in await admin.describe_topics()}
        found = {name: topic for name, topic in every.items() if not name.startswith("__")}  # those are Kafka's own
        assert set(found) == set(declared)
        assert {name: len(topic["partitions"]) for name, topic in found.items()} == {
            name: topic.partitions for name, topic in declared.items()
        }
        for answer in await admin.describe_configs(
            [ConfigResource(ConfigResourceType.TOPIC, name) for name in declared]
        ):
            for _, _, _, name, entries in answer.resources:
                configs = {entry[0]: entry[1] for entry in entries}
                assert configs | declared[name].configs == configs
    finally:
        await admin.close()


async def test_endpoints_say_where_everything_is(stack: Stack) -> None:
    places = json.loads(stack.endpoints_file.read_text())
    assert set(places["pids"]) == {"mongod", "kafka", "svc-one", "svc-two"}
    assert all(psutil.pid_exists(pid) for pid in places["pids"].values())
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        for url in places["services"].values():
            assert (await http.get(f"{url}/readyz")).status_code == 200


async def test_secrets_are_in_files_of_the_owner_and_on_no_command_line(stack: Stack) -> None:
    files = [path for path in (stack.root / "secrets").rglob("*") if path.is_file()]
    assert files
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((stack.root / "secrets").stat().st_mode) == 0o700
    said = "\n".join(" ".join(psutil.Process(pid).cmdline()) for pid in stack.endpoints.pids.values())
    assert not [path.name for path in files if path.read_text() in said]


async def test_a_second_start_says_that_one_is_running_and_leaves_it_alone(stack: Stack) -> None:
    second = Stack(stack.root)
    with pytest.raises(StackError, match="running already") as refusal:
        await second.start()
    await second.stop()
    assert str(stack.endpoints_file) in str(refusal.value)
    assert stack.endpoints_file.exists()
    assert all(psutil.pid_exists(pid) for pid in stack.endpoints.pids.values())


@pytest.mark.parametrize("name", ["mongod", "kafka", "svc-two"])
async def test_a_part_that_was_killed_starts_again_where_it_was(stack: Stack, name: str) -> None:
    before = stack.endpoints
    await stack.kill(name)
    assert stack.parts[name].child.status == "killed by SIGKILL"
    assert not psutil.pid_exists(before.pids[name])
    await stack.restart(name)
    after = json.loads(stack.endpoints_file.read_text())
    assert after["pids"][name] != before.pids[name]
    assert (after["mongo"], after["kafka"], after["services"]) == (before.mongo, before.kafka, before.services)


async def test_stop_leaves_nothing_running_and_the_next_start_finds_its_data(tmp_path: Path) -> None:
    async with Stack(tmp_path, services=SERVICES) as stack:
        pids = stack.endpoints.pids
        async with Client(users_url(stack, "svc-one"), w="majority") as one:
            await one["svc_one"]["things"].insert_one({"_id": "kept"})
    assert not any(psutil.pid_exists(pid) for pid in pids.values())
    assert not stack.endpoints_file.exists()
    second = Stack(tmp_path, services=SERVICES)  # on other ports
    async with second, Client(users_url(second, "svc-one")) as one:
        assert await one["svc_one"]["things"].find_one() == {"_id": "kept"}


async def test_a_service_that_cannot_start_says_why_and_the_rest_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mongo_url: str, kafka_bootstrap_servers: str
) -> None:
    monkeypatch.setenv("MONGO_URL", mongo_url)
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", kafka_bootstrap_servers)
    right = Service("svc-right", "zalo_simulator", "ZALO_SIMULATOR", 0)
    wrong = Service("svc-wrong", "zalo_simulator", "ZALO_SIMULATOR", 0, environment={"LOG_LEVEL": "loud"})
    stack = Stack(tmp_path, services=[right, wrong])
    with pytest.raises(StackError, match="ZALO_SIMULATOR_LOG_LEVEL"):
        async with stack:
            pass
    assert list(stack.parts) == ["svc-right", "svc-wrong"]
    assert not any(part.child.is_running for part in stack.parts.values())


async def test_a_command_of_a_service_that_fails_says_why(stack: Stack) -> None:
    with pytest.raises(StackError, match=r"zalo_simulator.*status"):
        await stack.run("svc-one", "no-such-word")


async def test_a_command_beside_a_running_stack_has_the_settings_of_its_service(stack: Stack) -> None:
    program = (
        "import sys; from pathlib import Path; from local_stack.stack import become_command as become;"
        "become(Path(sys.argv[1]), sys.argv[2], ['no-such-word'])"
    )
    said = {}
    for service in ("svc-one", "svc-none"):
        words = [sys.executable, "-c", program, str(stack.root), service]
        process = await asyncio.create_subprocess_exec(*words, stdout=PIPE, stderr=STDOUT)
        async with asyncio.timeout(PATIENCE):
            said[service] = (await process.communicate())[0].decode()
    port = urlsplit(stack.endpoints.services["svc-one"]).port
    assert f"('127.0.0.1', {port}): address already in use" in said["svc-one"]
    assert "svc-none is none of svc-one, svc-two" in said["svc-none"]
