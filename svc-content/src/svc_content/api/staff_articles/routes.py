"""News, for those who write and approve it."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.clock import Clock
from shared.errors import NotFound
from shared.etag import RequiredIfMatch, etag
from shared.filters import chosen_units
from shared.idempotency import IdempotentCommand
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import WrittenRoute, api_router, typed_response
from svc_content.api.labels import Names
from svc_content.api.officers import NewsStaff, NewsWriter, acting
from svc_content.api.staff_articles.requests import (
    ArticleIn,
    NewArticle,
    PinIn,
    PublicationIn,
    Remark,
    WithReason,
)
from svc_content.api.staff_articles.responses import (
    ArticleReceipt,
    DifferenceView,
    StaffArticleDetail,
    StaffArticlePage,
    TextReceipt,
    receipt,
    rows,
    text_receipt,
)
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Agency
from svc_content.domain.article import Action, Article, State
from svc_content.domain.difference import compared_revisions, difference
from svc_content.domain.editor import PROVINCE, Editor
from svc_content.rich_text.plain import text_with_addresses
from svc_content.store.articles import Articles
from svc_content.store.counters import Counters
from svc_content.use_cases.edit_article import EditArticle
from svc_content.use_cases.pin_article import PinArticle
from svc_content.use_cases.publish_article import PublishArticle
from svc_content.use_cases.take_article_step import ArticleStepCommand, TakeArticleStep
from svc_content.use_cases.write_article import WriteArticle

PLAIN: Mapping[str, tuple[Action, str, str]] = {
    "submit": (Action.SUBMIT, "Trình duyệt", "Bản thảo chờ người khác duyệt."),
    "recall": (Action.RECALL, "Rút lại để sửa", "Bài đang chờ duyệt trở lại bản thảo."),
    "approve": (Action.APPROVE, "Duyệt", "Người đã viết hoặc sửa bài không tự duyệt được."),
    "reopen": (Action.REOPEN, "Mở lại để sửa", "Bài đã duyệt trở lại bản thảo; giờ hẹn xuất bản bị bỏ."),
    "discard": (Action.DISCARD, "Bỏ bản thảo", "Chỉ với bài chưa từng đăng; nhật ký vẫn được giữ."),
}
REASONED: Mapping[str, tuple[Action, str, str]] = {
    "return": (Action.RETURN, "Trả lại người viết", "Lý do được ghi vào nhật ký cho người viết đọc."),
    "withdraw": (Action.WITHDRAW, "Gỡ bài", "Người dân không còn đọc được bài ngay sau đó; lý do được ghi lại."),
}


def staff_article_routes(
    articles: Articles,
    counters: Counters,
    write_article: WriteArticle,
    edit_article: EditArticle,
    publish_article: PublishArticle,
    pin_article: PinArticle,
    take_step: TakeArticleStep,
    arrangement: Arrangement,
    clock: Clock,
) -> APIRouter:
    router = api_router(WrittenRoute, prefix="/v1/staff/articles", tags=["Biên tập tin bài"])
    names = Names(arrangement)

    async def found(article_id: str, who: Editor) -> Article:
        article = await articles.load(article_id, who.scope)
        if article is None:
            raise NotFound("Không tìm thấy tin bài này.")
        return article

    @router.get(
        "",
        summary="Tin bài của đơn vị",
        description="Sửa gần nhất đứng trước, kèm các việc làm được tiếp theo; có thể lọc theo trạng thái và đơn vị, "
        "hoặc tìm theo từ.",
        response_model=StaffArticlePage,
    )
    async def list_articles(
        caller: NewsStaff,
        page: PageQuery,
        state: Annotated[State | None, Query()] = None,
        unit: Annotated[str | None, Query(max_length=60)] = None,
        q: Annotated[
            str | None, Query(max_length=200, description="Từ trong tiêu đề, tóm tắt, nhãn và tác giả; không cần dấu")
        ] = None,
    ) -> Response:
        who = acting(caller)
        key = position(page, datetime, str)
        every = frozenset({PROVINCE, *(row.key for row in arrangement.all(Agency))})
        units = chosen_units(unit, every if who.scope is None else who.scope, every) if unit else who.scope
        after = (key[0], key[1]) if key else None
        found = await articles.for_editors(units, state, after, page.limit + 1, words=q or "")
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.changed_at, last.article.id))
        reads = await counters.reads([one.article.id for one in shown["items"]])
        items = rows(shown["items"], names, who, reads, clock.now())
        return typed_response(StaffArticlePage(items=items, next=shown["next"]))

    @router.post(
        "",
        summary="Viết tin bài",
        description="Lập một bản thảo; mọi chỗ chưa hợp lệ được nêu cùng lúc. Nội dung được làm sạch: câu trả lời có "
        "phần được giữ và những gì bị bỏ.",
        status_code=201,
        response_model=TextReceipt,
    )
    async def write(caller: NewsWriter, command: IdempotentCommand, body: NewArticle) -> Response:
        return text_receipt(await write_article(body.text(), body.unit, acting(caller), command), body.html, 201)

    @router.get(
        "/{article_id}",
        summary="Một tin bài, với nhật ký",
        description="Nội dung đang soạn, mọi bước đã qua, các bản còn so sánh được và các việc làm được tiếp theo.",
        response_model=StaffArticleDetail,
    )
    async def show(article_id: str, caller: NewsStaff) -> Response:
        who = acting(caller)
        article = await found(article_id, who)
        reads = await counters.reads([article.id])
        detail = StaffArticleDetail.whole(article, names, who, reads.get(article.id, 0), clock.now())
        return typed_response(detail, headers={"ETag": etag(article.version)})

    @router.get(
        "/{article_id}/difference",
        summary="So sánh hai bản",
        description="Mặc định so bản mới nhất với bản liền trước; địa chỉ của liên kết và ảnh đứng sau chữ.",
        response_model=DifferenceView,
    )
    async def compare(
        article_id: str,
        caller: NewsStaff,
        before: Annotated[int | None, Query(ge=1)] = None,
        after: Annotated[int | None, Query(ge=1)] = None,
    ) -> Response:
        revisions = compared_revisions(await found(article_id, acting(caller)), before, after)
        if revisions is None:
            raise NotFound("Không còn giữ bản này để so sánh.")
        older, newer = revisions
        contents = [replace(each.content, plain_text=text_with_addresses(each.content.html)) for each in revisions]
        compared = await asyncio.to_thread(difference, *contents)  # long texts take a second
        return typed_response(DifferenceView.of(older.number, newer.number, compared))

    @router.put(
        "/{article_id}",
        summary="Sửa tin bài",
        description="Thay toàn bộ nội dung bản thảo. Với bài đã đăng, người dân đọc bản cũ cho đến khi bản sửa được "
        "duyệt và xuất bản. Câu trả lời có phần được giữ của nội dung và những gì bị bỏ.",
        response_model=TextReceipt,
    )
    async def edit(
        article_id: str, caller: NewsWriter, command: IdempotentCommand, seen: RequiredIfMatch, body: ArticleIn
    ) -> Response:
        request = ArticleStepCommand(article_id, Action.EDIT, acting(caller), command, seen)
        return text_receipt(await edit_article(request, body.text()), body.html)

    @router.post(
        "/{article_id}/publish",
        summary="Xuất bản, ngay hoặc theo hẹn",
        description="Người khác người viết. Cảnh báo thiên tai được ghim 24 giờ nếu không ghi khác, và một tin gửi "
        "rộng được soạn sẵn chờ người thứ hai duyệt.",
        response_model=ArticleReceipt,
    )
    async def publish(
        article_id: str, caller: NewsStaff, command: IdempotentCommand, seen: RequiredIfMatch, body: PublicationIn
    ) -> Response:
        request = ArticleStepCommand(article_id, Action.PUBLISH, acting(caller), command, seen)
        return receipt(await publish_article(request, body.publication()))

    @router.post(
        "/{article_id}/pin",
        summary="Ghim hoặc bỏ ghim",
        description="Bài được ghim đứng trên cùng cho đến thời điểm ghi trong yêu cầu.",
        response_model=ArticleReceipt,
    )
    async def pin(
        article_id: str, caller: NewsStaff, command: IdempotentCommand, seen: RequiredIfMatch, body: PinIn
    ) -> Response:
        return receipt(
            await pin_article(ArticleStepCommand(article_id, Action.PIN, acting(caller), command, seen), body.until)
        )

    def add_plain(path: str, action: Action, summary: str, description: str) -> None:
        @router.post(
            f"/{{article_id}}/{path}",
            name=path,
            summary=summary,
            description=description,
            response_model=ArticleReceipt,
        )
        async def step(
            article_id: str, caller: NewsStaff, command: IdempotentCommand, seen: RequiredIfMatch, body: Remark
        ) -> Response:
            return receipt(
                await take_step(ArticleStepCommand(article_id, action, acting(caller), command, seen, body.note))
            )

    def add_reasoned(path: str, action: Action, summary: str, description: str) -> None:
        @router.post(
            f"/{{article_id}}/{path}",
            name=path,
            summary=summary,
            description=description,
            response_model=ArticleReceipt,
        )
        async def step(
            article_id: str, caller: NewsStaff, command: IdempotentCommand, seen: RequiredIfMatch, body: WithReason
        ) -> Response:
            request = ArticleStepCommand(article_id, action, acting(caller), command, seen, body.reason)
            return receipt(await take_step(request))

    for path, (action, summary, description) in PLAIN.items():
        add_plain(path, action, summary, description)
    for path, (action, summary, description) in REASONED.items():
        add_reasoned(path, action, summary, description)
    return router
