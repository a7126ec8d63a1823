"""What reports can be about."""

from typing import Self

from pydantic import BaseModel, Field

from svc_feedback.api.parts import Named
from svc_feedback.domain.handling import HandlingClass
from svc_feedback.use_cases.rules import Rules


class CategoryView(BaseModel):
    code: str
    name: str
    handling_class: HandlingClass
    handling_label: str = Field(description="Mức độ xử lý")
    publishable: bool = Field(description="Có thể được công khai nếu người gửi đồng ý và người duyệt quyết định")


class FieldView(BaseModel):
    code: str
    name: str
    categories: list[CategoryView]


class CatalogueView(BaseModel):
    fields: list[FieldView]
    question_fields: list[Named]
    emergency_numbers: list[Named]

    @classmethod
    def of(cls, rules: Rules) -> Self:
        fields = [
            FieldView(
                code=field.code,
                name=field.name,
                categories=[
                    CategoryView(
                        code=category.code,
                        name=category.name,
                        handling_class=category.handling_class,
                        handling_label=rules.class_labels[category.handling_class],
                        publishable=not category.about_staff,
                    )
                    for category in rules.catalogue.of_field(field.code)
                    if category.offered
                ],
            )
            for field in rules.catalogue.fields.values()
            if field.offered
        ]
        numbers = [Named(code=each.number, name=each.label) for each in rules.text_checks.emergencies]
        asked = [Named(code=code, name=name) for code, name in rules.question_fields.items()]
        return cls(fields=fields, question_fields=asked, emergency_numbers=numbers)


class ReasonView(BaseModel):
    code: str
    label: str
    text: str


class OfficerCatalogue(BaseModel):
    """Danh mục cho màn hình của cán bộ."""

    agencies: list[Named]
    reasons: dict[str, list[ReasonView]]
    handling_classes: list[Named]

    @classmethod
    def of(cls, rules: Rules) -> Self:
        return cls(
            agencies=[Named(code=code, name=name) for code, name in rules.agencies.items()],
            reasons={
                action: [ReasonView(**vars(reason)) for reason in reasons.values()]
                for action, reasons in rules.reasons.items()
            },
            handling_classes=[Named(code=each.value, name=label) for each, label in rules.class_labels.items()],
        )
