"""A stored file as an answer: whole, or the part that was asked for (RFC 9110, 14)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import Query
from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from shared.files.store import FileStore, StoredFile
from shared.identity import linked_reader
from shared.problem import Problem
from shared.text import fold
from shared.web import problem_response

_NO_TOKEN = re.compile(r"[^a-z0-9._]+")
_RANGE = re.compile(r"bytes=\s*(?P<first>\d{0,18})\s*-\s*(?P<last>\d{0,18})\s*")
_SHOWN_IN_PLACE = ("image/", "video/")


@dataclass(frozen=True)
class Part:
    """Bytes from ``start`` up to, without, ``stop``."""

    start: int
    stop: int


class NoSuchPart(Exception):
    """The file ends before what was asked for begins."""


def asked_part(asked: Mapping[str, str], tag: str, size: int) -> Part | None:
    """What ``Range`` and ``If-Range`` ask of a file of ``size`` bytes; ``None`` for the whole.

    Several parts at once, and what cannot be read, are answered with the whole file, as the RFC allows. Raises
    ``NoSuchPart``.
    """
    found = _RANGE.fullmatch(asked.get("range", ""))
    if found is None or asked.get("if-range", tag) != tag:
        return None
    first, last = found["first"], found["last"]
    if (first and last and int(first) > int(last)) or not (first or last):
        return None
    start = int(first) if first else max(size - int(last), 0)
    stop = min(int(last) + 1, size) if first and last else size
    if start >= stop:
        raise NoSuchPart
    return Part(start, stop)


def as_attachment(files: FileStore, stored: StoredFile) -> "FileAnswer":
    """The bytes in such a way that no browser runs, guesses or keeps them."""
    return FileAnswer(files, stored)


def as_public_attachment(files: FileStore, stored: StoredFile) -> "FileAnswer":
    """The same of a file that everybody may see: kept for minutes only, as it may be withdrawn."""
    answer = as_attachment(files, stored)
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


Size = Annotated[Literal["thumbnail"] | None, Query(description="thumbnail: ảnh nhỏ; bỏ trống: cả tệp")]


async def in_size(files: FileStore, stored: StoredFile, size: Size) -> Response:
    """The file, or its small picture. What has none (a PDF, or uploaded before there were any) comes whole."""
    small = await files.thumbnail(stored.file.id) if size else None
    return as_attachment(files, stored) if small is None else Response(small, 200, _HARMLESS, "image/jpeg")


_HARMLESS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}
"""That no browser guesses the kind of it, the gateway says of every answer."""


def made_file(content: bytes, name: str, media_type: str) -> Response:
    """What is made anew for who asks, and kept nowhere: a receipt, a poster."""
    return Response(content, 200, {**_HARMLESS, "Content-Disposition": disposition(name)}, media_type)


class FileAnswer(StreamingResponse):
    def __init__(self, files: FileStore, stored: StoredFile) -> None:
        self._files, self._file, self._tag = files, stored.file, f'"{stored.sha256[:32]}"'
        headers = {
            **_HARMLESS,
            "Accept-Ranges": "bytes",
            "Content-Disposition": disposition(self._file.name),
            "Content-Length": str(self._file.size),
            "ETag": self._tag,
        }
        super().__init__(files.read(self._file.id), 200, headers, self._file.media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = self._file.size
        try:
            part = asked_part(Headers(scope=scope), self._tag, size)
        except NoSuchPart:
            await problem_response(_no_such_part(size))(scope, receive, send)
            return
        if part is not None:
            self.status_code = 206
            self.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
            self.headers["Content-Length"] = str(part.stop - part.start)
            self.body_iterator = self._files.read_part(self._file.id, part.start, part.stop)
        if linked_reader(scope) is not None and self._file.media_type.startswith(_SHOWN_IN_PLACE):
            self.headers["Content-Disposition"] = disposition(self._file.name, "inline")
        await super().__call__(scope, receive, send)


def _no_such_part(size: int) -> Problem:
    headers = {"Content-Range": f"bytes */{size}"}
    return Problem(416, "range-not-satisfiable", "Không có phần này", "Tệp ngắn hơn phần được yêu cầu.", (), headers)


def disposition(name: str, kind: str = "attachment") -> str:
    """The header with the true name, and for old clients with one in plain letters (RFC 6266)."""
    return f"{kind}; filename*=UTF-8''{quote(name)}; filename={_NO_TOKEN.sub('-', fold(name))}"
