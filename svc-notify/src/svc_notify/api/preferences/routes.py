"""What a citizen wants to be told, and how."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.etag import RequiredIfMatch, etag
from shared.identity import Citizen
from shared.web import api_router, typed_response
from svc_notify.api.preferences.requests import WantedPreferences
from svc_notify.api.preferences.responses import NotificationPreferences
from svc_notify.domain.preferences import Preferences
from svc_notify.store.preferences import CitizenPreferences
from svc_notify.use_cases.change_preferences import ChangePreferences


def preference_routes(preferences: CitizenPreferences, change: ChangePreferences) -> APIRouter:
    router = api_router(prefix="/v1/me/notification-preferences", tags=["Hộp thư"])

    @router.get(
        "",
        summary="Tôi muốn được báo việc gì, bằng cách nào",
        description="Lựa chọn hiện tại của người dân, hoặc mặc định nếu chưa chọn; `ETag` là phiên bản để sửa.",
        response_model=NotificationPreferences,
    )
    async def read(citizen: Citizen) -> Response:
        return _answer(await preferences.get(citizen.id))

    @router.put(
        "",
        summary="Chọn việc và cách được báo, và các xã, phường cần theo dõi",
        description="Lựa chọn không nêu thì giữ nguyên; hộp thư không tắt được. Cần `If-Match` với phiên bản đã xem.",
        response_model=NotificationPreferences,
    )
    async def write(citizen: Citizen, seen: RequiredIfMatch, body: WantedPreferences) -> Response:
        return _answer(await change(citizen.id, seen, body.by_method(), body.communes))

    return router


def _answer(preferences: Preferences) -> Response:
    return typed_response(NotificationPreferences.of(preferences), headers={"ETag": etag(preferences.version)})
