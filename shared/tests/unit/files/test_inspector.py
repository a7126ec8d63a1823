"""What a file can do to who reads it, and that it costs nobody else anything."""

import asyncio
import os
import platform
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from shared.errors import TooManyRequests, Unavailable
from shared.files.inspection import allowance
from shared.files.inspection import inspector as inspector_module
from shared.files.inspection.cleaned import Cleaned
from shared.files.inspection.confinement import landlock_version
from shared.files.inspection.inspector import CITIZENS, STAFF, WAITING_OF_ONE, Inspector
from shared.files.inspection.refused import Harmful, NotAccepted
from shared.files.inspection.system_calls import PROCESSORS, REFUSED, Processor, filter_of
from shared.testing import PATIENCE, spooled

WORKER = Path(__file__).with_name("obedient_worker.py")
PAGE = Path(__file__).parents[2] / "cases" / "page-16-bit-grey.png"
LANES = {CITIZENS: 2, STAFF: 1}

pytestmark = pytest.mark.process


@pytest.fixture
async def inspector(tmp_path: Path) -> AsyncIterator[Inspector]:
    async with made(tmp_path) as opened:
        yield opened


def made(folder: Path, deadline: float = 2.0) -> Inspector:
    return Inspector(LANES, deadline, (sys.executable, str(WORKER), str(folder / "written")))


async def warm(inspector: Inspector) -> None:
    """All processes are there: they start when they are first needed."""
    await asyncio.gather(
        ask(inspector, "nap0.2", "one"), ask(inspector, "nap0.2", "two"), ask(inspector, "fine", "an officer", STAFF)
    )


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def ask(inspector: Inspector, word: str, caller: str = "one", lane: str = CITIZENS) -> bytes:
    async with inspector.look_through(spooled(word.encode()), caller, lane) as kept:
        return Cleaned.unpack(kept.content).kept


@pytest.mark.parametrize("word", ["sleep", "compute", "remember", "die"])
async def test_a_file_that_never_ends_or_takes_all_is_refused_and_the_next_is_read(
    inspector: Inspector, word: str
) -> None:
    for _ in range(3):  # more often than there are processes
        with pytest.raises(Harmful, match="phức tạp"):
            await ask(inspector, word)
    assert await ask(inspector, "fine") == b"fine"


async def test_the_system_ends_what_computes_too_long(tmp_path: Path) -> None:
    before = counted("file_inspection_deaths_total", why="died")
    async with made(tmp_path, deadline=PATIENCE) as inspector:
        with pytest.raises(Harmful):
            await ask(inspector, "compute")
    assert counted("file_inspection_deaths_total", why="died") == before + 1, "not by our own deadline"


async def test_no_file_is_written_and_no_secret_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSSIER_MONGO_URL", "mongodb://secret")
    async with made(tmp_path) as inspector:
        with pytest.raises(Harmful):
            await ask(inspector, "write")
        assert not (tmp_path / "written").exists() or not (tmp_path / "written").read_bytes()
        known = (await ask(inspector, "environment")).decode().splitlines()
    assert {*known} <= {"PATH", "PYTHONPATH", "LANG", "LC_CTYPE"}


@pytest.mark.skipif(not landlock_version(), reason="this kernel has no Landlock")
async def test_who_takes_the_process_over_reaches_nothing_with_it(tmp_path: Path) -> None:
    secret = tmp_path / "written.secret"
    secret.write_bytes(b"a key")
    async with made(tmp_path) as inspector:
        for attempt in (
            "read a secret",
            "read the service's environment",
            "read the service's memory",
            "make a file",
            "remove a file",
            "start a program",
            *(["call somebody"] if landlock_version() >= 4 else []),
            *(["end the service"] if landlock_version() >= 6 else []),
        ):
            assert await ask(inspector, f"attempt {attempt}") in (b"EACCES", b"EPERM"), attempt
    assert [path.name for path in tmp_path.iterdir()] == ["written.secret"]


@pytest.mark.skipif(platform.machine() not in PROCESSORS, reason="the calls of this processor are not known")
@pytest.mark.parametrize(
    "attempt",
    [
        "call somebody",
        "send a datagram",
        "open a socket by its path",
        "open a pair of sockets",
        "start a program",
        "start one with the shell",
        "make a copy of itself",
        "end the service",
        "bound the service",
        "hold up the service",
        "look into the service",
        "have the kernel do it",
    ],
)
async def test_who_takes_the_process_over_gets_no_call_that_reaches_others(inspector: Inspector, attempt: str) -> None:
    assert await ask(inspector, f"attempt {attempt}") == b"EPERM"
    assert await ask(inspector, "thread") == b"thread", "libraries that decode pictures start some"


