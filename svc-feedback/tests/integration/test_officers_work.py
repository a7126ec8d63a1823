"""What the people of an agency do among themselves: who works on what, which deadlines pass, what can be reported."""

import copy
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.crypto import FieldCipher
from shared.events import new_event
from shared.reference.staff_events import CHANGED, StaffChanged, seal_name
from svc_feedback.domain.report_states import MAX_STEPS
from svc_feedback.use_cases.follow_categories import FollowCategories
from svc_feedback.use_cases.rules import Rules

from .service import COMMUNE, Service, if_match, key, public_text
from .test_questions_api import act, ask


async def works(service: Service, staff_id: str, name: str, *roles: str) -> None:
    """The gateway tells of an officer's grants."""
    settings = service.parts.settings
    sealed = seal_name(name, FieldCipher.parse(settings.staff_keys.get_secret_value()))
    changed = StaffChanged(staff_id=staff_id, person=sealed, roles=roles, occurred_at=service.clock.now())
    event = new_event(CHANGED, source="gateway", subject=staff_id, version=1, at=service.clock.now(), payload=changed)
    await service.parts.stores.staff.handle(event)


async def test_a_report_is_given_to_a_colleague_and_the_citizen_sees_nothing_of_it(service: Service) -> None:
    await works(service, "stf_second", "Phạm Thị Hai", f"feedback_handler@{COMMUNE}")
    await works(service, "stf_other", "Lê Văn Khác", "feedback_handler@21028")
    report_id = await service.in_progress()
    listed = await service.get("/v1/staff/feedback-officers", service.handler, unit=COMMUNE)
    assert listed["items"] == [{"id": "stf_second", "name": "Phạm Thị Hai"}]
    elsewhere = await service.http.get("/v1/staff/feedback-officers?unit=21028", headers=service.handler)
    assert elsewhere.status_code == 403
    given = await service.acts(report_id, "assign-officer", service.handler, officer_id="stf_second", note="Giúp em")
    assert given["state"] == "DANG_XU_LY"
    seen = await service.get(f"/v1/staff/reports/{report_id}", service.handler)
    assert seen["assignee"] == {"id": "stf_second", "name": "Phạm Thị Hai"}
    assert seen["timeline"][-1]["assignee"]["name"] == "Phạm Thị Hai"
    foreign = await service.act(report_id, "assign-officer", service.handler, officer_id="stf_other")
    assert (foreign.status_code, foreign.json()["errors"][0]["field"]) == (422, "officer_id")
    mine = await service.get(f"/v1/reports/{report_id}", service.citizen)
    assert "Phạm Thị Hai" not in str(mine) and "stf_" not in str(mine)
    assert "assign-officer" not in [step["action"] for step in mine["timeline"]]


async def test_a_question_is_given_to_a_colleague_and_its_asker_sees_nothing_of_it(service: Service) -> None:
    await works(service, "stf_second", "Phạm Thị Hai", f"feedback_handler@{COMMUNE}")
    await works(service, "stf_other", "Lê Văn Khác", "feedback_handler@21028")
    question_id = str((await ask(service))["id"])
    early = await act(service, question_id, "assign-officer", service.coordinator, officer_id="stf_second")
    assert early.status_code == 409, "no agency has it yet"
    await act(service, question_id, "assign", service.coordinator, agency_id=COMMUNE)

    async def ids(assignee: str) -> list[str]:
        rows = await service.get("/v1/staff/questions", service.handler, assignee=assignee)
        return [row["id"] for row in rows["items"]]

    assert (await ids("me"), await ids("none")) == ([], [question_id])
    given = await act(service, question_id, "assign-officer", service.handler, officer_id="stf_second", note="Giúp em")
    assert (given.status_code, given.json()["state"]) == (200, 1), given.text
    assert (await ids("stf_second"), await ids("none")) == ([question_id], [])
    seen = await service.get(f"/v1/staff/questions/{question_id}", service.handler)
    assert seen["assignee"] == {"id": "stf_second", "name": "Phạm Thị Hai"}
    assert seen["timeline"][-1]["assignee"]["name"] == "Phạm Thị Hai"
    again = await act(service, question_id, "assign-officer", service.handler, officer_id="stf_second")
    assert (again.status_code, again.json()["version"]) == (200, seen["version"]), "as it stands already"
    foreign = await act(service, question_id, "assign-officer", service.handler, officer_id="stf_other")
    assert (foreign.status_code, foreign.json()["errors"][0]["field"]) == (422, "officer_id")
    mine = await service.get(f"/v1/questions/{question_id}", service.citizen)
    assert "Phạm Thị Hai" not in str(mine) and "stf_" not in str(mine)
    assert "assign-officer" not in [step["action"] for step in mine["timeline"]]
    await act(service, question_id, "return", service.handler, text="Không thuộc thẩm quyền")
    assert (await service.get(f"/v1/staff/questions/{question_id}", service.coordinator))["assignee"] is None


