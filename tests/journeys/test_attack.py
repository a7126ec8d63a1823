"""An attacker's minutes against everything that runs, while a citizen files: each attempt is refused in words."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from io import BytesIO
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from local_stack.stack import Stack
from shared.ids import random_id
from shared.testing import PATIENCE
from tests.journeys.dossier import PROCEDURE, submission_of
from tests.journeys.people import Person, Session, World, call, sign_in
from tests.journeys.scan import scanned_page

SLOW_CALLERS = 200
MOST = 16 * 1024 * 1024
"""Bytes that the gateway takes of one upload."""


@pytest.mark.journey
async def test_slow_callers_forged_tokens_and_bodies_without_end_hinder_nobody(stack: Stack, world: World) -> None:
    victim = await sign_in(await Person.with_zalo(world, "Nguyễn Thị Bị Quấy"))
    async with _slow_callers(stack.endpoints.gateway, victim):
        for token in _forged(victim.tokens["access_token"]):
            await call(world.gateway, "GET", "/v1/dossiers", 401, headers={"Authorization": f"Bearer {token}"})
        await _bodies(world, victim)
        await _connections(stack.endpoints.gateway, victim)
        await _submitted(victim)
    await call(world.gateway, "GET", "/v1/procedures", 200)


@pytest.mark.journey
async def test_whoever_holds_a_spent_refresh_token_can_end_the_session_and_not_use_it(world: World) -> None:
    app = await sign_in(await Person.with_zalo(world, "Trần Văn Đăng Xuất"))
    spent = app.tokens["refresh_token"]
    renewed = (await call(world.gateway, "POST", "/v1/auth/refresh", 200, json={"refresh_token": spent})).json()
    await call(world.gateway, "POST", "/v1/auth/logout", 204, json={"refresh_token": spent})
    for token in (spent, renewed["refresh_token"]):
        await call(world.gateway, "POST", "/v1/auth/refresh", 401, json={"refresh_token": token})


def _forged(token: str) -> Iterator[str]:
    """Another signature, another payload under the old one, no signature at all, nothing."""
    head, payload, signature = token.split(".")
    yield f"{head}.{payload}.{signature[::-1]}"
    yield f"{head}.{payload[:-2]}AA.{signature}"
    yield f"eyJhbGciOiJub25lIn0.{payload}."
    yield f"{head}.{payload}"
    yield "x" * 4_000


async def _bodies(world: World, session: Session) -> None:
    """What is too large, of another kind, in a charset that does not exist, or with EXIF that no parser likes."""
    signed = {"Authorization": f"Bearer {session.tokens['access_token']}"}

    async def upload(expect: int, content: bytes | AsyncIterator[bytes], kind: str) -> httpx.Response:
        headers = {**signed, "Content-Type": kind, "Idempotency-Key": random_id("tap")}
        return await call(world.gateway, "POST", "/v1/files", expect, content=content, headers=headers)

    usual = "multipart/form-data; boundary=x"
    await upload(413, _without_end(), usual)
    await upload(413, _form(bytes(11 * 1024 * 1024)), usual)
    await upload(415, _form(b"<svg onload=alert(1)>"), usual)
    await upload(400, _form(scanned_page()), f"{usual}; charset=khong-co")
    await upload(400, b"--y\r\n", usual)
    await upload(415, b"{}", "application/json")
    await upload(201, _form(_with_odd_exif()), usual)
    long = {"payload": "a" * 2_000_000}
    await call(world.gateway, "POST", "/v1/dossiers", 413, json=long, headers={**signed, "Idempotency-Key": "k" * 20})
    await call(world.gateway, "POST", "/v1/auth/zalo", 413, json=long)


_FORM = b'--x\r\nContent-Disposition: form-data; name="file"; filename="anh.jpg"\r\n\r\n'


async def _without_end() -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    yield _FORM
    for _ in range(MOST // 65_536 + 1):
        yield bytes(65_536)


def _form(content: bytes) -> bytes:
    return _FORM + content + b"\r\n--x--\r\n"


def _with_odd_exif() -> bytes:
    out = BytesIO()
    fraction = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x05\0\0\0\x01\0\0\0\x1a" + bytes(12)  # an orientation of n/0
    Image.new("RGB", (40, 40), "white").save(out, "JPEG", exif=fraction)
    return out.getvalue()


async def _connections(gateway: str, session: Session) -> None:
    """What is no HTTP, or could be taken for two things."""
    post = b"POST /v1/files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + session.tokens["access_token"].encode()
    for said, status in (
        (b"GET /v1/dossiers HTTP/1.1\r\n\r\n", 400),
        (b"GET /v1/dossiers HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n", 400),
        (post + b"\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", 400),
        (post + b"\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n", 400),
        (post + b"\r\nexpect: 100-continue\r\ncontent-length: 99999999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    ):
        answer = await _raw(gateway, said)
        assert answer.startswith(b"HTTP/1.1 %d " % status), (said[:90], answer[:200])
        assert b"application/problem+json" in answer, said[:90]


async def _raw(gateway: str, said: bytes) -> bytes:
    async with asyncio.timeout(PATIENCE):
        reader, writer = await _open(gateway)
        writer.write(said)
        answer = await reader.read(65_536)
        writer.close()
    return answer


async def _open(gateway: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    address = urlsplit(gateway)
    return await asyncio.open_connection(address.hostname, address.port)


@asynccontextmanager
async def _slow_callers(gateway: str, session: Session) -> AsyncIterator[None]:
    """Half of them stop in their headers, half in a body that they have announced, until the context ends."""
    token = session.tokens["access_token"].encode()
    head = b"POST /v1/files HTTP/1.1\r\nhost: x\r\n"
    body = b"authorization: Bearer " + token + b"\r\nidempotency-key: slow-%d\r\ncontent-length: 9000000\r\n\r\n--"
    writers = []
    for number in range(SLOW_CALLERS):
        _, writer = await _open(gateway)
        writer.write(head + (body % number if number % 2 else b"x-a: "))
        writers.append(writer)
    try:
        yield
    finally:
        for writer in writers:
            writer.close()


async def _submitted(session: Session) -> None:
    scan = await session.upload("giay-chung-sinh.jpg", scanned_page(), "image/jpeg")
    procedure = (await session.get(f"/v1/procedures/{PROCEDURE}")).json()
    dossier = (await session.post("/v1/dossiers", submission_of(procedure, scan["id"]), 201)).json()
    assert (await session.get(f"/v1/dossiers/{dossier['id']}")).json()["id"] == dossier["id"]
