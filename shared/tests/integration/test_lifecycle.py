"""A service as a process: started, asked to stop while it works, or losing one of its tasks."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

import httpx
import pytest

from local_stack.ports import free_ports
from shared.testing import PATIENCE, eventually

pytestmark = pytest.mark.process

PROGRAM = """
import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic_settings import SettingsConfigDict
from pymongo.errors import OperationFailure

from shared.errors import CannotRun
from shared.health import Health
from shared.lifecycle import Service, main
from shared.settings import ServiceSettings
from shared.web import api_router, create_app, json_response


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="X_")


router = api_router()


@router.get("/slow")
async def slow():
    await asyncio.sleep(1.5)
    return json_response({"done": True})


async def work(finish):
    await finish.wait()
    print("work finished", file=sys.stderr, flush=True)


async def dies(finish):
    await asyncio.sleep(0.3)
    raise RuntimeError("out of luck")


async def refuses(finish):
    await asyncio.sleep(0.3)
    raise CannotRun("write a new version")


async def hello(settings, words):
    print("hello", *words)
    return 7


async def is_refused(finish):
    await asyncio.sleep(0.3)
    raise OperationFailure(os.environ["MONGO_SAYS"], 13)


@asynccontextmanager
async def build(settings, roles):
    health = Health({})
    ending = {"debug": {"dies": dies}, "warning": {"refuses": refuses}, "error": {"is_refused": is_refused}}
    tasks = ending.get(settings.log_level, {"work": work} if "worker" in roles else {})
    app = create_app(title="X", routers=[router]) if "api" in roles else None
    yield Service(app, health, tasks)
    await asyncio.sleep(float(os.environ.get("CLOSING", "0")))
    print("closed", file=sys.stderr, flush=True)


