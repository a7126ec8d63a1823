"""POST /message/template and its hashed twin: an approved template to a phone number; and what became of it."""

from typing import Any

from zalo_simulator.deliveries import Delivery
from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.messages import Message
from zalo_simulator.people import Person
from zalo_simulator.templates import Template, wrong_data
from zalo_simulator.world import World
from zalo_simulator.zns.envelope import accepted, refuse
from zalo_simulator.zns.night import is_blocked
from zalo_simulator.zns.phone import normal_form

ENDPOINT = "zns.template"
NORMAL, BEYOND_QUOTA = "1", "3"
TRACKING_ID_LIMIT = 48
SENT_KEY = "zns"
"""The key of these messages in the count of the day."""


def send(world: World, call: Call, *, is_hashed: bool) -> Answer:
    document = call.json
    if not document:
        return refuse(-121 if not call.body or document == {} else -122)
    number = _number(world, document, is_hashed)
    if number is None:
        return refuse(-108)
    if refused := _wrong_envelope(world, document):
        return refused
    template, data = world.templates.get(str(document.get("template_id"))), document.get("template_data")
    if template is None:
        return refuse(-109)
    if refused := _wrong_content(template, data):
        return refused
    assert isinstance(data, dict)
    person = world.people.by_phone(number)
    if person is None:
        return refuse(-118)
    if document.get("mode") == "development" and not person.is_admin:
        return refuse(-127)
    return _deliver(world, call, document, template, person)


def _number(world: World, document: dict[str, Any], is_hashed: bool) -> str | None:
    if is_hashed:
        hashed = document.get("hash_phone") or document.get("phone")
        return hashed if isinstance(hashed, str) and len(hashed) == 64 else None
    phone = document.get("phone")
    return normal_form(phone, world.knobs.flag("zns.accept_local_phone")) if isinstance(phone, str) else None


def _wrong_envelope(world: World, document: dict[str, Any]) -> Answer | None:
    tracking_id = document.get("tracking_id")
    if tracking_id is None:
        if world.knobs.flag("zns.tracking_id_required"):
            return refuse(-153, "tracking_id")
    elif not isinstance(tracking_id, str) or len(tracking_id) > TRACKING_ID_LIMIT:
        return refuse(-153, "tracking_id")
    if document.get("mode") not in (None, "development"):
        return refuse(-153, "mode")
    return None if document.get("sending_mode", NORMAL) in (NORMAL, BEYOND_QUOTA) else refuse(-161)


def _wrong_content(template: Template, data: object) -> Answer | None:
    if template.status != "ENABLE":
        return refuse(-131)
    if not isinstance(data, dict) or (template.params and not data):
        return refuse(-111)
    wrong = wrong_data(template, data)
    return refuse(*wrong) if wrong else None


def _deliver(world: World, call: Call, document: dict[str, Any], template: Template, person: Person) -> Answer:
    now, knobs = world.clock.now_ms(), world.knobs
    tracking_id, mode = document.get("tracking_id"), document.get("sending_mode", NORMAL)
    if tracking_id and knobs.flag("zns.dedupe_tracking_id") and (first := world.tracked.get(tracking_id)):
        return accepted(_receipt(world, first, mode))
    if is_blocked(world, template, now):
        return refuse(-133)
    is_charged = document.get("mode") is None
    if is_charged and mode == NORMAL and world.sent_today.of(SENT_KEY, now) >= knobs.number("zns.daily_quota"):
        return refuse(-144)
    content = (template.template_id, *sorted(document["template_data"].items()))
    message = world.accept(ENDPOINT, person, call.body, content, template.template_id, tracking_id)
    if is_charged:
        world.sent_today.add(SENT_KEY, now)
    fails = world.random.random() < knobs.share("zns.delivery_fail_rate")
    delivered_at = None if fails else now + knobs.number("zns.delivery_delay_ms")
    world.deliveries[message.message_id] = Delivery(delivered_at)
    if delivered_at is not None:
        recipient = document.get("hash_phone") or document["phone"]
        world.oa_webhook.delivered(recipient, message, delivered_at)
    if tracking_id and tracking_id not in world.tracked:
        world.tracked[tracking_id] = message
    return accepted(_receipt(world, message, mode))


def _receipt(world: World, message: Message, mode: str) -> dict[str, object]:
    return {
        "msg_id": message.message_id,
        "sent_time": str(message.sent_at),
        "sending_mode": mode,
        "quota": daily_quota(world),
    }


def daily_quota(world: World) -> dict[str, str]:
    daily = world.knobs.number("zns.daily_quota")
    left = max(0, daily - world.sent_today.of(SENT_KEY, world.clock.now_ms()))
    return {"dailyQuota": str(daily), "remainingQuota": str(left)}


def message_status(world: World, call: Call) -> Answer:
    message_id = call.query.get("message_id") or call.query.get("msg_id")
    if not message_id:
        return refuse(-107)
    delivery = world.deliveries.get(message_id)
    if delivery is None:
        return accepted({"message": "The message does not exist", "status": -1})
    if delivery.delivered_at is None or world.clock.now_ms() < delivery.delivered_at:
        return accepted({"message": "The message has been pushed but not delivered yet", "status": 0})
    delivered = {"delivery_time": str(delivery.delivered_at), "message": "The message has been delivered", "status": 1}
    return accepted(delivered)
