"""A GET on a connection that has served before is passed on without a task. Whatever the service does then, the client
sees what it would have seen otherwise."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from gateway_world import asking, at_rest, raw, tcp_service

from shared.testing import PATIENCE, eventually

ASK = b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\n\r\n"
ASK_AND_CLOSE = b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
FIRST = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nfirst"

Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Scripted:
    """A service that answers the first request of each connection with ``FIRST``, the second with ``reply``."""

    url: str = ""
    reply: Reply | None = None
    connections: int = 0
    heads: list[bytes] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(FIRST)
        while True:
            self.heads.append(await reader.readuntil(b"\r\n\r\n"))
            assert self.reply is not None
            await self.reply(writer)
            await writer.drain()


@pytest.fixture
async def service() -> AsyncIterator[Scripted]:
    scripted = Scripted()
    async with tcp_service(scripted.talk) as scripted.url:
        yield scripted


@asynccontextmanager
async def warm(
    open_gateway: Any, tmp_path: Path, service: Scripted, reply: Reply, *, patience: float = 60
) -> AsyncIterator[Any]:
    """A gateway with one connection to ``service`` that has served, and waits ``patience`` seconds for an answer."""
    folder = tmp_path / "routes"
    folder.mkdir()
    (folder / "budgets.yaml").write_text("budgets:\n  read: {caller: 1000, address: 1000}\n")
    (folder / "svc-dossier.yaml").write_text(
        f"routes:\n  - {{path: /v1/procedures, methods: [GET], who: public, timeout: {patience}, budget: read}}\n"
    )
    gateway = await open_gateway(upstreams={"svc-dossier": service.url}, routes_dir=folder)
    assert (await gateway.http.get("/v1/procedures")).text == "first"
    service.reply = reply
    yield gateway
    await at_rest(gateway)


async def _value(value: Any) -> Any:
    return value


def writes(*pieces: bytes, pause: float = 0.02) -> Reply:
    async def reply(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return reply


LARGE = bytes(range(256)) * 2000


@pytest.mark.parametrize(
    ("pieces", "body"),
    [
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond",), b"second"),
        ((b"HTTP/1.1 200 OK\r\nconten", b"t-length: 6\r\n\r\nsec", b"ond"), b"second"),
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",), b""),
        ((b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(LARGE), LARGE[:70_000], LARGE[70_000:]), LARGE),
        ((b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\nsecond\r\n0\r\n\r\n",), b"second"),
        ((b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nsec\r\n", b"3\r\nond\r\n0\r\n\r\n"), b"second"),
        (
            (b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond",),
            b"second",
        ),
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\nsecond",), b"second"),
    ],
)
async def test_an_answer_arrives_whole_however_it_is_cut(
    open_gateway: Any, tmp_path: Path, service: Scripted, pieces: tuple[bytes, ...], body: bytes
) -> None:
    async with warm(open_gateway, tmp_path, service, writes(*pieces)) as gateway:
        response = await gateway.http.get("/v1/procedures")
        assert (response.status_code, response.content) == (200, body)
        assert len(response.headers.get_list("date")) == len(response.headers.get_list("x-request-id")) == 1
        assert service.connections == 1, "on the connection that was there"


async def test_a_head_has_no_body(open_gateway: Any, tmp_path: Path, service: Scripted) -> None:
    reply = writes(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond")
    async with warm(open_gateway, tmp_path, service, reply) as gateway:
        received = await raw(gateway.url, b"HEAD" + ASK_AND_CLOSE[3:])
        assert b"content-length: 6\r\n" in received
        assert received.endswith(b"\r\n\r\n")


async def test_of_a_head_no_part_is_asked(open_gateway: Any, tmp_path: Path, service: Scripted) -> None:
    reply = writes(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond")
    async with warm(open_gateway, tmp_path, service, reply) as gateway:
        await raw(gateway.url, b"HEAD" + ASK_AND_CLOSE[3:-2] + b"range: bytes=0-1\r\n\r\n")
        assert b"range:" not in service.heads[-1].lower()
        await gateway.http.get("/v1/procedures", headers={"Range": "bytes=0-1"})
        assert b"range: bytes=0-1" in service.heads[-1].lower()


async def test_a_long_answer_is_packed(open_gateway: Any, tmp_path: Path, service: Scripted) -> None:
    text = b'{"detail": "' + "Hồ sơ ".encode() * 1000 + b'"}'
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(text)
    async with warm(open_gateway, tmp_path, service, writes(head + text)) as gateway:
        received = await raw(gateway.url, ASK_AND_CLOSE[:-2] + b"accept-encoding: gzip\r\n\r\n")
        answered, _, body = received.partition(b"\r\n\r\n")
        assert b"content-encoding: gzip" in answered
        assert gzip.decompress(body) == text


async def test_a_connection_that_had_died_is_replaced(open_gateway: Any, tmp_path: Path, service: Scripted) -> None:
    async def hang_up(writer: asyncio.StreamWriter) -> None:
        raise ConnectionResetError

    async with warm(open_gateway, tmp_path, service, hang_up) as gateway:
        assert (await gateway.http.get("/v1/procedures")).text == "first"
        assert service.connections == 2


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (writes(b"\x00\x01garbage", pause=1.0), 502),
        (writes(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nsec", pause=1.0), 504),
        (writes(pause=1.0), 504),
    ],
)
async def test_what_is_no_answer_is_said_in_words(
    open_gateway: Any, tmp_path: Path, service: Scripted, reply: Reply, status: int
) -> None:
    async def once_silent(writer: asyncio.StreamWriter) -> None:
        await reply(writer)
        await asyncio.sleep(1.0)

    async with warm(open_gateway, tmp_path, service, once_silent, patience=0.5) as gateway:
        response = await gateway.http.get("/v1/procedures")
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"


async def test_a_large_answer_that_breaks_off_does_not_look_whole(
    open_gateway: Any, tmp_path: Path, service: Scripted
) -> None:
    async def breaks_off(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n" + LARGE)
        await writer.drain()
        raise ConnectionResetError

    async with warm(open_gateway, tmp_path, service, breaks_off) as gateway:
        with pytest.raises(httpx.RemoteProtocolError):
            await gateway.http.get("/v1/procedures")


async def test_a_second_answer_is_given_to_nobody_also_to_who_asks_meanwhile(
    open_gateway: Any, tmp_path: Path, service: Scripted
) -> None:
    stolen = b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecondHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nstolen"
    async with warm(open_gateway, tmp_path, service, writes(stolen)) as gateway:
        received = await raw(gateway.url, ASK + ASK_AND_CLOSE)
        assert received.count(b"HTTP/1.1 200 OK") == 2
        assert b"stolen" not in received
        assert received.endswith(b"first"), "the next one was asked on a new connection"


async def test_who_leaves_is_no_longer_waited_for(open_gateway: Any, tmp_path: Path, service: Scripted) -> None:
    left = asyncio.Event()

    async def wait(writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.wait_for(writer.wait_closed(), PATIENCE)
        finally:
            left.set()

    async with warm(open_gateway, tmp_path, service, wait) as gateway:
        async with asking(gateway.url, ASK):
            await eventually(lambda: _value(len(service.heads)), want=lambda number: number == 2)
        await at_rest(gateway)


async def test_requests_sent_ahead_are_answered_in_order(open_gateway: Any, tmp_path: Path, service: Scripted) -> None:
    numbers = iter(range(100))

    async def counts(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n[%02d]" % next(numbers))

    nowhere = b"GET /v1/nowhere HTTP/1.1\r\nhost: x\r\n\r\n"
    async with warm(open_gateway, tmp_path, service, counts) as gateway:
        received = await raw(gateway.url, ASK * 5 + nowhere * 5 + ASK * 5 + ASK_AND_CLOSE)
        assert [received.count(b"[%02d]" % number) for number in range(12)] == [1] * 11 + [0]
        assert received.index(b"[04]") < received.index(b"404 Not Found") < received.index(b"[05]")
        assert received.count(b"404 Not Found") == 5
        assert service.connections == 1


async def test_a_head_that_is_too_large_holds_no_connection(
    open_gateway: Any, tmp_path: Path, service: Scripted
) -> None:
    async with warm(open_gateway, tmp_path, service, writes(FIRST)) as gateway:
        response = await gateway.http.get("/v1/procedures", headers={"Accept": "a" * 20_000})
        assert response.status_code == 431
        assert not gateway.app.forwarders["svc-dossier"].upstream.active
        assert (await gateway.http.get("/v1/procedures")).text == "first"
        assert service.connections == 1
