"""The forms of Zalo's picker, in memory until their pictures are kept.

The folder for temporary files of a container is memory as well, and small: no form writes there. All forms that are
under way together hold no more than ``ROOM``, so whoever sends many at once is refused and takes nothing from others'
requests. The connection bounds how slowly a form may come, and its route how long.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from gateway.api.official_template.envelope import FAILED, TemplateRefused, of_error
from gateway.domain.picked_picture import LARGEST_PICTURE, MOST_PICTURES
from shared.errors import ServiceError

LARGEST_FORM = MOST_PICTURES * LARGEST_PICTURE + 64 * 1024
"""Bytes: the pictures, what wraps them, and small fields beside them."""

ROOM = 32 * 1024 * 1024
"""Bytes of all forms: an eighth of what the gateway's container has."""

FULL = "Hệ thống đang nhận quá nhiều ảnh. Vui lòng thử lại sau ít phút."
_TOO_LARGE = f"Vui lòng chọn tối đa {MOST_PICTURES} ảnh, mỗi ảnh không quá 1 MB."
_UNREADABLE = "Nội dung gửi lên không hợp lệ."
_FIELDS = 20


class _InMemory(MultiPartParser):
    spool_max_size = LARGEST_FORM
    """No file of a form is larger, so none is written to the disk."""


class PickerForms:
    """``room``: bytes of all forms that are under way."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._held = 0

    @property
    def held(self) -> int:
        return self._held

    @asynccontextmanager
    async def receive(self, request: Request) -> AsyncIterator[list[bytes]]:
        """The files of the form, whatever the picker calls its fields, held until the context ends.

        Raises ``TemplateRefused``.
        """
        mine = 0

        async def bounded() -> AsyncGenerator[bytes, None]:
            nonlocal mine
            async for chunk in request.stream():
                if mine + len(chunk) > LARGEST_FORM:
                    raise TemplateRefused(FAILED, _TOO_LARGE)
                if self._held + len(chunk) > self._room:
                    raise TemplateRefused(FAILED, FULL)
                mine += len(chunk)
                self._held += len(chunk)
                yield chunk

        try:
            yield await _files(request, bounded())
        finally:
            self._held -= mine


async def _files(request: Request, body: AsyncGenerator[bytes, None]) -> list[bytes]:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return []
    parser = _InMemory(request.headers, body, max_files=MOST_PICTURES + 1, max_fields=_FIELDS)
    try:
        form = await parser.parse()
    except ServiceError as error:
        raise of_error(error) from None
    except MultiPartException:
        raise TemplateRefused(FAILED, _UNREADABLE) from None
    try:
        return [await part.read() for _, part in form.multi_items() if isinstance(part, UploadFile)]
    finally:
        await form.close()
