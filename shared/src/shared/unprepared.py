"""Refuses requests until the process may work with its database: readiness is for balancers, and not everybody asks."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.errors import Unavailable
from shared.web import problem_response


@dataclass(frozen=True)
class RefuseUntilPrepared:
    app: ASGIApp
    prepared: Callable[[], bool]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self.prepared():
            await problem_response(Unavailable())(scope, receive, send)
        else:
            await self.app(scope, receive, send)
