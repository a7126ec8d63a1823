"""POST /v3.0/oa/quota/message: what may still be sent, to one person or by the Official Account."""

from typing import Any

from zalo_simulator.clock import at
from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.oa.discontinued_messages import PROMOTIONS_A_DAY, PROMOTIONS_A_MONTH, promotions_left
from zalo_simulator.oa.envelope import accepted, refuse
from zalo_simulator.oa.windows import free_replies_left, paid_replies_left
from zalo_simulator.people import Person
from zalo_simulator.world import World

OWNERS = ("OA", "App")


def message_quota(world: World, call: Call) -> Answer:
    document = call.json
    if document is None:
        return refuse(-201, "body")
    if "quota_owner" in document:
        return _of_owner(world, document)
    person = world.people.by_oa_user_id(str(document.get("user_id")))
    if person is None:
        return refuse(-213)
    return accepted(_of_person(world, person))


def _of_person(world: World, person: Person) -> dict[str, object]:
    now = world.clock.now_ms()
    daily, monthly = promotions_left(person, now)
    total, remain = world.knobs.limit("oa.cs_free_per_window"), free_replies_left(world, person, now)
    return {
        "last_interaction": str(person.last_interaction_at or 0),
        "cs_reply": {"remain": remain, "total": total},
        "promotion": {
            "daily_remain": daily,
            "daily_total": PROMOTIONS_A_DAY,
            "monthly_remain": monthly,
            "monthly_total": PROMOTIONS_A_MONTH,
        },
    }


def _of_owner(world: World, body: dict[str, Any]) -> Answer:
    if body["quota_owner"] not in OWNERS:
        return refuse(-201, "quota_owner")
    templates = world.knobs.number("oa.template_quota")
    assets = (
        ("8c27demo00", "cs", "sub_quota", world.knobs.number("oa.cs_sub_quota"), paid_replies_left(world)),
        ("8c27demo01", "transaction", "purchase_quota", templates, max(0, templates - world.quota_used.templates)),
    )
    wanted = (body.get("product_type"), body.get("quota_type"))
    valid_through = f"31/12/{at(world.clock.now_ms()).year}"
    return accepted(
        [
            {
                "asset_id": asset_id,
                "product_type": product,
                "quota_type": kind,
                "valid_through": valid_through,
                "total": total,
                "remain": remain,
            }
            for asset_id, product, kind, total, remain in assets
            if wanted[0] in (None, product) and wanted[1] in (None, kind)
        ]
    )
