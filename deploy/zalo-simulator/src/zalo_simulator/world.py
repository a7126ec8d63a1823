"""The state of the simulator, with the clock and the randomness that it was given."""

import random
import secrets
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zalo_simulator.bounded_dict import BoundedDict
from zalo_simulator.call_counts import DayCounts, PeriodCount
from zalo_simulator.checkout.orders import ORDERS_KEPT, Order
from zalo_simulator.clock import MINUTE_MS, Clock
from zalo_simulator.deliveries import DELIVERIES_KEPT, RATINGS_KEPT, Delivery, Rating
from zalo_simulator.faults import Faults
from zalo_simulator.grants import CODES_KEPT, Grants, OneTimeCode
from zalo_simulator.knobs import Knobs
from zalo_simulator.messages import FROM_USER, Message, Messages
from zalo_simulator.people import People, Person
from zalo_simulator.settings import Settings
from zalo_simulator.templates import Template
from zalo_simulator.webhooks.mini_app import MiniAppWebhook
from zalo_simulator.webhooks.oa import OaWebhook
from zalo_simulator.webhooks.outbox import Outbox


@dataclass(slots=True)
class QuotaUsed:
    """How much of its package the Official Account has used."""

    templates: int = 0
    replies: int = 0


class World:
    def __init__(
        self,
        settings: Settings,
        templates: dict[str, Template],
        clock: Clock | None = None,
        new_secret: Callable[[], str] = lambda: secrets.token_hex(16),
        new_number: Callable[[], int] = lambda: secrets.randbits(62),
        random_source: random.Random | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        self.new_secret = new_secret
        self.knobs = Knobs({"oa_webhook.url": settings.oa_webhook_url, "mini_webhook.url": settings.mini_webhook_url})
        self.templates = templates
        self.people = People(new_number)
        self.user_grants = Grants("user", new_secret)
        self.oa_grants = Grants("oa", new_secret)
        self.one_time_codes: BoundedDict[str, OneTimeCode] = BoundedDict(CODES_KEPT)
        self.messages = Messages(settings.messages_kept)
        self.quota_used = QuotaUsed()
        self.calls: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.oa_minute = PeriodCount(MINUTE_MS)
        self.zns_second = PeriodCount(1000)
        self.sent_today = DayCounts()
        self.deliveries: BoundedDict[str, Delivery] = BoundedDict(DELIVERIES_KEPT)
        self.tracked: BoundedDict[str, Message] = BoundedDict(DELIVERIES_KEPT)
        """The message with which a tracking id was first sent."""
        self.assets: BoundedDict[str, int] = BoundedDict(CODES_KEPT)
        """What was uploaded, and until when it may be used."""
        self.orders: BoundedDict[str, Order] = BoundedDict(ORDERS_KEPT)
        self.ratings: deque[Rating] = deque(maxlen=RATINGS_KEPT)
        self.random = random_source or random.Random()  # noqa: S311  # what fails and which calls a fault affects is no secret
        self.faults = Faults(self.random)
        self.outbox = Outbox(self.knobs, self.clock, self.random)
        self.oa_webhook = OaWebhook(settings, self.knobs, self.clock, self.outbox)
        self.mini_webhook = MiniAppWebhook(settings, self.knobs, self.clock, self.outbox)
        self.changes = 0
        """Grows with every change worth saving."""

    def accept(
        self,
        endpoint: str,
        person: Person,
        raw: bytes,
        content: tuple[object, ...],
        template_id: str | None = None,
        tracking_id: str | None = None,
    ) -> Message:
        """Accept a message to a person. Two with the same `content` are counted as a repetition."""
        message = self._message(endpoint, person, raw, template_id, tracking_id)
        person.message_count += 1
        self.messages.accept(message, content)
        self.oa_webhook.accepted(person, message)
        return message

    def follow(self, person: Person) -> None:
        """A person follows the Official Account, which opens the reply windows too."""
        was_follower = person.is_follower
        person.follow(self.clock.now_ms())
        if not was_follower:
            self.oa_webhook.followed(person)

    def unfollow(self, person: Person) -> None:
        if person.is_follower:
            person.is_follower = False
            self.oa_webhook.unfollowed(person)

    def receive_from_user(
        self,
        person: Person,
        text: str,
        event: str = "user_send_text",
        attachments: Sequence[Mapping[str, Any]] = (),
    ) -> Message:
        """A person writes to the Official Account, which opens the reply windows."""
        person.interact(self.clock.now_ms())
        message = self._message(FROM_USER, person, text.encode(), None, None)
        self.messages.keep(message)
        self.oa_webhook.user_sent(person, message, event, attachments)
        return message

    def _message(
        self, endpoint: str, person: Person, raw: bytes, template_id: str | None, tracking_id: str | None
    ) -> Message:
        self.people.mark_active(person)
        return Message(
            seq=self.messages.next_seq(),
            message_id=self.new_secret()[:20],
            endpoint=endpoint,
            user_id=person.user_id,
            oa_user_id=person.oa_user_id,
            sent_at=self.clock.now_ms(),
            received_at=self.clock.wall(),
            template_id=template_id,
            tracking_id=tracking_id,
            raw=raw,
        )
