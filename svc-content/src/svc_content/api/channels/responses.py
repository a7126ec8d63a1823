"""Channels and programmes as viewers need them."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, Field

from shared.labels import whole
from shared.web import Timestamp
from svc_content.api.labels import MEDIA
from svc_content.catalogue.entry_kinds import Medium
from svc_content.domain.programme import Programme, Showing
from svc_content.use_cases.read_channels import ChannelNow

SHOWINGS: Mapping[str, str] = whole(
    {Showing.FIRST: "Phát mới", Showing.LIVE: "Trực tiếp", Showing.REPEAT: "Phát lại", Showing.UNKNOWN: ""}, Showing
)


class ProgrammeView(BaseModel):
    starts_at: Timestamp
    ends_at: Timestamp
    title: str
    showing: Showing
    showing_label: str = Field(description="Tên tình trạng phát; trống khi đài không cho biết")
    genre: str
    description: str

    @classmethod
    def of(cls, programme: Programme) -> "ProgrammeView":
        return cls(
            starts_at=programme.starts_at,
            ends_at=programme.ends_at,
            title=programme.title,
            showing=programme.showing,
            showing_label=SHOWINGS[programme.showing],
            genre=programme.genre,
            description=programme.description,
        )


class ChannelView(BaseModel):
    code: str
    name: str
    medium: Medium
    medium_label: str
    stream_url: str = Field(description="Địa chỉ phát, HLS (.m3u8)")
    fallback_url: str = Field(description="Dùng khi địa chỉ chính không phát được")
    logo_url: str
    frequency: str
    description: str
    licence_note: str
    up: bool | None = Field(description="Đang xem được; null khi chưa kiểm tra")
    down_since: Timestamp | None
    now: ProgrammeView | None
    next: ProgrammeView | None

    @classmethod
    def of(cls, one: ChannelNow) -> "ChannelView":
        content, health = one.channel.content, one.health
        return cls(
            code=one.channel.key,
            name=content.name,
            medium=content.medium,
            medium_label=MEDIA[content.medium],
            stream_url=content.stream_url,
            fallback_url=content.fallback_url,
            logo_url=content.logo_url,
            frequency=content.frequency,
            description=content.description,
            licence_note=content.licence_note,
            up=health.up if health else None,
            down_since=health.since if health and health.up is False else None,
            now=ProgrammeView.of(one.on_air.now) if one.on_air.now else None,
            next=ProgrammeView.of(one.on_air.next) if one.on_air.next else None,
        )


class Channels(BaseModel):
    items: list[ChannelView]


class ProgrammeDayView(BaseModel):
    channel: str
    channel_name: str
    day: date
    items: list[ProgrammeView]