async def test_the_queue_tells_mine_from_what_nobody_has(service: Service) -> None:
    mine, nobodys = await service.in_progress(), await service.in_progress(title="Rác ở bờ sông Trà")

    async def ids(assignee: str) -> list[str]:
        rows = await service.get("/v1/staff/reports", service.handler, assignee=assignee)
        return [row["id"] for row in rows["items"]]

    untaken = await service.acts(mine, "assign-officer", service.handler, officer_id=None)
    taken = await service.acts(mine, "assign-officer", service.handler, officer_id="me")
    again = await service.acts(mine, "assign-officer", service.handler, officer_id="me")
    assert again["version"] == taken["version"] == untaken["version"] + 1, "as it stands already: nothing changed"
    assert (again["action"], again["state"]) == (taken["action"], taken["state"])
    assert (await ids("me"), await ids("none")) == ([mine], [nobodys])
    await service.acts(mine, "assign-officer", service.handler, officer_id=None)
    assert (await ids("me"), sorted(await ids("none"))) == ([], sorted([mine, nobodys]))
    await service.acts(nobodys, "assign-officer", service.handler, officer_id="me")
    await service.acts(mine, "assign-officer", service.handler, officer_id="me")
    assert sorted(await ids("me")) == sorted([mine, nobodys])


async def test_each_row_of_a_queue_lists_the_steps_of_this_officer(service: Service) -> None:
    started, resolved = await service.in_progress(), await service.resolved(public_text())
    question_id = (await ask(service))["id"]

    async def offered(who: Any, path: str, **params: str) -> dict[str, list[dict[str, Any]]]:
        rows = (await service.get(path, who, **params))["items"]
        return {row["id"]: row["allowed_actions"] for row in rows}

    for who in (service.coordinator, service.handler, service.approver):
        for state, report_id in (("DANG_XU_LY", started), ("HOAN_THANH", resolved)):
            seen = await service.get(f"/v1/staff/reports/{report_id}", who)
            assert (await offered(who, "/v1/staff/reports", state=state))[report_id] == seen["allowed_actions"]
    mine = (await offered(service.handler, "/v1/staff/reports"))[started]
    assert ("extend", "Gia hạn xử lý") in [(each["action"], each["label"]) for each in mine]
    service.pass_time(timedelta(days=30))
    late = (await offered(service.handler, "/v1/staff/reports"))[started]
    assert "extend" not in [each["action"] for each in late]
    rows = await offered(service.coordinator, "/v1/staff/questions")
    assert [each["label"] for each in rows[question_id]] == ["Chuyển cơ quan trả lời", "Đánh dấu vi phạm"]


async def test_a_filter_widens_nobodys_view(service: Service) -> None:
    report_id = await service.in_progress()
    far = service.mint.staff("feedback_coordinator@21028", staff_id="stf_far")
    for who in (service.elsewhere, far):
        for wanted in ({"agency_id": COMMUNE}, {"commune": COMMUNE}, {"assignee": "none"}, {"assignee": "stf_handler"}):
            assert (await service.get("/v1/staff/reports", who, **wanted))["items"] == [], wanted
    [row] = (await service.get("/v1/staff/reports", service.handler, agency_id=COMMUNE, commune=COMMUNE))["items"]
    assert row["id"] == report_id


async def test_another_agency_starts_with_nobody(service: Service) -> None:
    report_id = (await service.send())["id"]
    await service.acts(report_id, "accept", service.coordinator)
    await service.acts(report_id, "assign", service.coordinator)
    await service.acts(report_id, "assign-officer", service.handler, officer_id="me")
    await service.acts(report_id, "assign", service.coordinator, agency_id="21028")
    assert (await service.get(f"/v1/staff/reports/{report_id}", service.elsewhere))["assignee"] is None


