"""Guides (cẩm nang) and frequent questions, by topic."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.errors import NotFound
from shared.fields import Code
from shared.web import api_router
from svc_content.api.cached import IfNoneMatch, cached
from svc_content.api.guides.responses import FaqList, FaqRow, GuideDetail, GuideRow, Guides, TopicView
from svc_content.api.labels import Names
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Faq, Guide, Topic
from svc_content.domain.screens import Screen, link

TopicQuery = Annotated[str | None, Query(max_length=40, description="Mã chủ đề")]
NO_TOPIC = "Không có chủ đề nào mang mã này."


def guide_routes(arrangement: Arrangement, mini_app_id: str) -> APIRouter:
    router = api_router(prefix="/v1", tags=["Cẩm nang"])
    names = Names(arrangement)

    def topics() -> list[TopicView]:
        return [TopicView.of(row) for row in arrangement.all(Topic)]

    @router.get(
        "/guides",
        summary="Cẩm nang theo chủ đề",
        description="Các bài hướng dẫn và chủ đề của chúng; có thể lọc theo chủ đề hoặc thủ tục.",
        response_model=Guides,
    )
    async def list_guides(
        topic: TopicQuery = None,
        procedure: Annotated[str | None, Query(pattern=r"^[0-9]\.[0-9]{6}$"), Code] = None,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        arrangement.check_known("topic", topic, Topic, NO_TOPIC)
        items = [
            GuideRow.of(row, names)
            for row in arrangement.all(Guide)
            if topic in (None, row.content.topic) and procedure in (None, row.content.procedure_code)
        ]
        return cached(Guides(topics=topics(), items=items), if_none_match)

    @router.get(
        "/guides/{guide_id}",
        summary="Một bài hướng dẫn",
        description="Nội dung đã làm sạch, kèm bản chữ để đọc thành tiếng.",
        response_model=GuideDetail,
    )
    async def show_guide(guide_id: str, if_none_match: IfNoneMatch = None) -> Response:
        row = arrangement.find(Guide, guide_id)
        if row is None:
            raise NotFound("Không tìm thấy bài hướng dẫn này.")
        return cached(GuideDetail.whole(row, names, link(mini_app_id, Screen.GUIDE, row.key)), if_none_match)

    @router.get(
        "/faq",
        summary="Câu hỏi thường gặp",
        description="Theo chủ đề, theo thứ tự hiển thị.",
        response_model=FaqList,
    )
    async def list_faq(topic: TopicQuery = None, if_none_match: IfNoneMatch = None) -> Response:
        arrangement.check_known("topic", topic, Topic, NO_TOPIC)
        items = [FaqRow.of(row, names) for row in arrangement.all(Faq) if topic in (None, row.content.topic)]
        return cached(FaqList(topics=topics(), items=items), if_none_match)

    return router
