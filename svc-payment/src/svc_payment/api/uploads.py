"""One file in a request, read whole and bounded: it is parsed, never kept as it came unless a use case says so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Header
from starlette.requests import Request

from shared.command import Command
from shared.files.inspection.inspector import CITIZENS, STAFF
from shared.files.multipart import FIELD
from shared.files.reception import Received, Reception
from shared.files.upload_file import fingerprint_source
from shared.idempotency import command
from shared.identity import Caller
from svc_payment.use_cases.import_bills import Upload

Key = Annotated[str | None, Header()]

BODY: dict[str, Any] = {
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


@asynccontextmanager
async def received(
    reception: Reception, request: Request, caller: Caller, key: str | None
) -> AsyncIterator[tuple[Command, Upload]]:
    """The file, whole in memory, and the command that it is."""
    async with received_file(reception, request, caller, key) as (command, file):
        yield command, Upload(file.name[:200], await file.content.whole())


@asynccontextmanager
async def received_file(
    reception: Reception, request: Request, caller: Caller, key: str | None
) -> AsyncIterator[tuple[Command, Received]]:
    """The file as it came, and the command that it is."""
    route = f"{request.method} {request.url.path}"
    command(caller.id, route, key, b"")  # a missing key is refused before the bytes travel
    async with reception.receive(request, caller.id, STAFF if caller.kind == "staff" else CITIZENS) as file:
        source = fingerprint_source(file.name, file.content)
        yield command(caller.id, route, key, source), file
