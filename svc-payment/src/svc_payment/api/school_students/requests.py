"""What a school's accountant sends: codes and names in bodies, because addresses of requests are logged."""

from pydantic import Field

from shared.web import StrictModel
from svc_payment.api.fields import ClassName, PartOfName, StudentCode, StudentName


class StudentOfCode(StrictModel):
    student_code: StudentCode


class StudentsOfName(StrictModel):
    name: PartOfName = Field(description="Một phần họ tên, có dấu hay không dấu đều được")


class StudentCorrection(StrictModel):
    name: StudentName
    class_name: ClassName
