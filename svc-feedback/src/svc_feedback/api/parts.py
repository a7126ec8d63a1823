"""What several answers are made of."""

from dataclasses import dataclass
from typing import Any, Self

from pydantic import BaseModel

from shared.files import references
from shared.files.links import Address
from svc_feedback.domain.parties import Attachment
from svc_feedback.domain.place import Place, Point
from svc_feedback.store.public_reports import PublicFile
from svc_feedback.use_cases.rules import Rules


class Named(BaseModel):
    """Mã và tên để hiển thị."""

    code: str
    name: str


@dataclass(frozen=True)
class ShownFiles:
    """Files below ``base``, the path of what has them; their reader gets them without a token at ``address``."""

    base: str
    address: Address

    def href(self, file_id: str) -> str:
        return f"{self.base}/files/{file_id}"

    def preview(self, file_id: str | None) -> dict[str, Any]:
        """Both ways to the small picture of a row, if it has one."""
        href = self.href(file_id) if file_id else None
        return {"preview_href": href, "thumbnail_link": self.address(href) if href else None}


class FileRef(references.FileRef):
    """``href`` và ``preview_href`` cần mã phiên; ``link`` và ``thumbnail_link`` là cùng tệp ấy, không cần mã phiên."""

    href: str
    preview_href: str | None

    @classmethod
    def of(cls, file: Attachment | PublicFile, shown: ShownFiles) -> Self:
        href = shown.href(file.id)
        return cls(
            id=file.id,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            href=href,
            link=shown.address(href),
            **shown.preview(file.preview),
        )


class PointView(BaseModel):
    longitude: float
    latitude: float

    @classmethod
    def of(cls, point: Point) -> Self:
        return cls(longitude=point.longitude, latitude=point.latitude)


class PlaceView(BaseModel):
    point: PointView | None
    words: str | None
    commune: Named | None

    @classmethod
    def of(cls, place: Place, rules: Rules) -> Self:
        return cls(
            point=PointView.of(place.point) if place.point else None,
            words=place.words,
            commune=commune_of(place.commune, rules),
        )


EXCERPT = 200


def excerpt_of(text: str) -> str:
    """The beginning of a text of any length, for a list."""
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"


def commune_of(code: str | None, rules: Rules) -> Named | None:
    name = rules.commune_name(code)
    return Named(code=code, name=name) if code and name else None


def agency_of(agency_id: str | None, rules: Rules) -> Named | None:
    name = rules.agency_name(agency_id)
    return Named(code=agency_id, name=name) if agency_id and name else None


def category_of(code: str, rules: Rules) -> Named:
    category = rules.category(code)
    return Named(code=category.code, name=category.name)


def field_of(code: str, rules: Rules) -> Named:
    field = rules.category(code).field
    return Named(code=field.code, name=field.name)
