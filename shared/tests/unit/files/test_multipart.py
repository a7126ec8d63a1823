"""Uploads as they come in: one file in its field, bounded, timed, and nothing else taken."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from starlette.requests import Request

from shared.errors import Malformed, ServiceError, TooLarge, TooManyRequests, Unavailable, UnsupportedMedia
from shared.files import multipart, reception
from shared.files.inspection.inspector import CITIZENS, STAFF
from shared.files.multipart import read_file
from shared.files.reception import Reception
from shared.files.spool import Spool
from shared.problem import problem_of

FORM = "multipart/form-data; boundary=b"
LIMIT = 100_000


def request(chunks: Sequence[bytes] | AsyncIterator[bytes], content_type: str = FORM) -> Request:
    async def stream() -> AsyncIterator[bytes]:
        if isinstance(chunks, Sequence):
            for chunk in chunks:
                yield chunk
        else:
            async for chunk in chunks:
                yield chunk

    coming = stream()

    async def receive() -> dict[str, object]:
        try:
            return {"type": "http.request", "body": await anext(coming), "more_body": True}
        except StopAsyncIteration:
            return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"content-type", content_type.encode("latin-1"))]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers, "query_string": b""}, receive)


def form(content: bytes, disposition: str = 'name="file"; filename="a.pdf"', headers: bytes = b"") -> bytes:
    head = b"--b\r\nContent-Disposition: form-data; " + disposition.encode() + b"\r\n" + headers + b"\r\n"
    return head + content + b"\r\n--b--\r\n"


async def read(chunks: Sequence[bytes], content_type: str = FORM, limit: int = LIMIT) -> tuple[str, bytes]:
    spool = Spool()
    name = await read_file(request(chunks, content_type), limit, spool)
    return name, await content_of(spool)


async def content_of(spool: Spool) -> bytes:
    return b"".join([piece async for piece in spool.pieces()])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000, 200_000])
async def test_a_file_is_read_however_it_is_cut(size: int) -> None:
    content = b"\r\n--b\r\n--\r\n--c-- \r\n-" * 300
    body = form(content.replace(b"--b", b"--x"))
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    assert await read(chunks) == ("a.pdf", content.replace(b"--b", b"--x"))


@pytest.mark.parametrize(
    "content_type",
    [
        FORM,
        'Multipart/Form-Data; boundary="b"',
        "multipart/form-data;boundary=b",
        "multipart/form-data; charset=UTF-8; boundary=b",
    ],
)
async def test_content_types_of_all_clients(content_type: str) -> None:
    assert await read([form(b"x")], content_type) == ("a.pdf", b"x")


@pytest.mark.parametrize("size", [1, 3, 64, 10_000])
@pytest.mark.parametrize(
    "preamble",
    [b"\r\n", b"This is a multi-part message in MIME format.\r\n", b"--a\r\n --b\r\n\r\n", b"x" * 4000 + b"\r\n"],
)
async def test_what_stands_before_the_first_boundary_is_passed_over(preamble: bytes, size: int) -> None:
    body = preamble + form(b"x")
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    assert await read(chunks) == ("a.pdf", b"x")


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/mixed; boundary=b", "text/plain"])
async def test_other_content_is_not_read(content_type: str) -> None:
    with pytest.raises(UnsupportedMedia):
        await read([form(b"x")], content_type)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "multipart/form-data"),
        (form(b"x"), "multipart/form-data; boundary="),
        (form(b"x"), "multipart/form-data; boundary=" + "b" * 300),
        (form(b"x"), f"{FORM}; charset=utf-99"),
        (form(b"x"), f"{FORM}; charset=zlib"),
        (form(b"x"), f"{FORM}; charset=rot13"),
        (form(b"x", "name=file; filename*=utf-99''a"), FORM),
        (form(b"x", 'name="file"; filename="=?utf-99?B?YQ==?="'), FORM),
        (b"rubbish", FORM),
        (b"x" * 5000 + b"\r\n" + form(b"x"), FORM),
        (b"rubbish" + form(b"x"), FORM),
        (b"", FORM),
        (b"--b--", FORM),
        (form(b"x")[:-12], FORM),
        (form(b"x", 'name="file"'), FORM),
        (form(b"x", 'name="other"; filename="a"'), FORM),
        (form(b"x", 'filename="a"'), FORM),
        (b"--b\r\n\r\nx\r\n--b--\r\n", FORM),
        (form(b"x")[:-4] + b"\r\n" + form(b"y"), FORM),
        (form(b"x", headers=b"X: y\r\n" * 50), FORM),
        (form(b"x", headers=b"X: " + b"y" * 9000 + b"\r\n"), FORM),
        (form(b"x", headers=b"\xff\xfe: y\r\n"), FORM),
    ],
)
async def test_what_is_no_single_file_is_told_as_such(body: bytes, content_type: str) -> None:
    with pytest.raises(ServiceError) as refused:
        await read([body], content_type)
    assert problem_of(refused.value).status == 400


async def test_what_is_too_large_is_cut_off() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield form(b"")[:-9]
        while True:
            sent += 1000
            yield bytes(1000)

    with pytest.raises(TooLarge):
        await read_file(request(endless()), LIMIT, Spool())
    assert sent < LIMIT + 10_000
    with pytest.raises(TooLarge):
        await read([b"\r\n" * LIMIT])


async def test_a_body_made_to_be_slow_to_parse_holds_nobody_up() -> None:
    """A body is parsed in pieces of 64 KiB, and others have their turn between two."""
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    waiting = asyncio.create_task(others())
    for piece in (b"\r", b"\n", b"\r\n", b"\r\n-", b"\r\n--", b"-", b"\r\n--\r\n--"):
        before = turns
        await read([form(piece * (1_000_000 // len(piece)))], limit=2_000_000)
        assert turns - before >= 1_000_000 // (64 * 1024)
    waiting.cancel()


@pytest.mark.slow
async def test_a_slow_sender_is_cut_off_and_an_uneven_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multipart, "WINDOW", 0.3)
    monkeypatch.setattr(multipart, "LOWEST_RATE", 100)
    body = form(bytes(600))

    async def paced(pause: float, size: int) -> AsyncIterator[bytes]:
        for start in range(0, len(body), size):
            yield body[start : start + size]
            await asyncio.sleep(pause)

    assert (await read_file(request(paced(0.1, 60)), LIMIT, Spool())) == "a.pdf"
    for pause, size in ((0.05, 1), (3_600.0, 600)):
        with pytest.raises(ServiceError) as refused:
            await read_file(request(paced(pause, size)), LIMIT, Spool())
        assert problem_of(refused.value).status == 408


@pytest.mark.slow
async def test_a_body_has_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multipart, "PATIENCE", 0.5)

    async def never_done() -> AsyncIterator[bytes]:
        yield form(b"")[:-9]
        while True:
            await asyncio.sleep(0.01)
            yield bytes(100)

    with pytest.raises(ServiceError) as refused:
        await read_file(request(never_done()), 10_000_000, Spool())
    assert problem_of(refused.value).status == 408


class SlowPhones:
    """They send most of a file and wait until they are ``released``."""

    def __init__(self) -> None:
        self.released = asyncio.Event()
        self._waiting = 0

    async def sending(self, first: bytes) -> AsyncIterator[bytes]:
        body = form(first + b"x")
        yield body[: -len(b"x\r\n--b--\r\n")]
        self._waiting += 1
        await self.released.wait()
        yield body[-len(b"x\r\n--b--\r\n") :]

    async def until(self, waiting: int) -> None:
        """Wait until so many have sent what they send before they wait themselves."""
        while self._waiting < waiting:
            await asyncio.sleep(0)


async def test_ten_slow_phones_hinder_nobody() -> None:
    phones, taking = SlowPhones(), Reception(LIMIT)

    async def upload(n: int) -> int:
        async with taking.receive(request(phones.sending(bytes(2000))), f"citizen {n}") as received:
            return received.content.size

    slow = [asyncio.create_task(upload(n)) for n in range(10)]
    await phones.until(waiting=10)
    async with taking.receive(request([form(b"quick")]), "another") as received:
        assert await content_of(received.content) == b"quick"
    assert not any(each.done() for each in slow)
    phones.released.set()
    assert await asyncio.gather(*slow) == [2001] * 10


async def test_one_caller_is_bounded_and_has_the_place_back() -> None:
    phones, taking = SlowPhones(), Reception(LIMIT)

    async def upload() -> None:
        async with taking.receive(request(phones.sending(b"")), "one"):
            pass

    many = [asyncio.create_task(upload()) for _ in range(reception.OF_ONE_CALLER)]
    await phones.until(waiting=reception.OF_ONE_CALLER)
    with pytest.raises(TooManyRequests):
        await upload()
    async with taking.receive(request([form(b"x")]), "two"):
        pass
    async with taking.receive(request([form(b"x")]), "one", STAFF):
        pass
    phones.released.set()
    await asyncio.gather(*many)
    await upload()


async def test_room_is_bounded_staff_have_their_own_and_it_is_given_back() -> None:
    phones, taking = SlowPhones(), Reception(LIMIT, {CITIZENS: 50_000, STAFF: 50_000})

    async def upload(caller: str) -> None:
        async with taking.receive(request(phones.sending(bytes(24_000))), caller):
            pass

    holding = [asyncio.create_task(upload(caller)) for caller in ("one", "two")]
    await phones.until(waiting=2)
    with pytest.raises(Unavailable):
        await upload("three")
    async with taking.receive(request([form(bytes(40_000))]), "an officer", STAFF):
        pass
    holding[0].cancel()
    await asyncio.wait(holding[:1])
    phones.released.set()
    await asyncio.gather(holding[1])
    for broken in ([form(bytes(40_000))[:-9]], [form(bytes(200_000))]):
        for _ in range(3):  # what was refused is not held
            with pytest.raises((Malformed, TooLarge)):
                async with Reception(LIMIT, {CITIZENS: 250_000}).receive(request(broken), "four"):
                    pass
    async with taking.receive(request([form(bytes(49_000))]), "five"):
        pass
    assert {(held.bytes, *held.of_caller) for held in taking._lanes.values()} == {(0,)}
