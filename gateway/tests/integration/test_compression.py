"""What is packed, what is not, and what never."""

import asyncio
import gzip
from collections.abc import Callable
from typing import Any

import cramjam
import httpx
import orjson
import pytest
from gateway_world import Received
from starlette.types import Send

LONG = {"items": [{"id": f"dos_{number}", "trạng thái": "đã tiếp nhận"} for number in range(300)]}


def saying(content: Any, *headers: tuple[bytes, bytes], media_type: bytes = b"application/json") -> Any:
    body = content if isinstance(content, bytes) else orjson.dumps(content)

    async def says(received: Received, send: Send) -> None:
        length = (b"content-length", str(len(body)).encode())
        head = [(b"content-type", media_type), length, *headers]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body})

    return says


async def get(gateway: Any, accept: str | None, path: str = "/v1/procedures", method: str = "GET") -> httpx.Response:
    request = gateway.http.build_request(method, path)
    del request.headers["accept-encoding"]
    if accept is not None:
        request.headers["accept-encoding"] = accept
    response: httpx.Response = await gateway.http.send(request, stream=True)
    raw = b"".join([chunk async for chunk in response.aiter_raw()])
    await response.aclose()
    response.extensions["raw"] = raw
    return response


def unpacked(response: httpx.Response) -> bytes:
    raw: bytes = response.extensions["raw"]
    readers: dict[str | None, Callable[[bytes], bytes]] = {
        "gzip": gzip.decompress,
        "zstd": lambda data: bytes(cramjam.zstd.decompress(data)),
        None: bytes,
    }
    return readers[response.headers.get("content-encoding")](raw)


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("zstd;q=0, gzip;q=1.0", "gzip"),
        ("*", "zstd"),
        ("br", None),
        ("gzip;q=0", None),
        ("identity, *;q=0", None),
        ("", None),
        (None, None),
    ],
)
async def test_a_long_answer_is_packed_as_the_client_accepts(gateway: Any, accept: str | None, coding: str) -> None:
    gateway.dossier.handler = saying(LONG, (b"etag", b'"3"'))
    response = await get(gateway, accept)
    assert response.headers.get("content-encoding") == coding
    assert orjson.loads(unpacked(response)) == LONG
    assert int(response.headers["content-length"]) == len(response.extensions["raw"])
    assert response.headers["etag"] == ('W/"3"' if coding else '"3"')
    assert "accept-encoding" in response.headers["vary"].lower()
    assert "accept-encoding" not in {name for name, _ in gateway.dossier.received[-1].headers}


@pytest.mark.parametrize("media_type", [b"application/rss+xml", b"application/atom+xml", b"application/geo+json"])
async def test_feeds_and_maps_are_packed_too(gateway: Any, media_type: bytes) -> None:
    gateway.dossier.handler = saying(b"<item/>" * 1000, media_type=media_type)
    assert (await get(gateway, "gzip")).headers.get("content-encoding") == "gzip"


@pytest.mark.parametrize(
    "answer",
    [
        saying({"items": []}),
        saying(b"\x89PNG" * 1000, media_type=b"image/png"),
        saying(b"x" * 9000, (b"content-encoding", b"br")),
        saying(LONG, (b"cache-control", b"no-transform")),
        saying(LONG, (b"set-cookie", b"session=secret")),
        saying(b"data: x\n\n" * 900, media_type=b"text/event-stream"),
    ],
    ids=["small", "picture", "packed already", "no-transform", "cookie", "events"],
)
async def test_what_is_not_packed(gateway: Any, answer: Any) -> None:
    gateway.dossier.handler = answer
    response = await get(gateway, "gzip, zstd")
    assert response.headers.get("content-encoding") in (None, "br")
    assert int(response.headers["content-length"]) == len(response.extensions["raw"])


async def test_tokens_are_never_packed(gateway: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever can add a guess to the request and see the length of the answer would read the secret off it."""
    monkeypatch.setattr("gateway.proxy.compression.SMALLEST", 10)
    person = await gateway.zalo.person()
    content = {"access_token": await gateway.zalo.token(person)}
    headers = {"Accept-Encoding": "gzip, zstd"}
    signed_in = await gateway.http.post("/v1/auth/zalo", json=content, headers=headers)
    refreshed = await gateway.http.post(
        "/v1/auth/refresh", json={"refresh_token": signed_in.json()["refresh_token"]}, headers=headers
    )
    for answer in (signed_in, refreshed):
        assert answer.status_code == 200
        assert "content-encoding" not in answer.headers
    assert (await gateway.http.get("/.well-known/jwks.json", headers=headers)).headers["content-encoding"] == "zstd"


async def test_a_streamed_answer_stays_one(gateway: Any) -> None:
    """What the service has sent is there at once, though the rest is still to come."""
    go_on = asyncio.Event()

    async def in_pieces(received: Received, send: Send) -> None:
        head = [(b"content-type", b"text/csv"), (b"etag", b'W/"9"')]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b"mot;hai\n" * 500, "more_body": True})
        await go_on.wait()
        await send({"type": "http.response.body", "body": b"ba;bon\n" * 50_000, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    for accept in ("gzip", "zstd"):
        go_on.clear()
        gateway.dossier.handler = in_pieces
        pieces: list[bytes] = []
        async with gateway.http.stream("GET", "/v1/procedures", headers={"Accept-Encoding": accept}) as response:
            assert response.headers["content-encoding"] == accept
            assert response.headers["etag"] == 'W/"9"'
            assert "content-length" not in response.headers
            async for piece in response.aiter_raw():
                pieces.append(piece)
                go_on.set()
        unpack = gzip.decompress if accept == "gzip" else cramjam.zstd.decompress
        assert bytes(unpack(b"".join(pieces))) == b"mot;hai\n" * 500 + b"ba;bon\n" * 50_000


async def test_the_gateways_own_documents_are_packed(gateway: Any) -> None:
    response = await get(gateway, "gzip", "/openapi.json")
    assert response.headers["content-encoding"] == "gzip"
    assert orjson.loads(unpacked(response))["openapi"] == "3.1.0"


async def test_a_head_is_answered_with_what_a_get_would_say_and_no_body(gateway: Any) -> None:
    gateway.dossier.handler = saying(LONG)
    for path in ("/v1/procedures", "/openapi.json", "/.well-known/jwks.json"):
        response = await get(gateway, "gzip", path, "HEAD")
        assert response.status_code == 200
        assert response.extensions["raw"] == b""
    assert gateway.dossier.received[0].method == "GET"
    assert (await gateway.http.head("/v1/procedures")).headers["content-length"] == str(len(orjson.dumps(LONG)))
    assert (await gateway.http.head("/v1/auth/zalo")).status_code == 405
    assert (await gateway.http.get("/v1/procedures")).json() == LONG, "the connection is as good as before"
