"""A citizen: who Zalo says they are, and what they have told us themselves."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

TextSize = Literal["normal", "large", "larger"]

OLDEST_YEAR = 1900
ERASURES_KEPT = 20


@dataclass(frozen=True)
class ZaloProfile:
    """What Zalo answers for a user token. Name, picture and the OA's id of the person come only with their consent."""

    user_id: str
    name: str | None = None
    picture: str | None = None
    oa_user_id: str | None = None
    is_follower: bool | None = None


@dataclass(frozen=True)
class Location:
    latitude: float
    longitude: float
    taken_at: datetime


@dataclass(frozen=True)
class Contact:
    """How messages reach the citizen at Zalo."""

    zalo_user_id: str
    oa_user_id: str | None
    is_follower: bool


@dataclass(frozen=True)
class Erasure:
    """What Zalo had told by a consent that was ``revoked_at``, gone since ``erased_at``: the proof that it was done."""

    id: str
    revoked_at: datetime
    erased_at: datetime


@dataclass(frozen=True)
class Citizen:
    id: str
    version: int
    contact: Contact
    registered_at: datetime
    name: str | None = None
    picture: str | None = None
    declared_name: str | None = None
    year_of_birth: int | None = None
    text_size: TextSize = "normal"
    phone: str | None = None
    """E.164."""
    phone_at: datetime | None = None
    """When Zalo vouched for it."""
    location: Location | None = None
    consent_revoked: bool = False
    """Whether the consent was revoked and not yet given anew, which the next sign-in does."""
    erasures: tuple[Erasure, ...] = ()

    def seen(self, profile: ZaloProfile) -> "Citizen":
        """The citizen after a sign-in that answered ``profile``. What Zalo leaves out stays as it was known."""
        contact = Contact(
            self.contact.zalo_user_id,
            profile.oa_user_id or self.contact.oa_user_id,
            self.contact.is_follower if profile.is_follower is None else profile.is_follower,
        )
        return replace(
            self,
            contact=contact,
            name=profile.name or self.name,
            picture=profile.picture or self.picture,
            consent_revoked=False,
        )

    def has_erased(self, erasure_id: str) -> bool:
        return any(done.id == erasure_id for done in self.erasures)

    def erased(self, erasure: Erasure) -> "Citizen":
        """The citizen without anything that Zalo told. What they declared here, and the id that dossiers hang on,
        stay.
        """
        return replace(
            self,
            contact=Contact(self.contact.zalo_user_id, None, False),
            name=None,
            picture=None,
            phone=None,
            phone_at=None,
            location=None,
            consent_revoked=True,
            erasures=(*self.erasures, erasure)[-ERASURES_KEPT:],
        )


def register(citizen_id: str, profile: ZaloProfile, now: datetime) -> Citizen:
    contact = Contact(profile.user_id, profile.oa_user_id, bool(profile.is_follower))
    return Citizen(citizen_id, 1, contact, now, profile.name, profile.picture)


def year_is_plausible(year: int, now: datetime) -> bool:
    return OLDEST_YEAR <= year <= now.year
