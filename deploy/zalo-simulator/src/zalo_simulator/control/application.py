"""The simulator itself: the application that it plays, its state, a reset, and its health."""

from collections.abc import Callable
from typing import Literal, get_args

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from zalo_simulator.control.requests import NO_CONTENT, Body, json_response, read, route
from zalo_simulator.state import state_bytes
from zalo_simulator.world import QuotaUsed, World

Part = Literal["messages", "counters", "faults", "people", "tokens", "knobs", "clock", "templates", "webhooks"]


class Parts(Body):
    parts: tuple[Part, ...] = get_args(Part)


_PARTS = TypeAdapter(Parts)


async def application(world: World, _request: Request) -> Response:
    settings = world.settings
    names = (
        "app_id",
        "app_secret",
        "mini_app_id",
        "mini_api_key",
        "checkout_private_key",
        "oa_id",
        "oa_secret",
        "oa_name",
    )
    return json_response({name: getattr(settings, name) for name in names})


async def state(world: World, _request: Request) -> Response:
    return Response(state_bytes(world), media_type="application/json")


def _counters(world: World) -> None:
    for outcomes in world.calls.values():
        outcomes.clear()
    for person in world.people:
        person.message_count = 0
    world.messages.clear_counts()
    world.quota_used = QuotaUsed()
    world.sent_today.clear()


def _messages(world: World) -> None:
    world.messages.clear_messages()
    world.deliveries.clear()
    world.tracked.clear()
    world.ratings.clear()


def _tokens(world: World) -> None:
    world.user_grants.clear()
    world.oa_grants.clear()
    world.one_time_codes.clear()


def _templates(world: World) -> None:
    for template in world.templates.values():
        template.status, template.sendable_by_uid = "ENABLE", True


_RESET: dict[Part, Callable[[World], None]] = {
    "messages": _messages,
    "counters": _counters,
    "faults": lambda world: world.faults.switch_off(),
    "people": lambda world: world.people.clear(),
    "tokens": _tokens,
    "knobs": lambda world: world.knobs.reset(),
    "clock": lambda world: world.clock.run_real(),
    "templates": _templates,
    "webhooks": lambda world: world.outbox.clear(),
}


async def reset(world: World, request: Request) -> Response:
    for part in (await read(request, _PARTS)).parts:
        _RESET[part](world)
    return NO_CONTENT


async def health(_world: World, _request: Request) -> Response:
    return json_response({"status": "ok"})


ROUTES = [
    route("GET", "/control/application", application),
    route("GET", "/control/state", state),
    route("POST", "/control/reset", reset),
    route("GET", "/livez", health),
    route("GET", "/readyz", health),
]
