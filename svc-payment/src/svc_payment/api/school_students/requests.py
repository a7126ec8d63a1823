"""What a school's accountant sends: codes and names in bodies, because addresses of requests are logged."""

from shared.web import StrictModel
from svc_payment.api.fields import ClassName, StudentCode, StudentName


class StudentOfCode(StrictModel):
    student_code: StudentCode


class StudentCorrection(StrictModel):
    name: StudentName
    class_name: ClassName
