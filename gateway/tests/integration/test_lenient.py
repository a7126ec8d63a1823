"""Clients that mean well and say it differently."""

import asyncio
from typing import Any

import pytest
from gateway_world import answer, raw, tcp_service
from prometheus_client import REGISTRY

from shared.testing import eventually


async def test_a_get_with_an_empty_body_in_chunks_is_a_get(gateway: Any) -> None:
    head = b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    assert (await raw(gateway.url, head + b"0\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
    (received,) = gateway.dossier.received
    assert {"transfer-encoding", "content-length"}.isdisjoint(name for name, _ in received.headers)
    assert (await raw(gateway.url, head + b"1\r\na\r\n0\r\n\r\n")).startswith(b"HTTP/1.1 400 ")
    assert (await raw(gateway.url, head.replace(b"/v1/procedures", b"/openapi.json") + b"0\r\n\r\n")).startswith(
        b"HTTP/1.1 200 "
    )


async def test_who_hangs_up_in_the_middle_of_a_request_is_no_fault_of_ours(gateway: Any) -> None:
    """A page is sent out by the share of answers with 500, which nobody may raise from outside."""

    def answered(status: str) -> float:
        return sum(
            sample.value
            for metric in REGISTRY.collect()
            if metric.name == "gateway_requests"
            for sample in metric.samples
            if sample.labels["status"] == status
        )

    wrong, gone = answered("5xx"), answered("4xx")
    host, port = gateway.url.removeprefix("http://").split(":")
    _reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
    await writer.drain()
    writer.close()

    async def counted() -> bool:
        return answered("4xx") > gone

    await eventually(counted)
    assert answered("5xx") == wrong


async def test_a_slash_at_the_end_changes_nothing(gateway: Any) -> None:
    headers = await gateway.citizen()
    assert (await gateway.http.get("/v1/procedures/?q=a")).json()["path"] == "/v1/procedures"
    posted = await gateway.http.post("/v1/dossiers/", json={"a": 1}, headers=headers)
    assert (posted.status_code, posted.json()["path"]) == (200, "/v1/dossiers")
    assert (await gateway.http.get("/v1/me/", headers=headers)).status_code == 200
    assert (await gateway.http.get("/v1/procedures//")).status_code == 400


async def test_a_quoted_idempotency_key_arrives_as_it_was_sent(gateway: Any) -> None:
    for key in ('"key-00000001"', "key-00000001"):
        headers = {**await gateway.citizen(), "Idempotency-Key": key}
        await gateway.http.post("/v1/dossiers", json={}, headers=headers)
        assert gateway.dossier.received[-1].header("idempotency-key") == key


@pytest.mark.parametrize(
    "client",
    ["203.0.113.9:4711", '"203.0.113.9:4711"', "[2001:db8::1]:4711", '"[2001:db8::1]"', "[2001:db8::1]"],
)
async def test_a_client_is_known_by_its_address_however_a_proxy_writes_it(open_gateway: Any, client: str) -> None:
    gateway = await open_gateway(trusted_proxies="127.0.0.0/8")
    addresses = gateway.app.admission.addresses
    key = addresses.of("127.0.0.1", client.encode())
    assert key == ("203.0.113.9" if "203" in client else "2001:db8::/64")
    assert key == addresses.of("127.0.0.1", b"198.51.100.1, " + client.encode() + b', "127.0.0.1:80"')


async def test_a_page_may_read_a_files_name(gateway: Any) -> None:
    response = await gateway.http.get("/v1/procedures", headers={"Origin": "https://h5.zdn.vn"})
    assert "Content-Disposition" in response.headers["access-control-expose-headers"]


async def test_what_connection_names_stays_on_its_hop(gateway: Any) -> None:
    async def says(received: Any, send: Any) -> None:
        await answer(send, 200, {}, (b"connection", b"Keep-Alive, X-Hop"), (b"x-hop", b"1"), (b"x-end", b"2"))

    gateway.dossier.handler = says
    response = await gateway.http.get(
        "/v1/procedures", headers={"Connection": "close, Accept-Language", "Accept-Language": "vi", "Accept": "a/b"}
    )
    assert "x-hop" not in response.headers
    assert response.headers["x-end"] == "2"
    received = gateway.dossier.received[-1]
    assert (received.header("accept-language"), received.header("accept")) == (None, "a/b")


async def test_a_second_answer_is_given_to_nobody(open_gateway: Any) -> None:
    """A service that is made to answer twice must not have its second answer taken for the next person's."""
    connections = 0

    async def twice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(
                b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nfirst"
                b"HTTP/1.1 201 Created\r\nx-stolen: 1\r\ncontent-length: 6\r\n\r\nsecond"
            )
            await writer.drain()

    async with tcp_service(twice) as url:
        services = ("svc-dossier", "svc-notify", "svc-content", "svc-payment", "svc-feedback")
        gateway = await open_gateway(upstreams=dict.fromkeys(services, url))
        for number in range(1, 6):
            response = await gateway.http.get("/v1/working-calendar")
            assert (response.status_code, response.text) == (200, "first")
            assert "x-stolen" not in response.headers
            assert connections == number, "each time on a connection of its own"


async def test_metrics_do_not_grow_with_what_strangers_invent(gateway: Any) -> None:
    async def lines() -> int:
        return len((await gateway.operations.get("/metrics")).text.splitlines())

    await gateway.http.get("/v1/procedures")
    await gateway.http.request("PROPFIND", "/v1/procedures")
    for known in (b"/livez", b"/v1/nowhere", b"/v1/procedures"):  # once, so that every label there is has been seen
        await raw(gateway.url, b"INVENTED " + known + b" HTTP/1.1\r\nhost: x\r\n\r\n")
    await lines()
    before = await lines()
    for number in range(300):
        name = b"M" + b"".join(b"%c" % (65 + int(digit)) for digit in str(number))
        target = (b"/metrics", b"/livez", b"/v1/procedures", b"/v1/nowhere", b"/v1/me")[number % 5]
        received = await raw(gateway.url, name + b" " + target + b" HTTP/1.1\r\nhost: x\r\n\r\n")
        assert received.startswith(b"HTTP/1.1 405 "), received
    for method in ("PROPFIND", "MKCOL", "LOCK", "REPORT", "SEARCH", "PURGE", "TRACE", "DELETE", "PUT"):
        for path in ("/metrics", "/livez", "/readyz", "/v1/procedures/x", f"/v1/{method}"):
            status = (await gateway.http.request(method, path)).status_code
            assert status in (400, 404, 405), (method, path)
    assert await lines() <= before + 4


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *((path, 404) for path in (b"/metrics", b"/livez", b"/readyz", b"/metrics?x", b"/metrics/", b"/Metrics")),
        *((path, 400) for path in (b"/%6detrics", b"/%6Detrics", b"/./metrics", b"//metrics", b"/x/../metrics")),
    ],
)
@pytest.mark.parametrize("method", [b"GET", b"POST"])
async def test_what_operators_ask_is_on_no_public_path(gateway: Any, method: bytes, path: bytes, status: int) -> None:
    request = method + b" " + path + b" HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    received = await raw(gateway.url, request)
    assert received.startswith(b"HTTP/1.1 %d " % status), received
    assert b"application/problem+json" in received
    assert b"gateway_refused_total" not in received
