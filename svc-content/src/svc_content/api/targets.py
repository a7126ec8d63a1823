"""Where a tap leads, as an app needs it."""

from pydantic import BaseModel, Field

from svc_content.catalogue.entry_kinds import Target
from svc_content.domain.screens import PLACES, Screen


class TargetView(BaseModel):
    """Đúng một trong ba: màn hình của ứng dụng, số điện thoại, trang web."""

    screen: Screen | None = None
    path: str | None = Field(default=None, description="Đường dẫn của màn hình trong ứng dụng")
    phone: str | None = None
    url: str | None = None

    @classmethod
    def of(cls, target: Target) -> "TargetView":
        path = "/" + PLACES[target.screen].path.format(id=target.id) if target.screen else None
        return cls(screen=target.screen, path=path, phone=target.phone, url=target.url)
