"""A file in an answer: what it is, and where it is got, with a token and without one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, Field

from shared.files.links import FileLinks
from shared.identity import Caller


class FileRef(BaseModel):
    """``href`` cần mã phiên; ``link`` là địa chỉ ngắn hạn không cần mã phiên, cho thẻ img và trình xem."""

    id: str
    name: str
    media_type: str
    size: int = Field(description="Số byte")
    href: str | None = Field(description="Đường dẫn để tải, cần mã phiên; null khi người xem không được tải")
    link: str | None = Field(description="Địa chỉ ngắn hạn, dùng được 5 đến 10 phút, không cần mã phiên")
    thumbnail_link: str | None = Field(description="Địa chỉ ngắn hạn của ảnh nhỏ; null khi tệp không phải là ảnh")


class KnownFile(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...


Reference = Callable[[KnownFile, str], dict[str, Any]]
"""The members of a ``FileRef`` for a file that is got at a path."""


@dataclass(frozen=True)
class ReferencesFor:
    """Makes references to files as ``caller`` is shown them."""

    caller: Caller
    links: FileLinks

    def __call__(self, file: KnownFile, href: str) -> dict[str, Any]:
        picture = file.media_type.startswith("image/")
        return {
            **_facts(file),
            "href": href,
            "link": self.links.link(self.caller, href),
            "thumbnail_link": self.links.link(self.caller, f"{href}?size=thumbnail") if picture else None,
        }


def without_access(file: KnownFile, _href: str) -> dict[str, Any]:
    """The reference for somebody who may know of a file and not get it."""
    return {**_facts(file), "href": None, "link": None, "thumbnail_link": None}


def _facts(file: KnownFile) -> dict[str, Any]:
    return {"id": file.id, "name": file.name, "media_type": file.media_type, "size": file.size}
