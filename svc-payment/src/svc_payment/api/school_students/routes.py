"""Students of a school: found by code or name, and corrected by its accountant."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.access_log import RecordAccess
from shared.errors import NotFound
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_payment.api.officers import Accountant, acting, own_school
from svc_payment.api.school_students.requests import StudentCorrection, StudentOfCode, StudentsOfName
from svc_payment.api.school_students.responses import SchoolStudent, SchoolStudentPage
from svc_payment.store.schools import Students
from svc_payment.use_cases.correct_student import CorrectStudent


def school_student_routes(
    correct_student: CorrectStudent, students: Students, record_access: RecordAccess
) -> APIRouter:
    router = api_router(prefix="/v1/staff/schools/{school_id}/students", tags=["Trường học"])

    @router.post(
        "/lookup",
        summary="Tìm học sinh của trường theo mã",
        description="Mã định danh trong câu trả lời lọc được phiếu thu của học sinh.",
        response_model=SchoolStudent,
    )
    async def lookup(school_id: str, officer: Accountant, body: StudentOfCode) -> Response:
        own_school(officer, school_id)
        student = await students.find(school_id, body.student_code)
        if student is None:
            raise NotFound("Không tìm thấy học sinh có mã này.")
        await record_access(officer, "student", [student.id], masked=False)
        return typed_response(SchoolStudent.of(student))

    @router.post(
        "/search",
        summary="Tìm học sinh của trường theo họ tên",
        description="Không cần gõ dấu; mỗi từ là phần đầu của một từ trong họ tên. Mỗi lần xem được ghi vào nhật ký.",
        response_model=SchoolStudentPage,
    )
    async def search(school_id: str, officer: Accountant, page: PageQuery, body: StudentsOfName) -> Response:
        own_school(officer, school_id)
        after = position(page, str)
        found = await students.named(school_id, body.name, after[0] if after else None, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.id))
        await record_access(officer, "student", [student.id for student in shown["items"]], masked=False)
        items = [SchoolStudent.of(student) for student in shown["items"]]
        return typed_response(SchoolStudentPage(items=items, next=shown["next"]))

    @router.put(
        "/{student_id}",
        summary="Sửa họ tên, lớp của học sinh",
        description="Khi tệp trước ghi sai. Họ tên, lớp cũ, người sửa và thời điểm sửa được giữ lại.",
        response_model=SchoolStudent,
    )
    async def correct(school_id: str, student_id: str, officer: Accountant, body: StudentCorrection) -> Response:
        own_school(officer, school_id)
        student = await correct_student(school_id, student_id, acting(officer), body.name, body.class_name)
        return typed_response(SchoolStudent.of(student))

    return router
