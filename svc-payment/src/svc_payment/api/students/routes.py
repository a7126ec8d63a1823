"""Students of a guardian."""

from fastapi import APIRouter
from starlette.responses import Response

from shared.idempotency import IdempotentCommand
from shared.identity import Citizen
from shared.web import api_router, typed_response
from svc_payment.api.students.requests import StudentLink, StudentLookup
from svc_payment.api.students.responses import LinkedStudent, LinkedStudents, MaskedStudent
from svc_payment.store.schools import Students
from svc_payment.use_cases.find_student import FindStudent
from svc_payment.use_cases.link_student import LinkStudent
from svc_payment.use_cases.unlink_student import UnlinkStudent


def student_routes(
    find_student: FindStudent, link_student: LinkStudent, unlink_student: UnlinkStudent, students: Students
) -> APIRouter:
    router = api_router(prefix="/v1/students", tags=["Học sinh"])

    @router.post(
        "/lookup",
        summary="Tìm học sinh theo trường và mã",
        description="Tên được che; số lần tìm mỗi ngày có hạn. Chưa xác nhận đúng tên thì không thấy khoản thu nào.",
        response_model=MaskedStudent,
    )
    async def lookup(citizen: Citizen, body: StudentLookup) -> Response:
        found = await find_student(citizen.id, body.school_id, body.student_code)
        return typed_response(MaskedStudent.of(found))

    @router.post(
        "",
        summary="Liên kết với một học sinh",
        description="Phải ghi đúng họ tên học sinh (không phân biệt dấu). Sai năm lần thì phải đợi 24 giờ; gửi lại với "
        "cùng Idempotency-Key chỉ tính một lần.",
        response_model=LinkedStudent,
    )
    async def link(citizen: Citizen, command: IdempotentCommand, body: StudentLink) -> Response:
        linked = await link_student(citizen.id, command, body.school_id, body.student_code, body.name)
        return typed_response(LinkedStudent.of(linked))

    @router.get(
        "",
        summary="Học sinh đã liên kết",
        description="Những học sinh mà người đang đăng nhập nhận và nộp các khoản thu.",
        response_model=LinkedStudents,
    )
    async def list_own(citizen: Citizen) -> Response:
        found = await students.of_guardian(citizen.id)
        return typed_response(LinkedStudents(items=[LinkedStudent.of(student) for student in found]))

    @router.delete(
        "/{student_id}",
        summary="Bỏ liên kết",
        description="Không còn thấy phiếu thu của học sinh này; những lần đã thanh toán vẫn còn.",
        status_code=204,
    )
    async def unlink(student_id: str, citizen: Citizen) -> Response:
        await unlink_student(citizen.id, student_id)
        return Response(status_code=204)

    return router
