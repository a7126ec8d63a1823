"""What clients do to a connection, by accident or design: on the real server, with bare sockets."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest
from gateway_world import Received, answer, free_port, raw

from gateway.proxy import client_connection, upstream
from gateway.proxy.address import Addresses
from gateway.proxy.client_connection import ClientConnection
from gateway.proxy.client_connections import ClientConnections
from shared.clock import SystemClock
from shared.testing import PATIENCE, eventually

HOST = b"host: x\r\n"


def status(received: bytes) -> int:
    return int(received.split(b" ", 2)[1]) if received.startswith(b"HTTP/1.1 ") else 0


def problem(received: bytes) -> dict[str, Any]:
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head, received
    return dict(orjson.loads(body))


async def citizen(gateway: Any) -> bytes:
    headers: dict[str, str] = await gateway.citizen()
    return b"authorization: " + headers["Authorization"].encode() + b"\r\n"


@pytest.mark.parametrize(
    "chunks",
    [b"zz\r\n", b"5\r\nhello!\r\n", b"-1\r\na\r\n", b"5;\x00\r\nhello\r\n", b"FFFFFFFFFFFFFFFFF\r\n", b"3\nabc\n0\n\n"],
)
async def test_malformed_chunks_are_400_in_words(gateway: Any, chunks: bytes) -> None:
    head = b"POST /v1/files HTTP/1.1\r\n" + HOST + await citizen(gateway) + b"transfer-encoding: chunked\r\n\r\n"
    for path_head in (head, head.replace(b"/v1/files", b"/v1/me/phone")):
        received = await raw(gateway.url, path_head + b"4\r\nabcd\r\n" + chunks)
        assert status(received) == 400, received
        assert problem(received)["type"].endswith(":malformed")
    assert not any(request.complete for request in gateway.dossier.received)


@pytest.mark.parametrize("hosts", [b"", HOST + HOST, b"host: x\r\nHost: y\r\n"])
async def test_a_request_says_its_host_once(gateway: Any, hosts: bytes) -> None:
    for path in (b"/v1/procedures", b"/v1/me", b"/v1/nowhere"):
        received = await raw(gateway.url, b"GET " + path + b" HTTP/1.1\r\n" + hosts + b"connection: close\r\n\r\n")
        assert status(received) == 400, received
        assert "Host" in problem(received)["detail"]
    assert gateway.dossier.received == []


@pytest.mark.parametrize("host", [b"", b"a b/<>", b"a, b", b"a,b", b"a/b", b"u@a", b"a:b", b"a%2", b"[::1", b"\xff"])
async def test_a_host_is_a_name_or_an_address_with_or_without_a_port(gateway: Any, host: bytes) -> None:
    ask = b"GET /v1/procedures HTTP/1.%d\r\nhost: %b\r\nconnection: close\r\n\r\n"
    for version in (0, 1):
        received = await raw(gateway.url, ask % (version, host))
        assert status(received) == 400, received
        assert "Host" in problem(received)["detail"]
    assert gateway.dossier.received == []


@pytest.mark.parametrize("host", [b"quangngai.gov.vn", b"localhost:8080", b"x_1%20y:", b"203.0.113.7:443", b"[::1]:80"])
async def test_every_host_that_can_be_one_is_served(gateway: Any, host: bytes) -> None:
    ask = b"GET /v1/procedures HTTP/1.1\r\nhost: %b\r\nconnection: close\r\n\r\n"
    assert status(await raw(gateway.url, ask % host)) == 200


async def test_an_old_client_without_a_host_is_served(gateway: Any) -> None:
    received = await raw(gateway.url, b"GET /v1/procedures HTTP/1.0\r\n\r\n")
    assert status(received) == 200


async def test_requests_sent_ahead_are_answered_in_order_and_not_without_bound(gateway: Any) -> None:
    ahead = b"".join(b"GET /v1/procedures/%d HTTP/1.1\r\nhost: x\r\n\r\n" % number for number in range(20))
    received = await raw(gateway.url, ahead + b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    assert received.count(b"HTTP/1.1 200 ") == 21
    places = [received.index(b'"/v1/procedures/%d"' % number) for number in range(20)]
    assert places == sorted(places)
    received = await raw(gateway.url, b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\n\r\n" * 3000, seconds=5)
    assert received.count(b"HTTP/1.1 200 ") < 100


async def test_only_a_client_that_asks_whether_to_go_on_is_told(gateway: Any) -> None:
    head = b"POST /v1/files HTTP/1.1\r\n" + HOST + await citizen(gateway) + b"content-length: 5\r\n"
    for expect in (b"", b"expect: 100-continue\r\n"):
        reader, writer = await _connect(gateway.url)
        writer.write(head + expect + b"\r\n")
        if expect:
            interim = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
            assert interim.startswith(b"HTTP/1.1 100 Continue"), interim
        else:
            await asyncio.sleep(0.5)  # time to say something; what comes first is read below
        writer.write(b"hello")
        got = await asyncio.wait_for(reader.read(1000), PATIENCE)
        assert status(got) == 200, got
        writer.close()


async def test_who_asks_whether_to_go_on_is_refused_instead(gateway: Any) -> None:
    for authorization, length, wanted in ((b"", 5, 401), (await citizen(gateway), 17_000_000, 413)):
        head = b"POST /v1/files HTTP/1.1\r\nexpect: 100-continue\r\n" + HOST + authorization
        received = await raw(gateway.url, head + b"content-length: %d\r\n\r\n" % length)
        assert status(received) == wanted, received
        assert problem(received)["status"] == wanted
    assert gateway.dossier.received == []


async def test_a_refusal_reaches_a_phone_that_is_still_sending(gateway: Any) -> None:
    """The phone has a slow uplink and reads only when all is sent, as many HTTP libraries do."""
    size = 3_000_000
    reader, writer = await _connect(gateway.url)
    writer.write(b"POST /v1/files HTTP/1.1\r\n" + HOST + b"content-length: %d\r\n\r\n" % size)
    for _ in range(size // 50_000):
        writer.write(b"a" * 50_000)
        await writer.drain()
        await asyncio.sleep(0.02)
    received = await asyncio.wait_for(reader.read(), PATIENCE)
    assert status(received) == 401
    assert problem(received)["status"] == 401
    writer.close()


async def test_a_services_early_refusal_reaches_a_phone_that_is_still_sending(gateway: Any) -> None:
    async def refuse(received: Received, send: Any) -> None:
        await answer(send, 413, {"detail": "quá lớn"})

    size = 3_000_000
    gateway.dossier.handler, gateway.dossier.early = refuse, True
    reader, writer = await _connect(gateway.url)
    head = b"POST /v1/files HTTP/1.1\r\n" + HOST + await citizen(gateway)
    writer.write(head + b"content-length: %d\r\n\r\n" % size)
    for _ in range(size // 50_000):
        writer.write(b"a" * 50_000)
        await writer.drain()
        await asyncio.sleep(0.02)
    received = await asyncio.wait_for(reader.read(), PATIENCE)
    assert status(received) == 413, received
    assert "quá lớn".encode() in received
    writer.close()


async def test_who_sends_without_end_after_a_refusal_is_cut_off(gateway: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_connection, "LINGER_BYTES", 500_000)
    _, writer = await _connect(gateway.url)
    writer.write(b"POST /v1/files HTTP/1.1\r\n" + HOST + b"transfer-encoding: chunked\r\n\r\n")
    with pytest.raises(ConnectionError):
        for _ in range(1000):
            writer.write(b"c350\r\n" + b"a" * 50_000 + b"\r\n")
            await writer.drain()
            await asyncio.sleep(0)


# Slow clients.


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rules, with less patience."""
    monkeypatch.setattr(client_connection, "HEAD_SECONDS", 1.0)
    monkeypatch.setattr(client_connection, "IDLE_SECONDS", 1.0)
    monkeypatch.setattr(client_connection, "GRACE_SECONDS", 1.0)
    monkeypatch.setattr(client_connection, "BODY_SECONDS", 3.0)
    monkeypatch.setattr(client_connection, "UNREAD_SECONDS", 1.0)
    monkeypatch.setattr(client_connection, "ANSWER_SECONDS", 3.0)


