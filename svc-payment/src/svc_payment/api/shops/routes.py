"""Shops: the public directory, and what an owner does with their own."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from io import BytesIO
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.clock import VIETNAM, Clock
from shared.errors import FieldError, Invalid, NotFound, Unavailable
from shared.etag import IfMatch, etag
from shared.files.download import Size, in_size, made_file
from shared.files.links import FileLinks, open_to_all
from shared.files.reception import Reception
from shared.files.references import ReferencesFor
from shared.files.store import FileStore
from shared.files.upload_file import UploadFile
from shared.files.upload_request import ONE_FILE, UploadKey, received_upload
from shared.filters import check_known
from shared.idempotency import IdempotentCommand, replay
from shared.identity import Caller, Citizen
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.printing.printer import Printer
from shared.reference.commune_code import CommuneCode
from shared.text import normal
from shared.web import api_router, typed_response
from svc_payment.api.offers import own_shop_offers
from svc_payment.api.shops.requests import Account, NewShop, Remark, ShopSupplement
from svc_payment.api.shops.responses import (
    Categories,
    Category,
    OwnShop,
    OwnShops,
    Photo,
    PublicShop,
    ShopPage,
    ShownShop,
)
from svc_payment.catalogue.wording import Wording, Words
from svc_payment.domain.party import Party
from svc_payment.domain.shop import LISTED, Shop, ShopAction, open_at
from svc_payment.domain.shop_likeness import alike_for_owner
from svc_payment.domain.vietqr import VietQR, encode
from svc_payment.papers.facts import poster_facts
from svc_payment.store.shops import Shops, ShopSearch, search_words
from svc_payment.use_cases.register_shop import RegisterShop
from svc_payment.use_cases.take_shop_step import ShopStepCommand, TakeShopStep

NO_PHOTO = "Không tìm thấy ảnh này."
Print = Callable[[str, str, Mapping[str, Any]], Awaitable[bytes]]


def shop_routes(
    register: RegisterShop,
    take_step: TakeShopStep,
    upload_file: UploadFile,
    shops: Shops,
    files: FileStore,
    links: FileLinks,
    printer: Printer,
    banks: Mapping[str, str],
    categories: Words,
    wording: Wording,
    max_bytes: int,
    clock: Clock,
) -> APIRouter:
    router = api_router(tags=["Cửa hàng 4.0"])
    reception = Reception(max_bytes)

    def is_open(shop: Shop) -> bool:
        local = clock.now().astimezone(VIETNAM)
        return open_at(shop.profile.hours, local.isoweekday(), local.time())

    def own_view(shop: Shop, every: Sequence[Shop], owner: Caller) -> OwnShop:
        """``every``: all that they registered."""
        shown, alike = ShownShop(f"/v1/me/shops/{shop.id}", links.addresses(owner)), alike_for_owner(shop, every)
        return OwnShop.whole(shop, alike, categories, is_open(shop), wording, own_shop_offers(shop), shown)

    def public_view(shop: Shop) -> PublicShop:
        shown = ShownShop(f"/v1/shops/{shop.id}", open_to_all)
        return PublicShop.of(shop, categories, is_open(shop), shown)

    async def photo_of(shop: Shop | None, file_id: str, size: Size) -> Response:
        stored = await files.find(file_id) if shop and file_id in shop.profile.photos else None
        if stored is None:
            raise NotFound(NO_PHOTO)
        return await in_size(files, stored, size)

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
        commune: CommuneCode | None = None,
        category: Annotated[str | None, Query(max_length=40)] = None,
        box: Annotated[str | None, Query(max_length=80)] = None,
        open_now: bool = False,
    ) -> Response:
        check_known("category", category, categories, "Không có ngành hàng nào mang mã này.")
        after, words = position(page, str), tuple(search_words(q))[:6]
        if normal(q).strip() and not words:  # marks alone are in no name
            return typed_response(ShopPage(items=[], next=None))
        search = ShopSearch(words, commune, category, _box(box))
        found = await shops.directory(search, after[0] if after else None, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.id))
        items = [public_view(shop) for shop in shown["items"]]
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
        return typed_response(public_view(shop))

    @router.get(
        "/v1/shops/{shop_id}/photos/{file_id}",
        summary="Ảnh của cửa hàng",
        description="Chỉ ảnh của cửa hàng đã duyệt.",
        response_class=StreamingResponse,
    )
    async def photo(shop_id: str, file_id: str, size: Size = None) -> Response:
        return await photo_of(await shops.listed(shop_id), file_id, size)

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
        reference = ReferencesFor(citizen, links)
        headers = replay(outcome.replayed)
        return typed_response(Photo(**reference(stored, f"/v1/shop-photos/{stored.id}")), 201, headers)

    @router.get(
        "/v1/shop-photos/{file_id}",
        summary="Ảnh tôi đã tải lên",
        description="Ảnh do chính mình đã tải lên, cũng khi chưa cửa hàng nào dùng; cả ảnh hoặc ảnh nhỏ.",
        response_class=StreamingResponse,
    )
    async def uploaded(file_id: str, citizen: Citizen, size: Size = None) -> Response:
        stored = await files.find(file_id, owner=citizen.id)
        if stored is None:
            raise NotFound(NO_PHOTO)
        return await in_size(files, stored, size)

    @router.get(
        "/v1/me/shops",
        summary="Cửa hàng của tôi",
        description="Mọi trạng thái; số tài khoản được che.",
        response_model=OwnShops,
    )
    async def list_own(citizen: Citizen) -> Response:
        every = await shops.own(citizen.id)
        return typed_response(OwnShops(items=[own_view(shop, every, citizen) for shop in every]))

    @router.post(
        "/v1/me/shops",
        summary="Đăng ký cửa hàng",
        description="Tên chủ tài khoản phải trùng tên chủ cửa hàng hoặc tên đăng ký kinh doanh. Xã, phường thẩm định.",
        status_code=201,
        response_model=OwnShop,
    )
    async def add(citizen: Citizen, command: IdempotentCommand, body: NewShop) -> Response:
        profile = body.profile.profile()
        outcome = await register(citizen.id, command, profile, body.account.account())
        headers = {"ETag": etag(outcome.value.version), **replay(outcome.replayed)}
        return typed_response(own_view(outcome.value, await shops.own(citizen.id), citizen), 201, headers)

    @router.get(
        "/v1/me/shops/{shop_id}",
        summary="Một cửa hàng của tôi",
        description="Kèm quá trình thẩm định và những việc có thể làm tiếp.",
        response_model=OwnShop,
    )
    async def show_own(shop_id: str, citizen: Citizen) -> Response:
        shop = await own(shop_id, citizen.id)
        every = await shops.own(citizen.id)
        return typed_response(own_view(shop, every, citizen), headers={"ETag": etag(shop.version)})

    @router.get(
        "/v1/me/shops/{shop_id}/photos/{file_id}",
        summary="Ảnh của cửa hàng của tôi",
        description="Cũng khi cửa hàng chưa được duyệt; cả ảnh hoặc ảnh nhỏ.",
        response_class=StreamingResponse,
    )
    async def own_photo(shop_id: str, file_id: str, citizen: Citizen, size: Size = None) -> Response:
        return await photo_of(await shops.of_owner(shop_id, citizen.id), file_id, size)

    async def step(shop_id: str, citizen: Caller, taken: ShopStepCommand) -> Response:
        outcome = await take_step(shop_id, taken)
        headers = {"ETag": etag(outcome.value.version), **replay(outcome.replayed)}
        return typed_response(own_view(outcome.value, await shops.own(citizen.id), citizen), headers=headers)

    @router.post(
        "/v1/me/shops/{shop_id}/supplement",
        summary="Bổ sung theo yêu cầu",
        description="Hồ sơ trở lại xã, phường để thẩm định tiếp, với ít nhất một điều thay đổi hoặc một lời nhắn.",
        response_model=OwnShop,
    )
    async def supplement(
        shop_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: ShopSupplement
    ) -> Response:
        profile = body.profile.profile() if body.profile else None
        account = body.account.account() if body.account else None
        action = ShopAction.SUPPLEMENT
        return await step(
            shop_id,
            citizen,
            ShopStepCommand(
                action, Party(citizen.id), command, seen=seen, reason=body.note, profile=profile, account=account
            ),
        )

    @router.post(
        "/v1/me/shops/{shop_id}/payee",
        summary="Đổi tài khoản nhận tiền",
        description="Tài khoản cũ vẫn dùng đến khi xã, phường duyệt; chủ cửa hàng được báo ngay khi có yêu cầu. Cửa "
        "hàng chưa được duyệt thì tài khoản mới thay ngay tài khoản đã ghi.",
        response_model=OwnShop,
    )
    async def change_payee(
        shop_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: Account
    ) -> Response:
        action, account = ShopAction.CHANGE_PAYEE, body.account()
        return await step(
            shop_id, citizen, ShopStepCommand(action, Party(citizen.id), command, seen=seen, account=account)
        )

    @router.post(
        "/v1/me/shops/{shop_id}/closure",
        summary="Đóng cửa hàng",
        description="Không còn trong danh bạ; muốn mở lại thì đăng ký mới.",
        response_model=OwnShop,
    )
    async def close(
        shop_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: Remark
    ) -> Response:
        return await step(
            shop_id,
            citizen,
            ShopStepCommand(ShopAction.CLOSE, Party(citizen.id), command, seen=seen, reason=body.reason),
        )

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
        return made_file(out.getvalue(), f"{shop.code}-qr.png", "image/png")

    async def printed(shop: Shop, make: Print, ending: str, media_type: str) -> Response:
        try:
            poster = await make("poster", qr_of(shop), poster_facts(shop, banks[shop.account.bank]))
        except TimeoutError:
            raise Unavailable() from None
        return made_file(poster, f"{shop.code}.{ending}", media_type)

    async def approved(shop_id: str, owner_id: str) -> Shop:
        shop = await own(shop_id, owner_id)
        if shop.state not in LISTED:
            raise NotFound(f"Cửa hàng đang ở trạng thái “{wording.shops[shop.state]}” nên chưa dùng được mã QR.")
        return shop

    return router


def qr_of(shop: Shop) -> str:
    return encode(VietQR(shop.account.bank, shop.account.number))


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
