"""The body of a request, as it comes in: bounded, timed, handed on piece by piece."""

import asyncio
from collections.abc import Iterable

from starlette.types import Message, Receive

from gateway.proxy.connection import SMALL_BODY, ClientGone
from shared.errors import Malformed, TooLarge
from shared.problem import Problem

DISCARDED_BYTES = 32 * 1024 * 1024
DISCARD_SECONDS = 10.0
SILENT_SECONDS = 20.0
"""A client that sends nothing of its body for so long is given up (408)."""


class RequestBody:
    """``announced``: the Content-Length, ``None`` for a chunked body. Reading raises ``TooLarge`` or ``ClientGone``."""

    def __init__(self, receive: Receive, announced: int | None, limit: int) -> None:
        if announced is not None and announced > limit:
            raise TooLarge(limit)
        self._receive = receive
        self._limit = limit
        self._received = 0
        self.length = announced
        self.finished = False

    async def read(self) -> bytes:
        """The next piece; may be empty; nothing comes after ``finished``."""
        try:
            async with asyncio.timeout(SILENT_SECONDS):
                message = await self._receive()
        except TimeoutError:
            raise Problem(408, "request-timeout", "Gửi quá chậm", "Nội dung gửi lên bị gián đoạn quá lâu.") from None
        if message["type"] == "http.disconnect":
            raise ClientGone("while sending its request")
        data: bytes = message.get("body", b"")
        self._received += len(data)
        if self._received > self._limit:
            raise TooLarge(self._limit)
        self.finished = not message.get("more_body", False)
        return data

    async def receive(self) -> Message:
        """As ASGI's ``receive``, for the gateway's own application."""
        if self.finished:
            return await self._receive()
        data = await self.read()
        return {"type": "http.request", "body": data, "more_body": not self.finished}

    async def beginning(self) -> bytes:
        """The whole of a small body (its ``length`` is then known), or the first ``SMALL_BODY`` bytes or so."""
        pieces: list[bytes] = []
        size = 0
        while not self.finished and size <= SMALL_BODY:
            piece = await self.read()
            pieces.append(piece)
            size += len(piece)
        if self.finished:
            self.length = size
        return b"".join(pieces)


def read_body(receive: Receive, headers: dict[bytes, bytes], limit: int) -> RequestBody | None:
    """The body that ``headers`` announce, or ``None``; raises ``ServiceError`` when it may not come."""
    announced = headers.get(b"content-length")
    if b"transfer-encoding" in headers:
        length = None
    elif announced is None or announced == b"0":
        return None
    elif not announced.isdigit() or len(announced) > 18:
        raise Malformed("Tiêu đề Content-Length không hợp lệ.")
    else:
        length = int(announced)
    if limit == 0:
        raise Malformed("Thao tác này không nhận nội dung gửi kèm.")
    return RequestBody(receive, length, limit)


async def discard(receive: Receive, headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Take in the rest of a body that was refused, within bounds.

    A client that is still sending when the connection closes sees a broken connection, not our answer.
    """
    if not any(name in (b"content-length", b"transfer-encoding") for name, _ in headers):
        return
    seen = 0
    try:
        async with asyncio.timeout(DISCARD_SECONDS):
            while seen < DISCARDED_BYTES:
                message = await receive()
                seen += len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
    except TimeoutError:
        pass
