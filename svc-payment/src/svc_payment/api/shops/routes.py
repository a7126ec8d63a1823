"""Shops: the public directory, and what an owner does with their own."""

from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.clock import VIETNAM, Clock
from shared.errors import FieldError, Invalid, NotFound, Unavailable
from shared.etag import IfMatch, etag
from shared.files.download import as_attachment
from shared.files.reception import Reception
from shared.files.store import FileStore
from shared.files.upload_file import UploadFile
from shared.files.upload_request import ONE_FILE, UploadKey, received_upload
from shared.idempotency import REPLAY_HEADER, IdempotentCommand
from shared.identity import Citizen
from shared.pagination import PageQuery, encode_cursor
from shared.pagination import page as page_of
from shared.printing.printer import Printer
from shared.web import api_router, typed_response
from svc_payment.api.cursors import position
from svc_payment.api.offers import own_shop_offers
from svc_payment.api.shops.requests import Account, NewShop, Remark, ShopSupplement
from svc_payment.api.shops.responses import Categories, Category, OwnShop, OwnShops, Photo, PublicShop, ShopPage
from svc_payment.catalogue.wording import Words
from svc_payment.domain.shop import LISTED, Shop, ShopAction, open_at
from svc_payment.domain.vietqr import VietQR, encode
from svc_payment.papers.facts import poster_facts
from svc_payment.store.shops import Shops, ShopSearch, search_words
from svc_payment.use_cases.register_shop import RegisterShop
from svc_payment.use_cases.take_shop_step import ShopStep, TakeShopStep

Print = Callable[[str, str, Mapping[str, Any]], Awaitable[bytes]]


