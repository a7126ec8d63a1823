"""Whoever wrote, approved, published or changed something is named, as they were called when they did it."""

from typing import Any

from .service import COMMUNE, Service, if_match, public_text
from .test_questions_api import TEXT, answered

NAMES = {"stf_handler": "Lê Văn Xử Lý", "stf_approver": "Phạm Thị Duyệt", "stf_administrator": "Trần Quản Trị"}


def named(service: Service) -> None:
    roles = {"stf_handler": f"feedback_handler@{COMMUNE}", "stf_approver": f"feedback_approver@{COMMUNE}"}
    handler, approver = (service.mint.staff(role, staff_id=who, name=NAMES[who]) for who, role in roles.items())
    service.handler, service.approver = handler, approver
    service.administrator = service.mint.staff(
        "administrator@province", staff_id="stf_administrator", name=NAMES["stf_administrator"]
    )


def people(view: dict[str, Any]) -> dict[str, str]:
    return {who: view[f"{who}_name"] for who in ("written_by", "approved_by") if view[who]}


async def test_a_result_and_its_publication_name_their_people(service: Service) -> None:
    named(service)
    report_id = await service.resolved(public_text())
    shown = await service.get(f"/v1/staff/reports/{report_id}", service.coordinator)
    assert people(shown["result"]) == {"written_by": "Lê Văn Xử Lý", "approved_by": "Phạm Thị Duyệt"}
    assert (shown["publication"]["by"], shown["publication"]["by_name"]) == ("stf_approver", "Phạm Thị Duyệt")


async def test_an_answer_and_its_publication_name_their_people(service: Service) -> None:
    named(service)
    question_id = await answered(service, {"title": "Đăng ký kết hôn cần gì", "text": TEXT})
    shown = await service.get(f"/v1/staff/questions/{question_id}", service.coordinator)
    assert people(shown["answer"]) == {"written_by": "Lê Văn Xử Lý", "approved_by": "Phạm Thị Duyệt"}
    assert shown["publication"]["by_name"] == "Phạm Thị Duyệt"


async def test_what_administrators_change_names_them_and_every_code(service: Service) -> None:
    named(service)
    for path, member in (("/v1/staff/routing-rules", "rules"), ("/v1/staff/feedback-categories", "fields")):
        before = await service.get(path, service.administrator)
        assert (before["changed_by"], before["changed_by_name"]) == (None, "")
        headers = {**service.administrator, **if_match(0)}
        answer = await service.http.put(path, json={member: before[member]}, headers=headers)
        assert answer.status_code == 200, answer.text
        after = await service.get(path, service.coordinator)
        assert (after["changed_by"], after["changed_by_name"]) == ("stf_administrator", "Trần Quản Trị")
    names = (await service.get("/v1/staff/routing-rules", service.coordinator))["names"]
    assert names["commune"] == "Ủy ban nhân dân xã, phường nơi xảy ra"
    assert all(name and name != code for code, name in names.items())
