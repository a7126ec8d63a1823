"""One HTTP/1.1 connection of a client, and the requests on it as ASGI has them, on the event loop's own thread.

Ours, and not a library's server, for what happens to people on bad networks and to those who mean ill: what cannot be
read is answered in words, a refusal reaches a phone that is still sending, and a client that hinders others is known by
its address and given up. Granian (2.8), which it replaced, has no bound by address, no lowest rate, and a bare 500 for
a malformed chunk. Parsing is llhttp's (httptools), which is strict about framing: no two lengths, no folded lines.
"""

import asyncio
import fcntl
import re
import sys
import termios
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from httptools import HttpParserError, HttpParserInvalidMethodError, HttpParserUpgrade, HttpRequestParser

from gateway.proxy.client_request import ClientRequest
from gateway.proxy.known_session import KnownSession
from gateway.proxy.pace import Pace
from shared.errors import Malformed, ServiceError
from shared.problem import Problem, method_not_allowed

HEAD_BYTES = 64 * 1024
"""The most bytes of a request line with its headers."""
HEADERS = 100
BUFFERED = 256 * 1024
"""The most bytes of a body that are kept while the service takes it more slowly than the client sends."""
PIPELINED = 32
"""Requests sent ahead of their answers; no browser does so at all."""

HEAD_SECONDS = 15.0
"""The longest that a request's headers may take from its first byte to their end, however they trickle in."""
IDLE_SECONDS = 60.0
"""The longest pause between two requests."""
GRACE_SECONDS = 15.0
"""The longest that the network may pause in the middle of a body."""
LOWEST_RATE = 1000.0
"""Bytes a second, of a body in each ``GRACE_SECONDS`` and of an answer in each ``UNREAD_SECONDS``: half of what the
slowest mobile network carries."""
PAUSE_SECONDS = 5.0
"""A body that is behind ``LOWEST_RATE`` by more than such a pause gives way to others when there is no room."""
BODY_SECONDS = 300.0
"""The longest that a whole body may take, at whatever rate it comes."""
UNREAD_SECONDS = 60.0
"""A client that takes nothing of its answer for so long, or less than ``LOWEST_RATE``, is given up."""
ANSWER_SECONDS = 900.0
"""The longest that a client may take for a whole answer when it takes it more slowly than it comes, at whatever rate.
Browsers ask for the rest of a file (``Range``)."""
LINGER_SECONDS = 120.0
LINGER_SILENT_SECONDS = 5.0
LINGER_BYTES = 32 * 1024 * 1024
"""What is still taken in of a body after its refusal. Closing at once would reset the connection, and a phone that is
still sending would see a broken connection instead of the answer (RFC 9112, 9.6)."""

_A_METHOD = re.compile(rb"[A-Z][A-Z-]{0,31} /")


class Application(Protocol):
    def begin(self, request: ClientRequest) -> Coroutine[Any, Any, None] | None:
        """Answer ``request``, at once or by what is returned, which its connection awaits."""
        ...

    def refuse(self, problem: ServiceError, request: ClientRequest) -> None:
        """Answer what could not be read as a request."""
        ...


class Clients(Protocol):
    """All connections together."""

    date: bytes
    """The ``Date`` header's line, of now."""

    def admit(self, connection: "ClientConnection", address: str) -> bool: ...

    def leave(self, connection: "ClientConnection") -> None: ...


