"""Files for who sends no token: the one place at which links to files of a service are opened."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.files.links import FileLinks, LinkKey, as_its_reader
from shared.web import LinkedRoute, api_router


def open_file_router(path: str, links: FileLinks) -> APIRouter:
    """The route of the service whose links lie at ``path``."""
    router = api_router(LinkedRoute, tags=["Tệp"])

    @router.get(
        path,
        summary="Mở tệp bằng liên kết ngắn hạn",
        description="Địa chỉ lấy từ member link của một tệp, dùng được trong 5 đến 10 phút, không cần mã phiên: cho "
        "thẻ img và trình xem của điện thoại. Chỉ mở đúng tệp đó, theo quyền của người đã nhận địa chỉ.",
        response_class=StreamingResponse,
    )
    async def open_file(request: Request, key: LinkKey) -> Response:
        return as_its_reader(request, links, key)

    return router
