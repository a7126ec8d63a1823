"""Faults, switched on for some calls or until they are cleared."""

from dataclasses import asdict
from fnmatch import fnmatchcase

from pydantic import Field, TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zalo_simulator.control.requests import NO_CONTENT, Body, json_response, read, route
from zalo_simulator.faults import Fault, FaultKind, FaultTiming
from zalo_simulator.world import World


class NewFault(Body):
    endpoint: str
    kind: FaultKind
    times: int | None = Field(default=1, ge=1)
    when: FaultTiming = "before"
    delay_ms: int = Field(default=2000, ge=0, le=600_000)
    code: int = -32
    message: str = "Simulated failure"
    rate: float = Field(default=1.0, gt=0, le=1)
    user_id: str | None = None


_NEW = TypeAdapter(NewFault)


async def switch_on(world: World, request: Request) -> Response:
    new = await read(request, _NEW)
    if not any(fnmatchcase(name, new.endpoint) for name in world.calls):
        raise HTTPException(400, f"endpoint: nothing is called {new.endpoint}")
    fault = Fault(id=world.new_secret()[:8], **new.model_dump())
    world.faults.switch_on(fault)
    return json_response(asdict(fault), 201)


async def listing(world: World, _request: Request) -> Response:
    return json_response({"items": [asdict(fault) for fault in world.faults]})


async def clear(world: World, request: Request) -> Response:
    world.faults.switch_off(request.path_params.get("fault_id"))
    return NO_CONTENT


ROUTES = [
    route("POST", "/control/faults", switch_on),
    route("GET", "/control/faults", listing),
    route("DELETE", "/control/faults", clear),
    route("DELETE", "/control/faults/{fault_id}", clear),
]
