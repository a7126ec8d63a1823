"""People are created, listed and changed; they follow the Official Account, unfollow it and write to it."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from zalo_simulator.control.requests import Body, json_response, number, person_of, read, rfc3339, route
from zalo_simulator.grants import AccessToken
from zalo_simulator.people import Person
from zalo_simulator.world import World

MAX_PEOPLE_PER_CALL = 10_000
LIST_LIMIT = 1_000

Name = Annotated[str, Field(min_length=1, max_length=100)]
Phone = Annotated[str, Field(pattern=r"^[1-9]\d{7,14}$")]
"""A phone number as Zalo writes it, the country code first; not all accounts are Vietnamese."""
ZaloId = Annotated[str, Field(pattern=r"^\d{1,30}$")]


class Location(Body):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class NewPerson(Body):
    name: Name
    phone: Phone | None = None
    is_follower: bool = False
    has_consent: bool = True
    is_sensitive: bool = False
    is_admin: bool = False
    accepts_notifications: bool = False
    location: Location | None = None
    user_id: ZaloId | None = None
    oa_user_id: ZaloId | None = None
    with_access_token: bool = False


class PersonChange(Body):
    name: Name | None = None
    phone: Phone | None = None
    is_follower: bool | None = None
    has_consent: bool | None = None
    is_sensitive: bool | None = None
    is_admin: bool | None = None
    accepts_notifications: bool | None = None
    location: Location | None = None


class UserMessage(Body):
    text: str = Field(default="Xin chào", max_length=2000)
    event: str = Field(default="user_send_text", pattern=r"^user_[a-z_]{1,40}$")
    attachments: list[dict[str, Any]] = Field(default_factory=list, max_length=10)


_NEW = TypeAdapter(NewPerson | Annotated[list[NewPerson], Field(max_length=MAX_PEOPLE_PER_CALL)])
_CHANGE = TypeAdapter(PersonChange)
_USER_MESSAGE = TypeAdapter(UserMessage)


def view(world: World, person: Person) -> dict[str, object]:
    has_place = person.latitude is not None
    return {
        "user_id": person.user_id,
        "oa_user_id": person.oa_user_id,
        "user_id_by_app": person.user_id_by_app(world.knobs.flag("identity.user_id_by_app_equals_me_id")),
        "name": person.name,
        "phone": person.phone,
        "is_follower": person.is_follower,
        "has_consent": person.has_consent,
        "is_sensitive": person.is_sensitive,
        "is_admin": person.is_admin,
        "accepts_notifications": person.accepts_notifications,
        "location": {"latitude": person.latitude, "longitude": person.longitude} if has_place else None,
        "created_at": rfc3339(person.created_at),
        "opened_at": rfc3339(person.opened_at),
        "last_interaction_at": rfc3339(person.last_interaction_at),
        "message_count": person.message_count,
    }


async def create(world: World, request: Request) -> Response:
    body = await read(request, _NEW)
    if isinstance(body, list):
        return json_response([_create(world, new)[0] for new in body], 201)
    document, is_new = _create(world, body)
    return json_response(document, 201 if is_new else 200)


def _create(world: World, new: NewPerson) -> tuple[dict[str, object], bool]:
    known = world.people.by_user_id(new.user_id) if new.user_id else None
    person = known or Person(
        user_id=new.user_id or world.people.new_id(3),
        oa_user_id=new.oa_user_id or world.people.new_id(2),
        name=new.name,
        created_at=world.clock.now_ms(),
    )
    given = new.model_fields_set - {"user_id", "oa_user_id", "with_access_token"}
    _apply(world, person, PersonChange(**{name: getattr(new, name) for name in given}))
    if known is None:
        world.people.add(person)
    document = view(world, person)
    if new.with_access_token:
        seconds = world.knobs.number("graph.user_token_ttl_seconds")
        token = AccessToken(world.settings.app_id, person.user_id, world.clock.now_ms() + seconds * 1000)
        document["access_token"] = world.user_grants.new_access(token)
        person.opened_at = world.clock.now_ms()
    return document, known is None


def _apply(world: World, person: Person, change: PersonChange) -> None:
    old_phone = person.phone
    for name in change.model_fields_set - {"is_follower", "location"}:
        setattr(person, name, getattr(change, name))
    world.people.number_changed(person, old_phone)
    if "location" in change.model_fields_set:
        person.latitude = change.location.latitude if change.location else None
        person.longitude = change.location.longitude if change.location else None
    if change.is_follower and not person.is_follower:
        world.follow(person)
    elif change.is_follower is False:
        world.unfollow(person)


async def listing(world: World, request: Request) -> Response:
    people = world.people.search(request.query_params.get("q", ""), number(request, "limit", 50, LIST_LIMIT))
    return json_response({"items": [view(world, person) for person in people], "total": len(world.people)})


async def show(world: World, request: Request) -> Response:
    return json_response(view(world, person_of(request, world)))


async def change(world: World, request: Request) -> Response:
    person = person_of(request, world)
    _apply(world, person, await read(request, _CHANGE))
    return json_response(view(world, person))


async def follow(world: World, request: Request) -> Response:
    person = person_of(request, world)
    world.follow(person)
    return json_response(view(world, person))


async def unfollow(world: World, request: Request) -> Response:
    person = person_of(request, world)
    world.unfollow(person)
    return json_response(view(world, person))


async def interact(world: World, request: Request) -> Response:
    person = person_of(request, world)
    message = await read(request, _USER_MESSAGE)
    world.receive_from_user(person, message.text, message.event, message.attachments)
    return json_response(view(world, person))


ROUTES = [
    route("POST", "/control/people", create),
    route("GET", "/control/people", listing),
    route("GET", "/control/people/{user_id}", show),
    route("PATCH", "/control/people/{user_id}", change),
    route("POST", "/control/people/{user_id}/follow", follow),
    route("POST", "/control/people/{user_id}/unfollow", unfollow),
    route("POST", "/control/people/{user_id}/interactions", interact),
]