@pytest.mark.parametrize("body", [{}, {"agency_id": COMMUNE}, {"agency_id": COMMUNE, "note": "Xin xử lý sớm."}])
async def test_an_agency_is_not_given_what_it_has_and_its_officer_stays(service: Service, body: dict[str, Any]) -> None:
    report_id = (await service.send())["id"]
    await service.acts(report_id, "accept", service.coordinator)
    await service.acts(report_id, "assign", service.coordinator)
    taken = await service.acts(report_id, "assign-officer", service.handler, officer_id="me")
    again = await service.act(report_id, "assign", service.coordinator, **body)
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "already-assigned")
    seen = await service.get(f"/v1/staff/reports/{report_id}", service.coordinator)
    assert (seen["version"], seen["assignee"]["id"]) == (taken["version"], "stf_handler")
    assert again.json()["allowed_actions"] == seen["allowed_actions"]
    assert (await service.events(report_id)).count("report_assigned") == 1


async def test_what_is_classified_as_it_is_stays_as_it_is(service: Service) -> None:
    report_id = await service.in_progress()
    version = (await service.get(f"/v1/staff/reports/{report_id}", service.coordinator))["version"]
    same = {"category": "o-ga-mat-duong", "handling_class": "normal"}
    for body, raised in ((same, 0), ({}, 0), ({"note": "Đã xem lại, giữ nguyên."}, 1)):
        taken = await service.acts(report_id, "reclassify", service.coordinator, **body)
        assert taken["version"] == version + raised


async def test_officers_read_what_a_step_changed_to(service: Service) -> None:
    report_id = (await service.send())["id"]
    await service.acts(report_id, "accept", service.coordinator)
    await service.acts(report_id, "assign", service.coordinator)
    await service.acts(
        report_id, "reclassify", service.coordinator, category="mat-nap-cong", handling_class="immediate"
    )
    await service.acts(report_id, "assign-officer", service.handler, officer_id="me")
    other = service.mint.staff("feedback_coordinator@province", staff_id="stf_other")
    stale = await service.act(report_id, "refer", other, 2, reason_code="inspection")
    assigned, reclassified, given = stale.json()["changes"]
    assert assigned["agency"] == {"code": COMMUNE, "name": "UBND phường Cẩm Thành"}
    assert (assigned["category"]["code"], assigned["handling_class"]) == ("o-ga-mat-duong", "normal")
    assert reclassified["category"] == {"code": "mat-nap-cong", "name": "Mất nắp cống, hố ga"}
    assert (reclassified["handling_class"], reclassified["handling_label"]) == ("immediate", "Xử lý ngay")
    assert reclassified["resolved_by"] < assigned["resolved_by"]
    assert given["assignee"]["id"] == "stf_handler"

    rows = (await service.get(f"/v1/staff/reports/{report_id}", other))["timeline"]
    for name in ("category", "handling_class", "handling_label", "agency"):
        assert [row[name] for row in rows[-3:]] == [change[name] for change in stale.json()["changes"]]
    late = {**service.citizen, **key(), **if_match(1)}
    mine = await service.http.post(f"/v1/reports/{report_id}/withdrawal", json={"reason": "Đã hết"}, headers=late)
    assert [(each["action"], each["agency"] and each["agency"]["code"]) for each in mine.json()["changes"]] == [
        ("accept", None),
        ("assign", COMMUNE),
    ]
    assert not {"category", "assignee"} & {name for each in mine.json()["changes"] for name in each}

    await service.database["reports"].update_one(
        {"_id": report_id}, {"$unset": {"timeline.$[].category": "", "timeline.$[].handling_class": ""}}
    )
    of_old = (await service.get(f"/v1/staff/reports/{report_id}", other))["timeline"][-1]
    assert (of_old["category"], of_old["handling_class"], of_old["handling_label"]) == (None, None, None)
    assert (await service.act(report_id, "refer", other, 2, reason_code="inspection")).status_code == 412


