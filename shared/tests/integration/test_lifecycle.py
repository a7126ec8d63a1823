"""A service as a process: started, asked to stop while it works, or losing one of its tasks."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

import httpx

from shared.testing import eventually

PROGRAM = """
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic_settings import SettingsConfigDict

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


async def hello(settings, words):
    print("hello", *words)
    return 7


@asynccontextmanager
async def build(settings, roles):
    health = Health({})
    tasks = {"dies": dies} if settings.log_level == "debug" else {"work": work} if "worker" in roles else {}
    yield Service(create_app(service="svc-x", title="X", routers=[router], health=health), health, tasks)
    print("closed", file=sys.stderr, flush=True)


main("svc-x", Settings, build, {"hello": hello})
"""


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


async def start(tmp_path: Path, port: int, *words: str, **more: str) -> asyncio.subprocess.Process:
    program = tmp_path / "service.py"
    program.write_text(PROGRAM)
    environment = os.environ | {
        "X_PORT": str(port),
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


async def is_up(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/readyz")).status_code == 200
    except httpx.TransportError:
        return False


async def test_sigterm_lets_requests_and_workers_finish(tmp_path: Path) -> None:
    port = free_port()
    service = await start(tmp_path, port)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        await eventually(lambda: is_up(http))
        slow = asyncio.create_task(http.get("/slow"))
        await asyncio.sleep(0.4)
        service.send_signal(signal.SIGTERM)
        assert (await slow).json() == {"done": True}
    out, err = await asyncio.wait_for(service.communicate(), 30)
    assert service.returncode == 0
    assert err.decode().splitlines() == ["work finished", "closed"]
    assert [json.loads(line)["event"] for line in out.splitlines()][-1] == "service_stopped"


async def test_readiness_goes_first_and_requests_are_still_answered_meanwhile(tmp_path: Path) -> None:
    port = free_port()
    service = await start(tmp_path, port, X_SHUTDOWN_DELAY_SECONDS="2")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        await eventually(lambda: is_up(http))
        service.send_signal(signal.SIGTERM)

        async def readiness() -> int:
            return (await http.get("/readyz")).status_code

        await eventually(readiness, want=lambda status: status == 503)
        assert (await http.get("/livez")).status_code == 200
    await asyncio.wait_for(service.communicate(), 30)
    assert service.returncode == 0


async def test_a_task_that_dies_takes_the_process_down_and_says_why(tmp_path: Path) -> None:
    service = await start(tmp_path, free_port(), X_LOG_LEVEL="debug")
    out, _ = await asyncio.wait_for(service.communicate(), 30)
    died = next(json.loads(line) for line in out.splitlines() if b'"task_died"' in line)
    assert service.returncode == 1
    assert died["task"] == "dies"
    assert "out of luck" in died["exception"]


async def test_a_port_that_is_taken_ends_the_start_with_status_1(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        service = await start(tmp_path, taken.getsockname()[1])
        out, _ = await asyncio.wait_for(service.communicate(), 30)
    assert service.returncode == 1
    assert b"address already in use" in out.lower()


async def test_roles_and_commands(tmp_path: Path) -> None:
    command = await start(tmp_path, 1, "hello", "there")
    out, _ = await command.communicate()
    assert (command.returncode, out) == (7, b"hello there\n")
    unknown = await start(tmp_path, 1, "nothing")
    _, err = await unknown.communicate()
    assert (unknown.returncode, err) == (2, b"usage: python -m svc_x [api | worker | hello]\n")
