"""Citizen ↔ Zalo: which ids one person has where."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Link:
    """``zalo_user_id`` is the citizen's id in the mini app, ``oa_user_id`` the one the Official Account knows."""

    citizen_id: str
    zalo_user_id: str = field(repr=False)
    oa_user_id: str | None = field(repr=False)
    is_follower: bool
