"""What became of a message by phone, and how citizens rated one."""

from dataclasses import dataclass

DELIVERIES_KEPT = 200_000
RATINGS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Delivery:
    delivered_at: int | None
    """None: never, although it was accepted."""


@dataclass(frozen=True, slots=True)
class Rating:
    template_id: str
    message_id: str
    tracking_id: str | None
    rate: int
    note: str
    feedbacks: tuple[str, ...]
    submitted_at: int
