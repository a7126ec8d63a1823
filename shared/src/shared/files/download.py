"""A stored file as an answer."""

import re
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from shared.files.store import FileStore, StoredFile
from shared.text import fold

_NO_TOKEN = re.compile(r"[^a-z0-9._]+")


def as_attachment(files: FileStore, stored: StoredFile) -> Response:
    """The bytes in such a way that no browser runs, guesses or keeps them."""
    file = stored.file
    headers = {
        "Content-Disposition": disposition(file.name),
        "Content-Length": str(file.size),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(files.read(file.id), 200, headers, file.media_type)


def disposition(name: str) -> str:
    """With the true name, and for old clients one in plain letters (RFC 6266)."""
    return f"attachment; filename*=UTF-8''{quote(name)}; filename={_NO_TOKEN.sub('-', fold(name))}"
