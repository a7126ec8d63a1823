"""When the Official Account may reply: 48 free hours after an interaction, then paid until the seventh day."""

from zalo_simulator.clock import DAY_MS, HOUR_MS
from zalo_simulator.people import Person
from zalo_simulator.world import World

FREE_WINDOW_MS = 48 * HOUR_MS
REPLY_WINDOW_MS = 7 * DAY_MS


def may_reply(person: Person, now_ms: int) -> bool:
    return person.last_interaction_at is not None and now_ms < person.last_interaction_at + REPLY_WINDOW_MS


def free_window_end(person: Person, now_ms: int) -> int | None:
    """None outside the window."""
    if person.last_interaction_at is None:
        return None
    end = person.last_interaction_at + FREE_WINDOW_MS
    return end if now_ms < end else None


def free_replies_left(world: World, person: Person, now_ms: int) -> int | None:
    """None when there is no limit."""
    if free_window_end(person, now_ms) is None:
        return 0
    limit = world.knobs.limit("oa.cs_free_per_window")
    return None if limit is None else max(0, limit - person.replies_in_window)


def paid_replies_left(world: World) -> int:
    return max(0, world.knobs.number("oa.cs_sub_quota") - world.quota_used.replies)