async def test_officers_find_the_alerts_that_are_for_them_and_what_is_unread(service: Service) -> None:
    report_id = await service.in_progress()

    async def alerts(who: Any) -> tuple[list[str], int]:
        found = await service.get("/v1/staff/feedback-alerts", who)
        assert all(row["href"] == f"/v1/staff/reports/{report_id}" for row in found["items"])
        return [row["level"] for row in found["items"]], found["unread"]

    seen = []
    for _ in range(30):
        service.pass_time(timedelta(days=1))
        await service.give_alerts()
        found = [await alerts(who) for who in (service.handler, service.approver, service.elsewhere)]
        seen.append(found)
    handlers = list(dict.fromkeys(tuple(handler[0]) for handler, _, _ in seen))
    assert handlers == [(), ("due_soon",), ("overdue",), ("escalated",)]
    assert {tuple(approver[0]) for _, approver, _ in seen} == {(), ("overdue",), ("escalated",)}
    assert all(other == ([], 0) for _, _, other in seen)
    [row] = (await service.get("/v1/staff/feedback-alerts", service.handler))["items"]
    assert (row["kind_label"], row["clock_label"]) == ("Phản ánh", "Xử lý")
    assert (row["unread"], row["label"]) == (True, "Quá hạn hơn một ngày làm việc")
    read = await service.http.post(
        "/v1/staff/feedback-alerts/read", json={"until": row["given_at"]}, headers=service.handler
    )
    assert read.json() == {"unread": 0}
    assert (await alerts(service.handler))[1] == 0
    assert (await alerts(service.approver))[1] == 1
    await service.acts(report_id, "submit-result", service.handler, text="Đã vá xong mặt đường.")
    await service.acts(report_id, "approve", service.approver)
    assert await alerts(service.handler) == ([], 0)  # done: nothing is left


async def test_an_alert_goes_when_what_it_is_about_is_done_or_has_another_day(service: Service) -> None:
    report_id = (await service.send())["id"]

    async def alerts(who: Any) -> list[tuple[str, str]]:
        seen = (await service.get(f"/v1/staff/reports/{report_id}", who))["alerts"]
        rows = (await service.get("/v1/staff/feedback-alerts", who))["items"]
        assert [row["label"] for row in rows] == seen[-1:]
        return [(row["clock"], row["level"]) for row in rows]

    service.pass_time(timedelta(days=1, minutes=1))
    while await service.give_alerts():
        pass
    assert await alerts(service.coordinator) == [("receive", "due_soon")]
    await service.acts(report_id, "accept", service.coordinator)  # read, if late
    assert await alerts(service.coordinator) == []
    await service.acts(report_id, "assign", service.coordinator)
    await service.acts(report_id, "start", service.handler)
    service.pass_time(timedelta(days=7))
    await service.give_alerts()
    assert await alerts(service.handler) == [("resolve", "due_soon")]
    await service.acts(report_id, "note-progress", service.handler, text="Đang chờ nhựa đường.")
    assert await alerts(service.handler) == [("resolve", "due_soon")]
    await service.acts(
        report_id, "extend", service.handler, resolved_by="2026-12-10T09:00:00+07:00", reason_code="materials"
    )
    assert await alerts(service.handler) == []


async def test_a_coordinator_is_warned_in_time_of_what_nobody_has_read(service: Service) -> None:
    report_id = (await service.send())["id"]
    question_id = (await ask(service))["id"]
    warned = set()
    for hours in (*[2] * 24, *[12] * 40):
        service.pass_time(timedelta(hours=hours))
        await service.give_alerts()
        found = await service.get("/v1/staff/feedback-alerts", service.coordinator)
        warned |= {(row["href"], row["level"]) for row in found["items"]}
        assert (await service.get("/v1/staff/feedback-alerts", service.handler))["items"] == []
    paths = (f"/v1/staff/reports/{report_id}", f"/v1/staff/questions/{question_id}")
    assert warned >= {(path, "due_soon") for path in paths}
    seen = await service.get(paths[0], service.coordinator)
    [row] = (await service.get("/v1/staff/reports", service.coordinator, overdue="true"))["items"]
    assert (seen["overdue"], row["overdue"], row["id"]) == (True, True, report_id)
    await service.acts(report_id, "ask", service.coordinator, text="Xin cho biết thêm vị trí cụ thể.")
    assert (await service.get(paths[0], service.coordinator))["overdue"] is False
    assert (await service.get("/v1/staff/reports", service.coordinator, overdue="true"))["items"] == []


