"""Serves one endpoint over ASGI: reads the call, applies the fault that is switched on for it, counts the outcome."""

import asyncio
import socket
import struct
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.types import Receive, Scope, Send

from zalo_simulator.endpoint import Answer, Call, Endpoint, html_answer, json_answer
from zalo_simulator.faults import Fault
from zalo_simulator.mini_app.envelope import answer as mini_app_answer
from zalo_simulator.world import World

BODY_LIMIT = 6 * 1_048_576
TRANSPORT = "zalo_simulator.transport"
"""The ASGI extension through which the server hands over the connection, so that it can be reset."""

_RESET = Answer("reset", b"", ())
_TOO_LARGE = html_answer("<h1>413 Request Entity Too Large</h1>", 413)
_ERROR_PAGE = html_answer("<html><body><h1>An error occurred.</h1></body></html>")

_EXPIRED_TOKEN: Mapping[str, Mapping[str, object]] = {
    "graph": {"error": 452, "message": "Session key invalid"},
    "oa": {"error": -216, "message": "Access token is invalid"},
    "zns": {"error": -124, "message": "Access token is invalid"},
    "mini": {"error": -102, "message": "Invalid API key"},
    "oauth": {
        "error": -14014,
        "error_name": "Invalid refresh token",
        "error_reason": "Refresh token has expired",
        "error_description": "Refresh token is not valid",
    },
}
_QUOTA_GONE: Mapping[str, Mapping[str, object]] = {
    "graph": {"error": 12000, "message": "Quota of the app is exceeded"},
    "oa": {"error": -211, "message": "Out of quota"},
    "zns": {"error": -144, "message": "OA has exceeded its daily quota"},
    "mini": {"error": -109, "message": "Out of quota"},
    "oauth": {"error": -32, "message": "Too many requests"},
}


class EndpointApp:
    def __init__(self, world: World, endpoint: Endpoint) -> None:
        self._world = world
        self._endpoint = endpoint
        self._calls = world.calls[endpoint.name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        if body is None:
            await _send(_TOO_LARGE, send)
            return
        call = Call(dict(scope["headers"]), scope["query_string"], body)
        answer = await self._answer(call)
        self._calls[answer.outcome] += 1
        self._world.changes += 1
        if answer is _RESET:
            await _reset(scope, receive)
        else:
            await _send(answer, send)

    async def _answer(self, call: Call) -> Answer:
        world, endpoint = self._world, self._endpoint
        fault = world.faults.next_for(endpoint.name, lambda: endpoint.ids_of_caller(world, call))
        if fault is None:
            return endpoint.handle(world, call)
        served = endpoint.handle(world, call) if fault.when == "after" else None
        if fault.kind == "slow":
            await asyncio.sleep(fault.delay_ms / 1000)
            return served or endpoint.handle(world, call)
        return _faulty_answer(world, fault, endpoint.name.partition(".")[0])


def _faulty_answer(world: World, fault: Fault, family: str) -> Answer:
    match fault.kind:
        case "reset":
            return _RESET
        case "http_500":
            return replace(_ERROR_PAGE, outcome="http_500", status=500)
        case "non_json":
            return replace(_ERROR_PAGE, outcome="non_json")
        case "expired_token":
            return _refusal(world, family, _EXPIRED_TOKEN[family])
        case "quota_gone":
            return _refusal(world, family, _QUOTA_GONE[family])
        case "missing_fields":
            return json_answer({"message": "Success"}, outcome="missing_fields")
        case _:
            return _refusal(world, family, {"error": fault.code, "message": fault.message})


def _refusal(world: World, family: str, document: Mapping[str, Any]) -> Answer:
    if family == "mini":
        return mini_app_answer(world.knobs, document["error"], message=document["message"])
    return json_answer(document)


async def _read(receive: Receive) -> bytes | None:
    """None when the body is over the limit, or the caller left before its end."""
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            return None
        if not message.get("more_body"):
            return body


async def _send(answer: Answer, send: Send) -> None:
    length = (b"content-length", str(len(answer.body)).encode())
    await send({"type": "http.response.start", "status": answer.status, "headers": [*answer.headers, length]})
    await send({"type": "http.response.body", "body": answer.body})


async def _reset(scope: Scope, receive: Receive) -> None:
    """Breaks the connection with a TCP RST: the client learns nothing."""
    transport = scope["extensions"][TRANSPORT]
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
