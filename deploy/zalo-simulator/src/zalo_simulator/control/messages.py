"""The messages that Zalo accepted, followed by sequence number, and the counters that outlive them."""

from starlette.requests import Request
from starlette.responses import Response

from zalo_simulator.control.requests import json_response, number, person_of, rfc3339, route
from zalo_simulator.messages import FROM_USER, Message
from zalo_simulator.rendering import rendered
from zalo_simulator.world import World

PAGE_LIMIT = 1_000
LONGEST_WAIT_SECONDS = 30


def view(world: World, message: Message) -> dict[str, object]:
    shown = rendered(message, world.templates)
    template = world.templates.get(message.template_id or "")
    return {
        "seq": message.seq,
        "message_id": message.message_id,
        "endpoint": message.endpoint,
        "user_id": message.user_id,
        "oa_user_id": message.oa_user_id,
        "sent_time": rfc3339(message.sent_at),
        "received_at": message.received_at,
        "template_id": message.template_id,
        "milestone": template.milestone if template else None,
        "title": shown.title,
        "text": shown.text,
        "tracking_id": message.tracking_id,
        "raw": message.raw.decode(),
    }


async def listing(world: World, request: Request) -> Response:
    user_id = request.query_params.get("user_id")
    return await _follow(world, request, user_id)


async def of_person(world: World, request: Request) -> Response:
    return await _follow(world, request, person_of(request, world).user_id)


async def _follow(world: World, request: Request, user_id: str | None) -> Response:
    after = number(request, "after", 0, 2**62)
    limit = number(request, "limit", 100, PAGE_LIMIT)
    deadline = world.clock.wall() + number(request, "wait_seconds", 0, LONGEST_WAIT_SECONDS)
    found = _newer(world, user_id, after, limit)
    while not found and (left := deadline - world.clock.wall()) > 0:
        await world.messages.wait(left)
        found = _newer(world, user_id, after, limit)
    items = [view(world, message) for message in found]
    first_kept, last = world.messages.first_kept_seq, world.messages.last_seq
    return json_response({"items": items, "last_seq": last, "first_kept_seq": first_kept})


def _newer(world: World, user_id: str | None, after: int, limit: int) -> list[Message]:
    if user_id is None:
        return world.messages.after(after, limit)
    person = world.people.by_any_id(user_id)
    chat = world.messages.chat(person.user_id) if person else []
    return [message for message in chat if message.seq > after and message.endpoint != FROM_USER][:limit]


async def counters(world: World, _request: Request) -> Response:
    messages = world.messages
    return json_response(
        {
            "calls": {name: dict(outcomes) for name, outcomes in world.calls.items() if outcomes},
            "messages_accepted": messages.accepted,
            "repeated_content": messages.repeated_content,
            "repeated_tracking_id": messages.repeated_tracking_id,
            "people": len(world.people),
            "followers": sum(person.is_follower for person in world.people),
            "people_messaged": sum(person.message_count > 0 for person in world.people),
            "messages_per_person_max": max((person.message_count for person in world.people), default=0),
        }
    )


ROUTES = [
    route("GET", "/control/messages", listing),
    route("GET", "/control/people/{user_id}/messages", of_person),
    route("GET", "/control/counters", counters),
]
