"""Who works on a dossier, and who could."""

from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.etag import RequiredIfMatch, etag
from shared.filters import chosen_units
from shared.idempotency import IdempotentCommand, replay
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.reference.staff_directory import StaffDirectory
from shared.web import api_router, typed_response
from svc_dossier.api.assignments.requests import NewAssignment
from svc_dossier.api.assignments.responses import AssignmentReceipt, OfficerPage, OfficerRow
from svc_dossier.api.officers import Officer, acting, handled, visible
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.transitions import OFFICER
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.assign_dossier import AssignDossier, AssignmentRequest


def assignment_routes(
    assign: AssignDossier, staff: StaffDirectory, agencies: Collection[str], wording: Wording
) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Cán bộ"])

    @router.post(
        "/dossiers/{dossier_id}/assignment",
        summary="Giao hoặc chuyển giao hồ sơ",
        description="Giao hồ sơ cho một cán bộ của đơn vị giải quyết, chuyển cho người khác, hoặc thôi giao.",
        response_model=AssignmentReceipt,
    )
    async def hand_over(
        dossier_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: NewAssignment
    ) -> Response:
        request = AssignmentRequest(
            dossier_id=dossier_id,
            officer_id=officer.id if body.officer_id == "me" else body.officer_id,
            note=body.note,
            by=acting(officer),
            offices=handled(officer),
            scope=Scope(agencies=visible(agencies, officer)),
            command=command,
            seen=seen,
        )
        made = await assign(request)
        headers = {"ETag": etag(made.value.version), **replay(made.replayed)}
        return typed_response(AssignmentReceipt.of(dossier_id, made.value), headers=headers)

    @router.get(
        "/officers",
        summary="Cán bộ của đơn vị có thể được giao hồ sơ",
        description="Những cán bộ đang giữ vai trò Một cửa hoặc chuyên viên của đơn vị, theo tên; người vừa được phân "
        "quyền có trong danh sách sau vài giây.",
        response_model=OfficerPage,
    )
    async def list_officers(
        officer: Officer, page: PageQuery, unit: Annotated[str | None, Query(max_length=60)] = None
    ) -> Response:
        units = chosen_units(unit, visible(agencies, officer), agencies)
        found = await staff.of_units(units, OFFICER, position(page, str, str), page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.sorts_as, last.id))
        rows = [
            OfficerRow(
                id=member.id,
                name=member.name,
                titles=[wording.titles[role] for role in member.roles if role in wording.titles],
            )
            for member in shown["items"]
        ]
        return typed_response(OfficerPage(items=rows, next=shown["next"]))

    return router
