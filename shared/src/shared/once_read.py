"""Nobody is told that there is nothing by a process that has not read what there is."""

from collections.abc import Sequence
from typing import Protocol

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.errors import Unavailable


class Read(Protocol):
    @property
    def read(self) -> bool: ...


def once_read(what: Read, *routers: APIRouter) -> Sequence[APIRouter]:
    """``routers``, which answer that it cannot be done now until ``what`` was read.

    The routes themselves, not a router that includes them: FastAPI looks through an included router twice.
    """
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                route.app = _when_read(what, route.app)
    return routers


def _when_read(what: Read, app: ASGIApp) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if not what.read:
            raise Unavailable(retry_after=1)
        await app(scope, receive, send)

    return answer
