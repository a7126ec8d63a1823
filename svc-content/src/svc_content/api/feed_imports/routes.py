"""Feeds of other portals: how each was read last, and reading one now."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.errors import NotFound
from shared.web import api_router, typed_response
from svc_content.api.feed_imports.responses import FeedsView, FeedView
from svc_content.api.labels import Names
from svc_content.api.officers import ContentEditor
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Feed
from svc_content.store.feed_states import FeedStates
from svc_content.use_cases.import_feed import ImportFeed


def feed_import_routes(import_feed: ImportFeed, states: FeedStates, arrangement: Arrangement) -> APIRouter:
    names = Names(arrangement)
    router = api_router(prefix="/v1/staff/feed-imports", tags=["Biên tập nội dung"])

    @router.get(
        "",
        summary="Các nguồn tin RSS và lần đọc gần nhất",
        description="Mỗi nguồn được đọc theo chu kỳ của nó; tin mới thành bản thảo có ghi nguồn.",
        response_model=FeedsView,
    )
    async def list_feeds(_editor: ContentEditor) -> Response:
        known = await states.all()
        items = [FeedView.of(row, known.get(row.key), names) for row in arrangement.all(Feed)]
        return typed_response(FeedsView(items=items))

    @router.post(
        "/{key}",
        summary="Đọc một nguồn tin ngay",
        description="Tin đã có thì không lấy lại; nguồn không đọc được thì lý do có trong câu trả lời.",
        response_model=FeedView,
    )
    async def read_now(key: str, _editor: ContentEditor) -> Response:
        row = arrangement.find(Feed, key)
        if row is None:
            raise NotFound("Không tìm thấy nguồn tin này.")
        state = await import_feed(row, (await states.all()).get(key))
        return typed_response(FeedView.of(row, state, names))

    return router
