"""The fields and categories as an administrator writes them."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from shared.errors import FieldError
from shared.fields import SentBack
from shared.validation import invalid
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

    def catalogue(self) -> domain.Catalogue:
        """Raises ``Invalid`` where a code stands twice."""
        if twice := [*_repeated(self._field_codes()), *_repeated(self._category_codes())]:
            raise invalid([FieldError(place, "Mã này đã dùng ở trên; mỗi mã chỉ dùng một lần.") for place in twice])
        fields, categories = {}, {}
        for row in self.fields:
            field = fields[row.code] = domain.Field(row.code, row.name, row.offered)
            for each in row.categories:
                categories[each.code] = domain.Category(
                    each.code, each.name, field, each.handling_class, each.guarded, each.about_staff, each.offered
                )
        return domain.Catalogue(fields, categories)

    def _field_codes(self) -> Iterator[tuple[str, str]]:
        for i, field in enumerate(self.fields):
            yield f"fields[{i}].code", field.code

    def _category_codes(self) -> Iterator[tuple[str, str]]:
        for i, field in enumerate(self.fields):
            for j, category in enumerate(field.categories):
                yield f"fields[{i}].categories[{j}].code", category.code


def _repeated(codes: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The place of each code that stands further up already."""
    seen = set()
    for place, code in codes:
        if code in seen:
            yield place
        seen.add(code)
