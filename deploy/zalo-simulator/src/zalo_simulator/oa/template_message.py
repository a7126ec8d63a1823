"""POST /v3.0/oa/message/template: an approved template to a follower, with the limits of its parameters."""

from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.oa.envelope import accepted, refuse
from zalo_simulator.oa.receipt import receipt
from zalo_simulator.oa.recipient import SHAPES, recipient_id
from zalo_simulator.templates import Template, wrong_data
from zalo_simulator.world import World

ENDPOINT = "oa.template"


def send_template(world: World, call: Call) -> Answer:
    document = call.json
    if document is None:
        return refuse(-201, "body")
    user_id = recipient_id(document, SHAPES[world.knobs.text("oa.template_recipient_shape")])
    if user_id is None:
        return refuse(-201, "user_id")
    person = world.people.by_oa_user_id(user_id)
    if person is None or not person.is_follower:
        return refuse(-213)
    template = world.templates.get(str(document.get("template_id")))
    data = document.get("template_data")
    if template is None:
        return refuse(-109)
    if not isinstance(data, dict) or (template.params and not data):
        return refuse(-111)
    if refused := _wrong_template(template):
        return refused
    if wrong := wrong_data(template, data):
        return refuse(*wrong)
    remain = world.knobs.number("oa.template_quota") - world.quota_used.templates
    if remain <= 0:
        return refuse(-211)
    world.quota_used.templates += 1
    tracking_id = document.get("tracking_id")
    content = (template.template_id, *sorted(data.items()))
    tracked = tracking_id if isinstance(tracking_id, str) else None
    message = world.accept(ENDPOINT, person, call.body, content, template.template_id, tracked)
    return accepted(receipt(message, {"quota_type": "purchase_quota", "remain": str(remain - 1)}))


def _wrong_template(template: Template) -> Answer | None:
    if template.status != "ENABLE":
        return refuse(-131)
    return None if template.sendable_by_uid else refuse(-249)
