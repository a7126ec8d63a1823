"""Requests and responses of the control API: JSON in, JSON out, and one line of text for a wrong request."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zalo_simulator.clock import at
from zalo_simulator.people import Person
from zalo_simulator.world import World

T = TypeVar("T")


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def json_response(document: object, status: int = 200) -> Response:
    return Response(orjson.dumps(document), status, media_type="application/json")


NO_CONTENT = Response(status_code=204)


async def read(request: Request, shape: TypeAdapter[T]) -> T:
    """The body in that shape; an absent body is an empty object."""
    try:
        return shape.validate_json(await request.body() or b"{}")
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise HTTPException(400, f"{where}: {first['msg']}" if where else first["msg"]) from error


def number(request: Request, name: str, default: int, maximum: int) -> int:
    """A query parameter from 0 to `maximum`; a higher value counts as the maximum."""
    text = request.query_params.get(name, str(default))
    if not text.isdecimal():
        raise HTTPException(400, f"{name}: not a whole number")
    return min(int(text), maximum)


def person_of(request: Request, world: World) -> Person:
    person = world.people.by_any_id(request.path_params["user_id"])
    if person is None:
        raise HTTPException(404, "no such person")
    return person


def rfc3339(epoch_ms: int | None) -> str | None:
    return at(epoch_ms).isoformat(timespec="milliseconds") if epoch_ms is not None else None


def epoch_ms(time: datetime) -> int:
    return int(time.timestamp() * 1000)


def route(method: str, path: str, handle: Callable[[World, Request], Awaitable[Response]]) -> Route:
    async def endpoint(request: Request) -> Response:
        world: World = request.app.state.world
        response = await handle(world, request)
        if method != "GET":
            world.changes += 1
        return response

    return Route(path, endpoint, methods=[method])


async def _error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    document: dict[str, Any] = {"error": error.detail}
    return json_response(document, error.status_code)


EXCEPTION_HANDLERS = {HTTPException: _error}
