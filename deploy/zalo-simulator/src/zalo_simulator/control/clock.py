"""Zalo's clock: stopped, moved on, set, or back to the real one."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from zalo_simulator.control.requests import Body, epoch_ms, json_response, read, rfc3339, route
from zalo_simulator.world import World


class Freeze(Body):
    freeze: Literal[True] | AwareDatetime


class Advance(Body):
    advance_seconds: Annotated[float, Field(gt=-1e10, lt=1e10)]


class Set(Body):
    set: AwareDatetime


class Real(Body):
    real: Literal[True]


_MOVE: TypeAdapter[Freeze | Advance | Set | Real] = TypeAdapter(Freeze | Advance | Set | Real)


async def show(world: World, _request: Request) -> Response:
    return json_response({"now": rfc3339(world.clock.now_ms()), "mode": world.clock.mode})


async def move(world: World, request: Request) -> Response:
    clock = world.clock
    match await read(request, _MOVE):
        case Freeze(freeze=datetime() as time):
            clock.freeze(epoch_ms(time))
        case Freeze():
            clock.freeze(clock.now_ms())
        case Advance(advance_seconds=seconds):
            clock.advance(timedelta(seconds=seconds) // timedelta(milliseconds=1))
        case Set(set=time):
            clock.run_from(epoch_ms(time))
        case Real():
            clock.run_real()
    return await show(world, request)


ROUTES = [
    route("GET", "/control/clock", show),
    route("POST", "/control/clock", move),
]
