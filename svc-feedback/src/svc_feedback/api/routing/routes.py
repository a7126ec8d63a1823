"""The table that says which agency gets what: read by officers, written by administrators."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.etag import RequiredIfMatch, etag
from shared.identity import Administrator
from shared.web import api_router, typed_response
from svc_feedback.api.officers import Officer, acting
from svc_feedback.api.routing.requests import RoutingIn
from svc_feedback.api.routing.responses import RoutingView
from svc_feedback.store.routing_rules import RoutingRules
from svc_feedback.use_cases.edit_routing import EditRouting
from svc_feedback.use_cases.rules import Rules


def routing_routes(routing: RoutingRules, edit: EditRouting, rules: Rules) -> APIRouter:
    router = api_router(prefix="/v1/staff/routing-rules", tags=["Quy tắc phân công"])

    @router.get(
        "",
        summary="Quy tắc phân công đang áp dụng",
        description="Chuyên mục nào, ở địa bàn nào thì chuyển cho đơn vị nào; quy tắc cụ thể nhất được áp dụng.",
        response_model=RoutingView,
    )
    async def show(officer: Officer) -> Response:
        table = await routing.current()
        return typed_response(RoutingView.of(table, rules), headers={"ETag": etag(table.version)})

    @router.put(
        "",
        summary="Sửa quy tắc phân công",
        description="Thay toàn bộ bảng, theo phiên bản đang xem. Bản trước được giữ lại.",
        response_model=RoutingView,
    )
    async def replace(administrator: Administrator, seen: RequiredIfMatch, body: RoutingIn) -> Response:
        table = await edit(acting(administrator), seen, [rule.rule() for rule in body.rules])
        return typed_response(RoutingView.of(table, rules), headers={"ETag": etag(table.version)})

    return router
