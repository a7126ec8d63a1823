"""What one call to a channel came to: its class, and nothing else decides what follows."""

from dataclasses import dataclass
from enum import StrEnum

from svc_notify.domain.reasons import Reason


class OutcomeClass(StrEnum):
    ACCEPTED = "accepted"
    RETRY = "retry"
    """The provider could not take this message just now."""
    THROTTLED = "throttled"
    """We call too often."""
    UNAVAILABLE = "unavailable"
    """The provider does not work or cannot be reached; nothing was sent."""
    UNCERTAIN = "uncertain"
    """The request went out and no answer came: it may have been sent."""
    SERVER_ERROR = "server_error"
    """The provider answered that it failed (HTTP 5xx): it may have been sent all the same."""
    TOKEN_REJECTED = "token_rejected"  # noqa: S105  a name
    DEFER_TO_MORNING = "defer_to_morning"
    DEFER_TO_NEXT_DAY = "defer_to_next_day"
    PERMANENT = "permanent"
    """Never, for this message."""
    OPERATOR = "operator"
    """Never, for any message, until a person acts."""
    OUR_BUG = "our_bug"


MAY_HAVE_ARRIVED = frozenset({OutcomeClass.UNCERTAIN, OutcomeClass.SERVER_ERROR})


@dataclass(frozen=True)
class Quota:
    """How many messages the channel may still send, of how many, as its last answer said."""

    remaining: int
    total: int | None = None

    def __str__(self) -> str:
        """``1997/2000``"""
        return f"{self.remaining}/{self.total or 0}"


@dataclass(frozen=True)
class DeliveryOutcome:
    """``code`` is the provider's own, ``provider_id`` its name for the message it took. ``free_left``: what this
    person's free window still holds.
    """

    kind: OutcomeClass
    reason: Reason | None = None
    code: int | None = None
    provider_id: str | None = None
    quota: Quota | None = None
    free_left: Quota | None = None

    @property
    def unreadable(self) -> bool:
        """An answer came that says nothing: the provider is there, whatever stands between it and us."""
        return self.kind in (OutcomeClass.UNAVAILABLE, OutcomeClass.UNCERTAIN) and self.code is not None
