"""``make run`` in a terminal: what it says when a part dies, and that it leaves nothing behind, however it ends."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from local_stack.supervisor import RESTARTS
from shared.testing import PATIENCE, eventually

pytestmark = pytest.mark.process

PROGRAM = Path(__file__).with_name("supervised.py")


class Terminal:
    """A supervised stack in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self.process = process
        self._endpoints = folder / "endpoints.json"

    async def until_said(self, words: str) -> str:
        """All lines up to the one with ``words``."""
        assert self.process.stdout
        said = ""
        try:
            async with asyncio.timeout(PATIENCE):
                while words not in said:
                    line = await self.process.stdout.readline()
                    assert line, f"ended without saying {words!r}: {said}"
                    said += line.decode()
        except TimeoutError:
            pytest.fail(f"has not said {words!r}: {said}")
        return said

    def child(self, name: str = "zalo-simulator") -> int:
        return int(json.loads(self._endpoints.read_text())["pids"][name])

    async def ends(self) -> int:
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


@pytest_asyncio.fixture(loop_scope="session")
async def terminal(tmp_path: Path, mongo_url: str, kafka_bootstrap_servers: str) -> AsyncIterator[Terminal]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(PROGRAM), str(tmp_path)),
        env={**os.environ, "MONGO_URL": mongo_url, "KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap_servers},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    terminal = Terminal(process, tmp_path)
    try:
        await terminal.until_said("ready\n")
        yield terminal
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_stops_all_of_it(terminal: Terminal, number: signal.Signals) -> None:
    child = terminal.child()
    terminal.process.send_signal(number)
    await terminal.until_said("Stopped.")
    assert await terminal.ends() == 0
    assert not psutil.pid_exists(child)


async def test_a_part_that_dies_is_reported_with_the_end_of_its_log_and_comes_back(terminal: Terminal) -> None:
    child = terminal.child()
    os.kill(child, signal.SIGKILL)
    report = await terminal.until_said("zalo-simulator is back")
    assert "zalo-simulator ended by itself: killed by SIGKILL" in report
    assert "Uvicorn running" in report, "the end of its log"
    assert terminal.child() != child


async def test_a_part_that_keeps_dying_is_told_of_and_the_rest_stays_up(terminal: Terminal) -> None:
    neighbour = terminal.child("neighbour")
    for _ in range(RESTARTS):
        os.kill(terminal.child(), signal.SIGKILL)
        await terminal.until_said("is back")
    os.kill(terminal.child(), signal.SIGKILL)
    assert "The others go on" in await terminal.until_said("zalo-simulator does not stay up")
    assert psutil.pid_exists(neighbour) and terminal.child("neighbour") == neighbour
    await terminal.until_said("zalo-simulator is back")
    terminal.process.send_signal(signal.SIGTERM)
    assert await terminal.ends() == 0


async def test_a_part_that_hangs_is_told_of_and_so_is_its_recovery(terminal: Terminal) -> None:
    os.kill(terminal.child(), signal.SIGSTOP)
    said = await terminal.until_said("zalo-simulator runs but has not been ready since")
    assert said.rstrip().endswith("zalo-simulator.log")
    os.kill(terminal.child(), signal.SIGCONT)
    said = await terminal.until_said("zalo-simulator is ready again")
    assert len(said.splitlines()) == 1, "nothing was said meanwhile, and nothing of its log"


async def test_nothing_outlives_a_killed_supervisor(terminal: Terminal) -> None:
    child = psutil.Process(terminal.child())
    terminal.process.kill()
    await terminal.ends()

    async def gone() -> bool:
        return not child.is_running() or child.status() == psutil.STATUS_ZOMBIE

    await eventually(gone)
