"""A citizen's chat as the phone shows it: days, bubbles, cards."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from zalo_simulator.clock import at
from zalo_simulator.messages import FROM_USER, Message
from zalo_simulator.people import Person
from zalo_simulator.rendering import Rendered, rendered
from zalo_simulator.world import World

PHONES_SHOWN = 12
MESSAGES_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Bubble:
    from_user: bool
    channel: str
    """Shown on a card that did not come from the Official Account; else empty."""
    time: str
    shown: Rendered


@dataclass(frozen=True, slots=True)
class Phone:
    person: Person
    phone_number: str
    days: list[tuple[str, list[Bubble]]]
    """Label of the day, its bubbles."""
    version: str
    """Differs when the phone looks different."""


def phones(world: World, query: str) -> list[Phone]:
    """The phones of the people with the latest activity, or of those that the query finds."""
    return [_phone(world, person) for person in world.people.search(query, PHONES_SHOWN)]


def _phone(world: World, person: Person) -> Phone:
    today = at(world.clock.now_ms()).date()
    messages = world.messages.chat(person.user_id, MESSAGES_SHOWN)
    days = [
        (_day_label(day, today), [_bubble(world, message) for message in of_day])
        for day, of_day in groupby(messages, lambda message: at(message.sent_at).date())
    ]
    last = messages[-1].seq if messages else 0
    version = f"{last}-{person.is_follower}-{person.name}-{today}"
    return Phone(person, _local(person.phone), days, version)


def _bubble(world: World, message: Message) -> Bubble:
    time = f"{at(message.sent_at):%H:%M}"
    channel = _CHANNELS.get(message.endpoint, "")
    return Bubble(message.endpoint == FROM_USER, channel, time, rendered(message, world.templates))


_CHANNELS = {"zns.template": "ZNS theo số điện thoại", "mini.notification": "Thông báo của Mini App"}


def _day_label(day: date, today: date) -> str:
    near = {today: "Hôm nay", today - timedelta(days=1): "Hôm qua"}
    return near.get(day, f"{day:%d/%m/%Y}")


def _local(phone: str | None) -> str:
    """84900000001 as a Vietnamese reads it: 0900 000 001."""
    if phone is None:
        return "chưa có số điện thoại"
    return f"0{phone[2:5]} {phone[5:8]} {phone[8:]}"
