"""Asks processes of their own what kind of file an upload is, and what of it is kept.

A file that never ends, takes too much or kills who reads it costs its sender a refusal and the service one process. A
process is started when it is first needed, and anew after a death. Lanes keep apart who must not wait for whom:
citizens and staff. Within a lane each caller has one place, so that many files of one person hinder nobody else, and
large pictures go one at a time, which bounds the memory of all. What a caller's files cost is counted, and has an end
(``allowance.py``). A file that waits for its turn is on disk, and of what is to be kept only a few are in memory until
they are stored. Stopping kills what is going on.
"""

import asyncio
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter as Tally
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from math import ceil
from types import TracebackType

from prometheus_client import Counter, Histogram

from shared.errors import TooManyRequests, Unavailable
from shared.files.inspection.allowance import COSTLY, Allowance
from shared.files.inspection.messages import LENGTH, Answer, InvalidAnswer, read_answer
from shared.files.inspection.refused import Harmful, NotAccepted
from shared.files.inspection.size import HEAD, is_large_picture
from shared.files.spool import Spool
from shared.logs import get_logger
from shared.metrics import counter

CITIZENS = "citizens"
STAFF = "staff"

LANES: Mapping[str, int] = {CITIZENS: 2, STAFF: 1}
"""Processes of each lane. One takes 32 MB while idle."""

DEADLINE = 14.0
"""Seconds of wall time for one file: on a busy machine its eight seconds of CPU time last longer."""

WAIT = 15.0
"""Seconds until an upload's turn comes: longer than any one file takes, and with it less than the gateway waits."""

KEPT_AT_ONCE = 2
"""Files for each process that are looked through or being stored: what they have become is in memory."""

WAITING_OF_ONE = 12
"""Files of one caller that may wait at once: an app sends a whole dossier's papers together."""

_READY = 20.0
_READ_AHEAD = 1024 * 1024
_CPU_OF_PROCESS = 2
"""The clock of Linux that counts a process's time, once it is put together with a process id:
clock_getcpuclockid(3)."""
_TOO_COMPLEX = "Tệp quá phức tạp để kiểm tra. Vui lòng chụp lại hoặc in lại thành PDF rồi tải lên."