async def trickle(url: str, beginning: bytes, piece: bytes, every: float = 0.1) -> bytes:
    """What comes back while ``piece`` is sent again and again."""
    reader, writer = await _connect(url)
    writer.write(beginning)

    async def go_on() -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(every)

    going_on = asyncio.create_task(go_on())
    try:
        return await asyncio.wait_for(reader.read(), PATIENCE)
    except ConnectionError:
        return b""
    finally:
        going_on.cancel()
        writer.close()


async def test_headers_that_trickle_in_have_an_end(gateway: Any, hasty: None) -> None:
    received = await trickle(gateway.url, b"GET /v1/procedures HTTP/1.1\r\n" + HOST, b"x-a: b\r\n"[:1])
    assert status(received) == 408, received
    assert problem(received)["status"] == 408


async def test_a_body_that_trickles_in_has_an_end(gateway: Any, hasty: None) -> None:
    head = HOST + await citizen(gateway) + b"content-length: 100000\r\n\r\n"
    for path in (b"/v1/files", b"/v1/dossiers"):
        received = await trickle(gateway.url, b"POST " + path + b" HTTP/1.1\r\n" + head, b"a")
        assert status(received) == 408, received
    assert not any(request.complete for request in gateway.dossier.received)


async def test_who_begins_fast_may_not_keep_the_end_to_himself(
    gateway: Any, hasty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_connection, "BODY_SECONDS", 2 * PATIENCE)
    head = b"POST /v1/files HTTP/1.1\r\n" + HOST + await citizen(gateway) + b"content-length: 200000\r\n\r\n"
    received = await trickle(gateway.url, head + b"a" * 190_000, b"a")
    assert status(received) == 408, received