async def test_a_report_of_two_hundred_steps_can_be_ended(service: Service) -> None:
    report_id = await service.in_progress()
    stored = await service.database["reports"].find_one({"_id": report_id})
    assert stored
    timeline = [*stored["timeline"], *[{**stored["timeline"][-1], "action": "note-progress"}] * MAX_STEPS]
    await service.database["reports"].update_one({"_id": report_id}, {"$set": {"timeline": timeline}})
    seen = await service.get(f"/v1/staff/reports/{report_id}", service.handler)
    assert [offer["action"] for offer in seen["allowed_actions"]] == ["submit-result"]
    refused = await service.act(report_id, "note-progress", service.handler, text="Đang làm")
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "timeline-full")
    await service.acts(report_id, "submit-result", service.handler, text="Đã vá xong mặt đường.")
    done = await service.acts(report_id, "approve", service.approver)
    assert done["state"] == "HOAN_THANH"


async def test_an_officer_finds_a_report_by_its_code_within_what_they_may_see(service: Service) -> None:
    receipt, _other = await service.send(), await service.send(service.stranger)

    async def found(who: Any) -> list[str]:
        rows = await service.get("/v1/staff/reports", who, code=f" {receipt['code'].lower()}.")
        return [row["id"] for row in rows["items"]]

    assert (await found(service.coordinator), await found(service.handler)) == ([receipt["id"]], [])
    await service.acts(receipt["id"], "refuse", service.coordinator, reason_code="insufficient")
    assert await found(service.coordinator) == [receipt["id"]], "also when it has ended"
    last = (await service.get(f"/v1/staff/reports/{receipt['id']}", service.coordinator))["timeline"][-1]
    assert (last["by_label"], last["reason_label"]) == ("Cán bộ", "Không đủ thông tin")
    wrong = await service.http.get("/v1/staff/reports", params={"code": "x"}, headers=service.coordinator)
    assert wrong.status_code == 422


async def edit(service: Service, body: dict[str, Any], version: int, who: Any = None) -> httpx.Response:
    headers = {**(who or service.administrator), **if_match(version)}
    return await service.http.put("/v1/staff/feedback-categories", json=body, headers=headers)


async def test_an_administrator_changes_what_can_be_reported(service: Service) -> None:
    shown = await service.get("/v1/staff/feedback-categories", service.administrator)
    assert shown["version"] == 0
    before = [each for field in shown["fields"] for each in field["categories"]]
    assert {each["handling_label"] for each in before if each["handling_class"] == "emergency"} == {"Khẩn cấp"}
    body = {"fields": shown["fields"]}
    roads = next(field for field in body["fields"] if field["code"] == "giao-thong")
    kept = await service.send(category="o-ga-mat-duong")
    next(each for each in roads["categories"] if each["code"] == "o-ga-mat-duong")["offered"] = False
    roads["categories"].append({"code": "lan-can-cau", "name": "Lan can cầu hư hỏng", "handling_class": "immediate"})
    assert (await edit(service, body, 0, service.handler)).status_code == 403
    changed = await edit(service, body, 0)
    assert (changed.status_code, changed.json()["version"], changed.headers["etag"]) == (200, 1, '"1"')
    assert (await edit(service, body, 0)).status_code == 412

    offered = await service.get("/v1/feedback-categories")
    codes = [each["code"] for field in offered["fields"] for each in field["categories"]]
    assert "lan-can-cau" in codes and "o-ga-mat-duong" not in codes
    assert (await service.send(category="lan-can-cau"))["state"] == "CHO_TIEP_NHAN"
    refused = await service.try_send(category="o-ga-mat-duong")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "category")
    old = await service.get(f"/v1/staff/reports/{kept['id']}", service.coordinator)
    assert old["category"]["name"] == "Ổ gà, mặt đường hư hỏng"
    services = [row["service_code"] for row in await service.get("/open311/v2/services.json")]
    assert "lan-can-cau" in services and "o-ga-mat-duong" not in services

    other_process = Rules.load()
    await FollowCategories(service.parts.stores.categories, other_process)()
    assert "lan-can-cau" in other_process.catalogue.categories


