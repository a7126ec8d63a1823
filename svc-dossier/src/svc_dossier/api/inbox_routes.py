"""The office's desk as a whole: how much there is to do, what to say, whom to ask, and who has looked at what."""

from datetime import datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.clock import rfc3339
from shared.command import Command
from shared.errors import Forbidden
from shared.idempotency import IdempotentCommand
from shared.pagination import PageQuery, encode_cursor
from shared.pagination import page as page_of
from shared.problem import problem_of
from shared.web import api_router, json_response
from svc_dossier.api.cursors import position
from svc_dossier.api.officers import Administrator, Officer, handled, of_province, visible
from svc_dossier.api.problems import as_problem
from svc_dossier.api.requests import BulkAcceptance
from svc_dossier.api.staff_responses import BulkOutcomes, InboxCounts, LookRows, OfficerRows, ReasonCatalogue
from svc_dossier.api.staff_routes import staff_wish
from svc_dossier.api.views import step_receipt
from svc_dossier.domain.transitions import Action, State
from svc_dossier.store.access_log import AccessLogEntry
from svc_dossier.use_cases.bulk_accept import Outcome, bulk_accept
from svc_dossier.use_cases.desk import Desk

UnitQuery = Annotated[str | None, Query(max_length=60, description="Mã đơn vị; bỏ trống là mọi đơn vị của cán bộ")]


def inbox_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Cán bộ"])

    @router.get("/dossier-counts", summary="Số hồ sơ đang giải quyết, đến hạn, quá hạn", response_model=InboxCounts)
    async def count(officer: Officer, unit: UnitQuery = None) -> Response:
        now = desk.clock.now()
        agencies = visible(desk, officer) & ({unit} if unit else desk.agencies.keys())
        counts = await desk.dossiers.counts(frozenset(agencies), now, _midnight(desk, now))
        by_state = [
            {"state": int(state), "state_label": desk.wording.labels[state], "count": counts.by_state[state]}
            for state in State
            if state in counts.by_state
        ]
        answer = {"open": sum(counts.by_state.values()), "by_state": by_state}
        return json_response({**answer, "due_today": counts.due_today, "overdue": counts.overdue, "at": rfc3339(now)})

    @router.post("/dossier-acceptances", summary="Tiếp nhận nhiều hồ sơ", response_model=BulkOutcomes)
    async def accept_several(officer: Officer, command: IdempotentCommand, body: BulkAcceptance) -> Response:
        def wish(dossier_id: str, own: Command, seen: int) -> Any:
            return staff_wish(desk, dossier_id, Action.ACCEPT, officer, own, seen)

        outcomes = await bulk_accept(desk, command, [(item.id, item.version) for item in body.items], wish)
        accepted = sum(outcome.taken is not None for outcome in outcomes)
        items = [_outcome(desk, outcome) for outcome in outcomes]
        return json_response({"accepted": accepted, "refused": len(outcomes) - accepted, "items": items})

    @router.get("/reasons", summary="Danh mục lý do cho từng thao tác", response_model=ReasonCatalogue)
    async def reasons(officer: Officer) -> Response:
        shown = {action.value: [vars(reason) for reason in given.values()] for action, given in desk.reasons.items()}
        return json_response({"actions": shown})

    @router.get("/officers", summary="Cán bộ của đơn vị có thể được giao hồ sơ", response_model=OfficerRows)
    async def officers(officer: Officer, page: PageQuery, unit: Annotated[str, Query(max_length=60)]) -> Response:
        if unit not in visible(desk, officer):
            raise Forbidden("Chỉ xem được cán bộ của đơn vị mình.")
        await desk.officers.came(officer.id, handled(officer), desk.clock.now())
        after = position(page, str)
        found = await desk.officers.of(unit, after[0] if after else None, page.limit + 1)
        shown = page_of(found, page.limit, encode_cursor)
        return json_response({**shown, "items": [{"id": officer_id} for officer_id in shown["items"]]})

    @router.get("/access-log", summary="Ai đã xem dữ liệu của công dân, mới nhất trước", response_model=LookRows)
    async def looks(
        administrator: Administrator,
        page: PageQuery,
        dossier_id: Annotated[str | None, Query(max_length=60)] = None,
        officer_id: Annotated[str | None, Query(max_length=60)] = None,
    ) -> Response:
        if not of_province(administrator):
            raise Forbidden("Chỉ quản trị viên cấp tỉnh xem được nhật ký truy cập.")
        after = position(page, str)
        found = await desk.looks.of(
            dossier_id=dossier_id, officer=officer_id, before=after[0] if after else None, limit=page.limit + 1
        )
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.id))
        return json_response({**shown, "items": [_look(look) for look in shown["items"]]})

    return router


def _midnight(desk: Desk, now: datetime) -> datetime:
    return datetime.combine(desk.today(now) + timedelta(days=1), time(), desk.calendar.zone)


def _outcome(desk: Desk, outcome: Outcome) -> dict[str, Any]:
    if outcome.taken is not None:
        receipt = step_receipt(desk.wording, outcome.taken.dossier, outcome.taken.entry)
        return {"id": outcome.dossier_id, "status": 200, "receipt": receipt, "problem": None}
    assert outcome.refusal is not None, "either taken or refused"
    problem = problem_of(as_problem(desk.wording, outcome.refusal))
    told = {"title": problem.title, "detail": problem.detail, **problem.extra}
    return {"id": outcome.dossier_id, "status": problem.status, "receipt": None, "problem": told}


def _look(look: AccessLogEntry) -> dict[str, Any]:
    return {**vars(look), "at": rfc3339(look.at), "dossiers": list(look.dossiers)}
