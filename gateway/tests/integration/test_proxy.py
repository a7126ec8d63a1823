"""What passes through, and how."""

import asyncio
import contextlib
from typing import Any

import pytest
from gateway_world import Received, answer, asking, at_rest, free_port, raw, tcp_service
from starlette.types import Send

from gateway.proxy import upstream
from shared.circuit_breaker import FAILURES, State
from shared.testing import eventually

CITIZEN_PATH = "/v1/dossiers"


async def test_a_request_reaches_its_service_and_its_answer_comes_back(gateway: Any) -> None:
    session = await gateway.sign_in()
    headers = {"Authorization": f"Bearer {session['access_token']}", "Accept-Language": "vi"}
    response = await gateway.http.get(f"{CITIZEN_PATH}?after=abc&limit=5", headers=headers)
    assert response.json() == {"service": "svc-dossier", "path": CITIZEN_PATH, "query": "after=abc&limit=5", "bytes": 0}
    (received,) = gateway.dossier.received
    assert received.header("authorization") == headers["Authorization"], "the signed token itself, nothing made of it"
    assert received.header("accept-language") == "vi"
    assert received.header("host") == gateway.dossier.url.removeprefix("http://")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_each_path_goes_to_its_own_service(gateway: Any) -> None:
    headers = await gateway.citizen()
    assert (await gateway.http.get("/v1/me/messages", headers=headers)).json()["service"] == "svc-notify"
    assert (await gateway.http.get("/v1/procedures", headers=headers)).json()["service"] == "svc-dossier"
    assert (await gateway.http.get("/v1/procedures/1.001193")).json()["path"] == "/v1/procedures/1.001193"


async def test_the_request_id_is_accepted_or_made_echoed_and_passed_on(gateway: Any) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    sent = {"X-Request-Id": "req_from-the-app.1", "traceparent": trace}
    response = await gateway.http.get("/v1/procedures", headers=sent)
    assert response.headers["x-request-id"] == "req_from-the-app.1"
    received = gateway.dossier.received[-1]
    assert received.header("x-request-id") == "req_from-the-app.1"
    assert received.header("traceparent").startswith(trace[:36])
    assert received.header("traceparent") != trace, "a span of its own"

    made = await gateway.http.get("/v1/procedures", headers={"X-Request-Id": "bad id!"})
    assert made.headers["x-request-id"] == gateway.dossier.received[-1].header("x-request-id") != "bad id!"
    for path in ("/v1/nowhere", "/v1/me", "/v1/auth/zalo"):
        refused = await gateway.http.get(path, headers={"X-Request-Id": "req_12345678"})
        assert refused.headers.get_list("x-request-id") == ["req_12345678"]