def shop_routes(
    register: RegisterShop,
    take_step: TakeShopStep,
    upload_file: UploadFile,
    shops: Shops,
    files: FileStore,
    printer: Printer,
    banks: Mapping[str, str],
    categories: Words,
    labels: Words,
    max_bytes: int,
    clock: Clock,
) -> APIRouter:
    router = api_router(tags=["Cửa hàng 4.0"])
    reception = Reception(max_bytes)

    def is_open(shop: Shop) -> bool:
        local = clock.now().astimezone(VIETNAM)
        return open_at(shop.profile.hours, local.isoweekday(), local.time())

    def own_view(shop: Shop) -> OwnShop:
        return OwnShop.whole(shop, categories, is_open(shop), labels, own_shop_offers(shop))

    async def own(shop_id: str, owner_id: str) -> Shop:
        shop = await shops.of_owner(shop_id, owner_id)
        if shop is None:
            raise NotFound("Không tìm thấy cửa hàng này.")
        return shop

    @router.get(
        "/v1/shop-categories",
        summary="Ngành hàng",
        description="Theo thứ tự hiển thị.",
        response_model=Categories,
    )
    async def list_categories() -> Response:
        return typed_response(Categories(items=[Category(code=c, label=label) for c, label in categories.items()]))

    @router.get(
        "/v1/shops",
        summary="Danh bạ cửa hàng",
        description="Tìm không cần dấu theo tên, địa chỉ, ngành và mặt hàng; lọc theo xã, ngành, khung bản đồ "
        "(`box=nam,tây,bắc,đông`) và đang mở cửa.",
        response_model=ShopPage,
    )
    async def directory(
        page: PageQuery,
        q: Annotated[str, Query(max_length=100)] = "",
        commune: Annotated[str | None, Query(pattern=r"^[0-9]{5}$")] = None,
        category: Annotated[str | None, Query(max_length=40)] = None,
        box: Annotated[str | None, Query(max_length=80)] = None,
        open_now: bool = False,
    ) -> Response:
        after = position(page, str)
        search = ShopSearch(tuple(search_words(q))[:6], commune, category, _box(box))
        found = await shops.directory(search, after[0] if after else None, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.id))
        items = [PublicShop.of(shop, categories, is_open(shop)) for shop in shown["items"]]
        kept = [shop for shop in items if shop.open_now or not open_now]
        return typed_response(ShopPage(items=kept, next=shown["next"]))

    @router.get(
        "/v1/shops/{shop_id}",
        summary="Một cửa hàng đã duyệt",
        description="Không có thông tin về chủ cửa hàng và tài khoản.",
        response_model=PublicShop,
    )
    async def show(shop_id: str) -> Response:
        shop = await shops.listed(shop_id)
        if shop is None:
            raise NotFound("Không tìm thấy cửa hàng này.")
        return typed_response(PublicShop.of(shop, categories, is_open(shop)))

    @router.get(
        "/v1/shops/{shop_id}/photos/{file_id}",
        summary="Ảnh của cửa hàng",
        description="Chỉ ảnh của cửa hàng đã duyệt.",
        response_class=StreamingResponse,
    )
    async def photo(shop_id: str, file_id: str) -> Response:
        shop = await shops.listed(shop_id)
        stored = await files.find(file_id) if shop and file_id in shop.profile.photos else None
        if stored is None:
            raise NotFound("Không tìm thấy ảnh này.")
        return as_attachment(files, stored)

    @router.post(
        "/v1/shop-photos",
        summary="Tải lên một ảnh của cửa hàng",
        description="JPEG hoặc PNG; được làm sạch như mọi tệp tải lên.",
        status_code=201,
        response_model=Photo,
        openapi_extra=ONE_FILE,
    )
    async def upload(request: Request, citizen: Citizen, idempotency_key: UploadKey) -> Response:
        async with received_upload(reception, request, citizen, idempotency_key) as came:
            outcome = await upload_file(citizen.id, came.command, came.name, came.content, came.lane)
        stored = outcome.value.file
        headers = REPLAY_HEADER if outcome.replayed else {}
        return typed_response(Photo(id=stored.id, size=stored.size), 201, headers)

    @router.get(
        "/v1/me/shops",
        summary="Cửa hàng của tôi",
        description="Mọi trạng thái; số tài khoản được che.",
        response_model=OwnShops,
    )
    async def list_own(citizen: Citizen) -> Response:
        return typed_response(OwnShops(items=[own_view(shop) for shop in await shops.own(citizen.id)]))

    @router.post(
        "/v1/me/shops",
        summary="Đăng ký cửa hàng",
        description="Tên chủ tài khoản phải trùng tên chủ cửa hàng hoặc tên đăng ký kinh doanh. Xã, phường thẩm định.",
        status_code=201,
        response_model=OwnShop,
    )
    async def add(citizen: Citizen, command: IdempotentCommand, body: NewShop) -> Response:
        profile = body.profile.profile()
        await expect_photos(profile.photos, citizen.id)
        outcome = await register(citizen.id, command, profile, body.account.account())
        headers = {"ETag": etag(outcome.value.version), **(REPLAY_HEADER if outcome.replayed else {})}
        return typed_response(own_view(outcome.value), 201, headers)

    @router.get(
        "/v1/me/shops/{shop_id}",
        summary="Một cửa hàng của tôi",
        description="Kèm quá trình thẩm định và những việc có thể làm tiếp.",
        response_model=OwnShop,
    )
    async def show_own(shop_id: str, citizen: Citizen) -> Response:
        shop = await own(shop_id, citizen.id)
        return typed_response(own_view(shop), headers={"ETag": etag(shop.version)})

    async def step(shop_id: str, taken: ShopStep) -> Response:
        outcome = await take_step(shop_id, taken)
        headers = {"ETag": etag(outcome.value.version), **(REPLAY_HEADER if outcome.replayed else {})}
        return typed_response(own_view(outcome.value), headers=headers)

    @router.post(
        "/v1/me/shops/{shop_id}/supplement",
        summary="Bổ sung theo yêu cầu",
        description="Hồ sơ trở lại xã, phường để thẩm định tiếp.",
        response_model=OwnShop,
    )
    async def supplement(
        shop_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: ShopSupplement
    ) -> Response:
        profile = body.profile.profile() if body.profile else None
        await expect_photos(profile.photos if profile else (), citizen.id)
        account = body.account.account() if body.account else None
        action = ShopAction.SUPPLEMENT
        return await step(shop_id, ShopStep(action, citizen.id, command, seen=seen, profile=profile, account=account))

    @router.post(
        "/v1/me/shops/{shop_id}/payee",
        summary="Đổi tài khoản nhận tiền",
        description="Tài khoản cũ vẫn dùng đến khi xã, phường duyệt; chủ cửa hàng được báo ngay khi có yêu cầu.",
        response_model=OwnShop,
    )
    async def change_payee(
        shop_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: Account
    ) -> Response:
        action = ShopAction.CHANGE_PAYEE
        return await step(shop_id, ShopStep(action, citizen.id, command, seen=seen, account=body.account()))

    @router.post(
        "/v1/me/shops/{shop_id}/closure",
        summary="Đóng cửa hàng",
        description="Không còn trong danh bạ; muốn mở lại thì đăng ký mới.",
        response_model=OwnShop,
    )
    async def close(
        shop_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: Remark
    ) -> Response:
        return await step(shop_id, ShopStep(ShopAction.CLOSE, citizen.id, command, seen=seen, reason=body.reason))

    @router.get(
        "/v1/me/shops/{shop_id}/poster.pdf",
        summary="Áp phích VietQR để in",
        description="Chỉ cửa hàng đã duyệt, với tài khoản đã duyệt.",
        response_class=Response,
    )
    async def poster(shop_id: str, citizen: Citizen) -> Response:
        return await printed(await approved(shop_id, citizen.id), printer.pdf, "pdf", "application/pdf")

    @router.get(
        "/v1/me/shops/{shop_id}/poster.png",
        summary="Áp phích VietQR dạng ảnh",
        description="Cùng nội dung với bản in, để gửi hoặc hiện trên màn hình.",
        response_class=Response,
    )
    async def picture(shop_id: str, citizen: Citizen) -> Response:
        return await printed(await approved(shop_id, citizen.id), printer.picture, "png", "image/png")

    @router.get(
        "/v1/me/shops/{shop_id}/qr.png",
        summary="Mã VietQR dạng ảnh",
        description="Chỉ mã QR của cửa hàng, để dùng trên vật phẩm riêng.",
        response_class=Response,
    )
    async def code(shop_id: str, citizen: Citizen) -> Response:
        shop = await approved(shop_id, citizen.id)
        out = BytesIO()
        segno.make_qr(qr_of(shop), error="m").save(out, kind="png", scale=16, border=4)
        return Response(out.getvalue(), 200, _named(f"{shop.code}-qr.png"), "image/png")

    async def printed(shop: Shop, make: Print, ending: str, media_type: str) -> Response:
        try:
            poster = await make("poster", qr_of(shop), poster_facts(shop, banks[shop.account.bank]))
        except TimeoutError:
            raise Unavailable() from None
        return Response(poster, 200, _named(f"{shop.code}.{ending}"), media_type)

    async def approved(shop_id: str, owner_id: str) -> Shop:
        shop = await own(shop_id, owner_id)
        if shop.state not in LISTED:
            raise NotFound("Cửa hàng chưa được duyệt nên chưa có mã QR.")
        return shop

    async def expect_photos(photos: tuple[str, ...], owner_id: str) -> None:
        """Only one's own uploads become photos, and what becomes one is kept."""
        for file_id in photos:
            if await files.find(file_id, owner=owner_id) is None:
                raise Invalid([FieldError("photos", "Không tìm thấy ảnh đã tải lên.")])
        await files.mark_attached(photos)

    return router


def qr_of(shop: Shop) -> str:
    return encode(VietQR(shop.account.bank, shop.account.number))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _box(text: str | None) -> tuple[float, float, float, float] | None:
    if text is None:
        return None
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError:
        raise Invalid([FieldError("box", "Phải gồm bốn số: nam, tây, bắc, đông.")]) from None
    if not (-90 <= south <= north <= 90 and -180 <= west <= east <= 180):
        raise Invalid([FieldError("box", "Phải gồm bốn số: nam, tây, bắc, đông.")])
    return south, west, north, east
