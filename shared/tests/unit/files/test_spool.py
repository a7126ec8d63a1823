"""Where an upload is while it comes: little of it in memory, the rest in a file that nobody can leave behind."""

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
from array import array
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY

from shared.errors import TooManyRequests, Unavailable
from shared.files.inspection.inspector import CITIZENS, STAFF
from shared.files.reception import OF_ONE_CALLER, ROOM, Reception
from shared.files.spool import IN_MEMORY, Spool
from shared.problem import problem_of
from shared.testing import PATIENCE

from .test_multipart import LIMIT, SlowPhones, content_of, form, request


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


async def filled(size: int, piece: int = 64 * 1024) -> Spool:
    spool = Spool()
    content = pattern(size)
    for start in range(0, size, piece):
        spool.append(content[start : start + piece])
        await spool.settle()
    return spool


def pattern(size: int) -> bytes:
    return array("I", range(size // 4 + 1)).tobytes()[:size]


@pytest.mark.parametrize("size", [0, 1, IN_MEMORY, IN_MEMORY + 1, 700_001])
@pytest.mark.parametrize("piece", [1000, 64 * 1024])
async def test_what_comes_back_is_what_came(folder: Path, size: int, piece: int) -> None:
    spool = await filled(size, piece)
    assert spool.size == size
    for _ in range(2):
        assert await content_of(spool) == pattern(size)
    assert await spool.head(300) == pattern(size)[:300]
    spool.close()


async def test_only_the_beginning_is_in_memory_and_the_file_has_no_name(folder: Path) -> None:
    spool = await filled(3_000_000)
    assert len(spool._memory) <= IN_MEMORY
    assert not [*folder.iterdir()]
    (number,) = [spool._file.fileno()] if spool._file else []
    assert os.fstat(number).st_size >= 3_000_000 - IN_MEMORY
    spool.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)


@pytest.mark.slow
def test_a_service_that_is_killed_leaves_nothing_on_the_disk(tmp_path: Path) -> None:
    script = (
        "import asyncio, os\n"
        "from shared.files.spool import Spool\n"
        "async def main():\n"
        "    spool = Spool()\n"
        "    for _ in range(20):\n"
        "        spool.append(bytes(100_000))\n"
        "        await spool.settle()\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "TMPDIR": str(tmp_path)}, timeout=PATIENCE
    )
    assert ended.returncode == -9
    assert not [*tmp_path.iterdir()]


def refused(why: str) -> float:
    return REGISTRY.get_sample_value("file_upload_disk_errors_total", {"why": why}) or 0.0


async def test_a_full_disk_is_a_clear_refusal_that_is_counted_and_the_next_upload_is_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, taking = refused("full"), Reception(1_000_000)
    with monkeypatch.context() as full:
        full.setattr(tempfile, "TemporaryFile", lambda **_: Path("/dev/full").open("r+b", buffering=0))  # noqa: SIM115
        for _ in range(OF_ONE_CALLER + 1):  # what was refused holds no place
            with pytest.raises(Unavailable) as unavailable:
                async with taking.receive(request([form(bytes(900_000))]), "one"):
                    pass
        async with taking.receive(request([form(b"a small file needs no disk")]), "one"):
            pass
    problem = problem_of(unavailable.value)
    assert (problem.status, problem.headers["Retry-After"]) == (503, "30")
    assert "Những gì Ông/Bà đã gửi không bị ảnh hưởng" in problem.detail
    assert refused("full") - before == OF_ONE_CALLER + 1
    async with taking.receive(request([form(bytes(900_000))]), "one") as received:
        assert received.content.size == 900_000
    assert {held.bytes for held in taking._lanes.values()} == {0}


async def test_a_folder_that_is_not_there_is_a_refusal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    before = refused("fault")
    monkeypatch.setattr(tempfile, "tempdir", "/nonexistent")
    with pytest.raises(Unavailable):
        await filled(200_000)
    assert refused("fault") == before + 1


class SlowFile:
    """A disk that takes its time: a write ends when it is let."""

    def __init__(self, **_: Any) -> None:
        self.busy = self.closed = self.closed_while_busy = False
        self.ends = threading.Event()

    def write(self, data: memoryview) -> int:
        self.busy = True
        self.ends.wait(PATIENCE)
        self.busy = False
        return len(data)

    def close(self) -> None:
        self.closed = True
        self.closed_while_busy = self.busy


async def test_a_slow_disk_holds_nobody_up_and_who_gives_up_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    file = SlowFile()
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: file)
    spool = Spool()
    spool.append(bytes(IN_MEMORY + 1))
    settling = asyncio.create_task(spool.settle())
    while not file.busy:
        await asyncio.sleep(0.01)
    settling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await settling
    spool.close()
    assert file.busy, "all this while the disk was writing"
    file.ends.set()
    while not file.closed:
        await asyncio.sleep(0.01)
    assert not file.closed_while_busy


async def test_three_callers_with_all_that_they_may_send_leave_room_for_others(folder: Path) -> None:
    """The room of twelve largest files, as it is for a caller of the service."""
    most = OF_ONE_CALLER * LIMIT
    assert ROOM[CITIZENS] // 16 >= OF_ONE_CALLER * 10 * 1024 * 1024 * 0.99
    phones, taking = SlowPhones(), Reception(LIMIT, {CITIZENS: 16 * most, STAFF: 8 * most})

    async def upload(caller: str) -> None:
        async with taking.receive(request(phones.sending(bytes(LIMIT - 1))), caller):
            pass

    many = [asyncio.create_task(upload(caller)) for caller in ("a", "b", "c") for _ in range(OF_ONE_CALLER)]
    async with asyncio.timeout(PATIENCE):
        while taking._lanes[CITIZENS].bytes < 3 * OF_ONE_CALLER * (LIMIT - 1):
            await asyncio.sleep(0.01)
    with pytest.raises(TooManyRequests):
        await upload("a")
    for lane in (CITIZENS, STAFF):
        async with taking.receive(request([form(bytes(LIMIT))]), "another", lane) as received:
            assert received.content.size == LIMIT
    phones.released.set()
    await asyncio.gather(*many)