async def test_a_small_body_arrives_whole(gateway: Any) -> None:
    headers = {**await gateway.citizen(), "Idempotency-Key": "key-00000001"}
    response = await gateway.http.post(CITIZEN_PATH, json={"a": "ư"}, headers=headers)
    assert response.json()["bytes"] == len(b'{"a":"\xc6\xb0"}')
    received = gateway.dossier.received[-1]
    assert (received.header("idempotency-key"), received.header("content-type")) == ("key-00000001", "application/json")


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("size", [0, 1, 65536, 65537, 5_000_000])
async def test_bodies_of_any_size_within_the_limit(gateway: Any, size: int, chunked: bool) -> None:
    headers = await gateway.citizen()
    body = bytes(range(256)) * (size // 256 + 1)

    async def pieces() -> Any:
        for start in range(0, size, 40_000):
            yield body[start : min(start + 40_000, size)]

    content = pieces() if chunked else body[:size]
    response = await gateway.http.post("/v1/files", content=content, headers=headers)
    assert response.status_code == 200, response.text
    received = gateway.dossier.received[-1]
    assert received.complete
    assert received.body == body[:size]


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_over_the_limit_is_cut_off_and_the_service_never_has_it_whole(
    gateway: Any, announced: bool
) -> None:
    headers = await gateway.citizen()

    async def endless() -> Any:
        for _ in range(400):
            yield b"a" * 65536

    body = b"a" * (17 * 1024 * 1024) if announced else endless()
    response = await gateway.http.post("/v1/files", content=body, headers=headers)
    assert response.status_code == 413
    assert response.json()["limit_bytes"] == 16 * 1024 * 1024
    assert not any(received.complete for received in gateway.dossier.received)

    assert (await gateway.http.get(CITIZEN_PATH, headers=headers)).status_code == 200


async def test_a_large_answer_is_streamed_without_being_held(gateway: Any) -> None:
    size, piece = 200 * 1024 * 1024, b"b" * 262_144

    async def download(received: Received, send: Send) -> None:
        length = (b"content-length", str(size).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        for _ in range(size // len(piece)):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    gateway.dossier.handler = download
    received, begun = 0, False
    headers = await gateway.citizen()
    async with gateway.http.stream("GET", "/v1/files/fil_1", headers=headers) as response:
        assert response.headers["content-length"] == str(size)
        async for chunk in response.aiter_raw():
            if not begun:
                begun = True
                await asyncio.sleep(0.5)  # a slow client: the gateway must wait, not collect
                (connection,) = gateway.app.forwarders["svc-dossier"].upstream.active
                assert connection._buffered < 2 * 1024 * 1024
            received += len(chunk)
    assert received == size


async def test_what_the_service_says_to_its_own_hop_stays_there(gateway: Any) -> None:
    async def chatty(received: Received, send: Send) -> None:
        await answer(
            send,
            201,
            {},
            (b"keep-alive", b"timeout=5"),
            (b"x-request-id", b"mine"),
            (b"access-control-allow-origin", b"*"),
            (b"location", b"/v1/dossiers/dos_1"),
            (b"etag", b'"1"'),
            (b"cache-control", b"private, max-age=5"),
            (b"set-cookie", b"a=1"),
            (b"set-cookie", b"b=2"),
        )

    gateway.dossier.handler = chatty
    response = await gateway.http.post(
        CITIZEN_PATH, json={}, headers={**await gateway.citizen(), "Origin": "https://h5.zdn.vn"}
    )
    assert response.status_code == 201
    assert response.headers.get_list("access-control-allow-origin") == ["https://h5.zdn.vn"]
    assert response.headers.get_list("x-request-id")[0] != "mine"
    assert "keep-alive" not in response.headers
    assert (response.headers["location"], response.headers["etag"]) == ("/v1/dossiers/dos_1", '"1"')
    assert response.headers["cache-control"] == "private, max-age=5"
    assert response.headers.get_list("set-cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize("status", [204, 304, 404, 409, 422, 503])
async def test_the_services_own_status_is_passed_on(gateway: Any, status: int) -> None:
    async def says(received: Received, send: Send) -> None:
        if status in (204, 304):
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await answer(send, status, {"detail": "ừ"}, (b"retry-after", b"7"))

    gateway.dossier.handler = says
    for _ in range(8):  # a service that answers, whatever it says, is not left alone
        response = await gateway.http.get("/v1/procedures")
        assert response.status_code == status


async def test_who_leaves_is_no_longer_waited_for(gateway: Any) -> None:
    async def slow(received: Received, send: Send) -> None:
        await gateway.dossier.hang()

    gateway.dossier.handler = slow
    headers = await gateway.citizen()
    request = f"GET {CITIZEN_PATH} HTTP/1.1\r\nhost: x\r\nauthorization: {headers['Authorization']}\r\n\r\n"
    async with asking(gateway.url, request.encode()):
        await eventually(lambda: _value(gateway.dossier.received))
    await at_rest(gateway)


async def test_who_leaves_during_an_upload_leaves_no_half_file(gateway: Any) -> None:
    headers = await gateway.citizen()
    head = (
        f"POST /v1/files HTTP/1.1\r\nhost: x\r\nauthorization: {headers['Authorization']}\r\n"
        "content-length: 1000000\r\n\r\n"
    ).encode()
    async with asking(gateway.url, head + b"a" * 300_000):
        (received,) = await eventually(lambda: _value(gateway.dossier.received))
    await at_rest(gateway)
    assert not received.complete


async def _value(value: Any) -> Any:
    return value


async def test_a_service_that_is_too_slow_is_504(open_gateway: Any, tmp_path: Any) -> None:
    gateway = await open_gateway(routes_dir=_short_routes(tmp_path))

    async def slow(received: Received, send: Send) -> None:
        await gateway.dossier.hang()

    gateway.dossier.handler = slow
    response = await gateway.http.get("/v1/procedures")
    assert response.status_code == 504, "although the service never answers"
    assert response.headers["content-type"] == "application/problem+json"
    gateway.dossier.forget()
    assert (await gateway.http.get("/v1/procedures")).status_code == 200


async def test_an_answer_that_stops_half_way_is_not_made_to_look_whole(open_gateway: Any, tmp_path: Any) -> None:
    gateway = await open_gateway(routes_dir=_short_routes(tmp_path))

    async def stops(received: Received, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"the first half", "more_body": True})
        await gateway.dossier.hang()

    gateway.dossier.handler = stops
    received = await raw(gateway.url, b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\n\r\n")
    assert b"the first half" in received
    assert not received.endswith(b"0\r\n\r\n"), "the end that would say: this was all"


def _short_routes(tmp_path: Any) -> Any:
    folder = tmp_path / "routes"
    folder.mkdir()
    (folder / "budgets.yaml").write_text("budgets:\n  read: {caller: 1000, address: 1000}\n")
    (folder / "svc-dossier.yaml").write_text(
        "routes:\n"
        "  - {path: /v1/procedures, methods: [GET], who: public, timeout: 2, budget: read}\n"
        "  - {path: /v1/things, methods: [POST], who: public, timeout: 2, budget: read, body_limit: 1000}\n"
    )
    return folder


@pytest.mark.parametrize(
    "bytes_back",
    [
        b"",
        b"\x00\x01garbage",
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\n\r\nno end but the closing",
        b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    ],
)
async def test_an_answer_that_is_none_is_502_or_503(open_gateway: Any, tmp_path: Any, bytes_back: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(bytes_back)
        await writer.drain()

    async with tcp_service(talk) as url:
        gateway = await open_gateway(upstreams={"svc-dossier": url}, routes_dir=_short_routes(tmp_path))
        if bytes_back.endswith(b"the closing"):
            received = await raw(gateway.url, b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\n\r\n")
            assert not received.endswith(b"0\r\n\r\n")
            return
        response = await gateway.http.post("/v1/things", content=b"a")
        assert response.status_code in (502, 503), response.text
        assert response.headers["content-type"] == "application/problem+json"
        assert not response.json()["detail"].isascii()


async def test_only_a_get_is_tried_again_and_only_once(open_gateway: Any, tmp_path: Any) -> None:
    asked: list[bytes] = []

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).partition(b" ")[0])

    async with tcp_service(hang_up) as url:
        gateway = await open_gateway(upstreams={"svc-dossier": url}, routes_dir=_short_routes(tmp_path))
        assert (await gateway.http.get("/v1/procedures")).status_code == 503
        assert asked == [b"GET", b"GET"]
        asked.clear()
        assert (await gateway.http.post("/v1/things", content=b"a")).status_code == 503
        assert asked == [b"POST"]


async def test_a_service_restarting_is_not_noticed_by_readers(open_gateway: Any, tmp_path: Any) -> None:
    """Each answer is followed by a hang-up that the gateway may not have seen when it asks again."""

    async def one_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        await writer.drain()

    async with tcp_service(one_answer) as url:
        gateway = await open_gateway(upstreams={"svc-dossier": url}, routes_dir=_short_routes(tmp_path))
        answers = [await gateway.http.get("/v1/procedures") for _ in range(50)]
        assert {response.status_code for response in answers} == {200}


async def test_a_service_that_is_down_is_503_at_once_and_back_when_it_is_back(open_gateway: Any, tmp_path: Any) -> None:
    async def fine(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")

    port = free_port()
    gateway = await open_gateway(
        upstreams={"svc-dossier": f"http://127.0.0.1:{port}"}, routes_dir=_short_routes(tmp_path)
    )
    for _ in range(10):
        response = await gateway.http.get("/v1/procedures")
        assert (response.status_code, response.headers["retry-after"]) == (503, "2")
    assert 'gateway_breaker_state{upstream="svc-dossier"} 2.0' in (await gateway.operations.get("/metrics")).text

    server = await asyncio.start_server(_fine(fine), "127.0.0.1", port)
    async with server:

        async def status() -> int:
            return int((await gateway.http.get("/v1/procedures")).status_code)

        await eventually(status, want=lambda code: code == 200)


UPLOAD = "POST /v1/files HTTP/1.1\r\nhost: x\r\nauthorization: {Authorization}\r\ncontent-length: 5000000\r\n\r\n"
"""The head of an upload that will not come to its end."""


async def test_an_upload_that_ends_within_its_first_bytes_reaches_no_service(gateway: Any) -> None:
    head = UPLOAD.format(**await gateway.citizen()).encode()

    async def in_flight() -> int:
        return int(gateway.app.in_flight)

    for number in range(10):
        async with asking(gateway.url, head + b"a" * 6_000 * number):
            await eventually(in_flight, want=lambda found: found == 1)
        await at_rest(gateway)
    assert gateway.dossier.received == []


async def test_uploads_that_are_abandoned_count_as_no_failures_of_the_service(gateway: Any) -> None:
    head = UPLOAD.format(**await gateway.citizen()).encode()
    for number in range(2 * FAILURES):
        async with asking(gateway.url, head + b"a" * 200_000):
            await _have_come(gateway, number + 1)
        await at_rest(gateway)
    assert gateway.app.forwarders["svc-dossier"].breaker.state is State.CLOSED
    assert (await gateway.http.get("/v1/procedures")).status_code == 200


@pytest.mark.parametrize("rest", [b"a" * 200_000, b"a" * 10])
async def test_who_tries_whether_a_service_is_back_and_leaves_keeps_nobody_from_it(gateway: Any, rest: bytes) -> None:
    head = UPLOAD.format(**await gateway.citizen()).encode()
    breaker = gateway.app.forwarders["svc-dossier"].breaker
    breaker.open(0.0, 0.0)

    async def state() -> State:
        return State(breaker.state)

    async with asking(gateway.url, head + rest):
        await eventually(state, want=lambda found: found is State.HALF_OPEN)
    await at_rest(gateway)
    assert (await gateway.http.get("/v1/procedures")).status_code == 200


async def test_slow_uploads_that_give_way_count_as_no_failures_of_the_service(
    gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upstream, "MAX_CONNECTIONS", 3)
    head = UPLOAD.format(**await gateway.citizen()).encode()
    async with contextlib.AsyncExitStack() as slow:
        for number in range(3 + 2 * FAILURES):
            await slow.enter_async_context(asking(gateway.url, head + b"a" * 200_000))
            await _have_come(gateway, number + 1)
        assert (await gateway.http.get("/v1/procedures")).status_code == 200
    await at_rest(gateway)


async def test_a_service_with_as_many_requests_as_may_be_is_not_cut_off_from_all(
    gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upstream, "MAX_CONNECTIONS", 3)
    citizen, go_on = await gateway.citizen(), asyncio.Event()

    async def slow(received: Received, send: Send) -> None:
        await go_on.wait()
        await answer(send, 200, {})

    gateway.dossier.handler = slow
    under_way = [asyncio.create_task(gateway.http.get("/v1/dossiers", headers=citizen)) for _ in range(3)]
    forwarder = gateway.app.forwarders["svc-dossier"]
    try:
        await eventually(lambda: _value(len(gateway.dossier.received)), want=lambda number: number == 3)
        for _ in range(2 * FAILURES):
            refused = await gateway.http.get("/v1/dossiers", headers=citizen)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
        assert forwarder.breaker.state is State.CLOSED
    finally:
        go_on.set()
    assert {response.status_code for response in await asyncio.gather(*under_way)} == {200}
    assert (await gateway.http.get("/v1/dossiers", headers=citizen)).status_code == 200


async def _have_come(gateway: Any, number: int) -> None:
    """Returns when svc-dossier has got so many requests, and all that are under way wait for their clients."""
    active = gateway.app.forwarders["svc-dossier"].upstream.active

    async def waiting() -> bool:
        return len(gateway.dossier.received) == number and all(one.waits_for_client for one in active)

    await eventually(waiting)


def _fine(talk: Any) -> Any:
    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    return served


async def test_an_early_refusal_of_an_upload_reaches_the_client(open_gateway: Any) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 415 Unsupported Media Type\r\ncontent-length: 2\r\n\r\nno")
        await writer.drain()
        while await reader.read(65536):
            pass

    async with tcp_service(refuse) as url:
        services = ("svc-dossier", "svc-notify", "svc-content", "svc-payment", "svc-feedback")
        gateway = await open_gateway(upstreams=dict.fromkeys(services, url))
        headers = await gateway.citizen()
        response = await gateway.http.post("/v1/files", content=b"a" * 3_000_000, headers=headers)
        assert response.status_code == 415


async def test_a_get_with_a_body_is_refused(gateway: Any) -> None:
    response = await gateway.http.request("GET", "/v1/procedures", content=b"x")
    assert response.status_code == 400
    assert gateway.dossier.received == []


async def test_time_is_measured_by_route_and_by_part(gateway: Any) -> None:
    await gateway.http.get("/v1/procedures/1.001193")
    text = (await gateway.operations.get("/metrics")).text
    labels = 'method="GET",route="/v1/procedures/{code}"'
    assert f"gateway_request_seconds_count{{{labels}}}" in text
    assert f'gateway_requests_total{{{labels},status="2xx"}}' in text
    assert f'gateway_requests_total{{{labels},status="5xx"}} 0.0' in text, "increase() sees the first failure"
    assert 'gateway_upstream_seconds_count{upstream="svc-dossier"}' in text
    assert "1.001193" not in text
