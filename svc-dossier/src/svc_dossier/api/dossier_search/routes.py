"""The officer at the counter looks for a dossier: by its code, or by who submitted it."""

from collections.abc import Collection
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.access_log import RecordAccess
from shared.clock import Clock
from shared.pagination import PageQuery
from shared.web import api_router, typed_response
from svc_dossier.api.dossier_search.matches import matches
from svc_dossier.api.officers import Officer, actors, visible
from svc_dossier.api.staff_dossiers.responses import StaffDossierPage
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.wording import Wording
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.sealed_form import FormSeal
from svc_dossier.use_cases.find_by_code import FindByCode

SearchQuery = Annotated[str, Query(min_length=1, max_length=100)]


def dossier_search_routes(
    record_access: RecordAccess,
    find_by_code: FindByCode,
    dossiers: Dossiers,
    seal: FormSeal,
    calendars: Calendars,
    agencies: Collection[str],
    wording: Wording,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Cán bộ"])

    @router.get(
        "/dossier-search",
        summary="Tìm hồ sơ theo mã, số định danh, số điện thoại hoặc tên người nộp (không cần dấu)",
        description="Chỉ tìm trong hồ sơ của đơn vị mình. Số định danh và số điện thoại phải nhập đủ; tên tìm theo "
        "bất kỳ chữ nào trong họ tên, có dấu hay không dấu, gõ đủ hay chỉ phần đầu của chữ, từ hai chữ cái.",
        response_model=StaffDossierPage,
    )
    async def search(officer: Officer, page: PageQuery, q: SearchQuery) -> Response:
        found = await matches(dossiers, find_by_code, seal, q.strip(), visible(agencies, officer), page)
        if found.items:
            await record_access(officer, "inbox", [summary.id for summary in found.items], masked=True)
        rows = StaffDossierPage.of(
            wording, calendars.current, found.items, found.next, partial(actors, officer), clock.now()
        )
        return typed_response(rows)

    return router
