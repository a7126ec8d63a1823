"""The Official Account's quota, quality, permitted tags, and what citizens said of its messages."""

from zalo_simulator.deliveries import Rating
from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.world import World
from zalo_simulator.zns.envelope import accepted, refuse
from zalo_simulator.zns.message import daily_quota

PAGE_LIMIT = 100
PROMOTIONS_A_MONTH = 500


def message_quota(world: World, _call: Call) -> Answer:
    return accepted(
        {
            **daily_quota(world),
            "dailyQuotaPromotion": None,
            "remainingQuotaPromotion": None,
            "monthlyPromotionQuota": PROMOTIONS_A_MONTH,
            "remainingMonthlyPromotionQuota": PROMOTIONS_A_MONTH,
            "estimatedNextMonthPromotionQuota": PROMOTIONS_A_MONTH,
        }
    )


def quality(_world: World, _call: Call) -> Answer:
    return accepted({"oaCurrentQuality": "HIGH", "oa7dayQuality": "HIGH"})


def template_tags(_world: World, _call: Call) -> Answer:
    return accepted(["TRANSACTION", "CUSTOMER_CARE"])


def ratings(world: World, call: Call) -> Answer:
    texts = [call.query.get(name, default) for name, default in _RANGE]
    template_id = call.query.get("template_id")
    if not template_id or not all(text.isdecimal() for text in texts):
        return refuse(-132, "template_id" if not template_id else "from_time, to_time, offset, limit")
    since, until, offset, limit = map(int, texts)
    found = [one for one in world.ratings if one.template_id == template_id and since <= one.submitted_at <= until]
    page = found[offset : offset + min(limit, PAGE_LIMIT)]
    return accepted({"total": len(found), "data": [_view(world, one) for one in page]})


_RANGE = (("from_time", "0"), ("to_time", "9" * 15), ("offset", "0"), ("limit", "100"))


def _view(world: World, rating: Rating) -> dict[str, object]:
    return {
        "note": rating.note,
        "rate": rating.rate,
        "submitDate": str(rating.submitted_at),
        "msgId": rating.message_id,
        "feedbacks": list(rating.feedbacks),
        "trackingId": rating.tracking_id or "",
        "oaId": world.settings.oa_id,
    }
