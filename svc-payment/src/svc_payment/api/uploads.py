"""A file of rows in a request, read whole: it is parsed, and kept only where a use case says so."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import PurePath

from starlette.requests import Request

from shared.command import Command
from shared.errors import FieldError, Invalid
from shared.files.inspection.inspector import Inspector
from shared.files.inspection.refused import Harmful
from shared.files.names import safe_name
from shared.files.reception import Reception
from shared.files.spool import Spool
from shared.files.upload_request import received_upload
from shared.identity import Caller
from svc_payment.use_cases.uploaded_file import Upload

_WORKBOOK = b"PK\x03\x04"

Receive = Callable[[Request, Caller, str], AbstractAsyncContextManager[tuple[Command, Upload]]]


def receive_tables(workbooks: Inspector, max_bytes: int) -> Receive:
    """How the routes that take a file of rows take it. ``workbooks`` makes CSV of an XLSX, in a process of its own."""
    reception = Reception(max_bytes)

    @asynccontextmanager
    async def received(request: Request, caller: Caller, key: str) -> AsyncIterator[tuple[Command, Upload]]:
        """The file, whole in memory, and the command that it is. Raises ``Invalid``."""
        async with received_upload(reception, request, caller, key) as came:
            content = await _as_csv(workbooks, came.content, caller.id, came.lane)
            yield came.command, Upload(_shown(came.name), content, came.content.digest().hex())

    return received


def _shown(name: str) -> str:
    ending = PurePath(name).suffix.lower()
    return safe_name(name, ending if ending in (".csv", ".xlsx", ".xls", ".txt") else "")


async def _as_csv(workbooks: Inspector, content: Spool, caller: str, lane: str) -> bytes:
    if await content.head(len(_WORKBOOK)) != _WORKBOOK:
        return await content.whole()
    try:
        async with workbooks.look_through(content, caller, lane) as kept:
            return kept.content
    except Harmful as refused:
        raise Invalid([FieldError("file", str(refused))]) from None
