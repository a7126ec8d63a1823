"""Where one-stop and national systems send statuses, and where officers see what could not be applied."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from shared.clock import Clock
from shared.errors import Forbidden
from shared.identity import ADMINISTRATOR, Administrator
from shared.metrics import counter
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.problem import Problem
from shared.web import ForeignRoute, api_router, typed_response
from svc_dossier.api.upstream.requests import Push
from svc_dossier.api.upstream.responses import PushOutcome, PushOutcomes, StatusPage, StatusRow
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.upstream import StatusOutcome
from svc_dossier.store.upstream_statuses import UpstreamStatuses
from svc_dossier.upstream.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, Keys, Unsigned, verify
from svc_dossier.use_cases.apply_upstream_status import ApplyUpstreamStatus

_refused = counter(
    "dossier_upstream_refused_total",
    "Pushes of upstream systems without a valid signature",
    reason=("unknown_system", "missing", "wrong", "stale"),
)


def upstream_routes(
    apply_status: ApplyUpstreamStatus, statuses: UpstreamStatuses, keys: Keys, wording: Wording, clock: Clock
) -> APIRouter:
    router, of_systems = api_router(tags=["Liên thông"]), api_router(ForeignRoute, tags=["Liên thông"])

    async def signed(request: Request, system: str) -> str:
        if system not in keys:
            _refused.labels("unknown_system").inc()
            raise _not_signed()
        headers = request.headers
        given = headers.get(TIMESTAMP_HEADER, ""), headers.get(SIGNATURE_HEADER, "")
        try:
            verify(keys[system], await request.body(), *given, clock.now())
        except Unsigned as error:
            _refused.labels(error.reason).inc()
            raise _not_signed() from None
        return system

    @of_systems.post(
        "/v1/upstream/{system}/statuses",
        summary="Hệ thống một cửa báo trạng thái hồ sơ",
        description="Hệ thống một cửa của tỉnh hoặc Cổng Dịch vụ công quốc gia gửi trạng thái mới, ký bằng khóa của "
        "mình. Gửi lại, gửi muộn hoặc sai thứ tự đều không gây hại.",
        response_model=PushOutcomes,
    )
    async def push(system: Annotated[str, Depends(signed)], body: Push) -> Response:
        now, outcomes = clock.now(), []
        for item in body.items:  # one after the other: several may be of the same dossier
            outcome = await apply_status(item.received(system, now))
            outcomes.append(PushOutcome(event_id=item.event_id, outcome=outcome))
        return typed_response(PushOutcomes(items=outcomes))

    @router.get(
        "/v1/staff/upstream-statuses",
        summary="Trạng thái liên thông theo kết quả xử lý",
        description="Những trạng thái đã nhận nhưng chưa áp dụng được, mới nhất trước. Chỉ dành cho quản trị "
        "viên cấp tỉnh.",
        response_model=StatusPage,
    )
    async def list_statuses(
        officer: Administrator, page: PageQuery, outcome: Literal["flagged", "unknown", "late"] = "flagged"
    ) -> Response:
        if not officer.covers_province(ADMINISTRATOR):
            raise Forbidden("Chỉ quản trị viên của tỉnh xem được mục này.")
        after = position(page, datetime, str)
        found = await statuses.with_outcome(StatusOutcome(outcome), after, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.received_at, last.id))
        rows = [StatusRow.of(wording, received) for received in shown["items"]]
        return typed_response(StatusPage(items=rows, next=shown["next"]))

    router.routes.extend(of_systems.routes)
    return router


def _not_signed() -> Problem:
    """One answer whether the system is unknown or its signature does not hold."""
    return Problem(401, "signature-invalid", "Chữ ký không hợp lệ", "Chữ ký thiếu, sai hoặc đã quá thời hạn.")
