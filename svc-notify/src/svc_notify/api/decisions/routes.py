"""Why a message went the way it did, and which way one would go now. Nothing is sent, nothing changed."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from shared.errors import NotFound
from shared.identity import Administrator
from shared.web import api_router, typed_response
from svc_notify.api.decisions.requests import DryRun
from svc_notify.api.decisions.responses import DecisionHistory, DecisionPreview
from svc_notify.api.officers import administered
from svc_notify.domain.milestones import Push
from svc_notify.store.staff_messages import StaffMessages
from svc_notify.use_cases.preview_decision import PreviewDecision


def decision_routes(messages: StaffMessages, push_policy: Mapping[str, Push], preview: PreviewDecision) -> APIRouter:
    router = api_router(prefix="/v1/staff/messages", tags=["Theo dõi tin gửi"])

    @router.get(
        "/{message_id}/why",
        summary="Vì sao tin được gửi, chờ hoặc chỉ có trong ứng dụng",
        description="Năm quyết định gần nhất về tin: kênh nào, lý do, và vì sao không đi các kênh khác.",
        response_model=DecisionHistory,
    )
    async def why(officer: Administrator, message_id: str) -> Response:
        message = await messages.get(message_id, administered(officer))
        if message is None:
            raise NotFound("Không tìm thấy tin nhắn này.")
        return typed_response(DecisionHistory.of(message, push_policy[message.milestone]))

    @router.post(
        "/dry-run",
        summary="Thử: một tin sẽ đi kênh nào, không gửi gì",
        description="Hỏi chính sách gửi tin cho một người dân, một cột mốc và một thời điểm trong vòng 30 ngày.",
        response_model=DecisionPreview,
    )
    async def dry_run(officer: Administrator, asked: DryRun) -> Response:
        found = await preview(asked.citizen_id, asked.milestone, administered(officer), asked.at)
        return typed_response(DecisionPreview.of_preview(found))

    return router
