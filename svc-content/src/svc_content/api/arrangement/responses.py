"""Offices and hotlines as citizens look them up."""

from pydantic import BaseModel, Field

from svc_content.api.labels import AGENCY_LEVELS
from svc_content.catalogue.arrangement import Row
from svc_content.catalogue.entry_kinds import Agency, AgencyLevel, Hotline, OfficialAccount, Organisation


class OrganisationView(BaseModel):
    name: str
    description: str
    logo_url: str
    website: str
    official_accounts: list[OfficialAccount]

    @classmethod
    def of(cls, row: Row[Organisation]) -> "OrganisationView":
        content = row.content
        return cls(
            name=content.name,
            description=content.description,
            logo_url=content.logo_url,
            website=content.website,
            official_accounts=content.official_accounts,
        )


class AgencyView(BaseModel):
    id: str
    name: str
    level: AgencyLevel
    level_label: str
    address: str
    hours: str
    phone: str | None
    email: str | None
    website: str
    latitude: float | None
    longitude: float | None
    map_url: str = Field(description="Mở vị trí trên bản đồ, hoặc tìm địa chỉ trên bản đồ khi chưa có vị trí")
    oa_url: str = Field(description="Mở Zalo OA của cơ quan; trống khi chưa có")

    @classmethod
    def of(cls, row: Row[Agency]) -> "AgencyView":
        content = row.content
        return cls(
            id=row.key,
            name=content.name,
            level=content.level,
            level_label=AGENCY_LEVELS[content.level],
            address=content.address,
            hours=content.hours,
            phone=content.phone,
            email=content.email,
            website=content.website,
            latitude=content.latitude,
            longitude=content.longitude,
            map_url=content.map_url,
            oa_url=content.oa_url,
        )


class Agencies(BaseModel):
    items: list[AgencyView]


class HotlineView(BaseModel):
    name: str
    phone: str
    hours: str
    description: str
    emergency: bool

    @classmethod
    def of(cls, row: Row[Hotline]) -> "HotlineView":
        return cls(**dict(row.content))


class Hotlines(BaseModel):
    items: list[HotlineView]
