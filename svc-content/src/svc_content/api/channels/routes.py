"""Television and radio: what can be watched now, and the guide of a day."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.clock import VIETNAM, Clock
from shared.errors import NotFound
from shared.fields import Day
from shared.web import api_router
from svc_content.api.cached import IfNoneMatch, cached
from svc_content.api.channels.responses import Channels, ChannelView, ProgrammeDayView, ProgrammeView
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Channel, Medium
from svc_content.store.programme_days import ProgrammeDays
from svc_content.use_cases.read_channels import ReadChannels


def channel_routes(
    read_channels: ReadChannels, days: ProgrammeDays, arrangement: Arrangement, clock: Clock
) -> APIRouter:
    router = api_router(prefix="/v1/tv", tags=["Truyền hình, phát thanh"])

    @router.get(
        "/channels",
        summary="Các kênh, đang phát gì và tiếp theo là gì",
        description="Kênh không xem được có dấu; có thể lọc truyền hình hoặc phát thanh.",
        response_model=Channels,
    )
    async def list_channels(
        medium: Annotated[Medium | None, Query()] = None, if_none_match: IfNoneMatch = None
    ) -> Response:
        items = [ChannelView.of(one) for one in await read_channels() if medium in (None, one.channel.content.medium)]
        return cached(Channels(items=items), if_none_match)

    @router.get(
        "/channels/{code}/programmes",
        summary="Lịch phát sóng một ngày",
        description="Theo giờ Việt Nam; mặc định là hôm nay. Ngày chưa có lịch thì danh sách trống.",
        response_model=ProgrammeDayView,
    )
    async def show_day(
        code: str, day: Annotated[Day | None, Query()] = None, if_none_match: IfNoneMatch = None
    ) -> Response:
        channel = arrangement.find(Channel, code)
        if channel is None:
            raise NotFound("Không tìm thấy kênh này.")
        shown = day or clock.now().astimezone(VIETNAM).date()
        found = await days.days(code, shown, shown)
        items = [ProgrammeView.of(programme) for one in found for programme in one.programmes]
        answer = ProgrammeDayView(channel=code, channel_name=channel.content.name, day=shown, items=items)
        return cached(answer, if_none_match)

    return router
