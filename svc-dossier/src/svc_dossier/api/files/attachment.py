"""A stored file, as an answer."""

from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from svc_dossier.store.files import Files, StoredFile


def as_attachment(files: Files, stored: StoredFile) -> Response:
    """The bytes in such a way that no browser runs, guesses or keeps them."""
    file = stored.file
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "Content-Length": str(file.size),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(files.read(file.id), 200, headers, file.media_type)
