"""Schools as parents and officers are shown them."""

from pydantic import BaseModel

from shared.reference.commune_names import commune_name
from svc_payment.catalogue.wording import school_levels
from svc_payment.domain.school import FeeItem, School, SchoolLevel


class SchoolView(BaseModel):
    id: str
    name: str
    level: SchoolLevel
    level_label: str
    commune: str
    commune_name: str
    public: bool
    partial: bool
    version: int

    @classmethod
    def of(cls, school: School) -> "SchoolView":
        return cls(
            id=school.id,
            name=school.name,
            level=school.level,
            level_label=school_levels()[school.level],
            commune=school.commune,
            commune_name=commune_name(school.commune),
            public=school.public,
            partial=school.partial,
            version=school.version,
        )


class SchoolPage(BaseModel):
    items: list[SchoolView]
    next: str | None


class FeeItemView(BaseModel):
    code: str
    name: str
    unit_price: int
    mandatory: bool

    @classmethod
    def of(cls, item: FeeItem) -> "FeeItemView":
        return cls(code=item.code, name=item.name, unit_price=item.unit_price, mandatory=item.mandatory)


class FeeItemList(BaseModel):
    items: list[FeeItemView]
