"""Deadlines that come near or have passed, for whoever is to do something about them."""

from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_feedback.api.alerts.requests import ReadIn
from svc_feedback.api.alerts.responses import AlertPage, AlertRow, Unread
from svc_feedback.api.officers import Officer, alerts_seen, scope
from svc_feedback.store.given_alerts import GivenAlerts
from svc_feedback.use_cases.read_alerts import ReadAlerts
from svc_feedback.use_cases.rules import Rules


def alert_routes(alerts: GivenAlerts, read_alerts: ReadAlerts, rules: Rules) -> APIRouter:
    router = api_router(prefix="/v1/staff/feedback-alerts", tags=["Cảnh báo thời hạn"])

    @router.get(
        "",
        summary="Cảnh báo thời hạn, mới nhất trước",
        description="Của phản ánh và câu hỏi đang mở trong phạm vi cán bộ: sắp đến hạn và quá hạn cho người xử lý, quá "
        "hạn cho điều phối viên và người duyệt, quá hạn hơn một ngày làm việc cho cả quản trị. Việc chưa giao cơ quan "
        "nào thì điều phối viên được báo từ khi sắp đến hạn. Kèm số chưa đọc.",
        response_model=AlertPage,
    )
    async def show(officer: Officer, page: PageQuery) -> Response:
        theirs, seen = scope(officer), alerts_seen(officer)
        since = await alerts.read_until(officer.id)
        found = await alerts.latest(theirs, seen, position(page, datetime, str), page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.given_at, last.id))
        items = [AlertRow.of(alert, since, rules) for alert in shown["items"]]
        unread = await alerts.unread(theirs, seen, since)
        return typed_response(AlertPage(items=items, unread=unread, next=shown["next"]))

    @router.post(
        "/read",
        summary="Đánh dấu đã đọc cảnh báo",
        description="Đến thời điểm của cảnh báo mới nhất đã đọc; gửi lại không thay đổi gì.",
        response_model=Unread,
    )
    async def read(officer: Officer, body: ReadIn) -> Response:
        since = await read_alerts(officer.id, body.until)
        return typed_response(Unread(unread=await alerts.unread(scope(officer), alerts_seen(officer), since)))

    return router
