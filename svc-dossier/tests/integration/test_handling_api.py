"""An office at work: counts, assignment, notes, reasons, several at once, and who has looked at what."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.access_log_router import AccessLogPage
from svc_dossier.api.staff_dossiers.responses import InboxCounts, StaffDossierView
from svc_dossier.api.staff_steps.responses import BulkOutcomes, ReasonCatalogue
from svc_dossier.store.indexes import make_indexes

from .service import AGENCY, DOCUMENT, NO_DOCUMENTS, WITH_DOCUMENT, Service, if_match, key


async def assign(
    service: Service,
    dossier_id: str,
    to: str | None,
    version: int,
    who: dict[str, str],
    note: str | None = "Nhờ xử lý giúp",
):
    headers = {**who, **key(), **if_match(version)}
    body = {"officer_id": to, "note": note}
    return await service.http.post(f"/v1/staff/dossiers/{dossier_id}/assignment", json=body, headers=headers)


async def test_counts_tell_what_is_open_due_today_and_overdue(service: Service) -> None:
    for state in (1, 2, 4, 4, 5, 6, 9, 10, 3):
        await service.brought_to(state)
    path = "/v1/staff/dossier-counts"
    answer = await service.http.get(path, headers=service.one_stop)
    InboxCounts.model_validate(answer.json())
    counts = answer.json()
    assert {row["state"]: row["count"] for row in counts["by_state"]} == {1: 1, 2: 1, 4: 2, 5: 1, 6: 1, 9: 1}
    assert (counts["open"], counts["due_today"], counts["overdue"]) == (7, 3, 0)  # a copy is due the same day
    service.clock.advance(timedelta(hours=10))
    headers = {**service.mint.staff(f"one_stop@{AGENCY}")}
    counts = (await service.http.get(path, headers=headers)).json()
    assert (counts["due_today"], counts["overdue"]) == (0, 3)
    late = (await service.http.get("/v1/staff/dossiers", params={"overdue": "true"}, headers=headers)).json()["items"]
    assert sorted((row["state"], row["overdue"]) for row in late) == [(2, True), (4, True), (4, True)]
    elsewhere = service.mint.staff("one_stop@21548")
    nothing = (await service.http.get(path, headers=elsewhere)).json()
    assert (nothing["open"], nothing["by_state"]) == (0, [])


async def test_a_dossier_is_taken_handed_over_and_found_in_the_own_list(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    await service.submit()
    taken = await assign(service, dossier_id, "me", 1, service.one_stop)
    assert (taken.status_code, taken.json()["assignee"], taken.json()["version"]) == (200, "stf_one_stop", 2)
    unknown = await assign(service, dossier_id, "stf_nobody", 2, service.one_stop)
    assert unknown.json()["errors"][0]["field"] == "officer_id"
    await service.grant("stf_specialist", "Lê Văn Chuyên", f"specialist@{AGENCY}")  # who has never been here
    await service.grant("stf_one_stop", "Phạm Thị Một Cửa", f"one_stop@{AGENCY}")
    await service.grant("stf_elsewhere", "Đỗ Văn Xa", "one_stop@21548")
    handed = await assign(service, dossier_id, "stf_specialist", 2, service.one_stop)
    assert handed.status_code == 200
    own = await service.http.get("/v1/staff/dossiers", params={"assignee": "me"}, headers=service.specialist)
    assert [row["id"] for row in own.json()["items"]] == [dossier_id]
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.specialist)).json()
    StaffDossierView.model_validate(seen)
    assert [made["officer_id"] for made in seen["assignments"]] == ["stf_one_stop", "stf_specialist"]
    people = await service.http.get("/v1/staff/officers", params={"unit": AGENCY}, headers=service.one_stop)
    assert people.json()["items"] == [
        {"id": "stf_specialist", "name": "Lê Văn Chuyên", "titles": ["Chuyên viên thụ lý"]},
        {"id": "stf_one_stop", "name": "Phạm Thị Một Cửa", "titles": ["Cán bộ Một cửa"]},
    ]
    everywhere = await service.http.get("/v1/staff/officers", headers=service.one_stop)
    assert everywhere.json()["items"] == people.json()["items"], "of all the officer's own units, and of no other"
    assert [made["officer_name"] for made in seen["assignments"]] == ["Phạm Thị Một Cửa", "Lê Văn Chuyên"]
    await service.grant("stf_specialist", "Lê Văn Chuyên", version=2)  # every role taken back
    assert (await assign(service, dossier_id, "stf_specialist", 3, service.one_stop)).status_code == 422
    assert (await assign(service, dossier_id, "me", 3, service.elsewhere)).status_code == 404
    assert (await assign(service, dossier_id, "me", 3, service.administrator)).status_code == 403


async def test_giving_it_to_whom_it_is_given_already_changes_nothing(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    nobody = await assign(service, dossier_id, None, 1, service.one_stop, None)
    assert (nobody.status_code, nobody.json()["assignee"], nobody.json()["version"]) == (200, None, 1)
    await assign(service, dossier_id, "me", 1, service.one_stop)
    again = await assign(service, dossier_id, "me", 2, service.one_stop, None)
    assert (again.status_code, again.json()["assignee"], again.headers["etag"]) == (200, "stf_one_stop", '"2"')
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)).json()
    assert (seen["version"], len(seen["assignments"])) == (2, 1)


async def test_a_step_of_another_role_is_refused_by_the_role_that_takes_it(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    refused = await service.act(dossier_id, "accept", service.specialist, 1)
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "Việc này do Cán bộ Một cửa thực hiện; Ông/Bà không giữ vai trò ấy ở đây.",
    )


async def test_who_comes_second_is_told_what_has_changed(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    await assign(service, dossier_id, "me", 1, service.one_stop)
    await service.act(dossier_id, "accept", service.one_stop, 2)
    late = await service.act(dossier_id, "refuse", service.one_stop, 1, reason="Không đủ điều kiện")
    assert (late.status_code, late.json()["current_version"]) == (412, 3)
    changes = late.json()["changes"]
    assert [(change["version"], change["action"], change["by_id"]) for change in changes] == [
        (2, "assign", "stf_one_stop"),
        (3, "accept", "stf_one_stop"),
    ]
    assert changes[1]["state_label"] == "Được tiếp nhận"
    shown = await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)
    assert late.json()["allowed_actions"] == shown.json()["allowed_actions"] != []
    mine = await service.http.post(
        f"/v1/dossiers/{dossier_id}/withdrawal", json={"reason": "Nộp nhầm"},
        headers={**service.citizen, **key(), **if_match(1)},
    )  # fmt: skip
    assert (mine.status_code, [change["action"] for change in mine.json()["changes"]]) == (412, ["accept"])
    own = await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)
    assert mine.json()["allowed_actions"] == own.json()["allowed_actions"]
    assert "stf_" not in mine.text


async def test_being_told_of_a_due_date_is_no_change_and_an_assignment_is_none_to_the_citizen(service: Service) -> None:
    dossier_id, version = await service.brought_to(2)
    await service.database["dossiers"].update_one({"_id": dossier_id}, {"$inc": {"version": 1}})  # as an alert does
    assert (await assign(service, dossier_id, "me", version, service.one_stop)).status_code == 200
    ahead = await service.act(dossier_id, "transfer", service.one_stop, version + 9)
    assert ahead.status_code == 412
    gone = await service.http.post(
        f"/v1/dossiers/{dossier_id}/withdrawal", json={"reason": "Nộp nhầm"},
        headers={**service.citizen, **key(), **if_match(version)},
    )  # fmt: skip
    assert gone.status_code == 200


async def test_what_officers_note_the_citizen_never_sees(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    path, same = f"/v1/staff/dossiers/{dossier_id}/notes", {**service.one_stop, **key()}
    left = await service.http.post(path, json={"text": "Đã gọi điện cho công dân"}, headers=same)
    assert left.status_code == 201
    assert (
        await service.http.post(path, json={"text": "Đã gọi điện cho công dân"}, headers=same)
    ).json() == left.json()
    assert (await service.http.post(path, json={"text": "Khác hẳn"}, headers=same)).status_code == 422
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.specialist)).json()
    assert [note["text"] for note in seen["notes"]] == ["Đã gọi điện cho công dân"]
    assert seen["version"] == 1
    own = await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)
    assert "gọi điện" not in own.text
    far = await service.http.post(path, json={"text": "Tôi ở nơi khác"}, headers={**service.elsewhere, **key()})
    assert far.status_code == 404
    above = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.administrator)).json()
    assert above["notes"] == []


async def test_a_reason_of_the_catalogue_is_what_the_citizen_reads(service: Service) -> None:
    catalogue = (await service.http.get("/v1/staff/reasons", headers=service.one_stop)).json()
    ReasonCatalogue.model_validate(catalogue)
    reason = catalogue["actions"]["refuse"][0]
    dossier_id = (await service.submit())["id"]
    foreign = await service.act(dossier_id, "refuse", service.one_stop, 1, reason_code="giay-to-khong-ro")
    assert foreign.json()["errors"][0]["field"] == "reason_code"
    answer = await service.act(
        dossier_id, "refuse", service.one_stop, 1, reason_code=reason["code"], reason="Mời nộp tại phường Nghĩa Lộ."
    )
    assert answer.status_code == 200
    own = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    assert own["timeline"][-1]["text"] == f"{reason['text']}\nMời nộp tại phường Nghĩa Lộ."
    assert (await service.stored(dossier_id))["timeline"][-1]["reason_code"] == reason["code"]


async def test_papers_are_asked_for_once_completely(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    asked = {"documents": [{"name": "Đơn giải trình"}, {"code": "giay-to-tuy-than"}]}
    await service.act(dossier_id, "request-supplement", service.one_stop, 1, **asked)
    own = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    codes = [paper["code"] for paper in own["asked"]]
    handed = [{"code": code, "file_ids": [await service.upload()]} for code in codes]
    path = f"/v1/dossiers/{dossier_id}/supplements"
    answer = await service.http.post(path, json={"documents": handed}, headers={**service.citizen, **key()})
    assert answer.json()["state"] == 1
    more = await service.act(dossier_id, "request-supplement", service.one_stop, 3, documents=[{"name": "Giấy khác"}])
    assert (more.status_code, more.json()["title"]) == (409, "Chỉ được yêu cầu bổ sung một lần")
    again = await service.act(dossier_id, "request-supplement", service.one_stop, 3, documents=[{"code": codes[0]}])
    assert again.status_code == 200


async def test_several_are_accepted_at_once_and_each_has_its_outcome(service: Service) -> None:
    ids = [(await service.submit())["id"] for _ in range(4)]
    await service.act(ids[1], "refuse", service.one_stop, 1, reason="Không đủ điều kiện")
    await assign(service, ids[2], "me", 1, service.one_stop)
    items = [{"id": dossier_id, "version": 2 if dossier_id == ids[1] else 1} for dossier_id in ids]
    items.append({"id": "dos_00000000000000000000000000", "version": 1})
    headers = {**service.one_stop, **key()}
    answer = await service.http.post("/v1/staff/dossier-acceptances", json={"items": items}, headers=headers)
    BulkOutcomes.model_validate(answer.json())
    assert [item["status"] for item in answer.json()["items"]] == [200, 409, 412, 200, 404]
    late = answer.json()["items"][2]["problem"]["allowed_actions"]
    assert ("accept", '"2"') in [(offer["action"], offer["etag"]) for offer in late]
    assert (answer.json()["accepted"], answer.json()["refused"]) == (2, 3)
    repeated = await service.http.post("/v1/staff/dossier-acceptances", json={"items": items}, headers=headers)
    assert repeated.json() == answer.json()
    twice = {"items": [{"id": ids[0], "version": 1}] * 2}
    refused = await service.http.post(
        "/v1/staff/dossier-acceptances", json=twice, headers={**service.one_stop, **key()}
    )
    assert refused.status_code == 422


async def test_every_look_is_written_down_for_the_administrator(service: Service) -> None:
    file_id = await service.upload()
    dossier_id = (await service.submit(documents=[{"code": "giay-to-tuy-than", "file_ids": [file_id]}]))["id"]
    for _ in range(3):  # an inbox that looks again by itself
        await service.http.get("/v1/staff/dossiers", headers=service.specialist)
    service.clock.advance(timedelta(milliseconds=1))
    await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)
    service.clock.advance(timedelta(milliseconds=1))
    await service.http.get(f"/v1/staff/dossiers/{dossier_id}/files/{file_id}", headers=service.one_stop)
    await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.elsewhere)  # sees nothing
    path, of_it = "/v1/staff/access-log", {"subject": dossier_id}
    looks = (await service.http.get(path, params=of_it, headers=service.administrator)).json()
    AccessLogPage.model_validate(looks)
    assert [(look["officer"], look["what"], look["masked"]) for look in looks["items"]] == [
        ("stf_one_stop", "file", False),
        ("stf_one_stop", "dossier", False),
        ("stf_specialist", "inbox", True),
    ]
    one = (await service.http.get(path, params={"officer_id": "stf_specialist"}, headers=service.administrator)).json()
    assert len(one["items"]) == 1
    first = (await service.http.get(path, params={"limit": "2"}, headers=service.administrator)).json()
    rest = (await service.http.get(path, params={"after": first["next"]}, headers=service.administrator)).json()
    assert (len(first["items"]), len(rest["items"])) == (2, 1)
    assert (await service.http.get(path, headers=service.one_stop)).status_code == 403
    local = service.mint.staff(f"administrator@{AGENCY}")
    assert (await service.http.get(path, headers=local)).status_code == 403


async def test_the_result_is_given_with_its_files(service: Service) -> None:
    dossier_id, version = await service.brought_to(4)
    foreign = await service.upload()
    refused = await service.act(dossier_id, "complete", service.specialist, version, result_files=[foreign])
    assert refused.json()["errors"][0]["field"] == "result_files[0]"
    result = await service.upload(service.specialist)
    done = await service.act(dossier_id, "complete", service.specialist, version, result_files=[result])
    assert done.status_code == 200
    own = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)).json()
    assert [file["id"] for file in seen["results"]] == [result]
    assert [file["id"] for file in own["results"]] == [result]  # from the moment that the message says so
    assert await service.stores.dossiers.attached([foreign, result]) == {result}


async def listed(service: Service, **query: Any) -> list[str]:
    answer = await service.http.get("/v1/staff/dossiers", params=query, headers=service.one_stop)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


async def test_an_inbox_is_filtered_by_states_procedure_and_nobody(service: Service) -> None:
    new = (await service.submit())["id"]
    accepted, _ = await service.brought_to(2)
    processing, version = await service.brought_to(4)
    refused, _ = await service.brought_to(3)
    assert set(await listed(service)) == {new, accepted, processing}
    assert set(await listed(service, state=[1, 4])) == {new, processing}
    assert await listed(service, state=3) == [refused]
    assert set(await listed(service, state=[1, 2, 4], procedure_code=NO_DOCUMENTS)) == {new, accepted, processing}
    assert await listed(service, procedure_code="1.001193") == []
    assert (await assign(service, processing, "me", version, service.one_stop)).status_code == 200
    assert set(await listed(service, assignee="none")) == {new, accepted}
    assert await listed(service, assignee="none", state=[1, 4]) == [new]
    assert await listed(service, assignee="me", state=[1, 4]) == [processing]
    refused_filters: list[dict[str, Any]] = [
        {"state": [1, 3]},
        {"state": 3, "procedure_code": NO_DOCUMENTS},
        {"state": 11},
    ]
    for wrong in refused_filters:
        answer = await service.http.get("/v1/staff/dossiers", params=wrong, headers=service.one_stop)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "state"), wrong


async def test_what_ended_in_a_month_is_listed_and_exported_by_procedure(service: Service) -> None:
    await service.brought_to(4)
    refused, _ = await service.brought_to(3)
    service.clock.advance(timedelta(seconds=1))
    returned, _ = await service.brought_to(10)
    assert await listed(service, ended_in="2026-11") == [returned, refused]
    assert await listed(service, ended_in="2026-11", state=[8, 10], procedure_code=NO_DOCUMENTS) == [returned]
    assert await listed(service, ended_in="2026-11", procedure_code="1.001193") == []
    assert await listed(service, ended_in="2026-10") == []
    params = {"ended_in": "2026-11", "limit": "1"}
    first = (await service.http.get("/v1/staff/dossiers", params=params, headers=service.one_stop)).json()
    rest = await service.http.get(
        "/v1/staff/dossiers", params={**params, "after": first["next"]}, headers=service.one_stop
    )
    assert [row["id"] for row in rest.json()["items"]] == [refused]
    assert rest.json()["next"] is None
    table = await service.http.get("/v1/staff/dossiers.csv", params=params | {"state": "10"}, headers=service.one_stop)
    assert table.status_code == 422, "a table has no pages"
    del params["limit"]
    table = await service.http.get("/v1/staff/dossiers.csv", params=params | {"state": "10"}, headers=service.one_stop)
    assert len(table.content.decode("utf-8-sig").splitlines()) == 2
    for more, field in (({"state": "4"}, "state"), ({"overdue": "true"}, "overdue")):
        wrong = await service.http.get("/v1/staff/dossiers", params=params | more, headers=service.one_stop)
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, field)


async def test_a_row_says_until_when_it_must_be_handed_on(service: Service) -> None:
    await service.brought_to(2)
    [row] = (await service.http.get("/v1/staff/dossiers", headers=service.one_stop)).json()["items"]
    assert datetime.fromisoformat(row["transfer_by"]) == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert row["time_left"].startswith("Còn ")
    offered = {offer["action"]: offer for offer in row["allowed_actions"]}
    transfer = offered["transfer"]
    assert (transfer["label"], transfer["method"], transfer["needs_if_match"], transfer["etag"]) == (
        "Chuyển xử lý", "POST", True, '"2"',
    )  # fmt: skip
    taken = await service.http.post(
        transfer["href"], json={}, headers={**service.one_stop, **key(), "If-Match": transfer["etag"]}
    )
    assert taken.status_code == 200, taken.text
    [seen] = (await service.http.get("/v1/staff/dossiers", headers=service.administrator)).json()["items"]
    assert seen["allowed_actions"] == []


async def test_the_inbox_comes_as_a_table_that_a_spreadsheet_shows_as_it_is(service: Service) -> None:
    form = service.form()
    form["nguoi_yeu_cau"]["ho_ten"] = "Đặng Thị Thử"
    dossier_id = (await service.submit(form=form))["id"]
    await assign(service, dossier_id, "me", 1, service.mint.staff(f"one_stop@{AGENCY}", name='=HYPERLINK("x")'))
    answer = await service.http.get("/v1/staff/dossiers.csv", params={"state": 1}, headers=service.one_stop)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    heading, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert len(heading) == len(row)
    shown = dict(zip(heading, row, strict=True))
    assert (shown["Người nộp"], shown["Trạng thái"]) == ("Đặng Thị Thử", "Mới đăng ký")
    assert shown["Cán bộ được giao"] == '\'=HYPERLINK("x")'
    assert "*****" in shown["Số định danh"]
    assert shown["Cập nhật lúc"] == shown["Nộp lúc"] != "" == shown["Chậm nhất phải chuyển"]
    log = await service.stores.access_log.of(subject=dossier_id, officer="stf_one_stop", before=None, limit=9)
    assert [entry.what for entry in log] == ["export"]
    assert (await service.act(dossier_id, "accept", service.one_stop, 2)).status_code == 200
    [seen] = (await service.http.get("/v1/staff/dossiers", headers=service.one_stop)).json()["items"]
    later = await service.http.get("/v1/staff/dossiers.csv", headers=service.one_stop)
    _, row = csv.reader(io.StringIO(later.content.decode("utf-8-sig")))
    day = datetime.fromisoformat(seen["transfer_by"])
    assert dict(zip(heading, row, strict=True))["Chậm nhất phải chuyển"] == f"{day:%d/%m/%Y %H:%M}"
    nothing = await service.http.get("/v1/staff/dossiers.csv", headers=service.elsewhere)
    assert len(nothing.content.decode("utf-8-sig").splitlines()) == 1


async def test_a_file_is_the_paper_of_one_dossier_or_the_result_of_another_never_both(service: Service) -> None:
    scan = await service.upload(service.one_stop)
    body = {"channel": "direct", **service.body(WITH_DOCUMENT, documents=[{"code": DOCUMENT, "file_ids": [scan]}])}
    received = await service.http.post("/v1/staff/dossiers", json=body, headers={**service.one_stop, **key()})
    assert received.status_code == 201, received.text
    ready, version = await service.brought_to(9)
    refused = await service.act(ready, "return-result", service.one_stop, version, result_files=[scan])
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "result_files[0]"), refused.text
    fresh = await service.upload(service.one_stop)
    given = await service.act(ready, "return-result", service.one_stop, version, result_files=[fresh])
    assert given.status_code == 200, given.text
    body["documents"][0]["file_ids"] = [await service.upload(service.one_stop), fresh]
    again = await service.http.post("/v1/staff/dossiers", json=body, headers={**service.one_stop, **key()})
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "documents[0].file_ids[1]"), again.text


async def test_files_of_dossiers_of_before_belong_to_one_dossier_too(service: Service) -> None:
    scan = await service.upload()
    receipt = await service.submit(WITH_DOCUMENT, documents=[{"code": DOCUMENT, "file_ids": [scan]}])
    await service.database["dossiers"].update_many({}, {"$unset": {"file_ids": ""}})
    assert not await service.stores.dossiers.attached([scan])
    await make_indexes(service.database)
    assert await service.stores.dossiers.attached([scan, "fil_other"]) == {scan}
    assert (await service.stored(receipt["id"]))["file_ids"] == [scan]
