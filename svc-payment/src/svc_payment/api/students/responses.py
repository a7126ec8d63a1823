"""Students, masked until they are linked."""

from pydantic import BaseModel

from svc_payment.domain.school import Student


class MaskedStudent(BaseModel):
    school_id: str
    student_code: str
    masked_name: str

    @classmethod
    def of(cls, student: Student) -> "MaskedStudent":
        return cls(school_id=student.school_id, student_code=student.code, masked_name=student.masked_name)


class LinkedStudent(BaseModel):
    id: str
    school_id: str
    student_code: str
    name: str
    class_name: str

    @classmethod
    def of(cls, student: Student) -> "LinkedStudent":
        return cls(
            id=student.id,
            school_id=student.school_id,
            student_code=student.code,
            name=student.name,
            class_name=student.class_name,
        )


class LinkedStudents(BaseModel):
    items: list[LinkedStudent]
