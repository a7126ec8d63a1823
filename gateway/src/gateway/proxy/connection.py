"""One HTTP/1.1 connection to a service, one exchange at a time, on the event loop's own thread.

The runtime of a client library has a thread of its own, and every await crosses over: ``bench/results.md``, row
``gateway``, has both. Parsing is llhttp's (httptools). A body whose end only the closing of the connection would tell
is not accepted.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from gateway.proxy.headers import names_in

SMALL_BODY = 64 * 1024
"""A body announced as no longer than this is passed on whole: one write instead of several."""
BUFFERED = 256 * 1024
"""Reading pauses while this much waits for a slow client."""

_USUAL = frozenset((b"close", b"keep-alive"))


class UpstreamFailed(Exception):
    """The exchange cannot be finished. ``untouched`` is true when not one byte of an answer had come."""

    def __init__(self, reason: str, untouched: bool = False) -> None:
        super().__init__(reason)
        self.untouched = untouched

    def again(self) -> "UpstreamFailed":
        """A new exception with the same facts, for the next caller.

        An exception that was raised keeps its traceback, whose frames may hold the object that stores the exception:
        raising the same one again would keep that cycle in memory.
        """
        return type(self)(str(self), self.untouched)


class UpstreamSilent(UpstreamFailed):
    """The service let its deadline pass."""


class ClientGone(UpstreamFailed):
    """Nobody waits for the answer any more."""


class GivenUp(UpstreamFailed):
    """Ended for others, because its client is slow; the service is not to blame."""


class Connection(asyncio.Protocol):
    """Made by ``Upstream``. ``begin``, ``write`` …, ``answer`` until ``status`` is known, ``read`` until ``b""``."""

    def __init__(self, dropped_headers: frozenset[bytes]) -> None:
        self._loop = asyncio.get_running_loop()
        self._dropped_headers = dropped_headers
        self._parser: Any = HttpResponseParser(self)
        self._waiter: asyncio.Future[None] | None = None
        self._chunks: deque[bytes] = deque()
        self._failure: UpstreamFailed | None = None
        self._room = asyncio.Event()
        self._room.set()
        self.used = False
        self.expecting = False
        self.began_at = 0.0
        self.deadline = float("inf")
        self.paused_at = 0.0
        self.idle_since = 0.0
        self.on_slow: Callable[[], None] | None = None
        self.on_answer: Callable[[], None] | None = None
        """Called once, when ``answer`` would return or raise; for who does not wait in a task."""
        self.watcher: asyncio.Task[None] | None = None
        self._reset()

    def _reset(self) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self._hop_by_hop: frozenset[bytes] = frozenset()
        self.length = -1
        """The length of the body as announced; -1 when it was not."""
        self._buffered = 0
        self._answering = False
        self._head_complete = False
        self.complete = False
        self.all_sent = True
        self._keep_alive = False

    # What the proxy calls.

    def begin(self, timeout: float) -> None:
        """A new exchange. The service may stay silent for ``timeout`` seconds, counted anew from each ``give``."""
        self._reset()
        self._chunks.clear()
        self.expecting = True
        self.began_at = self._loop.time()
        self.deadline = self.began_at + timeout

    def give(self, timeout: float) -> None:
        self.deadline = self._loop.time() + timeout

    def pause_deadline(self) -> None:
        """Stop the deadline while it is the client that is waited for."""
        self.deadline = float("inf")
        self.paused_at = self._loop.time()

    @property
    def waits_for_client(self) -> bool:
        return self.deadline == float("inf")

    def write(self, data: bytes) -> None:
        self._transport.write(data)

    async def room_to_write(self) -> None:
        """Wait until the service has taken most of what was written."""
        await self._room.wait()
        if self._failure is not None:
            raise self._failure.again()

    async def answer(self) -> None:
        """Wait until ``status`` and ``headers`` are there; a small body is there with them."""
        while not self._head_complete:
            await self._wait()

    async def read(self) -> bytes:
        """All of the body that has come; ``b""`` after its end."""
        while not self._chunks and not self.complete:
            await self._wait()
        return self.arrived()

    def arrived(self) -> bytes:
        """What has come of the body and was not read."""
        if self._buffered > BUFFERED:
            self._transport.resume_reading()
        self._buffered = 0
        chunks, self._chunks = self._chunks, deque()
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def fail(self, failure: UpstreamFailed) -> None:
        """End the exchange now; whoever waits gets ``failure``."""
        if self._failure is None:
            self._failure = failure
            self._transport.abort()
            self._room.set()
            self._wake()
            if self.on_answer is not None:
                self._loop.call_soon(self._tell)

    @property
    def broken(self) -> bool:
        return self._failure is not None

    @property
    def reusable(self) -> bool:
        """Whether another exchange may follow: this one is over on both sides, and both will go on."""
        return self.complete and self.all_sent and self._keep_alive and self._failure is None

    async def _wait(self) -> None:
        if self._failure is None:
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        if self._failure is not None and not self.complete:
            raise self._failure.again()

    def _tell(self) -> None:
        notify, self.on_answer = self.on_answer, None
        if notify is not None:
            notify()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self.fail(UpstreamFailed(f"not an HTTP answer: {type(error).__name__}"))
        if self._head_complete and self.on_answer is not None:
            self._tell()  # no sooner: what follows in ``data`` would be read as the answer to the next question

    def connection_lost(self, error: Exception | None) -> None:
        self.fail(UpstreamFailed("connection closed", untouched=not self._answering))
        self._parser = None  # it holds this object, and this object it

    def pause_writing(self) -> None:
        self._room.clear()

    def resume_writing(self) -> None:
        self._room.set()

    # What the parser calls.

    def on_message_begin(self) -> None:
        if self.complete or not self.expecting:  # an answer to no question of ours
            self.fail(UpstreamFailed("unexpected data"))
            raise ValueError("nothing of it is read: it would be taken for a part of the answer before")
        self._answering = True

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.status:  # a trailer, after the body
            return
        name = name.lower()
        if name == b"content-length":
            self.length = int(value)
        elif name == b"connection" and value not in _USUAL:
            self._hop_by_hop = self._hop_by_hop | names_in(value)
        if name not in self._dropped_headers:
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200:
            self.headers.clear()
            return
        self.status = status
        if self._hop_by_hop:
            self.headers = [header for header in self.headers if header[0] not in self._hop_by_hop]
        if not 0 <= self.length <= SMALL_BODY:
            self._head_complete = True
            self._wake()

    def on_body(self, data: bytes) -> None:
        self._chunks.append(data)
        self._buffered += len(data)
        if self._buffered > BUFFERED:
            self._transport.pause_reading()
        if self._head_complete:
            self._wake()

    def on_message_complete(self) -> None:
        if self.status:  # else an interim answer (1xx): the real one follows
            self._head_complete = True
            self.complete = True
            self._keep_alive = bool(self._parser.should_keep_alive())
            self._wake()
