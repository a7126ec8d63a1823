"""GET /v2.0/oa/listrecentchat and /conversation: what was said lately, with whom and by whom."""

from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.messages import FROM_USER, Message
from zalo_simulator.oa.data_parameter import data_parameter, page_of
from zalo_simulator.oa.envelope import accepted, refuse
from zalo_simulator.people import Person
from zalo_simulator.rendering import rendered
from zalo_simulator.world import World

COUNT_LIMIT, LAST_OFFSET = 10, 10_000


def recent_chats(world: World, call: Call) -> Answer:
    """The latest message of each person, the newest first."""
    data = data_parameter(call)
    if data is None or (page := page_of(data, COUNT_LIMIT, LAST_OFFSET)) is None:
        return refuse(-201 if data is None else -210, "data" if data is None else "offset, count")
    offset, count = page
    latest = [(chat[-1], person) for person in world.people.latest_first() if (chat := _chat(world, person, 1))]
    return accepted([_view(world, message, person) for message, person in latest[offset : offset + count]])


def conversation(world: World, call: Call) -> Answer:
    data = data_parameter(call)
    if data is None or (page := page_of(data, COUNT_LIMIT, LAST_OFFSET)) is None:
        return refuse(-201 if data is None else -210, "data" if data is None else "offset, count")
    person = world.people.by_oa_user_id(str(data.get("user_id")))
    if person is None:
        return refuse(-213)
    offset, count = page
    newest_first = _chat(world, person, None)[::-1]
    return accepted([_view(world, message, person) for message in newest_first[offset : offset + count]])


def _chat(world: World, person: Person, latest: int | None) -> list[Message]:
    return [one for one in world.messages.chat(person.user_id, latest) if one.endpoint.startswith(("oa.", FROM_USER))]


def _view(world: World, message: Message, person: Person) -> dict[str, object]:
    from_user, shown, oa = message.endpoint == FROM_USER, rendered(message, world.templates), world.settings
    user, account = (person.oa_user_id, person.name), (oa.oa_id, oa.oa_name)
    sender, recipient = (user, account) if from_user else (account, user)
    return {
        "src": 1 if from_user else 0,
        "time": message.sent_at,
        "type": "text",
        "message": shown.text or shown.title or "",
        "message_id": message.message_id,
        "from_id": sender[0],
        "from_display_name": sender[1],
        "to_id": recipient[0],
        "to_display_name": recipient[1],
    }
