"""One child process: its log, its death, its end."""

import asyncio
import ctypes
import os
import signal
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None

# What a process needs to find its tools and speak UTF-8; nothing else of ours leaks into it.
_INHERITED: tuple[str, ...] = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TZ",
    "VIRTUAL_ENV",
    "SSL_CERT_FILE",
    "LD_LIBRARY_PATH",
)
# The shifted clock of `make test-dates`.
_INHERITED += ("LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC", "FAKETIME_FORCE_MONOTONIC_FIX")


def _die_with_parent() -> None:
    """Runs in the new process before its program: the kernel kills it when the thread that started it ends, so that
    even a kill -9 of the supervisor leaves nothing running."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    return {**{name: os.environ[name] for name in _INHERITED if name in os.environ}, **own}


class Child:
    """A program to run, again and again if need be. Standard output and error go to ``log``."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path, sockets: Sequence[int] = ()
    ) -> None:
        """``sockets``: numbers of ours that the child has under the same number."""
        self.name = name
        self._sockets = sockets
        self.log = log
        self._command = command
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """0 when it does not run."""
        return self._process.pid if self._process and self.is_running else 0

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def status(self) -> str:
        """How it ended, in words: ``exit status 1``, ``killed by SIGKILL``."""
        code = self._process.returncode if self._process else None
        if code is None:
            return "running" if self._process else "not started"
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                env=_environment(self._environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the supervisor, which stops its children in order
                preexec_fn=_die_with_parent,
                pass_fds=self._sockets,
            )

    async def ended(self) -> None:
        """Returns when the process is gone."""
        if self._process is not None:
            await self._process.wait()

    async def stop(self, timeout_seconds: float) -> bool:
        """SIGTERM, then SIGKILL after ``timeout_seconds`` seconds. False when it had to be killed."""
        if self._process is None or not self.is_running:
            return True
        self._process.terminate()
        try:
            async with asyncio.timeout(timeout_seconds):
                await self.ended()
        except TimeoutError:
            await self.kill()
            return False
        return True

    async def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send the signal to the process and all that it started; returns when it is gone."""
        if self._process is not None and self.is_running:
            os.killpg(self._process.pid, number)
            await self.ended()

    def tail(self, lines: int = 12) -> list[str]:
        """The last lines of the log."""
        try:
            with self.log.open(encoding="utf-8", errors="replace") as log:
                return [line.rstrip("\n") for line in deque(log, maxlen=lines)]
        except FileNotFoundError:
            return []


async def run_to_end(command: Sequence[str], environment: Mapping[str, str], timeout_seconds: float) -> tuple[int, str]:
    """Returns the exit status and the output. The process is killed after ``timeout_seconds`` seconds."""
    process = await asyncio.create_subprocess_exec(
        *command,
        env=_environment(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        preexec_fn=_die_with_parent,
    )
    try:
        async with asyncio.timeout(timeout_seconds):
            output, _ = await process.communicate()
    except TimeoutError:
        return -signal.SIGKILL, f"killed: it did not end within {timeout_seconds:.0f} s"
    finally:
        if process.returncode is None:
            process.kill()
    return await process.wait(), output.decode(errors="replace").strip()
