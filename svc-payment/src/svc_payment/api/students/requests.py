"""What a guardian sends: in bodies, because addresses of requests are logged."""

from shared.web import StrictModel
from svc_payment.api.fields import PersonName, SchoolId, StudentCode


class StudentLookup(StrictModel):
    school_id: SchoolId
    student_code: StudentCode


class StudentLink(StudentLookup):
    name: PersonName
