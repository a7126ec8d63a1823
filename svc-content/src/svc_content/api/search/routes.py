"""Search across news, guides, procedures and published questions."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.pagination import PageQuery, encode_cursor, position
from shared.web import api_router, typed_response
from svc_content.api.cached import CACHING
from svc_content.api.search.responses import FoundView, SearchPage
from svc_content.domain.search_ranking import Subject
from svc_content.use_cases.search_content import SearchContent

DEEPEST = 500
"""Nobody reads further; what is wanted stands on the first page or is asked for otherwise."""


def search_routes(search: SearchContent) -> APIRouter:
    router = api_router(prefix="/v1", tags=["Tìm kiếm"])

    @router.get(
        "/search",
        summary="Tìm trong tin tức, cẩm nang, thủ tục và hỏi đáp",
        description="Không cần dấu; sai dấu, lẫn i/y hay viết theo cách đọc vẫn tìm thấy. Phù hợp nhất đứng trước. "
        "Khi không có gì chứa đủ các từ, những gì có ít nhất một nửa số từ trong tên được nêu là gần đúng.",
        response_model=SearchPage,
    )
    async def find(
        page: PageQuery,
        q: Annotated[str, Query(min_length=1, max_length=200, description="Từ khóa")],
        subject: Annotated[Subject | None, Query()] = None,
    ) -> Response:
        key = position(page, int)
        offset = min(max(key[0] if key else 0, 0), DEEPEST)
        found = await search(q, subject, offset, page.limit)
        more = encode_cursor(offset + page.limit) if len(found) > page.limit else None
        items = [FoundView.of(one) for one in found[: page.limit]]
        return typed_response(SearchPage(items=items, next=more), headers={"Cache-Control": CACHING})

    return router
