"""What a citizen knows and says about themselves."""

from fastapi import APIRouter
from starlette.responses import Response

from gateway.api.me.requests import ProfileChange, ZaloCode
from gateway.api.me.responses import CitizenView
from gateway.domain.citizen import Citizen as CitizenRecord
from gateway.use_cases.change_profile import ChangeProfile
from gateway.use_cases.confirm_phone import ConfirmPhone
from gateway.use_cases.read_profile import ReadProfile
from gateway.use_cases.update_location import UpdateLocation
from shared.etag import RequiredIfMatch, etag
from shared.identity import Citizen
from shared.web import api_router, typed_response


def me_routes(
    read_profile: ReadProfile,
    change_profile: ChangeProfile,
    confirm_phone: ConfirmPhone,
    update_location: UpdateLocation,
) -> APIRouter:
    router = api_router(prefix="/v1/me", tags=["Tài khoản"])

    def answer(citizen: CitizenRecord) -> Response:
        return typed_response(CitizenView.of(citizen), headers={"ETag": etag(citizen.version)})

    @router.get(
        "",
        summary="Thông tin tài khoản của tôi",
        description=(
            "Tên và ảnh do Zalo cung cấp, tên khai báo và năm sinh do người dân tự khai. Số điện thoại được che bớt. "
            "Tiêu đề ETag ghi phiên bản đang xem."
        ),
        response_model=CitizenView,
    )
    async def read(caller: Citizen) -> Response:
        return answer(await read_profile(caller.id))

    @router.patch(
        "",
        summary="Sửa tên khai báo, năm sinh, cỡ chữ",
        description=(
            "Trường không gửi thì giữ nguyên; gửi null để xóa. Tiêu đề If-Match phải ghi phiên bản đã xem; "
            "nếu nội dung đã thay đổi từ đó, yêu cầu bị từ chối (412)."
        ),
        response_model=CitizenView,
    )
    async def change(caller: Citizen, version: RequiredIfMatch, body: ProfileChange) -> Response:
        return answer(await change_profile(caller.id, version, body.model_dump(exclude_unset=True)))

    @router.post(
        "/phone",
        summary="Xác nhận số điện thoại bằng mã của Zalo",
        description=(
            "Ứng dụng gửi mã dùng một lần của getPhoneNumber kèm mã truy cập Zalo của chính người dân; hệ thống lấy số "
            "điện thoại từ Zalo và lưu dưới dạng mã hóa."
        ),
        response_model=CitizenView,
    )
    async def phone(caller: Citizen, body: ZaloCode) -> Response:
        return answer(await confirm_phone(caller.id, body.access_token, body.code))

    @router.post(
        "/location",
        summary="Cập nhật vị trí bằng mã của Zalo",
        description=(
            "Ứng dụng gửi mã dùng một lần của getLocation kèm mã truy cập Zalo của chính người dân; hệ thống "
            "lấy tọa độ từ Zalo và lưu dưới dạng mã hóa."
        ),
        response_model=CitizenView,
    )
    async def location(caller: Citizen, body: ZaloCode) -> Response:
        return answer(await update_location(caller.id, body.access_token, body.code))

    return router
