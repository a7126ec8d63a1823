"""Which officer looked at which report, question or identity, for administrators of the province."""

from fastapi import APIRouter

from shared.access_log import AccessLog
from shared.access_log_router import access_log_router


def access_log_routes(access_log: AccessLog) -> APIRouter:
    return access_log_router(
        access_log,
        "/feedback-access-log",
        tag="Xử lý phản ánh",
        summary="Ai đã xem phản ánh, câu hỏi, danh tính người gửi",
    )
