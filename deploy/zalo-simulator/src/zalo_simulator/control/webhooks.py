"""Webhooks: what was sent with which outcome, any event of a test's own, and actions that make Zalo send one."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zalo_simulator.control.people import view as person_view
from zalo_simulator.control.requests import NO_CONTENT, Body, json_response, number, person_of, read, rfc3339, route
from zalo_simulator.deliveries import Rating
from zalo_simulator.webhooks.outbox import LATEST_KEPT, SOURCES, Event, Source
from zalo_simulator.world import World


class OwnEvent(Body):
    event: dict[str, Any]
    headers: dict[str, str] = Field(default_factory=dict)


class ContactData(Body):
    address: str = ""
    city: str = ""
    district: str = ""
    ward: str = ""


class NewRating(Body):
    rate: Annotated[int, Field(ge=1, le=5)]
    note: str = ""
    feedbacks: tuple[str, ...] = ()


class Review(Body):
    version_id: int
    is_approved: bool = True
    description: str = ""


_OWN = TypeAdapter(OwnEvent)
_CONTACT = TypeAdapter(ContactData)
_RATING = TypeAdapter(NewRating)
_REVIEW = TypeAdapter(Review)


async def listing(world: World, request: Request) -> Response:
    """The latest events, newest first, and a summary of each source."""
    limit = number(request, "limit", 50, LATEST_KEPT)
    items = [_view(event) for event in list(world.outbox.latest)[::-1][:limit]]
    return json_response({"sources": {source: _summary(world, source) for source in SOURCES}, "items": items})


def _view(event: Event) -> dict[str, object]:
    return {
        "number": event.number,
        "source": event.source,
        "event": event.name,
        "raw": event.raw.decode(),
        "headers": dict(event.headers),
        "outcomes": event.outcomes,
        "due_at": rfc3339(event.due_at),
    }


def _summary(world: World, source: Source) -> dict[str, object]:
    outbox = world.outbox
    counts = {name: outbox.counts[source, name] for name in ("delivered", "retries", "given_up", "not_sent")}
    return {"is_disabled": source in outbox.disabled, "waiting": outbox.waiting(source), **counts}


def _source(request: Request) -> Source:
    name = request.path_params["source"]
    found = next((source for source in SOURCES if source == name), None)
    if found is None:
        raise HTTPException(404, f"no such source of events: {name}")
    return found


async def own_event(world: World, request: Request) -> Response:
    source, own = _source(request), await read(request, _OWN)
    if source not in ("oa", "mini_app"):
        raise HTTPException(404, "only the Official Account and the mini app send events")
    webhook = world.oa_webhook if source == "oa" else world.mini_webhook
    if not webhook.is_on:
        raise HTTPException(409, "no address is set: turn the knob")
    webhook.send(own.event, headers=own.headers)
    return NO_CONTENT


async def enable(world: World, request: Request) -> Response:
    world.outbox.enable(_source(request))
    return NO_CONTENT


async def seen(world: World, request: Request) -> Response:
    """The person looks at the chat, and so at every message that was not seen before."""
    person = person_of(request, world)
    unseen = [
        message
        for message in world.messages.chat(person.user_id)
        if message.seq > person.seen_seq and message.endpoint.startswith("oa.")
    ]
    person.seen_seq = world.messages.last_seq
    if unseen:
        world.oa_webhook.seen(person, [message.message_id for message in unseen])
    return json_response({"seen": len(unseen)})


async def contact_data(world: World, request: Request) -> Response:
    """The person fills in the form that a message body for: name, phone and address go to the Official Account."""
    person, data = person_of(request, world), await read(request, _CONTACT)
    world.oa_webhook.submitted_info(person, data.model_dump())
    return json_response(person_view(world, person))


async def rate(world: World, request: Request) -> Response:
    """The person rates the latest message that came by phone."""
    person, body = person_of(request, world), await read(request, _RATING)
    chat = world.messages.chat(person.user_id)
    message = next((one for one in reversed(chat) if one.endpoint == "zns.template"), None)
    if message is None:
        raise HTTPException(409, "the person has no message by phone")
    rating = Rating(
        template_id=message.template_id or "",
        message_id=message.message_id,
        tracking_id=message.tracking_id,
        submitted_at=world.clock.now_ms(),
        **body.model_dump(),
    )
    world.ratings.append(rating)
    world.oa_webhook.rated(rating)
    return NO_CONTENT


async def revoke_consent(world: World, request: Request) -> Response:
    person = person_of(request, world)
    person.has_consent = person.accepts_notifications = False
    world.mini_webhook.consent_revoked(person)
    return json_response(person_view(world, person))


async def version_review(world: World, request: Request) -> Response:
    review = await read(request, _REVIEW)
    world.mini_webhook.version_reviewed(review.version_id, review.is_approved, review.description)
    return NO_CONTENT


ROUTES = [
    route("GET", "/control/webhooks", listing),
    route("POST", "/control/webhooks/{source}/events", own_event),
    route("POST", "/control/webhooks/{source}/enable", enable),
    route("POST", "/control/people/{user_id}/seen", seen),
    route("POST", "/control/people/{user_id}/contact-data", contact_data),
    route("POST", "/control/people/{user_id}/ratings", rate),
    route("POST", "/control/people/{user_id}/revoke-consent", revoke_consent),
    route("POST", "/control/version-reviews", version_review),
]
