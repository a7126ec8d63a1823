"""Which officer looked at which report, question or identity, for administrators of the province."""

from fastapi import APIRouter

from shared.access_log import AccessLog
from shared.access_log_router import access_log_router
from svc_feedback.use_cases.reveal_reporter import HIDDEN_IDENTITY, IDENTITY

_LABELS = {
    "report": "Phản ánh",
    "question": "Câu hỏi",
    IDENTITY: "Danh tính người gửi",
    HIDDEN_IDENTITY: "Danh tính được giấu của người gửi",
}


def access_log_routes(access_log: AccessLog) -> APIRouter:
    return access_log_router(
        access_log,
        "/feedback-access-log",
        tag="Xử lý phản ánh",
        summary="Ai đã xem phản ánh, câu hỏi, danh tính người gửi",
        labels=_LABELS,
    )
