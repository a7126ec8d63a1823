"""Files for who sends no token: the one place at which links to files of this service are opened."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.files.links import FileLinks, LinkKey, as_its_reader
from shared.web import api_router

PATH = "/v1/open-files/dossier"


def open_file_routes(links: FileLinks) -> APIRouter:
    router = api_router(tags=["Tệp"])

    @router.get(
        PATH,
        summary="Mở tệp bằng liên kết ngắn hạn",
        description="Địa chỉ lấy từ member link của một tệp, dùng được trong 10 đến 20 phút, không cần mã phiên: cho "
        "thẻ img và trình xem của điện thoại. Chỉ mở đúng tệp đó, theo quyền của người đã nhận địa chỉ.",
        response_class=StreamingResponse,
    )
    async def open_file(request: Request, key: LinkKey) -> Response:
        return as_its_reader(request, links, key)

    return router
