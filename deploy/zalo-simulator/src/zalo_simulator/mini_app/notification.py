"""POST /notification/template: to who opened the mini app in the last seven days and agreed, by day, seldom."""

from typing import Any

from zalo_simulator.clock import DAY_MS, at
from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.mini_app.envelope import answer
from zalo_simulator.people import Person
from zalo_simulator.world import World

ENDPOINT = "mini.notification"
TITLE_LIMIT = 32
OPENED_WITHIN_MS = 7 * DAY_MS
DAY_FROM, DAY_UNTIL = 6, 22
SENT = "mini_app"
_TEXTS = ("title", "contentTitle", "contentDescription", "buttonText", "buttonUrl")


def notify(world: World, call: Call) -> Answer:
    knobs = world.knobs
    if error := _wrong_headers(world, call):
        return answer(knobs, error)
    person = world.people.by_user_id(call.header(b"x-user-id"))
    if person is None:
        return answer(knobs, -110)
    document = call.json or {}
    template_id, data = document.get("templateId"), document.get("templateData")
    if not isinstance(template_id, str) or not template_id or not isinstance(data, dict):
        return answer(knobs, -100, "templateId, templateData")
    if wrong := _wrong_text(data):
        return answer(knobs, -101, wrong)
    now = world.clock.now_ms()
    if not _may_notify(person, now):
        return answer(knobs, -111)
    if error := _limit(world, person, now):
        return answer(knobs, error)
    world.accept(ENDPOINT, person, call.body, (ENDPOINT, template_id, *sorted(data.items())), template_id)
    world.sent_today.add(SENT, now)
    world.sent_today.add((SENT, person.user_id), now)
    return answer(knobs, 0)


def _wrong_headers(world: World, call: Call) -> int | None:
    key = call.header(b"x-api-key")
    if not key.startswith("Bearer "):
        return -104
    if key.removeprefix("Bearer ") != world.settings.mini_api_key:
        return -102
    return None if call.header(b"x-miniapp-id") == world.settings.mini_app_id else -114


def _wrong_text(data: dict[str, Any]) -> str | None:
    if not isinstance(data.get("title"), str) or not 1 <= len(data["title"]) <= TITLE_LIMIT:
        return "title"
    return next((name for name in _TEXTS if not isinstance(data.get(name, ""), str)), None)


def _may_notify(person: Person, now_ms: int) -> bool:
    opened = person.opened_at
    return person.accepts_notifications and opened is not None and now_ms < opened + OPENED_WITHIN_MS


def _limit(world: World, person: Person, now_ms: int) -> int | None:
    # Which code the night has is nowhere written: a guess.
    if not DAY_FROM <= at(now_ms).hour < DAY_UNTIL:
        return -101
    today, knobs = world.sent_today, world.knobs
    app_spent = today.of(SENT, now_ms) >= knobs.number("mini_notify.daily_app_limit")
    user_spent = today.of((SENT, person.user_id), now_ms) >= knobs.number("mini_notify.daily_user_limit")
    return -109 if app_spent or user_spent else None
