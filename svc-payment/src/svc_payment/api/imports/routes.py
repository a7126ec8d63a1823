"""Files of dues: the template, the preview, the confirmation, how far it is."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from shared.csv_table import csv_table
from shared.errors import NotFound
from shared.files.upload_request import ONE_FILE, UploadKey
from shared.idempotency import replay
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_payment.api.imports.responses import ImportPage, ImportView
from svc_payment.api.officers import Accountant, acting, own_school
from svc_payment.api.uploads import Receive
from svc_payment.catalogue.wording import Wording
from svc_payment.domain.bill_import import BillImport
from svc_payment.domain.fee_sheet import EXAMPLE, HEADINGS
from svc_payment.domain.school import FeeItem
from svc_payment.sheets.writing import xlsx_table
from svc_payment.store.imports import Imports
from svc_payment.store.schools import Schools
from svc_payment.use_cases.confirm_import import ConfirmImport
from svc_payment.use_cases.discard_import import DiscardImport
from svc_payment.use_cases.preview_import import PreviewImport

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_routes(
    preview: PreviewImport,
    confirm: ConfirmImport,
    discard: DiscardImport,
    imports: Imports,
    schools: Schools,
    wording: Wording,
    received: Receive,
) -> APIRouter:
    router = api_router(prefix="/v1/staff/schools/{school_id}", tags=["Nhập khoản thu"])

    def view(found: BillImport) -> ImportView:
        return ImportView.of(found, wording.imports, wording.cells)

    @router.get(
        "/import-template.csv",
        summary="Tệp mẫu CSV",
        description="Có dòng tiêu đề và một dòng ví dụ cho mỗi khoản trong danh mục của trường; dòng ví dụ phải được "
        "xóa trước khi gửi.",
        response_class=Response,
    )
    async def template_csv(school_id: str, officer: Accountant) -> Response:
        own_school(officer, school_id)
        table = csv_table(list(HEADINGS.values()), example(await schools.fee_items(school_id)))
        return Response(table, 200, {"Content-Disposition": 'attachment; filename="khoan-thu.csv"'}, "text/csv")

    @router.get(
        "/import-template.xlsx",
        summary="Tệp mẫu XLSX",
        description="Như tệp mẫu CSV.",
        response_class=Response,
    )
    async def template_xlsx(school_id: str, officer: Accountant) -> Response:
        own_school(officer, school_id)
        table = xlsx_table(list(HEADINGS.values()), example(await schools.fee_items(school_id)))
        return Response(table, 200, {"Content-Disposition": 'attachment; filename="khoan-thu.xlsx"'}, SPREADSHEET)

    @router.post(
        "/imports",
        summary="Tải lên và kiểm tra một tệp khoản thu",
        description="CSV hoặc XLSX, tối đa 20.000 dòng. Chưa phát hành gì: câu trả lời nêu từng ô sai theo dòng và "
        "cột, hoặc cho biết sẽ có bao nhiêu phiếu thu. Tải lại cùng một tệp không tạo phiếu thu hai lần.",
        status_code=201,
        response_model=ImportView,
        openapi_extra=ONE_FILE,
    )
    async def upload(request: Request, school_id: str, officer: Accountant, idempotency_key: UploadKey) -> Response:
        own_school(officer, school_id)
        async with received(request, officer, idempotency_key) as (command, file):
            outcome = await preview(school_id, acting(officer), command, file)
        return typed_response(view(outcome.value), 201, replay(outcome.replayed))

    @router.get(
        "/imports",
        summary="Các tệp đã tải lên",
        description="Mới nhất trước.",
        response_model=ImportPage,
    )
    async def list_imports(school_id: str, officer: Accountant, page: PageQuery) -> Response:
        own_school(officer, school_id)
        found = await imports.of_school(school_id, position(page, datetime, str), page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.at, last.id))
        return typed_response(ImportPage(items=[view(one) for one in shown["items"]], next=shown["next"]))

    @router.get(
        "/imports/{import_id}",
        summary="Một tệp và tiến độ phát hành",
        description="`done` trên `bills` là tiến độ.",
        response_model=ImportView,
    )
    async def show(school_id: str, import_id: str, officer: Accountant) -> Response:
        own_school(officer, school_id)
        found = await imports.find(import_id, school_id)
        if found is None:
            raise NotFound("Không tìm thấy tệp này.")
        return typed_response(view(found))

    @router.post(
        "/imports/{import_id}/confirmation",
        summary="Phát hành phiếu thu từ tệp đã kiểm tra",
        description="Phát hành tất cả hoặc không phiếu nào; làm tiếp đến xong dù hệ thống khởi động lại.",
        status_code=202,
        response_model=ImportView,
    )
    async def confirmed(school_id: str, import_id: str, officer: Accountant) -> Response:
        own_school(officer, school_id)
        return typed_response(view(await confirm(school_id, import_id, acting(officer))), 202)

    @router.delete(
        "/imports/{import_id}",
        summary="Bỏ một tệp chưa phát hành",
        description="Tệp đã phát hành thì không bỏ được.",
        response_model=ImportView,
    )
    async def discarded(school_id: str, import_id: str, officer: Accountant) -> Response:
        own_school(officer, school_id)
        return typed_response(view(await discard(school_id, import_id)))

    return router


def example(items: Sequence[FeeItem]) -> list[list[object]]:
    shown = items or [FeeItem("HP", "Học phí", 100_000, True)]
    return [
        [
            EXAMPLE,
            "Dòng ví dụ, xóa trước khi gửi",
            "6A1",
            "2026-11",
            item.code,
            item.name,
            1,
            item.unit_price,
            0,
            "bắt buộc" if item.mandatory else "tự nguyện",
            "15/12/2026",
        ]
        for item in shown
    ]