async def test_a_body_at_any_rate_has_an_end(gateway: Any, hasty: None) -> None:
    head = b"POST /v1/files HTTP/1.1\r\n" + HOST + await citizen(gateway) + b"content-length: 10000000\r\n\r\n"
    received = await trickle(gateway.url, head, b"a" * 1000)
    assert status(received) == 408, received


async def test_a_slow_phone_above_the_lowest_rate_is_served(gateway: Any, hasty: None) -> None:
    head = b"POST /v1/files HTTP/1.1\r\n" + HOST + await citizen(gateway) + b"content-length: 100000\r\n\r\n"
    reader, writer = await _connect(gateway.url)
    writer.write(head)
    for _ in range(25):
        writer.write(b"a" * 4_000)
        await asyncio.sleep(0.1)
    assert status(await asyncio.wait_for(reader.read(1000), PATIENCE)) == 200
    writer.close()


async def test_a_service_that_takes_its_time_with_a_body_is_not_the_clients_fault(gateway: Any, hasty: None) -> None:
    async def after_a_while(received: Received, send: Any) -> None:
        await asyncio.sleep(2.5)
        await answer(send, 201, {})

    gateway.dossier.handler = after_a_while
    response = await gateway.http.post("/v1/files", content=b"a" * 3_000_000, headers=await gateway.citizen())
    assert response.status_code == 201


