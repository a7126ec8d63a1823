"""The fields and categories as an administrator writes them."""

from pydantic import Field, model_validator

from shared.fields import SentBack
from shared.web import StrictModel
from svc_feedback.api.fields import Name, Slug
from svc_feedback.domain import categories as domain
from svc_feedback.domain.handling import HandlingClass


class CategoryIn(StrictModel):
    code: Slug
    name: Name
    handling_class: HandlingClass = Field(strict=False, description="Mức độ xử lý")
    handling_label: SentBack = None
    guarded: bool = Field(default=False, description="Khẩn cấp, an ninh: không công khai cùng lúc với duyệt kết quả")
    about_staff: bool = Field(default=False, description="Về thái độ cán bộ: không bao giờ công khai")
    offered: bool = Field(default=True, description="Người dân còn chọn được")


class FieldIn(StrictModel):
    code: Slug
    name: Name
    offered: bool = Field(default=True, description="Người dân còn chọn được")
    categories: list[CategoryIn] = Field(max_length=domain.MAX_CATEGORIES)


class CategoriesIn(StrictModel):
    """Toàn bộ lĩnh vực và chuyên mục, theo thứ tự hiển thị."""

    fields: list[FieldIn] = Field(min_length=1, max_length=domain.MAX_FIELDS)

    @model_validator(mode="after")
    def _each_code_once(self) -> "CategoriesIn":
        for codes in (
            [field.code for field in self.fields],
            [category.code for field in self.fields for category in field.categories],
        ):
            if len(codes) != len(set(codes)):
                raise ValueError("Mỗi mã chỉ được dùng một lần.")
        return self

    def catalogue(self) -> domain.Catalogue:
        fields, categories = {}, {}
        for row in self.fields:
            field = fields[row.code] = domain.Field(row.code, row.name, row.offered)
            for each in row.categories:
                categories[each.code] = domain.Category(
                    each.code, each.name, field, each.handling_class, each.guarded, each.about_staff, each.offered
                )
        return domain.Catalogue(fields, categories)
