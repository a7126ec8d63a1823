"""The forms of Zalo's picker: in memory, and no more at once than there is room for."""

import asyncio
import errno
import tempfile
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.types import Message

from gateway.api.official_template.envelope import TemplateRefused
from gateway.api.official_template.picker_forms import FULL, LARGEST_FORM, PickerForms
from gateway.domain.picked_picture import LARGEST_PICTURE, MOST_PICTURES
from shared.errors import TooLarge
from shared.testing import PATIENCE

BOUNDARY = "x"
PIECE = 64 * 1024


def form(*files: bytes, fields: int = 0) -> bytes:
    parts = [b'content-disposition: form-data; name="f%d"\r\n\r\nv' % number for number in range(fields)]
    parts += [
        b'content-disposition: form-data; name="p%d"; filename="%d.jpg"\r\n\r\n' % (number, number) + content
        for number, content in enumerate(files)
    ]
    return b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + b"--x--\r\n"


def request(body: AsyncIterator[bytes], media_type: str = f"multipart/form-data; boundary={BOUNDARY}") -> Request:
    async def receive() -> Message:
        piece = await anext(body, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", media_type.encode())]}
    return Request(scope, receive)


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]


async def refusal(forms: PickerForms, asked: Request) -> str:
    with pytest.raises(TemplateRefused) as refused:
        async with forms.receive(asked):
            pass
    return refused.value.message


async def test_files_are_held_until_they_are_kept() -> None:
    forms, body = PickerForms(), form(b"one", b"two", fields=3)
    async with forms.receive(request(pieces(body))) as files:
        assert (files, forms.held) == ([b"one", b"two"], len(body))
    assert forms.held == 0


async def test_the_largest_form_is_taken_although_the_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    pictures = [bytes(LARGEST_PICTURE)] * MOST_PICTURES
    async with PickerForms().receive(request(pieces(form(*pictures)))) as files:
        assert files == pictures


async def test_a_form_that_is_too_large_is_refused_while_it_comes() -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        yield form(b"")[: -len(b"\r\n--x--\r\n")]
        while True:
            given += PIECE
            yield bytes(PIECE)

    forms = PickerForms()
    assert "1 MB" in await refusal(forms, request(endless()))
    assert given <= LARGEST_FORM + PIECE
    assert forms.held == 0


async def test_forms_that_come_together_hold_no_more_than_there_is_room_for() -> None:
    forms, more = PickerForms(room=3 * PIECE), asyncio.Event()
    body = form(bytes(2 * PIECE))

    async def slow() -> AsyncIterator[bytes]:
        yield body[: 2 * PIECE]
        await more.wait()
        yield body[2 * PIECE :]

    async def held() -> list[bytes]:
        async with forms.receive(request(slow())) as files:
            return files

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        first = tasks.create_task(held())
        while not forms.held:
            await asyncio.sleep(0)
        assert await refusal(forms, request(pieces(body))) == FULL
        assert forms.held == 2 * PIECE
        more.set()
    assert first.result() == [bytes(2 * PIECE)]
    assert forms.held == 0
    async with forms.receive(request(pieces(body))) as files:
        assert files == first.result()


@pytest.mark.parametrize(
    "body",
    [
        b"--y\r\n",
        form(*[b"x"] * (MOST_PICTURES + 2)),
        form(fields=30),
        b"--x\r\nno header\r\n\r\n",
        b"--x\r\n\r\n--x--",
    ],
    ids=["another boundary", "many files", "many fields", "no header", "no name"],
)
async def test_what_is_no_form_of_pictures_is_refused(body: bytes) -> None:
    forms = PickerForms()
    assert await refusal(forms, request(pieces(body))) == "Nội dung gửi lên không hợp lệ."
    assert forms.held == 0


async def test_what_the_connection_refuses_is_said_in_the_envelope() -> None:
    async def refused() -> AsyncIterator[bytes]:
        yield form(b"x")[:20]
        raise TooLarge(10)

    assert await refusal(PickerForms(), request(refused())) == TooLarge(10).detail


async def test_another_media_type_brings_no_files() -> None:
    async with PickerForms().receive(request(pieces(b"{}"), "application/json")) as files:
        assert files == []
