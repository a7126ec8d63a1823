"""A request that brings one file, as every route that takes one understands it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Header
from starlette.requests import Request

from shared.command import Command
from shared.files.inspection.inspector import CITIZENS, STAFF
from shared.files.reception import Reception
from shared.files.refusals import FIELD
from shared.files.spool import Spool
from shared.files.upload_file import fingerprint_source
from shared.idempotency import command
from shared.identity import Caller

UploadKey = Annotated[str, Header()]

ONE_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {FIELD: {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
"""``openapi_extra`` of such a route."""


@dataclass(frozen=True)
class UploadRequest:
    """The file as it came, and the command that it is. ``lane``: with whom its caller shares the places."""

    command: Command
    name: str
    content: Spool
    lane: str


@asynccontextmanager
async def received_upload(
    reception: Reception, request: Request, caller: Caller, key: str
) -> AsyncIterator[UploadRequest]:
    """The bytes are gone when it ends. Raises what ``command`` and ``Reception.receive`` raise."""
    route, lane = f"{request.method} {request.url.path}", STAFF if caller.kind == "staff" else CITIZENS
    command(caller.id, route, key, b"")  # a missing key is refused before the bytes travel
    async with reception.receive(request, caller.id, lane) as file:
        source = fingerprint_source(file.name, file.content)
        yield UploadRequest(command(caller.id, route, key, source), file.name, file.content, lane)
