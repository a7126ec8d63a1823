"""A file of rows in a request, read whole: it is parsed, and kept only where a use case says so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import Request

from shared.command import Command
from shared.files.reception import Reception
from shared.files.upload_request import received_upload
from shared.identity import Caller
from svc_payment.use_cases.uploaded_file import Upload


@asynccontextmanager
async def received(
    reception: Reception, request: Request, caller: Caller, key: str
) -> AsyncIterator[tuple[Command, Upload]]:
    """The file, whole in memory, and the command that it is."""
    async with received_upload(reception, request, caller, key) as came:
        yield came.command, Upload(came.name[:200], await came.content.whole())
