"""What a citizen knows and says about themselves."""

from fastapi import APIRouter
from starlette.responses import Response

from gateway.api.schemas import CitizenOut, ProfileChange, ZaloCode, citizen_out
from gateway.domain.citizen import Citizen as CitizenRecord
from gateway.use_cases.update_profile import UpdateProfile
from shared.etag import RequiredIfMatch, etag
from shared.identity import Citizen
from shared.web import api_router


def me_routes(update: UpdateProfile) -> APIRouter:
    router = api_router(prefix="/v1/me", tags=["Tài khoản"])

    def answer(response: Response, citizen: CitizenRecord) -> CitizenOut:
        response.headers["ETag"] = etag(citizen.version)
        return citizen_out(citizen)

    @router.get("", summary="Thông tin tài khoản của tôi", response_model=CitizenOut)
    async def read(caller: Citizen, response: Response) -> CitizenOut:
        return answer(response, await update.citizen(caller.id))

    @router.patch("", summary="Sửa tên khai báo, năm sinh, cỡ chữ", response_model=CitizenOut)
    async def change(caller: Citizen, version: RequiredIfMatch, body: ProfileChange, response: Response) -> CitizenOut:
        changes = body.model_dump(exclude_unset=True)
        return answer(response, await update.declared(caller.id, version, changes))

    @router.post("/phone", summary="Xác nhận số điện thoại bằng mã của Zalo", response_model=CitizenOut)
    async def phone(caller: Citizen, body: ZaloCode, response: Response) -> CitizenOut:
        return answer(response, await update.phone(caller.id, body.access_token, body.code))

    @router.post("/location", summary="Cập nhật vị trí bằng mã của Zalo", response_model=CitizenOut)
    async def location(caller: Citizen, body: ZaloCode, response: Response) -> CitizenOut:
        return answer(response, await update.location(caller.id, body.access_token, body.code))

    return router
