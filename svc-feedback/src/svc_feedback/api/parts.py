"""What several answers are made of."""

from typing import Self

from pydantic import BaseModel, Field

from svc_feedback.domain.parties import Attachment
from svc_feedback.domain.place import Place, Point
from svc_feedback.store.public_reports import PublicFile
from svc_feedback.use_cases.rules import Rules


class Named(BaseModel):
    """Mã và tên để hiển thị."""

    code: str
    name: str


class FileRef(BaseModel):
    """``href`` để tải, ``preview_href`` là ảnh nhỏ."""

    id: str
    name: str
    media_type: str
    size: int = Field(description="Số byte")
    href: str
    preview_href: str | None

    @classmethod
    def of(cls, file: Attachment | PublicFile, base: str) -> Self:
        """Of a file below ``base``, the path of what has it."""
        preview = f"{base}/files/{file.preview}" if file.preview else None
        return cls(
            id=file.id,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            href=f"{base}/files/{file.id}",
            preview_href=preview,
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
