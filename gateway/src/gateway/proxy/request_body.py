"""The body of a request, as it comes in: bounded, handed on piece by piece. Its server bounds the time."""

from starlette.types import Message, Receive

from gateway.proxy.connection import SMALL_BODY, ClientGone
from shared.errors import Malformed, TooLarge


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
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientGone("while sending its request")
        data: bytes = message.get("body", b"")
        self._received += len(data)
        if self._received > self._limit:
            raise TooLarge(self._limit) if self._limit else _no_body_taken()
        self.finished = not message.get("more_body", False)
        return data

    async def receive(self) -> Message:
        """What ASGI calls ``receive``, for the gateway's own application."""
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
    if coding := headers.get(b"transfer-encoding"):
        if coding.strip().lower() != b"chunked":
            raise Malformed("Cách truyền nội dung (Transfer-Encoding) này không được hỗ trợ.")
        length = None
    elif announced is None or announced == b"0":
        return None
    elif not announced.isdigit() or len(announced) > 18:
        raise Malformed("Tiêu đề Content-Length không hợp lệ.")
    else:
        length = int(announced)
    if limit == 0 and length is not None:
        raise _no_body_taken()
    return RequestBody(receive, length, limit)


def _no_body_taken() -> Malformed:
    return Malformed("Thao tác này không nhận nội dung gửi kèm.")
