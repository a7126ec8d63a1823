"""Whoever does something is known by name to colleagues, as they were called then; a citizen never sees it."""

from typing import Any

from .service import AGENCY, Service, if_match, key
from .test_notices_api import words

NAME, LATER = "Phạm Thị Một Cửa", "Phạm Thị Đã Đổi Tên"


async def seen(service: Service, dossier_id: str) -> dict[str, Any]:
    answer = await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.specialist)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def test_each_act_keeps_the_name_that_its_officer_had_then(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    await service.act(dossier_id, "accept", service.one_stop, 1)
    later = service.mint.staff(f"one_stop@{AGENCY}", staff_id="stf_one_stop", name=LATER)
    await service.act(dossier_id, "transfer", later, 2)
    await service.http.post(
        f"/v1/staff/dossiers/{dossier_id}/notes", json={"text": "Đã gọi điện"}, headers={**service.one_stop, **key()}
    )
    await service.http.post(
        f"/v1/staff/dossiers/{dossier_id}/assignment",
        json={"officer_id": "me"},
        headers={**service.specialist, **key(), **if_match(3)},
    )
    shown = await seen(service, dossier_id)
    assert [(row["by_label"], row["by_name"]) for row in shown["timeline"]] == [
        ("Người nộp hồ sơ", ""),
        ("Cán bộ", NAME),
        ("Cán bộ", LATER),
    ]
    assert [(note["by"], note["by_name"]) for note in shown["notes"]] == [("stf_one_stop", NAME)]
    assert (shown["assignee"], shown["assignee_name"]) == ("stf_specialist", "Lê Văn Chuyên")
    [made] = shown["assignments"]
    assert (made["officer_name"], made["by_name"]) == ("Lê Văn Chuyên", "Lê Văn Chuyên")
    inbox = await service.http.get("/v1/staff/dossiers", headers=service.one_stop)
    assert inbox.json()["items"][0]["assignee_name"] == "Lê Văn Chuyên"


async def test_a_citizen_never_sees_who_it_was(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    await service.act(dossier_id, "accept", service.one_stop, 1)
    for path in (f"/v1/dossiers/{dossier_id}", "/v1/dossiers", f"/v1/dossiers/{dossier_id}/notices"):
        answer = await service.http.get(path, headers=service.citizen)
        assert answer.status_code == 200, path
        assert NAME not in answer.text and "stf_" not in answer.text, path


async def test_who_looked_is_named_in_the_access_log(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    await seen(service, dossier_id)
    log = await service.http.get("/v1/staff/access-log", params={"subject": dossier_id}, headers=service.administrator)
    [entry] = log.json()["items"]
    assert (entry["officer"], entry["officer_name"]) == ("stf_specialist", "Lê Văn Chuyên")


async def test_who_comes_second_is_told_by_whom_it_was_changed(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    await service.act(dossier_id, "accept", service.one_stop, 1)
    late = await service.act(dossier_id, "refuse", service.specialist, 1, reason="Không đủ điều kiện")
    assert [(change["by_label"], change["by_name"]) for change in late.json()["changes"]] == [("Cán bộ", NAME)]


async def test_what_an_administrator_changes_bears_their_name(service: Service) -> None:
    change = {"days_off": [{"day": "2026-12-02", "name": "Nghỉ do bão"}], "reason": "Công điện của tỉnh"}
    made = await service.http.post(
        "/v1/staff/working-calendar/changes", json=change, headers={**service.administrator, **key(), **if_match(0)}
    )
    assert (made.status_code, made.json()["by_name"]) == (201, "Trần Quản Trị"), made.text


async def test_the_receipt_and_the_control_slip_name_who_took_the_step(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    await service.act(dossier_id, "accept", service.one_stop, 1)
    for path, who in (
        (f"/v1/dossiers/{dossier_id}/notices/2/paper", service.citizen),
        (f"/v1/staff/dossiers/{dossier_id}/control-slip", service.specialist),
    ):
        paper = await service.http.get(path, headers=who)
        assert paper.status_code == 200, paper.text
        shown = words(paper.content)
        assert NAME in shown and "Cán bộ Một cửa" in shown, path
