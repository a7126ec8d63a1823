"""A stored file as an answer."""

import re
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from shared.files.store import FileStore, StoredFile
from shared.text import fold

_PLAIN = re.compile(r"[^A-Za-z0-9._ -]")


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
    """With the true name, and for old clients one without accents (RFC 6266)."""
    return f"attachment; filename*=UTF-8''{quote(name)}; filename=\"{_PLAIN.sub('_', fold(name))}\""
