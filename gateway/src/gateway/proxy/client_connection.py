"""One HTTP/1.1 connection of a client, and the requests on it as ASGI has them, on the event loop's own thread.

Ours, and not a library's server, for what happens to people on bad networks and to those who mean ill: what cannot be
read is answered in words, a refusal reaches a phone that is still sending, and a client that hinders others is known by
its address and given up. Granian (2.8), which it replaced, has no bound by address, no lowest rate, and a bare 500 for
a malformed chunk. Parsing is llhttp's (httptools), which is strict about framing: no two lengths, no folded lines.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import unquote

from httptools import HttpParserError, HttpParserInvalidMethodError, HttpParserUpgrade, HttpRequestParser
from starlette.types import Message, Receive, Scope, Send

from shared.errors import Malformed, ServiceError
from shared.problem import Problem, method_not_allowed

HEAD_BYTES = 64 * 1024
"""Of a request line with its headers."""
HEADERS = 100
BUFFERED = 256 * 1024
"""Of a body, while the service takes it more slowly than the client sends."""
PIPELINED = 32
"""Requests sent ahead of their answers; no browser does so at all."""

HEAD_SECONDS = 15.0
"""From the first byte of a request to the end of its headers, however they trickle in."""
IDLE_SECONDS = 60.0
"""Between two requests."""
GRACE_SECONDS = 10.0
LOWEST_RATE = 1000.0
"""Bytes of a body in a second, after ``GRACE_SECONDS``: half of what the slowest mobile network carries."""
BODY_SECONDS = 300.0
"""For the whole of a body, at whatever rate."""
UNREAD_SECONDS = 60.0
"""A client that takes nothing of its answer for so long is given up."""
LINGER_SECONDS = 120.0
LINGER_SILENT_SECONDS = 5.0
LINGER_BYTES = 32 * 1024 * 1024
"""What is still taken in of a body after its refusal. Closing at once would reset the connection, and a phone that is
still sending would see a broken connection instead of the answer (RFC 9112, 9.6)."""

_STATUS_LINES = {code.value: f"HTTP/1.1 {code.value} {code.phrase}".encode() for code in HTTPStatus}
_JOIN_HEADER = b": ".join
"""Of a pair, as its line: at the speed of C, for every header of every answer."""
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_LAST_CHUNK = b"0\r\n\r\n"
_WITHOUT_BODY = frozenset((204, 304))
_ASGI = {"version": "3.0", "spec_version": "2.3"}
_A_METHOD = re.compile(rb"[A-Z][A-Z-]{0,31} /")


class Application(Protocol):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...

    async def refuse(self, problem: ServiceError, send: Send) -> None:
        """Answer what could not be read as a request."""
        ...


class Clients(Protocol):
    """All connections together."""

    date: bytes
    """The ``Date`` header's line, of now."""

    def admit(self, connection: "ClientConnection", address: str) -> bool: ...

    def leave(self, connection: "ClientConnection") -> None: ...


class ClientDisconnected(OSError):
    """The client closed the connection before its answer was whole."""


class _Request:
    """One request and its answer: what ASGI calls ``scope``, ``receive`` and ``send``."""

    __slots__ = (
        "_bodyless",
        "_chunked",
        "_head",
        "answered",
        "body_began_at",
        "buffered",
        "chunks",
        "complete",
        "connection",
        "expects",
        "fault",
        "gone",
        "keep_alive",
        "received",
        "scope",
        "told_end",
        "waiter",
    )

    def __init__(self, connection: "ClientConnection", scope: Scope, keep_alive: bool, expects: bool) -> None:
        self.connection = connection
        self.scope = scope
        self.keep_alive = keep_alive
        self.expects = expects
        """The client sends its body once it is told to go on."""
        self.chunks: list[bytes] = []
        self.buffered = 0
        self.received = 0
        self.complete = False
        self.told_end = False
        self.answered = False
        self.gone = False
        self.fault: Callable[[], ServiceError] | None = None
        self.waiter: asyncio.Future[None] | None = None
        self.body_began_at = 0.0
        self._head: Message | None = None
        self._chunked = False
        self._bodyless = False

    async def receive(self) -> Message:
        """The next piece of the body; raises a ``ServiceError`` when no more of it can be read."""
        if self.expects:
            self.expects = False
            self.body_began_at = self.connection.loop.time()
            self.connection.write(_CONTINUE)
        while not self.chunks and not self.gone:
            if self.fault is not None:
                raise self.fault()
            if self.complete and not self.told_end:
                break
            self.waiter = self.connection.loop.create_future()
            try:
                await self.waiter
            finally:
                self.waiter = None
        if self.gone:
            return {"type": "http.disconnect"}
        if self.chunks:
            body = self.chunks[0] if len(self.chunks) == 1 else b"".join(self.chunks)
            self.chunks = []
            self.buffered = 0
            self.connection.taken()
        else:
            body = b""
        self.told_end = self.complete
        return {"type": "http.request", "body": body, "more_body": not self.complete}

    def wake(self) -> None:
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)

    async def send(self, message: Message) -> None:
        """Raises ``ClientDisconnected`` when more is to come and nobody takes it."""
        if message["type"] == "http.response.start":
            self._head = message
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self.gone:
            if more:
                raise ClientDisconnected()
            return
        head, self._head = self._head, None
        if head is not None:
            data = self._begin(head, body, more)
        elif self._bodyless:
            data = b""
        elif self._chunked:
            data = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
            if not more:
                data += _LAST_CHUNK
        else:
            data = body
        self.connection.write(data)
        if not more:
            self.answered = True
        if self.connection.full:
            await self.connection.room_to_write()

    def _begin(self, head: Message, body: bytes, more: bool) -> bytes:
        status: int = head["status"]
        headers: list[tuple[bytes, bytes]] = head["headers"]
        named = dict(headers)
        announced = b"content-length" in named
        if named.get(b"connection") == b"close":
            self.keep_alive = False
        start = _STATUS_LINES.get(status) or b"HTTP/1.1 %d " % status
        lines = [start, self.connection.clients.date, *map(_JOIN_HEADER, headers)]
        self._bodyless = status in _WITHOUT_BODY or self.scope["method"] == "HEAD"
        if not announced and status not in _WITHOUT_BODY:
            if not more:
                lines.append(b"content-length: %d" % len(body))
            elif self.scope["http_version"] == "1.1":
                self._chunked = True
                lines.append(b"transfer-encoding: chunked")
            else:
                self.keep_alive = False
        if not self.complete:  # what is still to come of the body is not worth waiting for
            self.keep_alive = False
        if not self.keep_alive and named.get(b"connection") != b"close":
            lines.append(b"connection: close")
        lines.append(b"")
        if self._bodyless:
            lines.append(b"")
        elif self._chunked:
            lines.append(b"%x\r\n%b\r\n" % (len(body), body) if body else b"")
        else:
            lines.append(body)
        return b"\r\n".join(lines)


