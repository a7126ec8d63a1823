"""Writes log lines so that nothing ends or waits because it cannot speak.

A thread of its own writes what waits in a bounded buffer. A full disk, a closed pipe or a pipe that nobody reads lose
lines, which are counted; the loop that logs never waits for them.
"""

import atexit
import os
import threading
import time
from collections import deque
from select import select

from prometheus_client import Counter

BUFFER_BYTES = 4 * 1024 * 1024
"""What may wait: some ten thousand lines, a few seconds of a busy service."""
NOWHERE = -1
"""The number of no file, for a process that was started without a standard output: its own may be a socket's by now."""
GATHERING_SECONDS = 0.02
"""How long lines gather before they are written: to wake the thread for each costs a request more than its answer."""
PIECE_BYTES = 64 * 1024
"""Written at once; as much as a pipe takes."""
LAST_SECONDS = 1.0
"""How long the end of the process waits for the last lines."""

_lost = Counter("log_lines_lost_total", "Log lines that could not be written")


class LineWriter:
    """Lines for the file descriptor ``out``. Also what structlog calls a logger: each level is ``msg``."""

    def __init__(self, out: int) -> None:
        self._out = out
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._more = threading.Condition()
        self._idle = True
        threading.Thread(target=self._write_all, name="log", daemon=True).start()
        atexit.register(self.flush)

    def msg(self, line: bytes) -> None:
        self.write(line)

    debug = info = warning = error = critical = exception = log = fatal = failure = warn = err = msg

    def write(self, line: bytes) -> None:
        """Take ``line``, without its end; when there is no room, it is lost."""
        with self._more:
            if self._bytes + len(line) > BUFFER_BYTES:
                _lost.inc()
                return
            self._waiting.append(line + b"\n")
            self._bytes += len(line) + 1
            if self._idle:
                self._idle = False
                self._more.notify()

    def flush(self, seconds: float = LAST_SECONDS) -> None:
        """Wait until all is written, but not longer than ``seconds``."""
        until = time.monotonic() + seconds
        while not self._idle and time.monotonic() < until:
            time.sleep(0.005)

    def _write_all(self) -> None:
        while True:
            with self._more:
                while not self._waiting:
                    self._idle = True
                    self._more.wait()
            time.sleep(GATHERING_SECONDS)
            while lines := self._next_lines():
                rest = sum(map(len, lines)) - self._written(b"".join(lines))
                with self._more:
                    self._bytes -= sum(map(len, lines))
                while rest > 0:  # the last of them, one perhaps in part
                    _lost.inc()
                    rest -= len(lines.pop())

    def _next_lines(self) -> list[bytes]:
        lines: list[bytes] = []
        size = 0
        with self._more:
            while self._waiting and (not lines or size + len(self._waiting[0]) <= PIECE_BYTES):
                lines.append(self._waiting.popleft())
                size += len(lines[-1])
        return lines

    def _written(self, piece: bytes) -> int:
        """How many bytes of ``piece`` could be written, waiting for a reader as long as it takes."""
        rest = memoryview(piece)
        while rest:
            try:
                rest = rest[os.write(self._out, rest) :]
            except BlockingIOError:  # somebody has made the pipe non-blocking
                select([], [self._out], [], 1.0)
            except (OSError, ValueError):
                break
        return len(piece) - len(rest)