class ClientConnection(asyncio.Protocol):
    def __init__(self, app: Application, clients: Clients) -> None:
        self.loop = asyncio.get_running_loop()
        self.clients = clients
        self.address = ""
        self.session = KnownSession()
        self.full = False
        """The client takes the answer more slowly than it is written."""
        self._written = 0
        self._taking: Pace | None = None
        """How fast it takes its answer, since it first was slower than the answer came."""
        self._taking_since = 0.0
        self.since = 0.0
        """When it began to wait for the client: for a request, for the rest of one, for the answer to be taken."""
        self._app = app
        self._parser: Any = HttpRequestParser(self)
        self._transport: Any = None
        self._peer: tuple[str, int] = ("", 0)
        self._room: asyncio.Future[None] | None = None
        self._current: ClientRequest | None = None
        self._arriving: ClientRequest | None = None
        self._queue: deque[ClientRequest] = deque()
        self._task: asyncio.Task[None] | None = None
        self._new = False
        """The current request has not been begun: the parser comes to the end of what has arrived first."""
        self._refusal: ServiceError | None = None
        self._kept = False
        """A request was answered on it, and the next may come."""
        self._deaf = False
        """No more requests are read."""
        self._in_head = False
        self._head_bytes = 0
        self._large = False
        """What came last could hold a whole head that is too large."""
        self._reading = True
        self._held_at = 0.0
        self._lingering_since = 0.0
        self._lingered = 0

    # What the requests call.

    @property
    def date(self) -> bytes:
        return self.clients.date

    def write(self, data: bytes) -> None:
        if data and self._transport is not None:
            self._written += len(data)
            self._transport.write(data)

    async def room_to_write(self) -> None:
        """Wait until the client has taken most of what was written, or is gone."""
        self.since = self.loop.time()
        self._room = self.loop.create_future()
        try:
            await self._room
        finally:
            self._room = None

    def taken(self) -> None:
        """What had come of the body was taken; the next may come."""
        if not self._reading and not self._queue and self._transport is not None:
            self._reading = True
            self._transport.resume_reading()
            if self._current is not None:  # the time was ours, not the client's
                self._current.held_up(self.loop.time() - self._held_at)

    # What the registry of all connections calls.

    @property
    def idle(self) -> bool:
        """It is between two requests. Who has just come is not idle: the first request may be on its way."""
        return self._kept and self._current is None and not self._in_head and not self._lingering_since

    def keeps_waiting(self, now: float) -> bool:
        """Whether nothing is being done for it: it waits for its client, who sends no body at a fair pace."""
        request = self._current
        if request is None or self.full:
            return True
        if request.complete or not self._reading:
            return False
        pace = request.pace
        return pace is None or not pace.keeps_up(request.received, now, PAUSE_SECONDS, LOWEST_RATE)

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def close_if_idle(self) -> None:
        if self._current is None and self._transport is not None:
            self._transport.close()

    def sweep(self, now: float) -> None:
        """Give up a client that keeps everybody waiting; called about once a second."""
        request = self._current
        if self._lingering_since:
            if now - self._lingering_since > LINGER_SECONDS or now - self.since > LINGER_SILENT_SECONDS:
                self.abort()
        elif self.full:
            if self._takes_slowly(now):
                self.abort()
        elif self._in_head:
            if now - self.since > HEAD_SECONDS:
                self._refuse(_too_slow())
        elif request is None:
            if now - self.since > IDLE_SECONDS:
                self.abort()
        elif not request.complete and request.fault is None and self._reading and not request.expects:
            pace = request.pace
            slow = pace is not None and pace.is_slow(request.received, now, GRACE_SECONDS, LOWEST_RATE)
            if slow or now - request.body_began_at > BODY_SECONDS:
                self._cut_short(_too_slow)

    def _takes_slowly(self, now: float) -> bool:
        taken = self._written - self._transport.get_write_buffer_size() - _on_the_way(self._transport)
        if self._taking is None:
            self._taking, self._taking_since = Pace(now, taken), now
        slow = self._taking.is_slow(taken, now, UNREAD_SECONDS, LOWEST_RATE)
        return slow or now - self._taking_since > ANSWER_SECONDS

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._peer = (transport.get_extra_info("peername") or ("", 0))[:2]
        self.since = self.loop.time()
        if not self.clients.admit(self, self._peer[0]):
            self.abort()

    def data_received(self, data: bytes) -> None:
        if self._lingering_since:
            self.since = self.loop.time()
            self._lingered += len(data)
            if self._lingered > LINGER_BYTES:
                self.abort()
                return
        if self._deaf:
            return
        self._large = len(data) > HEAD_BYTES
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:  # not spoken here: the request is answered, what follows is not read
            self._deaf = True
            if (request := self._queue[-1] if self._queue else self._current) is not None:
                request.keep_alive = False
        except HttpParserError as error:
            self._unreadable(error, data)
        if self._new:
            self._new = False
            self._begin_current()
        if self._in_head and not self._deaf:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._refuse(_head_too_large())

    def connection_lost(self, error: Exception | None) -> None:
        self.clients.leave(self)
        self._transport = None
        self._parser = None  # it holds this object, and this object it
        self._deaf = True
        self.full = False
        for request in (self._current, *self._queue):
            if request is not None:
                request.gone = True
                request.wake()
        self._queue.clear()
        self._arriving = None
        self._let_write()

    def pause_writing(self) -> None:
        self.full = True

    def resume_writing(self) -> None:
        self.full = False
        self._let_write()

    def _let_write(self) -> None:
        if self._room is not None and not self._room.done():
            self._room.set_result(None)

    # What the parser calls.

    def on_message_begin(self) -> None:
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._expects = False
        if not self._lingering_since:
            self._in_head = True
            self._head_bytes = 0
            if self._current is None:
                self.since = self.loop.time()

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_head:  # a trailer, after the body
            return
        name = name.lower()
        if name == b"expect":
            self._expects = value.lower() == b"100-continue"
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        self._in_head = False
        parser = self._parser
        version = parser.get_http_version()
        if version not in ("1.1", "1.0"):
            raise ValueError("a version not spoken here")
        if len(self._headers) > HEADERS or (self._large and self._head_size() > HEAD_BYTES):
            self._refusal = _head_too_large()
            raise ValueError("too many headers, or too long ones")
        request = ClientRequest(
            self,
            self._peer,
            parser.get_method().decode("ascii"),
            self._url,
            self._headers,
            version,
            keep_alive=version == "1.1" and parser.should_keep_alive(),
            expects=self._expects,
        )
        self._arriving = request
        if self._current is None:
            self._current = request
            self._new = True
        else:
            self._queue.append(request)
            self._hold()
            if len(self._queue) > PIPELINED:
                self._refusal = Malformed("Quá nhiều yêu cầu được gửi trước khi có trả lời.")
                raise ValueError("too many requests ahead of their answers")

    def _head_size(self) -> int:
        return len(self._url) + sum(len(name) + len(value) + 4 for name, value in self._headers)

    def on_body(self, data: bytes) -> None:
        request = self._arriving
        if request is None or self._lingering_since:
            return
        if not request.received:
            request.expects = False  # it did not wait to be told
        request.received += len(data)
        request.buffered += len(data)
        request.chunks.append(data)
        request.wake()
        if request.buffered > BUFFERED:
            self._hold()

    def on_message_complete(self) -> None:
        request, self._arriving = self._arriving, None
        if request is not None:
            request.complete = True
            request.expects = False
            request.wake()
        if self._lingering_since:
            self._deaf = True
            self._transport.close()

    def _hold(self) -> None:
        if self._reading and self._transport is not None:
            self._reading = False
            self._held_at = self.loop.time()
            self._transport.pause_reading()

    # From one request to the next.

    def _begin_current(self) -> None:
        request = self._current
        assert request is not None
        if not request.complete:
            request.begin_body(self.loop.time())
        if (rest := self._app.begin(request)) is not None:
            self.run(rest)

    def run(self, rest: Coroutine[Any, Any, None]) -> None:
        """Do what is left to do for the current request."""
        self._task = self.loop.create_task(self._run(rest))

    async def _run(self, rest: Coroutine[Any, Any, None]) -> None:
        try:
            await rest
            if self.full:  # as long as the client takes nothing, nothing more is written
                await self.room_to_write()
        finally:
            self._finish()

    def finish(self) -> None:
        if self.full:
            self.run(self.room_to_write())
        else:
            self._finish()

    def _finish(self) -> None:
        request, self._current = self._current, None
        self._taking = None
        assert request is not None
        if self._transport is None:
            return
        if not request.answered:  # an answer that broke off must not look whole
            self.abort()
        elif not request.complete:
            self._linger()
        elif not request.keep_alive:
            self._transport.close()
        elif self._queue:
            self._current = self._queue.popleft()
            self._begin_current()
            if not self._queue:
                self.taken()
        elif self._refusal is not None:
            self._say_refusal()
        elif self._deaf:
            self._transport.close()
        else:
            self._kept = True
            self.since = self.loop.time()
            self.taken()

    def _linger(self) -> None:
        """The answer is out; take in and forget what the client goes on sending, so that it reads it."""
        self._arriving = None
        self._lingering_since = self.since = self.loop.time()
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self.taken()

    # What cannot be read.

    def _unreadable(self, error: HttpParserError, data: bytes) -> None:
        if self._lingering_since:
            self._deaf = True
        elif self._arriving is not None and self._refusal is None:
            self._cut_short(_broken_body)
        elif self._refusal is not None:
            self._refuse(self._refusal)
        elif isinstance(error, HttpParserInvalidMethodError) and _A_METHOD.match(data):
            self._refuse(method_not_allowed("DELETE, GET, HEAD, PATCH, POST, PUT"))
        else:
            self._refuse(Malformed("Yêu cầu không đúng giao thức HTTP/1.1."))

    def _cut_short(self, fault: Callable[[], ServiceError]) -> None:
        """The rest of this body will not be read: whoever reads it is told why."""
        request = self._arriving
        self._deaf = True
        self._arriving = None
        if request is not None:
            request.fault = fault
            request.keep_alive = False
            request.wake()

    def _refuse(self, problem: ServiceError) -> None:
        """Say so after the answers that are still due, and close."""
        self._deaf = True
        self._in_head = False
        self._arriving = None
        self._refusal = problem
        if self._current is None:
            self._say_refusal()

    def _say_refusal(self) -> None:
        problem, self._refusal = self._refusal, None
        assert problem is not None
        self._current = ClientRequest(self)
        self._app.refuse(problem, self._current)


def _on_the_way(transport: asyncio.BaseTransport) -> int:
    """Bytes that the system holds for the client until it has acknowledged them (tcp(7), SIOCOUTQ).

    They may be megabytes: without them a slow phone that takes some all the time looks as if it took none for minutes.
    """
    number = transport.get_extra_info("socket").fileno()
    return int.from_bytes(fcntl.ioctl(number, termios.TIOCOUTQ, bytes(4)), sys.byteorder)


def _broken_body() -> ServiceError:
    return Malformed("Nội dung gửi lên bị lỗi định dạng (chunked).")


def _too_slow() -> ServiceError:
    return Problem(408, "request-timeout", "Gửi quá chậm", "Nội dung gửi lên bị gián đoạn quá lâu.")


def _head_too_large() -> ServiceError:
    detail = "Các tiêu đề của yêu cầu vượt quá giới hạn cho phép."
    return Problem(431, "headers-too-large", "Tiêu đề quá lớn", detail)