class ClientConnection(asyncio.Protocol):
    def __init__(self, app: Application, clients: Clients) -> None:
        self.loop = asyncio.get_running_loop()
        self.clients = clients
        self.address = ""
        self.full = False
        """The client takes the answer more slowly than it is written."""
        self.since = 0.0
        """When it began to wait for the client: for a request, for the rest of one, for the answer to be taken."""
        self._app = app
        self._parser: Any = HttpRequestParser(self)
        self._transport: Any = None
        self._peer: tuple[str, int] = ("", 0)
        self._room: asyncio.Future[None] | None = None
        self._current: _Request | None = None
        self._arriving: _Request | None = None
        self._queue: deque[_Request] = deque()
        self._task: asyncio.Task[None] | None = None
        self._refusal: ServiceError | None = None
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

    def write(self, data: bytes) -> None:
        if data and self._transport is not None:
            self._transport.write(data)

    async def room_to_write(self) -> None:
        """Until the client has taken most of what was written, or is gone."""
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
                self._current.body_began_at += self.loop.time() - self._held_at

    # What the registry of all connections calls.

    @property
    def interruptible(self) -> bool:
        """Whether it waits for its client alone: nothing is being done for it."""
        return self._current is None or not self._current.complete

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
            if now - self.since > UNREAD_SECONDS:
                self.abort()
        elif self._in_head:
            if now - self.since > HEAD_SECONDS:
                self._refuse(_too_slow())
        elif request is None:
            if now - self.since > IDLE_SECONDS:
                self.abort()
        elif not request.complete and request.fault is None and self._reading and not request.expects:
            taking = now - request.body_began_at
            if taking > BODY_SECONDS or request.received < (taking - GRACE_SECONDS) * LOWEST_RATE:
                self._cut_short(_too_slow)

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
            return
        if self._in_head:
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
        raw_path, _, query = self._url.partition(b"?")
        path = raw_path.decode("latin-1")
        scope = {
            "type": "http",
            "asgi": _ASGI,
            "http_version": version,
            "method": parser.get_method().decode("ascii"),
            "scheme": "http",
            "path": unquote(path) if "%" in path else path,
            "raw_path": raw_path,
            "query_string": query,
            "root_path": "",
            "headers": self._headers,
            "client": self._peer,
            "server": None,
        }
        request = _Request(self, scope, version == "1.1" and parser.should_keep_alive(), self._expects)
        self._arriving = request
        if self._current is None:
            self._start(request)
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

    def _start(self, request: _Request) -> None:
        self._current = request
        request.body_began_at = self.loop.time()
        self._task = self.loop.create_task(self._serve(request))

    async def _serve(self, request: _Request) -> None:
        try:
            await self._app(request.scope, request.receive, request.send)
        finally:
            self._ended(request)

    def _ended(self, request: _Request) -> None:
        self._current = None
        if self._transport is None:
            return
        if not request.answered:  # an answer that broke off must not look whole
            self.abort()
        elif not request.complete:
            self._linger()
        elif not request.keep_alive:
            self._transport.close()
        elif self._queue:
            self._start(self._queue.popleft())
            if not self._queue:
                self.taken()
        elif self._refusal is not None:
            self._say_refusal()
        elif self._deaf:
            self._transport.close()
        else:
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
        request = _Request(self, {"method": "GET", "http_version": "1.1"}, keep_alive=False, expects=False)
        self._current = request
        self._task = self.loop.create_task(self._serve_refusal(request, problem))

    async def _serve_refusal(self, request: _Request, problem: ServiceError) -> None:
        await self._app.refuse(problem, request.send)
        self._current = None
        if self._transport is not None:
            self._linger()


def _broken_body() -> ServiceError:
    return Malformed("Nội dung gửi lên bị lỗi định dạng (chunked).")


def _too_slow() -> ServiceError:
    return Problem(408, "request-timeout", "Gửi quá chậm", "Nội dung gửi lên bị gián đoạn quá lâu.")


def _head_too_large() -> ServiceError:
    detail = "Các tiêu đề của yêu cầu vượt quá giới hạn cho phép."
    return Problem(431, "headers-too-large", "Tiêu đề quá lớn", detail)
