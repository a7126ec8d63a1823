"""A service that does nothing but answer: what a proxy is measured in front of where nginx is missing."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

ANSWER = b'{"items":[],"next":null}'


async def app(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(ANSWER)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})
