from typing import Self

from pydantic import BaseModel

from gateway.domain.citizen import Citizen, Location, TextSize
from shared.phone import mask
from shared.web import Timestamp


class LocationView(BaseModel):
    latitude: float
    longitude: float
    taken_at: Timestamp

    @classmethod
    def of(cls, location: Location) -> Self:
        return cls(latitude=location.latitude, longitude=location.longitude, taken_at=location.taken_at)


class CitizenView(BaseModel):
    """``name`` and ``picture`` are Zalo's, ``declared_name`` the citizen's own; ``phone`` is masked."""

    id: str
    name: str | None
    picture: str | None
    declared_name: str | None
    year_of_birth: int | None
    text_size: TextSize
    phone: str | None
    location: LocationView | None
    follows_oa: bool
    registered_at: Timestamp

    @classmethod
    def of(cls, citizen: Citizen) -> Self:
        return cls(
            id=citizen.id,
            name=citizen.name,
            picture=citizen.picture,
            declared_name=citizen.declared_name,
            year_of_birth=citizen.year_of_birth,
            text_size=citizen.text_size,
            phone=mask(citizen.phone) if citizen.phone else None,
            location=LocationView.of(citizen.location) if citizen.location else None,
            follows_oa=citizen.contact.is_follower,
            registered_at=citizen.registered_at,
        )
