"""GET /template/…: the templates that were submitted, with what Zalo decided about them."""

from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.templates import STATUSES, Template
from zalo_simulator.world import World
from zalo_simulator.zns.envelope import accepted, refuse

PAGE_LIMIT = 100
CREATED_AT = 1_785_000_000_000
TIMEOUT_MS = 7_200_000
PRICE_BY_PHONE, PRICE_BY_UID = "200", "165"


def template_list(world: World, call: Call) -> Answer:
    offset, limit = call.query.get("offset", "0"), call.query.get("limit", "100")
    if not (offset.isdecimal() and limit.isdecimal()) or not 1 <= int(limit) <= PAGE_LIMIT:
        return refuse(-132, "offset, limit")
    number = call.query.get("status")
    if number is not None and number not in _STATUS_NUMBERS:
        return refuse(-132, "status")
    wanted = _STATUS_NUMBERS[number] if number else None
    found = [template for template in world.templates.values() if wanted in (None, template.status)]
    page = found[int(offset) : int(offset) + int(limit)]
    return accepted([_short(template) for template in page], metadata={"total": len(found)})


_STATUS_NUMBERS = {str(number): status for number, status in enumerate(STATUSES, start=1)}


def _short(template: Template) -> dict[str, object]:
    return {
        "templateId": int(template.template_id),
        "templateName": template.milestone,
        "createdTime": CREATED_AT,
        "status": template.status,
        "templateQuality": template.quality,
    }


def template_info(world: World, call: Call) -> Answer:
    template = world.templates.get(call.query.get("template_id", ""))
    if template is None:
        return refuse(-109)
    params = [
        {
            "name": name,
            "require": True,
            "type": "STRING",
            "maxLength": parameter.max_length,
            "minLength": 0,
            "acceptNull": False,
        }
        for name, parameter in template.params.items()
    ]
    link = f"https://zalo.me/s/{world.settings.mini_app_id}/"
    return accepted(
        {
            "templateId": int(template.template_id),
            "templateName": template.milestone,
            "status": template.status,
            "listParams": params,
            "listButtons": [{"type": 1, "title": "Xem hồ sơ", "content": link}],
            "timeout": TIMEOUT_MS,
            "previewUrl": f"https://account.zalo.cloud/znspreview/{template.template_id}",
            "templateQuality": template.quality,
            "templateTag": template.tag,
            "price": PRICE_BY_PHONE,
            "price_sdt": PRICE_BY_PHONE,
            "price_uid": PRICE_BY_UID,
            "applyTemplateQuota": False,
            "templateDailyQuota": None,
            "templateRemainingQuota": None,
        }
    )


def sample_data(world: World, call: Call) -> Answer:
    template = world.templates.get(call.query.get("template_id", ""))
    if template is None:
        return refuse(-109)
    return accepted({name: name[: parameter.max_length] for name, parameter in template.params.items()})
