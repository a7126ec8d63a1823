"""Where one-stop and national systems tell us statuses, and where officers see what could not be applied."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from prometheus_client import Counter
from pydantic import BaseModel, Field
from starlette.responses import Response

from shared.clock import rfc3339
from shared.errors import Forbidden
from shared.pagination import PageQuery, encode_cursor
from shared.pagination import page as page_of
from shared.problem import Problem
from shared.web import Moment, StrictModel, api_router, json_response
from svc_dossier.api.cursors import position
from svc_dossier.api.officers import Administrator, of_province
from svc_dossier.api.requests import Text
from svc_dossier.domain.transitions import State
from svc_dossier.domain.upstream import Verdict
from svc_dossier.store.upstream_statuses import Told
from svc_dossier.upstream.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, Keys, Unsigned, verify
from svc_dossier.use_cases.apply_upstream_status import ApplyUpstreamStatus
from svc_dossier.use_cases.desk import Desk

MOST = 100

_refused = Counter("dossier_upstream_refused_total", "Pushes of upstream systems without a valid signature", ["reason"])


class Status(StrictModel):
    """``event_id`` là mã riêng của hệ thống gửi; gửi lại cùng mã thì không có tác dụng lần hai."""

    event_id: str = Field(pattern=r"^[A-Za-z0-9._:-]{1,100}$")
    code: str = Field(min_length=1, max_length=60, description="Mã hồ sơ hoặc mã nộp")
    status: int = Field(ge=1, le=10)
    said_at: Moment = Field(description="Thời điểm theo hệ thống gửi")
    note: Text | None = None


class Push(StrictModel):
    items: list[Status] = Field(min_length=1, max_length=MOST)


class Outcome(BaseModel):
    event_id: str
    outcome: Verdict


class Outcomes(BaseModel):
    items: list[Outcome]


class StatusRow(BaseModel):
    event_id: str
    system: str
    code: str
    status: int
    status_label: str
    said_at: datetime
    received_at: datetime
    outcome: Verdict | None
    dossier_id: str | None


class StatusRows(BaseModel):
    items: list[StatusRow]
    next: str | None


def upstream_routes(desk: Desk, hear: ApplyUpstreamStatus, keys: Keys) -> APIRouter:
    router = api_router(tags=["Liên thông"])

    async def signed(request: Request, system: str) -> str:
        if system not in keys:
            _refused.labels("unknown_system").inc()
            raise _not_signed()
        headers = request.headers
        given = headers.get(TIMESTAMP_HEADER, ""), headers.get(SIGNATURE_HEADER, "")
        try:
            verify(keys[system], await request.body(), *given, desk.clock.now())
        except Unsigned as error:
            _refused.labels(error.reason).inc()
            raise _not_signed() from None
        return system

    @router.post(
        "/v1/upstream/{system}/statuses", summary="Hệ thống một cửa báo trạng thái hồ sơ", response_model=Outcomes
    )
    async def tell(system: Annotated[str, Depends(signed)], body: Push) -> Response:
        now, outcomes = desk.clock.now(), []
        for item in body.items:  # one after the other: several may be of the same dossier
            told = Told(
                id=f"{system}/{item.event_id}",
                system=system,
                code=item.code,
                status=State(item.status),
                said_at=item.said_at,
                received_at=now,
                note=item.note,
            )
            outcomes.append({"event_id": item.event_id, "outcome": await hear(told)})
        return json_response({"items": outcomes})

    @router.get(
        "/v1/staff/upstream-statuses", summary="Trạng thái liên thông theo kết quả xử lý", response_model=StatusRows
    )
    async def list_statuses(
        officer: Administrator, page: PageQuery, outcome: Literal["flagged", "unknown", "late"] = "flagged"
    ) -> Response:
        if not of_province(officer):
            raise Forbidden("Chỉ quản trị viên của tỉnh xem được mục này.")
        after = position(page, datetime, str)
        found = await hear.statuses.with_verdict(Verdict(outcome), after, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.received_at, last.id))
        return json_response({**shown, "items": [_row(desk, told) for told in shown["items"]]})

    return router


def _row(desk: Desk, told: Told) -> dict[str, Any]:
    return {
        "event_id": told.id.partition("/")[2],
        "system": told.system,
        "code": told.code,
        "status": int(told.status),
        "status_label": desk.wording.labels[told.status],
        "said_at": rfc3339(told.said_at),
        "received_at": rfc3339(told.received_at),
        "outcome": told.verdict,
        "dossier_id": told.dossier_id,
    }


def _not_signed() -> Problem:
    """One answer whether the system is unknown or its signature does not hold."""
    return Problem(401, "signature-invalid", "Chữ ký không hợp lệ", "Chữ ký thiếu, sai hoặc đã quá thời hạn.")
