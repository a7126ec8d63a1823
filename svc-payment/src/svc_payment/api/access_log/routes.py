"""Which officer looked at which payment, bill, student or shop, for administrators of the province."""

from fastapi import APIRouter

from shared.access_log import AccessLog
from shared.access_log_router import access_log_router


def access_log_routes(access_log: AccessLog) -> APIRouter:
    return access_log_router(
        access_log,
        "/payment-access-log",
        tag="Cán bộ thanh toán",
        summary="Ai đã xem khoản thanh toán, phiếu thu, học sinh, cửa hàng",
    )
