"""What the mini app's SDK and the consent of the Official Account's admin would hand out."""

from dataclasses import asdict
from functools import partial

from pydantic import Field, TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zalo_simulator.control.requests import Body, json_response, person_of, read, route
from zalo_simulator.grants import AccessToken, OneTimeCode
from zalo_simulator.oauth.audience import OA, issue
from zalo_simulator.people import Person
from zalo_simulator.world import World


class NewToken(Body):
    ttl_seconds: int | None = Field(default=None, ge=0)
    app_id: str | None = None


class NewCode(Body):
    app_id: str | None = None


_TOKEN = TypeAdapter(NewToken)
_CODE = TypeAdapter(NewCode)


async def access_token(world: World, request: Request) -> Response:
    person, body = person_of(request, world), await read(request, _TOKEN)
    standard = world.knobs.number("graph.user_token_ttl_seconds")
    seconds = standard if body.ttl_seconds is None else body.ttl_seconds
    expires_at = world.clock.now_ms() + seconds * 1000
    person.opened_at = world.clock.now_ms()  # the mini app asks for its token when it opens
    token = AccessToken(body.app_id or world.settings.app_id, person.user_id, expires_at)
    return json_response({"access_token": world.user_grants.new_access(token), "expires_in": seconds}, 201)


async def one_time_code(world: World, request: Request, kind: str) -> Response:
    person, body = person_of(request, world), await read(request, _CODE)
    if not _has(person, kind):
        raise HTTPException(409, f"the person has no {kind}")
    seconds = world.knobs.number("graph.onetime_code_ttl_seconds")
    text = f"{kind}-code-{world.new_secret()}"
    world.one_time_codes[text] = OneTimeCode(
        kind, body.app_id or world.settings.app_id, person.user_id, world.clock.now_ms() + seconds * 1000
    )
    return json_response({"code": text, "expires_in": seconds}, 201)


def _has(person: Person, kind: str) -> bool:
    return (person.phone if kind == "phone" else person.latitude) is not None


async def revoke_user_tokens(world: World, request: Request) -> Response:
    return json_response({"revoked": world.user_grants.revoke(person_of(request, world).user_id)})


async def oa_tokens(world: World, _request: Request) -> Response:
    return json_response(asdict(issue(world, OA, None)), 201)


async def revoke_oa_tokens(world: World, _request: Request) -> Response:
    return json_response({"revoked": world.oa_grants.revoke(None)})


ROUTES = [
    route("POST", "/control/people/{user_id}/access-tokens", access_token),
    route("POST", "/control/people/{user_id}/phone-codes", partial(one_time_code, kind="phone")),
    route("POST", "/control/people/{user_id}/location-codes", partial(one_time_code, kind="location")),
    route("POST", "/control/people/{user_id}/revoke-tokens", revoke_user_tokens),
    route("POST", "/control/oa-tokens", oa_tokens),
    route("POST", "/control/oa-tokens/revoke", revoke_oa_tokens),
]
