"""The knobs, read and turned while it runs."""

from collections.abc import Mapping

from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zalo_simulator.control.requests import json_response, read, route
from zalo_simulator.knobs import KnobError
from zalo_simulator.world import World

_CHANGES: TypeAdapter[Mapping[str, object]] = TypeAdapter(dict[str, object])


async def listing(world: World, _request: Request) -> Response:
    items = [
        {"name": knob.name, "value": value, "default": knob.default, "type": knob.type, "meaning": knob.meaning}
        for knob, value in world.knobs.table()
    ]
    return json_response({"items": items})


async def turn(world: World, request: Request) -> Response:
    quota = world.knobs.number("zns.daily_quota")
    try:
        world.knobs.turn(await read(request, _CHANGES))
    except KnobError as error:
        raise HTTPException(400, str(error)) from error
    if (changed := world.knobs.number("zns.daily_quota")) != quota:
        world.oa_webhook.quota_changed(quota, changed)
    return await listing(world, request)


ROUTES = [
    route("GET", "/control/knobs", listing),
    route("PATCH", "/control/knobs", turn),
]
