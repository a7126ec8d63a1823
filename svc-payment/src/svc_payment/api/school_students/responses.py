"""Students as their school is shown them."""

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_payment.domain.school import Student


class CorrectionView(BaseModel):
    """``name``, ``class_name``: trước khi sửa."""

    name: str
    class_name: str
    at: Timestamp
    by_name: str


class SchoolStudent(BaseModel):
    id: str
    student_code: str
    name: str
    class_name: str
    corrections: list[CorrectionView] = Field(description="Các lần sửa họ tên, lớp; lần cuối đứng sau")

    @classmethod
    def of(cls, student: Student) -> "SchoolStudent":
        return cls(
            id=student.id,
            student_code=student.code,
            name=student.name,
            class_name=student.class_name,
            corrections=[
                CorrectionView(name=one.name, class_name=one.class_name, at=one.at, by_name=one.by_name)
                for one in student.corrections
            ],
        )


class SchoolStudentPage(BaseModel):
    items: list[SchoolStudent]
    next: str | None
