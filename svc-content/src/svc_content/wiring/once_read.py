"""Nobody is told that there is nothing by a process that has not read what there is."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from fastapi import APIRouter, Depends

from shared.errors import Unavailable


class Read(Protocol):
    read: bool


def once_read(what: Read, *routers: APIRouter) -> APIRouter:
    """``routers``, which answer that it cannot be done now until ``what`` was read."""
    router = APIRouter(dependencies=[Depends(_check(what))])
    for each in routers:
        router.include_router(each)
    return router


def _check(what: Read) -> Callable[[], Awaitable[None]]:
    async def check() -> None:
        if not what.read:
            raise Unavailable(retry_after=1)

    return check
