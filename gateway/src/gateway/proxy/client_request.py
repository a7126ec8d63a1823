"""One request of a client and its answer: read and written piece by piece, or answered whole by one call."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import unquote

from starlette.types import Message, Scope

from gateway.proxy.cors import Header
from gateway.proxy.known_session import KnownSession
from gateway.proxy.pace import Pace
from shared.errors import ServiceError

_STATUS_LINES = {code.value: f"HTTP/1.1 {code.value} {code.phrase}".encode() for code in HTTPStatus}
_JOIN_HEADER = b": ".join
"""Makes a line of a header's name and value: at the speed of C, since every header of every answer needs it."""
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_LAST_CHUNK = b"0\r\n\r\n"
_WITHOUT_BODY = frozenset((204, 304))
_ASGI = {"version": "3.0", "spec_version": "2.3"}


class ClientDisconnected(OSError):
    """The client closed the connection before its answer was whole."""


class Carrier(Protocol):
    """The connection that a request came on."""

    loop: asyncio.AbstractEventLoop
    session: KnownSession
    full: bool
    """The client takes the answer more slowly than it is written."""

    @property
    def date(self) -> bytes:
        """The ``Date`` header's line, of now."""
        ...

    def write(self, data: bytes) -> None: ...

    async def room_to_write(self) -> None: ...

    def taken(self) -> None:
        """What had come of the body was taken; the next may come."""
        ...

    def run(self, rest: Coroutine[Any, Any, None]) -> None:
        """Do what is left to do for the current request, and then finish it."""
        ...

    def finish(self) -> None:
        """The answer is out, or will never be; the next request may begin."""
        ...


class ClientRequest:
    """``receive`` and ``send`` are those of ASGI; who knows the whole answer calls ``respond`` instead of ``send``."""

    # What is so for most requests stands in the class: setting it for each would take a microsecond.
    buffered = 0
    received = 0
    complete = False
    answered = False
    gone = False
    """The client closed the connection."""
    fault: Callable[[], ServiceError] | None = None
    """Why no more of the body can be read."""
    waiter: asyncio.Future[None] | None = None
    body_began_at = 0.0
    pace: Pace | None = None
    """How fast the body comes, if it was still coming when the request was begun."""
    _end_seen = False
    _head: Message | None = None
    _chunked = False
    _bodyless = False

    def __init__(
        self,
        carrier: Carrier,
        peer: tuple[str, int] = ("", 0),
        method: str = "GET",
        target: bytes = b"/",
        headers: Sequence[Header] = (),
        version: str = "1.1",
        *,
        keep_alive: bool = False,
        expects: bool = False,
    ) -> None:
        """``expects``: the client sends its body once it is told to go on."""
        self.carrier = carrier
        self.peer = peer
        self.method = method
        self.path, _, self.query = target.partition(b"?")
        self.headers = headers
        self.version = version
        self.keep_alive = keep_alive
        self.expects = expects
        self.chunks: list[bytes] = []

    def scope(self) -> Scope:
        path = self.path.decode("latin-1")
        return {
            "type": "http",
            "asgi": _ASGI,
            "http_version": self.version,
            "method": self.method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": self.path,
            "query_string": self.query,
            "root_path": "",
            "headers": list(self.headers),
            "client": self.peer,
            "server": None,
        }

    def begin_body(self, now: float) -> None:
        self.body_began_at = now
        self.pace = Pace(now, self.received)

    def held_up(self, seconds: float) -> None:
        """That time was not the client's."""
        self.body_began_at += seconds
        if self.pace is not None:
            self.pace.held_up(seconds)

    async def receive(self) -> Message:
        """The next piece of the body; raises a ``ServiceError`` when no more of it can be read."""
        if self.expects:
            self.expects = False
            self.begin_body(self.carrier.loop.time())
            self.carrier.write(_CONTINUE)
        while not self.chunks and not self.gone:
            if self.fault is not None:
                raise self.fault()
            if self.complete and not self._end_seen:
                break
            self.waiter = self.carrier.loop.create_future()
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
            self.carrier.taken()
        else:
            body = b""
        self._end_seen = self.complete
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
            data = self._begin(head["status"], head["headers"], body, more)
        elif self._bodyless:
            data = b""
        elif self._chunked:
            data = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
            if not more:
                data += _LAST_CHUNK
        else:
            data = body
        self.carrier.write(data)
        if not more:
            self.answered = True
        if more and self.carrier.full:
            await self.carrier.room_to_write()

    def respond(self, status: int, headers: list[Header], body: bytes) -> None:
        """Answer with the whole of ``body``."""
        if not self.gone:
            self.carrier.write(self._begin(status, headers, body, more=False))
            self.answered = True

    def respond_prepared(self, status: int, start: bytes, headers: list[Header], body: bytes) -> None:
        """Answer as ``respond`` does; ``start`` is the status line with all headers that are always the same, the
        length too.
        """
        if self.gone:
            return
        lines = [start, self.carrier.date, *map(_JOIN_HEADER, headers)]
        if not self.complete:
            self.keep_alive = False
        if not self.keep_alive:
            lines.append(b"connection: close")
        lines += (b"", b"" if self.method == "HEAD" or status in _WITHOUT_BODY else body)
        self.carrier.write(b"\r\n".join(lines))
        self.answered = True

    def _begin(self, status: int, headers: list[Header], body: bytes, more: bool) -> bytes:
        """The head of the answer with the beginning of its body."""
        named = dict(headers)
        start = _STATUS_LINES.get(status) or b"HTTP/1.1 %d " % status
        lines = [start, self.carrier.date, *map(_JOIN_HEADER, headers)]
        self._bodyless = self.method == "HEAD" or status in _WITHOUT_BODY
        if b"content-length" not in named and status not in _WITHOUT_BODY:
            if not more:
                lines.append(b"content-length: %d" % len(body))
            elif self.version == "1.1":
                self._chunked = True
                lines.append(b"transfer-encoding: chunked")
            else:
                self.keep_alive = False
        if not self.complete:  # what is still to come of the body is not worth waiting for
            self.keep_alive = False
        if named.get(b"connection") == b"close":
            self.keep_alive = False
        elif not self.keep_alive:
            lines.append(b"connection: close")
        lines.append(b"")
        if self._bodyless:
            lines.append(b"")
        elif self._chunked:
            lines.append(b"%x\r\n%b\r\n" % (len(body), body) if body else b"")
        else:
            lines.append(body)
        return b"\r\n".join(lines)
