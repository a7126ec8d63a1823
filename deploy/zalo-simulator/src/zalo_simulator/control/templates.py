"""The approval of message templates, which Zalo's reviewers may withdraw."""

from dataclasses import asdict

from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zalo_simulator.control.requests import Body, json_response, read, route
from zalo_simulator.templates import Status
from zalo_simulator.world import World


class Review(Body):
    status: Status | None = None
    sendable_by_uid: bool | None = None
    reason: str = ""


_REVIEW = TypeAdapter(Review)


async def listing(world: World, _request: Request) -> Response:
    return json_response({"items": [asdict(template) for template in world.templates.values()]})


async def review(world: World, request: Request) -> Response:
    template = world.templates.get(request.path_params["template_id"])
    if template is None:
        raise HTTPException(404, "no such template")
    decision, before = await read(request, _REVIEW), template.status
    for name, value in decision.model_dump(exclude_none=True, exclude={"reason"}).items():
        setattr(template, name, value)
    if template.status != before:
        world.oa_webhook.template_reviewed(template.template_id, before, template.status, decision.reason)
    return json_response(asdict(template))


ROUTES = [
    route("GET", "/control/templates", listing),
    route("PATCH", "/control/templates/{template_id}", review),
]