async def test_before_it_has_read_the_categories_nobody_is_offered_what_the_package_ships(service: Service) -> None:
    categories = service.parts.rules.categories
    categories.read = False
    for path in ("/v1/feedback-categories", "/open311/v2/services.json"):
        assert (await service.http.get(path)).status_code == 503, path
    await FollowCategories(service.parts.stores.categories, service.parts.rules)()
    assert (await service.http.get("/v1/feedback-categories")).status_code == 200


async def test_a_report_is_found_by_what_its_category_is_called_now(service: Service) -> None:
    report_id = await service.resolved(category="o-ga-mat-duong")
    await service.acts(report_id, "publish", service.approver, **public_text(title="Trước chợ", text="Nguy hiểm."))

    async def found(words: str) -> list[str]:
        rows = (await service.get("/v1/public-reports", q=words))["items"]
        return [row["id"] for row in rows]

    assert await found("mặt đường") == [report_id] == await found("giao thông trước chợ")
    shown = await service.get("/v1/staff/feedback-categories", service.administrator)
    body = {"fields": shown["fields"]}
    roads = next(field for field in body["fields"] if field["code"] == "giao-thong")
    roads["name"] = "Hạ tầng kỹ thuật"
    next(each for each in roads["categories"] if each["code"] == "o-ga-mat-duong")["name"] = "Lún sụt"
    assert (await edit(service, body, 0)).status_code == 200
    assert await found("lun sut") == [report_id] == await found("hạ tầng trước chợ")
    assert await found("mặt đường") == [] == await found("giao thông")
    assert await found("category:o-ga-mat-duong") == []


async def test_a_catalogue_that_would_break_old_reports_is_refused(service: Service) -> None:
    shown = await service.get("/v1/staff/feedback-categories", service.administrator)

    def changed(which: str, **members: Any) -> dict[str, Any]:
        body = copy.deepcopy({"fields": shown["fields"]})
        for field in body["fields"]:
            for each in field["categories"]:
                each.update(members if each["code"] == which else {})
        return body

    gone = {"fields": shown["fields"][1:]}
    for body, word in (
        (gone, "Không xóa được"),
        (changed("thai-do-can-bo", about_staff=False), "Không đổi được"),
        (changed("khac", offered=False), "luôn phải"),
        (changed("khac", code="thai-do-can-bo"), "một lần"),
    ):
        answer = await edit(service, body, 0)
        assert answer.status_code == 422, answer.text
        assert word in answer.text
    assert (await service.get("/v1/staff/feedback-categories", service.administrator))["version"] == 0


async def test_of_a_code_that_stands_twice_the_second_is_named(service: Service) -> None:
    shown = await service.get("/v1/staff/feedback-categories", service.administrator)
    fields = copy.deepcopy(shown["fields"])
    first = fields[0]["categories"][0]["code"]
    fields[1]["categories"][-1]["code"] = first
    fields.append({"code": fields[0]["code"], "name": "Lĩnh vực khác", "categories": []})
    answer = await edit(service, {"fields": fields}, 0)
    last = len(fields[1]["categories"]) - 1
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (
        422,
        [f"fields[{len(fields) - 1}].code", f"fields[1].categories[{last}].code"],
    )


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("send-back", {"reason_code": "not_competent"}),
        ("assign", {"agency_id": "21028"}),
        ("merge", {}),
        ("refuse", {"reason_code": "spam"}),
        ("refer", {"reason_code": "central_body"}),
    ],
)
async def test_who_has_started_is_told_what_is_left_to_do(service: Service, step: str, body: dict[str, Any]) -> None:
    other = (await service.send(service.stranger))["code"]
    report_id = await service.in_progress()
    who = service.handler if step == "send-back" else service.coordinator
    body = {"main_code": other} if step == "merge" else body
    refused = await service.act(report_id, step, who, **body)
    assert refused.status_code == 409
    assert "đã bắt đầu xử lý nên chỉ còn trình kết quả" in refused.json()["detail"]
    offered = (await service.get(f"/v1/staff/reports/{report_id}", who))["allowed_actions"]
    assert step not in [offer["action"] for offer in offered]
