"""POST /v3.0/oa/message/cs: a reply to a person who interacted with the Official Account in the last seven days."""

import orjson

from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.oa.cs_content import wrong_content
from zalo_simulator.oa.envelope import accepted, refuse
from zalo_simulator.oa.receipt import receipt
from zalo_simulator.oa.recipient import NESTED, recipient_id
from zalo_simulator.oa.windows import free_replies_left, free_window_end, may_reply, paid_replies_left
from zalo_simulator.people import Person
from zalo_simulator.world import World

ENDPOINT = "oa.cs"


def send_cs(world: World, call: Call) -> Answer:
    document = call.json
    if document is None:
        return refuse(-201, "body")
    user_id = recipient_id(document, (NESTED,))
    if user_id is None:
        return refuse(-201, "recipient.user_id")
    person = world.people.by_oa_user_id(user_id)
    if person is None or not person.is_follower:
        return refuse(-213)
    message = document.get("message")
    now = world.clock.now_ms()

    def is_kept(name: object) -> bool:
        return isinstance(name, str) and now < world.assets.get(name, 0)

    if refused := wrong_content(message, world.knobs.flag("oa.cs_allow_list_template"), is_kept):
        return refused
    if not may_reply(person, now):
        return refuse(-230)
    if free_replies_left(world, person, now) == 0 and paid_replies_left(world) == 0:
        return refuse(-211)
    quota = _spend(world, person, now)
    kept = world.accept(ENDPOINT, person, call.body, (ENDPOINT, orjson.dumps(message, option=orjson.OPT_SORT_KEYS)))
    return accepted(receipt(kept, quota))


def _spend(world: World, person: Person, now_ms: int) -> dict[str, object] | None:
    free = free_replies_left(world, person, now_ms)
    if free == 0:
        world.quota_used.replies += 1
        total = world.knobs.number("oa.cs_sub_quota")
        return {"quota_type": "sub_quota", "remain": paid_replies_left(world), "total": total}
    person.replies_in_window += 1
    if free is None:
        return None
    total, end = world.knobs.number("oa.cs_free_per_window"), free_window_end(person, now_ms)
    return {"quota_type": "reply_48h", "remain": free - 1, "total": total, "expired_date": str(end)}
