"""Citizen ↔ Zalo: which ids one person has where."""

from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True)
class Link:
    """``zalo_user_id`` is the citizen's id in the mini app, ``oa_user_id`` the one the Official Account knows.

    ``last_interaction_at`` opens the windows of 48 hours and 7 days; ``free_spent_at``: when the Official Account had
    said all that is free in one. ``phone`` (``84900000001``) was told by Zalo at ``phone_at``, in the app or because
    it was shared with the Official Account; the newer of the two counts.
    """

    citizen_id: str
    zalo_user_id: str = field(repr=False)
    oa_user_id: str | None = field(repr=False)
    is_follower: bool
    last_interaction_at: datetime | None = None
    phone: str | None = field(default=None, repr=False)
    phone_at: datetime | None = None
    free_spent_at: datetime | None = None

    @property
    def reachable(self) -> bool:
        """Whether a push has somewhere to go."""
        return (self.is_follower and self.oa_user_id is not None) or self.phone is not None


def with_oa_facts(
    link: Link,
    *,
    oa_user_id: str,
    follows: bool | None,
    last_interaction_at: datetime | None,
    phone: str | None,
    phone_at: datetime | None,
    free_spent_at: datetime | None,
) -> Link:
    """``link`` with what the Official Account's webhooks told; ``follows`` is ``None`` when that is older news."""
    newer = phone is not None and (link.phone_at is None or (phone_at is not None and phone_at > link.phone_at))
    return replace(
        link,
        oa_user_id=oa_user_id,
        is_follower=link.is_follower if follows is None else follows,
        last_interaction_at=last_interaction_at,
        phone=phone if newer else link.phone,
        phone_at=phone_at if newer else link.phone_at,
        free_spent_at=free_spent_at,
    )
