"""The fields and categories in force, with what is no longer offered."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_feedback.domain.handling import HandlingClass
from svc_feedback.store.categories import CatalogueVersion


class CategoryRow(BaseModel):
    code: str
    name: str
    handling_class: HandlingClass = Field(description="Mức độ xử lý")
    handling_label: str
    guarded: bool = Field(description="Khẩn cấp, an ninh: không công khai cùng lúc với duyệt kết quả")
    about_staff: bool = Field(description="Về thái độ cán bộ: không bao giờ công khai")
    offered: bool = Field(description="Người dân còn chọn được")


class FieldRow(BaseModel):
    code: str
    name: str
    offered: bool = Field(description="Người dân còn chọn được")
    categories: list[CategoryRow]


class CategoriesView(BaseModel):
    fields: list[FieldRow]
    version: int
    changed_by: str | None
    changed_by_name: str
    changed_at: Timestamp | None

    @classmethod
    def of(cls, found: CatalogueVersion, class_labels: Mapping[HandlingClass, str]) -> Self:
        catalogue = found.catalogue
        fields = [
            FieldRow(
                code=field.code,
                name=field.name,
                offered=field.offered,
                categories=[
                    CategoryRow(
                        code=each.code,
                        name=each.name,
                        handling_class=each.handling_class,
                        handling_label=class_labels[each.handling_class],
                        guarded=each.guarded,
                        about_staff=each.about_staff,
                        offered=each.offered,
                    )
                    for each in catalogue.of_field(field.code)
                ],
            )
            for field in catalogue.fields.values()
        ]
        return cls(
            fields=fields,
            version=found.version,
            changed_by=found.changed_by,
            changed_by_name=found.changed_by_name,
            changed_at=found.changed_at,
        )