async def test_an_idle_connection_has_an_end(gateway: Any, hasty: None) -> None:
    received = await raw(gateway.url, b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\n\r\n")
    assert status(received) == 200
    assert await raw(gateway.url, b"") == b""


async def endless(received: Received, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    with contextlib.suppress(Exception):
        for _ in range(1000):
            await send({"type": "http.response.body", "body": b"a" * 1_000_000, "more_body": True})


@contextlib.asynccontextmanager
async def reading(url: str, bytes_at_a_time: int, every: float = 0.05) -> AsyncIterator[socket.socket]:
    """Somebody who asks for more than there is, and takes so much of it, now and then."""
    loop, client = asyncio.get_running_loop(), socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.setblocking(False)
    await loop.sock_connect(client, ("127.0.0.1", int(url.rpartition(":")[2])))
    await loop.sock_sendall(client, b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\n\r\n")

    async def take() -> None:
        with contextlib.suppress(OSError):
            while bytes_at_a_time and await loop.sock_recv(client, bytes_at_a_time):
                await asyncio.sleep(every)

    taking = asyncio.create_task(take())
    try:
        yield client
    finally:
        taking.cancel()
        client.close()


# Nothing; a byte now and then; fast enough, but for ever.
@pytest.mark.parametrize(("bytes_at_a_time", "least"), [(0, 0.5), (1, 0.5), (200_000, 2.0)])
async def test_an_answer_that_is_taken_slowly_or_never_has_an_end(
    gateway: Any, hasty: None, bytes_at_a_time: int, least: float
) -> None:
    gateway.dossier.handler = endless

    async def in_flight() -> int:
        return int(gateway.app.in_flight)

    begun = asyncio.get_running_loop().time()
    async with reading(gateway.url, bytes_at_a_time):
        await eventually(in_flight, want=lambda number: number == 1)
        await eventually(in_flight, want=lambda number: number == 0)
    assert asyncio.get_running_loop().time() - begun > least, "but it had some time"


async def test_slow_readers_take_no_service_from_others(gateway: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upstream, "MAX_CONNECTIONS", 3)
    gateway.dossier.handler = endless
    async with contextlib.AsyncExitStack() as slow:
        for _ in range(3):
            await slow.enter_async_context(reading(gateway.url, 1))
        busy = gateway.app.forwarders["svc-dossier"].upstream.active

        async def waiting() -> int:
            return sum(connection.waits_for_client for connection in busy)

        await eventually(waiting, want=lambda number: number == 3)
        gateway.dossier.handler = None
        for _ in range(3):
            assert (await gateway.http.get("/v1/procedures")).status_code == 200


@contextlib.asynccontextmanager
async def bounded(gateway: Any, most: int, most_per_address: int, trusted: tuple[str, ...] = ()) -> AsyncIterator[str]:
    """The gateway's application behind a listener of its own, with other bounds."""
    clients = ClientConnections(Addresses(trusted), SystemClock(), most, most_per_address)
    port = free_port()
    server = await asyncio.get_running_loop().create_server(
        lambda: ClientConnection(gateway.app, clients), "127.0.0.1", port
    )
    yield f"http://127.0.0.1:{port}"
    server.close()
    clients.close()


async def test_an_address_that_opens_without_end_hinders_only_itself(gateway: Any) -> None:
    """Its connections that wait longest make room; who is being answered is left alone."""
    async with bounded(gateway, most=60, most_per_address=40) as url:
        slow = asyncio.Event()

        async def takes_its_time(received: Received, send: Any) -> None:
            await slow.wait()
            await answer(send, 200, {})

        gateway.dossier.handler = takes_its_time
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE) as http:
            asked = asyncio.create_task(http.get("/v1/procedures"))
            await eventually(lambda: _length(gateway.dossier.received))
            gateway.dossier.handler = None
            flood = [await _connect(url) for _ in range(300)]
            for _, writer in flood:
                writer.write(b"G")
            assert (await http.get("/v1/procedures/1")).status_code == 200
            slow.set()
            assert (await asked).status_code == 200

        async def ended() -> int:
            return sum([await _ended(reader) for reader, _ in flood])

        await eventually(ended, want=lambda number: number >= 260)
        for _, writer in flood:
            writer.close()


async def test_idle_connections_of_many_addresses_go_before_the_uploads_of_one(gateway: Any) -> None:
    """The address is a mobile network's: more connections come from it than from any attacker's."""
    pieces = 20
    head = b"POST /v1/files HTTP/1.1\r\n" + HOST + await citizen(gateway) + b"content-length: %d\r\n\r\n"
    async with bounded(gateway, most=60, most_per_address=40) as url, contextlib.AsyncExitStack() as open_ones:
        phones = [await _connect(url, "127.0.9.9") for _ in range(6)]
        for _, writer in phones:
            writer.write(head % (pieces * 4_000) + b"a" * 4_000)
        idle = []
        for number in range(80):
            reader, writer = await _connect(url, f"127.0.8.{2 + number % 20}")
            open_ones.callback(writer.close)
            writer.write(b"GET /v1/procedures HTTP/1.1\r\n" + HOST + b"\r\n")
            assert status(await asyncio.wait_for(reader.read(1000), PATIENCE)) == 200
            idle.append(reader)
        for _ in range(pieces - 1):
            for _, writer in phones:
                writer.write(b"a" * 4_000)
                await writer.drain()
        for reader, writer in phones:
            assert status(await asyncio.wait_for(reader.read(1000), PATIENCE)) == 200
            writer.close()
        assert [await _ended(reader) for reader in idle[:20]] == [True] * 20, "those that were idle longest"


async def test_when_all_are_being_answered_the_newcomer_waits_outside(gateway: Any) -> None:
    slow = asyncio.Event()

    async def takes_its_time(received: Received, send: Any) -> None:
        await slow.wait()
        await answer(send, 200, {})

    async with (
        bounded(gateway, most=3, most_per_address=3) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE) as http,
    ):
        gateway.dossier.handler = takes_its_time
        asked = [asyncio.create_task(http.get("/v1/procedures")) for _ in range(3)]
        await eventually(lambda: _length(gateway.dossier.received), want=lambda number: number == 3)
        assert await raw(url, b"GET /v1/procedures HTTP/1.1\r\n" + HOST + b"\r\n") == b""
        slow.set()
        assert [(await one).status_code for one in asked] == [200, 200, 200]
        assert (await http.get("/v1/procedures")).status_code == 200


async def _connect(url: str, source: str = "127.0.0.1") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = url.removeprefix("http://").split(":")
    return await asyncio.open_connection(host, int(port), local_addr=(source, 0))


async def _ended(reader: asyncio.StreamReader) -> bool:
    try:
        return await asyncio.wait_for(reader.read(), 0.01) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


async def _length(things: list[Any]) -> int:
    return len(things)
