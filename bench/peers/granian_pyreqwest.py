"""The proxy that two fast libraries make: plain ASGI under Granian, pyreqwest behind. It checks no token."""

import os

from pyreqwest.client import Client, ClientBuilder
from starlette.types import Receive, Scope, Send

UPSTREAM = os.environ.get("UPSTREAM", "http://127.0.0.1:9")
HOP_BY_HOP = {"connection", "content-length", "host", "keep-alive", "transfer-encoding"}

_clients: list[Client] = []


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """GET only: that is what is measured."""
    if not _clients:
        _clients.append(ClientBuilder().no_proxy().build())
    received = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    headers = [(name, value) for name, value in received if name not in HOP_BY_HOP]
    async with _clients[0].get(UPSTREAM + scope["path"]).headers(headers).build_streamed() as answer:
        kept = [(name.encode(), value.encode()) for name, value in answer.headers.items() if name not in HOP_BY_HOP]
        await send({"type": "http.response.start", "status": answer.status, "headers": kept})
        while (chunk := await answer.body_reader.read()) is not None:
            await send({"type": "http.response.body", "body": bytes(chunk), "more_body": True})
        await send({"type": "http.response.body", "body": b""})