@pytest.mark.parametrize(
    ("program", "lacking"),
    [
        ("confinement.refuse_calls = lambda: False", "the filter"),
        ("confinement.landlock_version = lambda: 0", "Landlock"),
    ],
)
async def test_a_kernel_that_can_only_half_of_it_does_that_half_and_operators_are_told(
    program: str, lacking: str
) -> None:
    begin = f"from shared.files.inspection import confinement, worker; {program}; worker.main()"
    before = counted("file_inspection_unconfined_starts_total")
    async with (
        Inspector(LANES, command=(sys.executable, "-c", begin)) as inspector,
        inspector.look_through(spooled(PAGE.read_bytes())) as kept,
    ):
        assert kept.media_type == "image/png", lacking
    assert counted("file_inspection_unconfined_starts_total") == before + 1


@pytest.mark.parametrize("processor", PROCESSORS.values(), ids=PROCESSORS)
def test_the_filter_asks_for_every_call_that_the_processor_has_and_ends_with_its_leave(processor: Processor) -> None:
    lines = filter_of(processor)
    asked = {value for code, _, _, value in lines if code == 0x15}
    assert {
        processor.numbers[name] for name in (*REFUSED, "clone", "clone3", "prlimit64") if name in processor.numbers
    } <= asked
    assert {name for name in REFUSED if name not in processor.numbers} <= {"fork", "vfork"}
    assert lines[-1] == (0x06, 0, 0, 0x7FFF0000)


@pytest.mark.parametrize("word", ["shout", "lie"])
async def test_an_answer_that_is_none_costs_its_file_and_no_memory(inspector: Inspector, word: str) -> None:
    before = counted("file_inspection_deaths_total", why="answer")
    with pytest.raises(Harmful, match="phức tạp"):
        await ask(inspector, word)
    assert counted("file_inspection_deaths_total", why="answer") == before + 1, "not by the deadline"
    assert await ask(inspector, "fine") == b"fine"


@pytest.mark.parametrize(("word", "why"), [("sleep", "deadline"), ("die", "died"), ("lie", "answer")])
async def test_operators_are_told_what_ended_a_process(inspector: Inspector, word: str, why: str) -> None:
    before = counted("file_inspection_deaths_total", why=why)
    with pytest.raises(Harmful):
        await ask(inspector, word)
    assert counted("file_inspection_deaths_total", why=why) == before + 1


@pytest.mark.parametrize("command", [("/no/such/program",), ("/bin/false",)])
async def test_without_a_process_that_starts_nothing_is_taken_and_operators_are_told(command: tuple[str, ...]) -> None:
    before = counted("file_inspection_start_failures_total")
    async with Inspector(LANES, command=command) as inspector:
        with pytest.raises(Unavailable):
            await ask(inspector, "fine")
    assert counted("file_inspection_start_failures_total") == before + 1


async def test_operators_are_told_of_a_kernel_that_cannot_confine() -> None:
    program = "from shared.files.inspection import process, worker; process.confine = lambda: 0; worker.main()"
    before = counted("file_inspection_unconfined_starts_total")
    async with Inspector(LANES, command=(sys.executable, "-c", program)) as inspector:
        for _ in range(2):
            with pytest.raises(NotAccepted):
                await ask(inspector, "no file")
    assert counted("file_inspection_unconfined_starts_total") == before + 1


async def test_what_a_library_prints_is_no_answer(inspector: Inspector) -> None:
    assert await ask(inspector, "print") == b"print"
    assert await ask(inspector, "fine") == b"fine"


async def test_stopping_waits_for_no_file(tmp_path: Path) -> None:
    before = counted("file_inspection_deaths_total", why="deadline")
    async with made(tmp_path, deadline=PATIENCE) as inspector:
        await warm(inspector)
        asking = [asyncio.create_task(ask(inspector, "sleep", caller)) for caller in ("one", "two")]
        await asyncio.sleep(0.3)
    assert counted("file_inspection_deaths_total", why="deadline") == before
    assert {type(found) for found in await asyncio.gather(*asking, return_exceptions=True)} == {Harmful}