_seconds = Histogram(
    "file_inspection_seconds",
    "Looking through one upload, by what it is",
    ["media_type"],
    buckets=(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_died = counter(
    "file_inspection_deaths_total", "Inspecting processes that a file has ended", why=("deadline", "died", "answer")
)
_not_started = Counter("file_inspection_start_failures_total", "Times that no inspecting process could be started")
_not_confined = Counter(
    "file_inspection_unconfined_starts_total",
    "Inspecting processes started where Landlock or the filter of system calls is missing",
)
_used_up = Counter("file_inspection_allowance_used_up_total", "Uploads refused: their caller's files cost too much")

log = get_logger()


@dataclass(frozen=True)
class Kept:
    media_type: str
    extension: str
    content: bytes
    sha256: str


class Inspector:
    """``deadline`` is for tests; ``command`` starts the process that answers, ``too_complex`` is said of a file that it
    does not survive.
    """

    def __init__(
        self,
        lanes: Mapping[str, int] = LANES,
        deadline: float = DEADLINE,
        command: tuple[str, ...] = (sys.executable, "-m", "shared.files.inspection.worker"),
        too_complex: str = _TOO_COMPLEX,
    ) -> None:
        self._lanes = {name: _Lane(size, deadline, command, too_complex) for name, size in lanes.items()}

    async def __aenter__(self) -> "Inspector":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(lane.close() for lane in self._lanes.values()))

    @asynccontextmanager
    async def look_through(self, content: Spool, caller: str = "", lane: str = CITIZENS) -> AsyncIterator[Kept]:
        """What to keep of ``content``, brought by ``caller``; in memory until the context ends.

        Raises ``NotAccepted``, ``Harmful``; ``TooManyRequests`` and ``Unavailable`` when no turn comes.
        """
        async with AsyncExitStack() as keeping:
            async with AsyncExitStack() as looking:
                worker = await self._turn(looking, keeping, content, caller, lane)
                begun = time.perf_counter()
                with self._lanes[lane].charged(caller, worker):
                    answer = await worker.ask(content)
            if not answer.media_type:
                raise NotAccepted
            _seconds.labels(answer.media_type).observe(time.perf_counter() - begun)
            if answer.refusal:
                raise Harmful(answer.refusal)
            yield Kept(answer.media_type, answer.extension, answer.kept, answer.sha256)

    async def _turn(
        self, looking: AsyncExitStack, keeping: AsyncExitStack, content: Spool, caller: str, name: str
    ) -> "_Worker":
        lane = self._lanes[name]
        await looking.enter_async_context(lane.queued(caller))
        try:
            async with asyncio.timeout(WAIT):
                await looking.enter_async_context(lane.own_place(caller))
                lane.refuse_used_up(caller)
                if lane.is_costly(caller):
                    await looking.enter_async_context(lane.costly)
                if is_large_picture(await content.head(HEAD)):
                    await looking.enter_async_context(lane.large)
                await keeping.enter_async_context(lane.kept)
                return await looking.enter_async_context(lane.worker())
        except TimeoutError:
            raise Unavailable() from None


@dataclass
class _Lane:
    size: int
    deadline: float
    command: tuple[str, ...]
    too_complex: str
    large: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    costly: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    kept: asyncio.Semaphore = field(init=False)
    _idle: "asyncio.LifoQueue[_Worker]" = field(default_factory=asyncio.LifoQueue)
    _all: "list[_Worker]" = field(default_factory=list)
    _of_caller: dict[str, asyncio.Lock] = field(default_factory=dict)
    _waiting: Tally[str] = field(default_factory=Tally)
    _allowance: Allowance = field(default_factory=Allowance)

    def __post_init__(self) -> None:
        self.kept = asyncio.Semaphore(KEPT_AT_ONCE * self.size)
        self._all = [_Worker(self.command, self.deadline, self.too_complex) for _ in range(self.size)]
        for worker in self._all:
            self._idle.put_nowait(worker)

    async def close(self) -> None:
        await asyncio.gather(*(worker.kill() for worker in self._all))

    @asynccontextmanager
    async def queued(self, caller: str) -> AsyncIterator[None]:
        if self._waiting[caller] >= WAITING_OF_ONE:
            raise TooManyRequests(5)
        self._waiting[caller] += 1
        try:
            yield
        finally:
            self._waiting[caller] -= 1
            if not self._waiting[caller]:
                del self._waiting[caller]
                self._of_caller.pop(caller, None)

    @asynccontextmanager
    async def own_place(self, caller: str) -> AsyncIterator[None]:
        async with self._of_caller.setdefault(caller, asyncio.Lock()):
            yield

    def is_costly(self, caller: str) -> bool:
        return self._allowance.used(caller, time.monotonic()) > COSTLY

    def refuse_used_up(self, caller: str) -> None:
        """Raises ``TooManyRequests`` with the time at which ``caller`` may ask again."""
        if wait := self._allowance.wait(caller, time.monotonic()):
            _used_up.inc()
            minutes = ceil(wait / 60)
            detail = f"Các tệp Ông/Bà vừa gửi mất quá nhiều thời gian kiểm tra. Vui lòng gửi tiếp sau {minutes} phút."
            raise TooManyRequests(wait, code="files-too-costly", title="Tệp quá phức tạp", detail=detail)

    @contextmanager
    def charged(self, caller: str, worker: "_Worker") -> Iterator[None]:
        """What happens meanwhile is paid by ``caller``: CPU time, or for a file that ended its process all the time."""
        begun, before = time.monotonic(), worker.cpu_seconds()
        try:
            yield
        finally:
            now, after = time.monotonic(), worker.cpu_seconds()
            cost = now - begun if before is None or after is None else after - before
            self._allowance.charge(caller, cost, now)

    @asynccontextmanager
    async def worker(self) -> AsyncIterator["_Worker"]:
        worker = await self._idle.get()
        try:
            await worker.ready()
            yield worker
        finally:
            self._idle.put_nowait(worker)


class _Worker:
    """One process, started when it is first needed (half a second), and anew when it has died."""

    def __init__(self, command: tuple[str, ...], deadline: float, too_complex: str) -> None:
        self._command = command
        self._deadline = deadline
        self._too_complex = too_complex
        self._process: Process | None = None

    async def _start(self) -> None:
        # Only what Python needs to find the code: no settings and no secrets of the service.
        environment = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, limit=_READ_AHEAD, env=environment, start_new_session=True
        )
        async with asyncio.timeout(_READY):
            assert self._process.stdout is not None
            answer = await read_answer(self._process.stdout)
        if not answer.confined:
            _not_confined.inc()
            log.warning("file_inspection_not_confined")

    async def ready(self) -> None:
        """Raises ``Unavailable`` when it cannot be started."""
        if self._process is None or self._process.returncode is not None:
            await self._begin()

    async def ask(self, content: Spool) -> Answer:
        """The answer. Raises ``Harmful`` for a file that the process does not survive."""
        assert self._process is not None and self._process.stdout is not None
        try:
            async with asyncio.timeout(self._deadline):
                answer, _ = await asyncio.gather(read_answer(self._process.stdout), _write(self._process, content))
                return answer
        except TimeoutError:
            await self._reap("deadline")
            raise Harmful(self._too_complex) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            await self._reap("died")
            raise Harmful(self._too_complex) from None
        except InvalidAnswer:
            await self._reap("answer")
            raise Harmful(self._too_complex) from None
        except BaseException:
            await self.kill()  # what it would still answer is nobody's
            raise

    async def _reap(self, why: str) -> None:
        await self.kill()
        status = self._process.returncode if self._process else None
        _died.labels(why).inc()
        log.warning("file_inspection_ended", why=why, status=status)

    async def _begin(self) -> None:
        try:
            await self._start()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, InvalidAnswer) as error:
            await self.kill()
            _not_started.inc()
            log.error("file_inspection_not_started", error=type(error).__name__)
            raise Unavailable() from None
        except asyncio.CancelledError:
            await self.kill()  # it would be taken for one that is ready
            raise

    def cpu_seconds(self) -> float | None:
        """What the living process has used, as the system counts it: its own word may be a file's."""
        if self._process is None or self._process.returncode is not None:
            return None
        try:
            return time.clock_gettime(~self._process.pid << 3 | _CPU_OF_PROCESS)
        except OSError:
            return None

    async def kill(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()


async def _write(process: Process, content: Spool) -> None:
    assert process.stdin is not None
    process.stdin.write(LENGTH.pack(content.size))
    async for piece in content.pieces():
        process.stdin.write(piece)
        await process.stdin.drain()
    await process.stdin.drain()
