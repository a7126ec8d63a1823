"""What goes in and out of the gateway's own endpoints."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from gateway.domain import phone
from gateway.domain.citizen import Citizen, TextSize
from gateway.domain.staff import RecordEntry, RoleName, Staff
from gateway.use_cases.issue_tokens import Tokens
from shared.web import NfcStr, StrictModel

Opaque = Annotated[str, Field(min_length=1, max_length=2048, pattern=r"^[\x21-\x7e]+$")]
"""A token or code made by somebody else: passed on as it is, so nothing in it may end a header."""
Name = Annotated[NfcStr, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f<>]+$")]
Unit = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,63}$")]


class ZaloSignIn(StrictModel):
    access_token: Opaque


class RefreshToken(StrictModel):
    refresh_token: Opaque


class ZaloCode(StrictModel):
    """The mini app's access token, and the one-time code of ``getPhoneNumber`` or ``getLocation``."""

    access_token: Opaque
    code: Opaque


class ProfileChange(StrictModel):
    """Fields left out stay as they are; ``null`` clears one."""

    declared_name: Name | None = None
    year_of_birth: int | None = None
    text_size: TextSize = "normal"


class NewGrant(StrictModel):
    staff_id: Annotated[str, Field(max_length=64)]
    role: RoleName
    unit: Unit


class LocationOut(BaseModel):
    latitude: float
    longitude: float
    taken_at: datetime


class CitizenOut(BaseModel):
    """``name`` and ``picture`` are Zalo's, ``declared_name`` the citizen's own; ``phone`` is masked."""

    id: str
    name: str | None
    picture: str | None
    declared_name: str | None
    year_of_birth: int | None
    text_size: TextSize
    phone: str | None
    location: LocationOut | None
    follows_oa: bool
    registered_at: datetime


class TokensOut(BaseModel):
    """``expires_in``: seconds that ``access_token`` is good for. ``refresh_token`` works once."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105  RFC 6750's word
    expires_in: int
    refresh_token: str


class CitizenSession(TokensOut):
    citizen: CitizenOut


class StaffOut(BaseModel):
    id: str
    name: str | None
    roles: list[str]


class StaffSession(TokensOut):
    staff: StaffOut


class GrantOut(BaseModel):
    id: str
    role: RoleName
    unit: str
    by: str
    at: datetime


class RecordOut(GrantOut):
    action: str


class StaffGrants(BaseModel):
    """``grants`` in force, and the ``record`` of all that were ever given and taken back."""

    staff_id: str
    name: str | None
    grants: list[GrantOut]
    record: list[RecordOut]


class StaffGrantsPage(BaseModel):
    items: list[StaffGrants]
    next: str | None


def citizen_out(citizen: Citizen) -> CitizenOut:
    location = citizen.location
    return CitizenOut(
        id=citizen.id,
        name=citizen.name,
        picture=citizen.picture,
        declared_name=citizen.declared_name,
        year_of_birth=citizen.year_of_birth,
        text_size=citizen.text_size,
        phone=phone.mask(citizen.phone) if citizen.phone else None,
        location=LocationOut(latitude=location.latitude, longitude=location.longitude, taken_at=location.taken_at)
        if location
        else None,
        follows_oa=citizen.contact.is_follower,
        registered_at=citizen.registered_at,
    )


def tokens_out(tokens: Tokens) -> dict[str, str | int]:
    return {
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": tokens.expires_in,
        "refresh_token": tokens.refresh_token,
    }


def grant_out(grant: RecordEntry) -> GrantOut:
    return GrantOut(id=grant.grant_id, role=grant.role, unit=grant.unit, by=grant.by, at=grant.at)


def staff_grants(staff: Staff) -> StaffGrants:
    record = [
        RecordOut(id=e.grant_id, action=e.action, role=e.role, unit=e.unit, by=e.by, at=e.at) for e in staff.record
    ]
    return StaffGrants(
        staff_id=staff.id, name=staff.name, grants=[grant_out(grant) for grant in staff.grants()], record=record
    )