main("svc-x", Settings, build, {"hello": hello})
"""


async def start(
    tmp_path: Path, port: int, *words: str, operations_port: int = 0, **more: str
) -> asyncio.subprocess.Process:
    program = tmp_path / "service.py"
    program.write_text(PROGRAM)
    environment = os.environ | {
        "X_PORT": str(port),
        "X_OPERATIONS_PORT": str(operations_port or free_ports("operations", 0)),
        "X_MONGO_URL": "mongodb://127.0.0.1:1",
        "X_MONGO_DATABASE": "nothing",
        "X_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        **more,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(program),
        *words,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def readiness(operations: httpx.AsyncClient) -> int:
    """The status, or 0 while nothing listens."""
    try:
        return (await operations.get("/readyz")).status_code
    except httpx.TransportError:
        return 0


async def until_ready(operations: httpx.AsyncClient) -> None:
    await eventually(lambda: readiness(operations), want=lambda status: status == 200)


def at(port: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE)


async def test_sigterm_lets_requests_and_workers_finish(tmp_path: Path) -> None:
    port, operations_port = free_ports("http", 0), free_ports("operations", 0)
    service = await start(tmp_path, port, operations_port=operations_port)
    async with at(port) as http, at(operations_port) as operations:
        await until_ready(operations)
        slow = asyncio.create_task(http.get("/slow"))
        await asyncio.sleep(0.4)
        service.send_signal(signal.SIGTERM)
        assert (await slow).json() == {"done": True}
    out, err = await asyncio.wait_for(service.communicate(), PATIENCE)
    assert service.returncode == 0
    assert err.decode().splitlines() == ["work finished", "closed"]
    assert [json.loads(line)["event"] for line in out.splitlines()][-1] == "service_stopped"


async def test_readiness_goes_first_and_requests_are_still_answered_meanwhile(tmp_path: Path) -> None:
    port, operations_port = free_ports("http", 0), free_ports("operations", 0)
    service = await start(tmp_path, port, operations_port=operations_port, X_SHUTDOWN_DELAY_SECONDS="3")
    async with at(port) as http, at(operations_port) as operations:
        await until_ready(operations)
        service.send_signal(signal.SIGTERM)
        await eventually(lambda: readiness(operations), want=lambda status: status == 503)
        assert (await operations.get("/livez")).status_code == 200
        assert (await http.get("/slow")).json() == {"done": True}
    await asyncio.wait_for(service.communicate(), PATIENCE)
    assert service.returncode == 0


async def test_operators_read_draining_to_the_very_end(tmp_path: Path) -> None:
    port, operations_port = free_ports("http", 0), free_ports("operations", 0)
    service = await start(tmp_path, port, operations_port=operations_port, CLOSING="1.5")
    async with at(operations_port) as operations:
        await until_ready(operations)
        service.send_signal(signal.SIGTERM)
        answers = []
        while service.returncode is None:
            answers.append((time.monotonic(), await readiness(operations)))
            await asyncio.sleep(0.02)
    assert service.returncode == 0
    draining = [at for at, status in answers if status == 503]
    assert draining[-1] - draining[0] > 1.4, "also while the clients of the service are being closed"
    assert [status for _, status in answers if status not in (0, 503)] in ([], [200]), "never ready again"
    assert 503 not in [status for at, status in answers if at > draining[-1]]


async def test_a_worker_listens_on_its_port_of_operations_alone(tmp_path: Path) -> None:
    port, operations_port = free_ports("http", 0), free_ports("operations", 0)
    service = await start(tmp_path, port, "worker", operations_port=operations_port)
    async with at(operations_port) as operations:
        await until_ready(operations)
        assert "python_info" in (await operations.get("/metrics")).text
    async with at(port) as http:
        with pytest.raises(httpx.ConnectError):
            await http.get("/slow")
    service.send_signal(signal.SIGTERM)
    _, err = await asyncio.wait_for(service.communicate(), PATIENCE)
    assert (service.returncode, err.decode().splitlines()) == (0, ["work finished", "closed"])


async def test_a_task_that_dies_takes_the_process_down_and_says_why(tmp_path: Path) -> None:
    service = await start(tmp_path, free_ports("http", 0), X_LOG_LEVEL="debug")
    out, _ = await asyncio.wait_for(service.communicate(), PATIENCE)
    died = next(json.loads(line) for line in out.splitlines() if b'"task_died"' in line)
    assert service.returncode == 1
    assert died["task"] == "dies"
    assert "out of luck" in died["exception"]


async def test_what_this_release_cannot_start_with_is_the_last_line_in_plain_words(tmp_path: Path) -> None:
    service = await start(tmp_path, free_ports("http", 0), X_LOG_LEVEL="warning")
    _, err = await asyncio.wait_for(service.communicate(), PATIENCE)
    assert (service.returncode, err.decode().splitlines()[-1]) == (1, "write a new version")


@pytest.mark.parametrize(
    ("said", "doubted"),
    [
        ("Authentication failed.", "X_MONGO_URL"),
        ("not authorized on nothing to execute command { createIndexes: 1 }", "X_MONGO_DATABASE"),
    ],
)
async def test_what_mongodb_does_not_let_it_do_is_said_with_the_setting(
    tmp_path: Path, said: str, doubted: str
) -> None:
    service = await start(tmp_path, free_ports("http", 0), X_LOG_LEVEL="error", MONGO_SAYS=said)
    out, err = await asyncio.wait_for(service.communicate(), PATIENCE)
    died = next(json.loads(line) for line in out.splitlines() if b'"task_died"' in line)
    last = err.decode().splitlines()[-1]
    assert service.returncode == 1
    assert said in last
    assert f"Is {doubted} " in last
    assert died["reason"] == last
    assert "exception" not in died


@pytest.mark.parametrize("which", ["http", "operations"])
async def test_a_port_that_is_taken_ends_the_start_with_status_1(tmp_path: Path, which: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = {"http": free_ports("http", 0), "operations": 0, which: taken.getsockname()[1]}
        service = await start(tmp_path, ports["http"], operations_port=ports["operations"])
        out, _ = await asyncio.wait_for(service.communicate(), PATIENCE)
    assert service.returncode == 1
    assert b"address already in use" in out.lower()


async def test_roles_and_commands(tmp_path: Path) -> None:
    command = await start(tmp_path, 1, "hello", "there")
    out, _ = await command.communicate()
    assert (command.returncode, out) == (7, b"hello there\n")
    unknown = await start(tmp_path, 1, "nothing")
    _, err = await unknown.communicate()
    assert (unknown.returncode, err) == (2, b"usage: python -m svc_x [api | worker | hello]\n")
