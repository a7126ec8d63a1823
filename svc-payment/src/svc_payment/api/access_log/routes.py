"""Which officer looked at which payment, bill, student or shop, for administrators of the province."""

from fastapi import APIRouter

from shared.access_log import AccessLog
from shared.access_log_router import access_log_router

_LABELS = {
    "payment": "Khoản thanh toán",
    "payments": "Danh sách khoản thanh toán",
    "bills": "Danh sách khoản thu",
    "student": "Học sinh",
    "shop": "Cửa hàng",
    "shops": "Danh sách cửa hàng",
    "export": "Bảng xuất ra tệp",
}


def access_log_routes(access_log: AccessLog) -> APIRouter:
    return access_log_router(
        access_log,
        "/payment-access-log",
        tag="Cán bộ thanh toán",
        summary="Ai đã xem khoản thanh toán, phiếu thu, học sinh, cửa hàng",
        labels=_LABELS,
    )
