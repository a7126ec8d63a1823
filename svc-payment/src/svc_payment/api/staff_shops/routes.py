"""Shops under review by their commune."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from shared.access_log import RecordAccess
from shared.clock import VIETNAM, Clock
from shared.errors import NotFound
from shared.etag import RequiredIfMatch, etag
from shared.files.download import Size, in_size
from shared.files.links import FileLinks
from shared.files.store import FileStore
from shared.idempotency import IdempotentCommand, replay
from shared.identity import Caller
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_payment.api.offers import REVIEW_STEPS, reviewed_shop_offers
from svc_payment.api.officers import REVIEWER, Reviewer, acting, units
from svc_payment.api.shops.requests import Reason, Remark
from svc_payment.api.shops.responses import ShopCounts, ShownShop, StaffShop, StaffShopPage
from svc_payment.catalogue.wording import Wording, Words
from svc_payment.domain.shop import Shop, ShopAction, ShopState, open_at
from svc_payment.domain.shop_likeness import alike
from svc_payment.store.shops import ReviewQueue, Shops
from svc_payment.use_cases.take_shop_step import ShopStepCommand, TakeShopStep

_A = ShopAction
WITH_REASON = frozenset({_A.REQUEST_SUPPLEMENT, _A.REJECT, _A.SUSPEND, _A.REVOKE, _A.REJECT_PAYEE})
"""Where the owner must be told why."""


def staff_shop_routes(
    take_step: TakeShopStep,
    shops: Shops,
    record_access: RecordAccess,
    files: FileStore,
    links: FileLinks,
    categories: Words,
    wording: Wording,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Thẩm định cửa hàng"])

    def view(shop: Shop, every: Sequence[Shop], officer: Caller) -> StaffShop:
        """``every``: all that its owner, among others, registered."""
        local = clock.now().astimezone(VIETNAM)
        is_open = open_at(shop.profile.hours, local.isoweekday(), local.time())
        shown = ShownShop(f"/v1/staff/shops/{shop.id}", links.addresses(officer))
        offers = reviewed_shop_offers(shop)
        return StaffShop.whole(shop, alike(shop, every), categories, is_open, wording, offers, shown)

    @router.get(
        "/shops",
        summary="Cửa hàng trong địa bàn, chờ lâu nhất trước",
        description="Mặc định là những cửa hàng chờ thẩm định và những cửa hàng có tài khoản nhận tiền mới chờ duyệt.",
        response_model=StaffShopPage,
    )
    async def list_shops(
        officer: Reviewer,
        page: PageQuery,
        state: Annotated[list[ShopState] | None, Query()] = None,
        payee_change: Annotated[bool, Query(description="Chỉ cửa hàng có tài khoản mới chờ duyệt")] = False,
    ) -> Response:
        queue = ReviewQueue(units(officer, REVIEWER), state or (), payee_change)
        found = await shops.to_review(queue, position(page, datetime, str), page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.changed_at, last.id))
        await record_access(officer, "shops", [shop.id for shop in shown["items"]], masked=True)
        every = await shops.of_owners(shop.owner_id for shop in shown["items"])
        items = [view(shop, every, officer) for shop in shown["items"]]
        return typed_response(StaffShopPage(items=items, next=shown["next"]))

    @router.get(
        "/shop-counts",
        summary="Số cửa hàng trong địa bàn",
        description="Theo trạng thái, và số cửa hàng có tài khoản nhận tiền mới chờ duyệt.",
        response_model=ShopCounts,
    )
    async def counts(officer: Reviewer) -> Response:
        return typed_response(ShopCounts.of(await shops.review_counts(units(officer, REVIEWER)), wording.shops))

    @router.get(
        "/shops/{shop_id}",
        summary="Một cửa hàng để thẩm định",
        description="Mỗi lần xem được ghi vào nhật ký truy cập; số tài khoản được che.",
        response_model=StaffShop,
    )
    async def show(shop_id: str, officer: Reviewer) -> Response:
        shop = await shops.in_communes(shop_id, units(officer, REVIEWER))
        if shop is None:
            raise NotFound("Không tìm thấy cửa hàng này.")
        await record_access(officer, "shop", [shop.id], masked=True)
        every = await shops.own(shop.owner_id)
        return typed_response(view(shop, every, officer), headers={"ETag": etag(shop.version)})

    @router.get(
        "/shops/{shop_id}/photos/{file_id}",
        summary="Ảnh của cửa hàng đang thẩm định",
        description="Cả ảnh hoặc ảnh nhỏ. Mỗi lần xem được ghi vào nhật ký truy cập.",
        response_class=StreamingResponse,
    )
    async def photo(shop_id: str, file_id: str, officer: Reviewer, size: Size = None) -> Response:
        shop = await shops.in_communes(shop_id, units(officer, REVIEWER))
        stored = await files.find(file_id) if shop and file_id in shop.profile.photos else None
        if stored is None:
            raise NotFound("Không tìm thấy ảnh này.")
        await record_access(officer, "shop", [shop_id], masked=True, file=file_id)
        return await in_size(files, stored, size)

    def add_step(path: str, action: ShopAction, body_type: type[Reason] | type[Remark], summary: str) -> None:
        @router.post(
            f"/shops/{{shop_id}}/{path}",
            name=path,
            summary=summary,
            description="Theo bảng trạng thái của cửa hàng; chủ cửa hàng được báo.",
            response_model=StaffShop,
        )
        async def take(
            shop_id: str,
            officer: Reviewer,
            command: IdempotentCommand,
            seen: RequiredIfMatch,
            body: body_type,  # type: ignore[valid-type]
        ) -> Response:
            communes = units(officer, REVIEWER)
            reason: str | None = body.reason  # type: ignore[attr-defined]
            step = ShopStepCommand(
                action, acting(officer), command, officer=True, communes=communes, seen=seen, reason=reason
            )
            outcome = await take_step(shop_id, step)
            headers = {"ETag": etag(outcome.value.version), **replay(outcome.replayed)}
            every = await shops.own(outcome.value.owner_id)
            return typed_response(view(outcome.value, every, officer), headers=headers)

    for action, button in REVIEW_STEPS.items():
        add_step(button.path, action, Reason if action in WITH_REASON else Remark, button.label)
    return router
