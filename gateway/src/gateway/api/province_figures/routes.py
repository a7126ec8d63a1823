"""The four figures, for whoever answers for the province, as JSON and as a table for a spreadsheet."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from gateway.api.province_figures.responses import ProvinceFiguresView, spreadsheet
from gateway.domain.staff import ADMINISTRATOR
from gateway.use_cases.read_province_figures import ReadProvinceFigures
from shared.clock import VIETNAM
from shared.errors import Forbidden
from shared.identity import Caller, staff_with
from shared.web import api_router, typed_response


async def _token(request: Request, caller: Annotated[Caller, staff_with(ADMINISTRATOR)]) -> str:
    """The caller's own, with which the services are asked."""
    if not caller.covers_province(ADMINISTRATOR):
        raise Forbidden("Số liệu này dành cho quản trị viên của tỉnh.")
    return request.headers["authorization"][len("Bearer ") :].strip()


Token = Annotated[str, Depends(_token)]


def province_figure_routes(read: ReadProvinceFigures) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Số liệu"])

    @router.get(
        "/province-figures",
        summary="Bốn số liệu của ứng dụng, kèm kỳ và mẫu số",
        description="Người sử dụng, tỷ lệ trên 45 tuổi, lượt truy cập hằng tháng và tỷ lệ hồ sơ trực tuyến của 12 "
        "tháng gần nhất. Số người và lượt truy cập được đếm lại mỗi phút (`at`), trùng với bảng theo dõi của tỉnh.",
        response_model=ProvinceFiguresView,
    )
    async def show(token: Token) -> Response:
        return typed_response(ProvinceFiguresView.of(await read(token)))

    @router.get(
        "/province-figures.csv",
        summary="Cùng số liệu, dạng bảng tính",
        description="Tệp CSV (UTF-8) mở được bằng phần mềm bảng tính, mỗi tỷ lệ kèm tử số và mẫu số.",
        response_class=Response,
    )
    async def export(token: Token) -> Response:
        found = await read(token)
        name = f'attachment; filename="so-lieu-ung-dung-{found.people.at.astimezone(VIETNAM):%Y-%m-%d}.csv"'
        return Response(spreadsheet(found), 200, {"Content-Disposition": name}, "text/csv; charset=utf-8")

    return router
