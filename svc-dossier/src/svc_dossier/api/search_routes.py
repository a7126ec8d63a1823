"""The officer at the counter looks for a dossier: by its code, or by who filed it."""

import re
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.errors import FieldError, Invalid
from shared.mongo import Document
from shared.pagination import PageQuery, PageRequest, encode_cursor
from shared.pagination import page as page_of
from shared.text import fold
from shared.web import api_router, json_response
from svc_dossier.api.cursors import position
from svc_dossier.api.officers import Officer, visible
from svc_dossier.api.responses import StaffRows
from svc_dossier.api.staff_routes import looked
from svc_dossier.api.views import staff_row
from svc_dossier.domain.dossier_code import read_code
from svc_dossier.domain.submission_reference import read_reference
from svc_dossier.store.dossiers import within
from svc_dossier.store.sealed_form import NUMBER, PHONE
from svc_dossier.use_cases.desk import Desk

SearchText = Annotated[str, Query(min_length=1, max_length=100)]
SHORTEST_NAME = 3
_PERSONAL_NUMBER = re.compile(r"\d{12}", re.ASCII)
_PHONE = re.compile(r"0\d{9}", re.ASCII)


def search_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Cán bộ"])

    @router.get(
        "/dossier-search",
        summary="Tìm hồ sơ theo mã, số định danh, số điện thoại hoặc tên người nộp (không cần dấu)",
        response_model=StaffRows,
    )
    async def search(
        officer: Officer, page: PageQuery, q: Annotated[str, Query(min_length=1, max_length=100)]
    ) -> Response:
        shown = await _found(desk, q.strip(), visible(desk, officer), page)
        if shown["items"]:
            await looked(desk, officer, "inbox", [item["_id"] for item in shown["items"]], masked=True)
        now = desk.clock.now()
        return json_response({**shown, "items": [staff_row(desk, item, now) for item in shown["items"]]})

    return router


async def _found(desk: Desk, text: str, agencies: frozenset[str], page: PageRequest) -> Document:
    """A page of rows, as ``text`` asks for them."""
    digits = re.sub(r"[\s.-]", "", text)
    for what, pattern in ((NUMBER, _PERSONAL_NUMBER), (PHONE, _PHONE)):  # first: some numbers read as a reference too
        if pattern.fullmatch(digits):
            after = position(page, datetime, str)
            rows = await desk.dossiers.found_by_person(
                what, desk.seal.index(what, digits), agencies, after, page.limit + 1
            )
            return page_of(rows, page.limit, lambda last: encode_cursor(last["submitted_at"], last["_id"]))
    legal, reference = read_code(text), read_reference(text)
    if legal or reference:
        found = await desk.dossiers.by_code(legal) if legal else await desk.dossiers.by_reference(reference or "")
        document = await desk.dossiers.detail(found.id, within(agencies)) if found else None
        return {"items": [document] if document else [], "next": None}
    name = fold(text)
    if len(name) < SHORTEST_NAME:
        raise Invalid(
            [FieldError("q", f"Nhập mã hồ sơ, số định danh, số điện thoại, hoặc tên từ {SHORTEST_NAME} chữ.")]
        )
    rows = await desk.dossiers.found_by_name(name, agencies, position(page, str, str), page.limit + 1)
    return page_of(rows, page.limit, lambda last: encode_cursor(last["found_by"]["name"], last["_id"]))
