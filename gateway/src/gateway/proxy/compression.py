"""Answers of text, made smaller on their way to a client that can unpack them: zstd, else gzip.

Not touched: what is small (most JSON here is), what is packed already (files; a static file may come with its own
``Content-Encoding``, br for example), parts of a file, event streams.

Never touched, because of BREACH (breachattack.com): answers that hold a secret. Whoever can make a browser ask again
and again, with a guess that the answer repeats, reads the secret off the lengths. Sessions here are bearer tokens,
which no foreign page can make a browser send, so only what hands out tokens or sets a cookie holds such a secret.
"""

import asyncio
import zlib
from collections.abc import Iterable
from typing import Protocol

import cramjam
from starlette.types import Message, Send

from gateway.proxy.cors import Header
from gateway.proxy.route_table import Route

SMALLEST = 1024
"""The fewest bytes worth packing: a smaller answer fits a packet or two anyway."""
IN_PLACE = 32 * 1024
"""Packed on the event loop (0.3 ms at most); more is given to a thread."""
SECRET_ROUTES = ("/v1/auth/", "/v1/staff/auth/")
GZIP_LEVEL = 4
ZSTD_LEVEL = 3

_TEXT = (
    b"text/",
    b"application/atom+xml",
    b"application/geo+json",
    b"application/json",
    b"application/problem+json",
    b"application/rss+xml",
    b"application/xml",
    b"application/yaml",
    b"image/svg+xml",
)
_ENDLESS = b"text/event-stream"
_NOT_WHOLE = frozenset((204, 206, 304))


class Packer(Protocol):
    def pack(self, data: bytes, last: bool) -> bytes:
        """``data`` packed, so that the client can unpack all of it at once."""
        ...


class _Gzip:
    def __init__(self) -> None:
        self._packing = zlib.compressobj(GZIP_LEVEL, wbits=31)

    def pack(self, data: bytes, last: bool) -> bytes:
        return self._packing.compress(data) + self._packing.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)


class _Zstd:
    def __init__(self) -> None:
        self._packing = cramjam.zstd.Compressor(ZSTD_LEVEL)

    def pack(self, data: bytes, last: bool) -> bytes:
        self._packing.compress(data)
        return bytes(self._packing.finish() if last else self._packing.flush())


PACKERS: dict[bytes, type[_Zstd] | type[_Gzip]] = {b"zstd": _Zstd, b"gzip": _Gzip}
"""The better first."""


def answer_coding(accepted: bytes | None, method: str, route: Route) -> bytes | None:
    """The coding for answers of ``route`` to who sends ``accepted`` as its ``Accept-Encoding``, if any."""
    if accepted is None or method == "HEAD" or route.template.startswith(SECRET_ROUTES):
        return None
    return coding_for(accepted)


def coding_for(accept_encoding: bytes, among: Iterable[bytes] = PACKERS) -> bytes | None:
    """The first coding ``among`` ours that ``Accept-Encoding`` allows (RFC 9110, 12.5.3); a weight matters when 0."""
    allowed: dict[bytes, bool] = {}
    for entry in accept_encoding.lower().split(b","):
        name, _, weight = entry.partition(b";")
        allowed[name.strip()] = weight.replace(b" ", b"").rstrip(b"0") not in (b"q=", b"q=0.")
    others = allowed.get(b"*", False)
    return next((coding for coding in among if allowed.get(coding, others)), None)


class CompressingSend:
    """ASGI's ``send`` for one answer, packed with ``coding`` if it is worth it."""

    def __init__(self, send: Send, coding: bytes) -> None:
        self._send = send
        self._coding = coding
        self._start: Message | None = None
        self._packer: Packer | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if worth_it(message["status"], message["headers"]):
                self._start = message
            else:
                await self._send(message)
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        start, self._start = self._start, None
        if start is not None:
            if len(body) < SMALLEST and not more:
                await self._send(start)
            else:
                self._packer = PACKERS[self._coding]()
                body = await _pack(self._packer, body, last=not more)
                length = None if more else len(body)
                headers = packed_headers(start["headers"], self._coding, length)
                await self._send({**start, "headers": headers})
        elif self._packer is not None:
            body = await _pack(self._packer, body, last=not more)
        await self._send({**message, "body": body})


async def _pack(packer: Packer, data: bytes, *, last: bool) -> bytes:
    if len(data) <= IN_PLACE:
        return packer.pack(data, last)
    return await asyncio.get_running_loop().run_in_executor(None, packer.pack, data, last)


def worth_it(status: int, headers: list[Header]) -> bool:
    fields = dict(headers)
    media_type = fields.get(b"content-type", b"")
    return (
        media_type.startswith(_TEXT)
        and not media_type.startswith(_ENDLESS)
        and status not in _NOT_WHOLE
        and int(fields.get(b"content-length", SMALLEST)) >= SMALLEST
        and fields.keys().isdisjoint((b"content-encoding", b"set-cookie"))
        and b"no-transform" not in fields.get(b"cache-control", b"")
    )


def packed_headers(headers: list[Header], coding: bytes, length: int | None) -> list[Header]:
    """The headers of the packed form: it is not what the entity tag stood for byte for byte, so the tag is weak."""
    packed = [
        (name, b"W/" + value if name == b"etag" and not value.startswith(b"W/") else value)
        for name, value in headers
        if name not in (b"content-length", b"accept-ranges")
    ]
    packed.append((b"content-encoding", coding))
    if length is not None:
        packed.append((b"content-length", b"%d" % length))
    return packed
