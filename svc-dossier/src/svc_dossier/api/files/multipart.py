"""The one file of a ``multipart/form-data`` request, measured while it streams in."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from shared.errors import Malformed, TooLarge, UnsupportedMedia
from shared.problem import Problem

FIELD = "file"
PATIENCE = 60.0
"""Seconds that an upload may take; the gateway's own limit is shorter."""

_WRAPPING = 4096
"""Bytes that boundaries and part headers may add."""


async def read_file(request: Request, limit: int) -> tuple[str, bytes]:
    """Name and content of the file in field ``file``. Raises ``Problem``: 400, 408, 413 or 415."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise UnsupportedMedia("Tệp phải được gửi dưới dạng multipart/form-data, trong trường “file”.")
    try:
        async with asyncio.timeout(PATIENCE):
            parser = MultiPartParser(request.headers, _measured(request.stream(), limit), max_files=1, max_fields=0)
            form = await parser.parse()
            try:
                return await _content(form.get(FIELD), limit)
            finally:
                await form.close()
    except TimeoutError:
        raise Problem(408, "upload-too-slow", "Tải lên quá chậm", "Vui lòng thử lại khi mạng ổn định hơn.") from None
    except (MultiPartException, FormParserError, KeyError):
        raise Malformed("Không đọc được tệp gửi lên; chỉ gửi một tệp trong trường “file”.") from None


async def _content(upload: UploadFile | str | None, limit: int) -> tuple[str, bytes]:
    if not isinstance(upload, UploadFile):
        raise Malformed("Thiếu tệp trong trường “file”.")
    content = await upload.read()
    if len(content) > limit:
        raise TooLarge(limit)
    return upload.filename or "", content


async def _measured(stream: AsyncIterator[bytes], limit: int) -> AsyncGenerator[bytes, None]:
    received = 0
    async for chunk in stream:
        received += len(chunk)
        if received > limit + _WRAPPING:
            raise TooLarge(limit)
        yield chunk