async def test_one_caller_takes_one_place_and_staff_have_their_own(inspector: Inspector) -> None:
    await warm(inspector)
    many = [asyncio.create_task(ask(inspector, "nap0.6", "one")) for _ in range(5)]
    await asyncio.sleep(0)
    assert await ask(inspector, "fine", "two") == b"fine"
    assert await ask(inspector, "fine", "an officer", STAFF) == b"fine"
    assert not many[-1].done(), "three seconds of one caller hold up nobody"
    assert await asyncio.gather(*many) == [b"nap0.6"] * 5


async def test_staff_are_served_while_citizens_fill_their_lane(inspector: Inspector) -> None:
    await warm(inspector)
    asking = [asyncio.create_task(ask(inspector, "nap1.5", f"citizen {n}")) for n in range(4)]
    await asyncio.sleep(0)
    assert await ask(inspector, "fine", "an officer", STAFF) == b"fine"
    assert not asking[-1].done(), "citizens have two places, and three seconds of work"
    await asyncio.gather(*asking)


async def test_who_sends_costly_files_leaves_a_process_to_all_others_and_comes_to_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "SECONDS", 1.5)
    monkeypatch.setattr(inspector_module, "COSTLY", 0.5)
    async with made(tmp_path, deadline=1.0) as inspector:

        async def attack(caller: str) -> int:
            while True:
                try:
                    await ask(inspector, "sleep", caller)
                except Harmful:
                    continue
                except TooManyRequests as refused:
                    return refused.retry_after or 0

        async def attack_once(caller: str) -> None:
            with pytest.raises(Harmful):
                await ask(inspector, "sleep", caller)

        attackers = [f"attacker {number}" for number in range(4)]
        await asyncio.gather(*map(attack_once, attackers))
        attacks = asyncio.gather(*map(attack, attackers))
        served_meanwhile = 0
        while not attacks.done():
            assert await ask(inspector, "fine", f"newcomer {served_meanwhile}") == b"fine"
            served_meanwhile += not attacks.done()
            await asyncio.sleep(0.05)
        # With every process taken, it would be one for each file that the attackers bring.
        assert served_meanwhile > 10
        assert all(1 <= seconds <= 30 for seconds in await attacks)


async def test_who_gives_up_on_a_costly_file_pays_for_it(inspector: Inspector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "SECONDS", 0.3)
    await warm(inspector)
    asking = asyncio.create_task(ask(inspector, "compute", "quitter"))
    await asyncio.sleep(0.6)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    with pytest.raises(TooManyRequests, match="phút"):
        await ask(inspector, "fine", "quitter")
    assert await ask(inspector, "fine", "somebody else") == b"fine"


async def test_usual_files_cost_next_to_nothing_however_long_they_wait(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "SECONDS", 0.3)
    await warm(inspector)
    for _ in range(6):
        assert await ask(inspector, "nap0.2", "one") == b"nap0.2"


async def test_one_caller_cannot_fill_the_queue(inspector: Inspector) -> None:
    asking = [asyncio.create_task(ask(inspector, "nap0.1", "one")) for _ in range(WAITING_OF_ONE + 1)]
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert sum(isinstance(answer, TooManyRequests) for answer in found) == 1
    assert sum(answer == b"nap0.1" for answer in found) == WAITING_OF_ONE


async def test_who_gives_up_leaves_the_place(inspector: Inspector) -> None:
    for _ in range(3):
        asking = asyncio.create_task(ask(inspector, "sleep"))
        await asyncio.sleep(0.1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert await ask(inspector, "fine") == b"fine"


async def test_a_process_that_somebody_killed_is_replaced(inspector: Inspector) -> None:
    await warm(inspector)
    for worker in inspector._lanes[CITIZENS]._all:
        assert worker._process is not None
        os.kill(worker._process.pid, 9)
        await worker._process.wait()
    assert await ask(inspector, "fine") == b"fine"


def test_processes_end_with_the_service_that_was_killed() -> None:
    script = (
        "import asyncio, os, sys\n"
        "from shared.files.inspection.inspector import Inspector\n"
        "from shared.testing import spooled\n"
        "async def main():\n"
        "    async with Inspector({'citizens': 1}) as inspector:\n"
        "        async with inspector.look_through(spooled(open(sys.argv[1], 'rb').read())):\n"
        "            print(inspector._lanes['citizens']._all[0]._process.pid, flush=True)\n"
        "            os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    import subprocess

    out = subprocess.run(
        [sys.executable, "-c", script, str(PAGE)], capture_output=True, text=True, timeout=PATIENCE
    ).stdout
    for _ in range(50):
        if not Path(f"/proc/{int(out)}").exists():
            return
        state = Path(f"/proc/{int(out)}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the process outlives its service")
