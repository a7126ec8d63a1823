"""Where each office is and when it receives, in memory: as shipped, until an editor of svc-content says otherwise."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from shared.reference.agencies import Contact, read_agencies

_UNKNOWN = Contact("", "")


class OfficePlace(BaseModel):
    """Cơ quan, với nơi đến, giờ tiếp nhận và cách liên hệ; trống khi chưa biết."""

    id: str
    name: str
    address: str
    hours: str
    phone: str | None
    latitude: float | None
    longitude: float | None
    map_url: str = Field(description="Mở vị trí trên bản đồ, hoặc tìm địa chỉ trên bản đồ khi chưa có vị trí")


class Offices:
    """``revision`` counts the changes that this process has taken in. ``read``: whether it has looked for any."""

    def __init__(self) -> None:
        self._shipped = {agency.id: agency.contact for agency in read_agencies().values()}
        self._announced: Mapping[str, Contact] = {}
        self.revision = 0
        self.read = False

    def contact(self, office_id: str) -> Contact:
        return self._announced.get(office_id) or self._shipped.get(office_id, _UNKNOWN)

    def place(self, office_id: str, name: str) -> dict[str, Any]:
        """The members of an ``OfficePlace``, so that nobody has to look elsewhere for where to go."""
        contact = self.contact(office_id)
        return {"id": office_id, "name": name, **vars(contact), "map_url": contact.map_url}

    def take(self, announced: Mapping[str, Contact]) -> None:
        """All that was told so far."""
        self.read = True
        if announced != self._announced:
            self._announced = announced
            self.revision += 1
