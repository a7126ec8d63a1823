"""Messages that Zalo discontinued: transaction and promotion on 2026-03-01 (knobs enable them), version 2 earlier."""

from typing import Any

import orjson

from zalo_simulator.clock import DAY_MS, at
from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.oa.discontinued_content import wrong_content
from zalo_simulator.oa.envelope import accepted, refuse
from zalo_simulator.oa.receipt import receipt
from zalo_simulator.oa.recipient import NESTED, recipient_id
from zalo_simulator.people import Person
from zalo_simulator.world import World

TRANSACTION_TYPES = tuple(
    f"transaction_{kind}"
    for kind in (
        "billing", "order", "reward", "contract", "booking", "membership", "event",
        "transaction", "account", "internal", "partnership", "education", "rating",
    )
)  # fmt: skip
PROMOTION_TYPES = ("promotion",)
PROMOTIONS_A_DAY = 1
PROMOTIONS_A_MONTH = 4
MONTH_MS = 30 * DAY_MS
NIGHT_FROM, NIGHT_UNTIL = 22, 6


def send_v2(_world: World, _call: Call) -> Answer:
    return refuse(-240)


def send_transaction(world: World, call: Call) -> Answer:
    if not world.knobs.flag("oa.legacy_transaction_enabled"):
        return _discontinued(world)
    person, message, refused = _person_and_message(world, call, TRANSACTION_TYPES)
    if refused or person is None:
        return refused or refuse(-213)
    return _accept(world, call, "oa.transaction", person, message)


def send_promotion(world: World, call: Call) -> Answer:
    if not world.knobs.flag("oa.legacy_promotion_enabled"):
        return _discontinued(world)
    person, message, refused = _person_and_message(world, call, PROMOTION_TYPES)
    if refused or person is None:
        return refused or refuse(-213)
    now = world.clock.now_ms()
    hour = at(now).hour
    if hour >= NIGHT_FROM or hour < NIGHT_UNTIL:
        return refuse(-234)
    if 0 in promotions_left(person, now):
        return refuse(-218)
    person.promotions_at = [*person.promotions_at[1 - PROMOTIONS_A_MONTH :], now]
    return _accept(world, call, "oa.promotion", person, message)


def promotions_left(person: Person, now_ms: int) -> tuple[int, int]:
    """How many are left today, and within thirty days."""
    today = sum(at(sent).date() == at(now_ms).date() for sent in person.promotions_at)
    this_month = sum(now_ms - sent < MONTH_MS for sent in person.promotions_at)
    return max(0, PROMOTIONS_A_DAY - today), max(0, PROMOTIONS_A_MONTH - this_month)


def _discontinued(world: World) -> Answer:
    return refuse(world.knobs.number("oa.legacy_shutdown_error"))


def _person_and_message(world: World, call: Call, types: tuple[str, ...]) -> tuple[Person | None, Any, Answer | None]:
    document = call.json
    if document is None:
        return None, None, refuse(-201, "body")
    message = document.get("message")
    person = world.people.by_oa_user_id(recipient_id(document, (NESTED,)) or "")
    if person is None or not person.is_follower:
        return None, None, refuse(-213)
    return person, message, wrong_content(message, types)


def _accept(world: World, call: Call, endpoint: str, person: Person, message: Any) -> Answer:
    content = (endpoint, orjson.dumps(message, option=orjson.OPT_SORT_KEYS))
    return accepted(receipt(world.accept(endpoint, person, call.body, content), None))
