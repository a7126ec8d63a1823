"""The one file of a ``multipart/form-data`` request, measured and timed while it streams in.

python-multipart finds the parts. The file goes to a ``Spool`` as it comes, so that no body is in memory as a whole.
"""

import asyncio

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from shared.errors import Malformed, TooLarge, UnsupportedMedia
from shared.files.disposition import UnknownCharset, codec, read_disposition
from shared.files.refusals import FIELD
from shared.files.spool import Spool
from shared.problem import Problem

PATIENCE = 290.0
"""Seconds that a body may take in all: a video of 25 MB comes at 0.7 Mbit/s. The gateway waits ten seconds longer, so
that it is the service's refusal that a phone reads."""

LOWEST_RATE = 1024
"""Bytes a second; a telephone at the edge of its network brings two thousand."""

WINDOW = 10.0
"""Seconds in which the rate is looked at, so that a pause of the network ends nothing."""

_WRAPPING = 4096
"""Bytes that boundaries and part headers may add, and a preamble (RFC 2046, 5.1.1) may have."""

_PIECE = 64 * 1024
"""Bytes parsed at a time: whatever they are, other requests wait only some milliseconds."""

_LONGEST_BOUNDARY = 200

_UNREADABLE = "Không đọc được tệp gửi lên; chỉ gửi một tệp trong trường “file”."
_MISSING = "Thiếu tệp trong trường “file”."
_CHARSET = "Bảng mã (charset) của biểu mẫu không được hỗ trợ; vui lòng dùng UTF-8."


async def read_file(request: Request, limit: int, content: Spool) -> str:
    """The name of the file in field ``file``, whose bytes are then in ``content``.

    Raises errors for 400, 408, 413 and 415, and what ``content`` raises.
    """
    part = _OnePart(request.headers.get("content-type", ""), limit, content)
    try:
        async with asyncio.timeout(PATIENCE), asyncio.timeout(WINDOW) as patience:
            received, pace = 0, _Pace(patience)
            async for chunk in request.stream():
                pace.has_come(len(chunk))
                received += len(chunk)
                if received > limit + _WRAPPING:
                    raise TooLarge(limit, FIELD)
                for start in range(0, len(chunk), _PIECE):
                    part.feed(chunk[start : start + _PIECE])
                    await content.settle()
                    await asyncio.sleep(0)
    except TimeoutError:
        raise Problem(408, "upload-too-slow", "Tải lên quá chậm", "Vui lòng thử lại khi mạng ổn định hơn.") from None
    return part.name()


class _Pace:
    """Lets ``patience`` last as long as each ``WINDOW`` brings enough."""

    def __init__(self, patience: asyncio.Timeout) -> None:
        self._patience = patience
        self._now = asyncio.get_running_loop().time
        self._window_ends = self._now() + WINDOW
        self._received = 0

    def has_come(self, more: int) -> None:
        if self._now() >= self._window_ends:  # it had brought enough, else patience would be over
            self._window_ends += WINDOW
            self._received = 0
        enough = LOWEST_RATE * WINDOW
        if self._received < enough <= self._received + more:
            self._patience.reschedule(self._window_ends + WINDOW)
        self._received += more


class _OnePart:
    """Takes the parser's calls; anything but one file in its field is an error."""

    def __init__(self, content_type: str, limit: int, content: Spool) -> None:
        media_type, options = parse_options_header(content_type)
        if media_type != b"multipart/form-data":
            raise UnsupportedMedia("Tệp phải được gửi dưới dạng multipart/form-data, trong trường “file”.")
        boundary = options.get(b"boundary", b"")
        if not 0 < len(boundary) <= _LONGEST_BOUNDARY:
            raise Malformed(_UNREADABLE)
        self._charset = options.get(b"charset", b"utf-8").decode("latin-1")
        try:
            codec(self._charset)
        except UnknownCharset:
            raise Malformed(_CHARSET) from None
        self._limit = limit
        self._content = content
        self._header: tuple[bytes, bytes] = (b"", b"")
        self._disposition = b""
        self._name: str | None = None
        self._complete = False
        self._delimiter = b"--" + boundary
        self._preamble: bytes | None = b""
        """What has come before the first delimiter; ``None`` once that is there."""
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._end,
            },
        )

    def feed(self, piece: bytes) -> None:
        try:
            self._parser.write(self._without_preamble(piece))
        except FormParserError:
            raise Malformed(_UNREADABLE) from None

    def _without_preamble(self, piece: bytes) -> bytes:
        """``piece`` from the first line that is the delimiter on: the parser takes nothing in front of it."""
        if self._preamble is None:
            return piece
        read = b"\n" + self._preamble + piece
        start = read.find(b"\n" + self._delimiter, 0, _WRAPPING) + 1
        if start:
            self._preamble = None
            return read[start:]
        if len(read) > _WRAPPING:
            raise Malformed(_UNREADABLE)
        self._preamble = read[1:]
        return b""

    def name(self) -> str:
        """The name of the file, when all of it has come."""
        if self._name is None or not self._complete:
            raise Malformed(_MISSING)
        return self._name

    def _begin(self) -> None:
        if self._complete or self._name is not None:
            raise Malformed(_UNREADABLE)

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0] + data[start:end], self._header[1])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], self._header[1] + data[start:end])

    def _header_end(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = value
        self._header = (b"", b"")

    def _headers_finished(self) -> None:
        try:
            disposition = read_disposition(self._disposition, self._charset)
        except UnknownCharset:
            raise Malformed(_CHARSET) from None
        if disposition.field != FIELD or disposition.file_name is None:
            raise Malformed(_MISSING)
        self._name = disposition.file_name

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._content.size + end - start > self._limit:
            raise TooLarge(self._limit, FIELD)
        self._content.append(data[start:end])

    def _end(self) -> None:
        self._complete = True
