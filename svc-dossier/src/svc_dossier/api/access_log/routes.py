"""Which officer saw which data of citizens, for administrators of the province."""

from fastapi import APIRouter

from shared.access_log import AccessLog
from shared.access_log_router import access_log_router

_LABELS = {
    "inbox": "Danh sách",
    "dossier": "Hồ sơ",
    "file": "Tệp của hồ sơ",
    "appointment": "Lượt hẹn",
    "export": "Bảng xuất ra tệp",
}


def access_log_routes(access_log: AccessLog) -> APIRouter:
    return access_log_router(
        access_log, "/access-log", tag="Cán bộ", summary="Ai đã xem dữ liệu của công dân", labels=_LABELS
    )
