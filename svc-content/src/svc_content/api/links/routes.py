"""Links into the app for every screen, their QR codes, and posters to hang up."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from shared.clock import VIETNAM, Clock
from shared.errors import FieldError, Invalid
from shared.fields import Line, Printed
from shared.printing.printer import Printer
from shared.printing.qr import qr_code
from shared.web import api_router
from svc_content.api.cached import IfNoneMatch, cached, cached_bytes
from svc_content.api.links.responses import LinkView
from svc_content.api.officers import AnyEditor
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import SINGLE, Organisation
from svc_content.domain.screens import PLACES, LinkRefusal, LinkRefused, Screen, link
from svc_content.use_cases.find_target import FindTarget

_REFUSALS: Mapping[LinkRefusal, str] = {
    LinkRefusal.NEEDS_ID: "Màn hình này cần mã của nội dung muốn mở.",
    LinkRefusal.NEEDS_NO_ID: "Màn hình này không có mã.",
    LinkRefusal.BAD_ID: "Mã không đúng dạng.",
}


def link_routes(
    arrangement: Arrangement, mini_app_id: str, find_target: FindTarget, printer: Printer, clock: Clock
) -> APIRouter:
    router = api_router(prefix="/v1", tags=["Liên kết"])

    async def address(
        screen: Annotated[Screen, Query()],
        id: Annotated[str | None, Query(max_length=60)] = None,
        testing_version: Annotated[int | None, Query(ge=1, le=100_000, description="Bản thử nghiệm")] = None,
    ) -> str:
        try:
            url = link(mini_app_id, screen, id, testing_version)
        except LinkRefused as refused:
            raise Invalid([FieldError("id", _REFUSALS[refused.reason])]) from None
        if id is not None and not await find_target(screen, id):
            raise Invalid([FieldError("id", "Không có nội dung mang mã này.")])
        return url

    @router.get(
        "/links",
        summary="Liên kết mở một màn hình của ứng dụng",
        description="Liên kết công khai để in, gửi hoặc dán; không chứa thông tin cá nhân.",
        response_model=LinkView,
    )
    async def show_link(
        screen: Annotated[Screen, Query()],
        url: Annotated[str, Depends(address)],
        id: Annotated[str | None, Query(max_length=60)] = None,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        query = f"screen={screen}" + (f"&id={id}" if id else "")
        shown = LinkView(screen=screen, label=PLACES[screen].label, url=url, qr_url=f"/v1/links/qr.svg?{query}")
        return cached(shown, if_none_match)

    @router.get(
        "/links/qr.svg",
        summary="Mã QR của một màn hình",
        description="Ảnh SVG, in được ở mọi cỡ; vẫn đọc được khi bẩn 15 %.",
        response_class=Response,
    )
    async def show_code(url: Annotated[str, Depends(address)], if_none_match: IfNoneMatch = None) -> Response:
        return cached_bytes(qr_code(url).encode(), "image/svg+xml", if_none_match)

    @router.get(
        "/staff/links/poster.pdf",
        summary="Áp phích có mã QR, khổ A4",
        description="PDF/A theo kiểu giấy tờ của tỉnh, để treo tại trụ sở; lời mời do người biên tập viết.",
        response_class=Response,
    )
    async def show_poster(
        _editor: AnyEditor,
        screen: Annotated[Screen, Query()],
        url: Annotated[str, Depends(address)],
        title: Annotated[str, Query(min_length=3, max_length=80), Line, Printed],
        text: Annotated[str, Query(max_length=300), Line, Printed] = "",
    ) -> Response:
        organisation = arrangement.find(Organisation, SINGLE)
        agency = organisation.content.name if organisation else ""
        today = clock.now().astimezone(VIETNAM)
        facts = {
            "agency": agency,
            "head": agency.upper(),
            "title": title,
            "text": text,
            "screen": PLACES[screen].label,
            "url": url,
            "issued": {"year": today.year, "month": today.month, "day": today.day},
        }
        pdf = await printer.pdf("poster", url, facts)
        headers = {"Content-Disposition": 'inline; filename="poster.pdf"', "Cache-Control": "private, no-store"}
        return Response(pdf, 200, headers, "application/pdf")

    return router
