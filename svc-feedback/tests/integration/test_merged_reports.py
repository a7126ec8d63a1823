"""What was merged into another report is seen by whoever handles that one, and by nobody who has lost it."""

from datetime import timedelta
from typing import Any

import pytest

from .service import COMMUNE, Service, key

OTHER = "21028"


async def assigned(service: Service, who: Any = None, agency: str = COMMUNE, **members: Any) -> dict[str, Any]:
    report = await service.send(who, **members)
    await service.acts(report["id"], "accept", service.coordinator)
    await service.acts(report["id"], "assign", service.coordinator, agency_id=agency)
    return report


async def merged_into(service: Service, main: dict[str, Any], who: Any = None, **members: Any) -> dict[str, Any]:
    """It was another agency's before."""
    report = await assigned(service, who or service.stranger, OTHER, **members)
    await service.acts(report["id"], "merge", service.coordinator, main_code=main["code"])
    while await service.tell_supporters():
        pass
    return report


async def ids_of(service: Service, main: dict[str, Any], who: Any, limit: int = 20) -> list[str]:
    found: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = await service.get("/v1/staff/reports", who, merged_into=main["id"], limit=limit, **after)
        found += [row["id"] for row in page["items"]]
        if page["next"] is None:
            return found
        after = {"after": page["next"]}


async def status(service: Service, path: str, who: Any) -> int:
    return (await service.http.get(path, headers=who)).status_code


async def test_who_handles_a_report_sees_those_merged_into_it_and_the_former_agency_no_longer(service: Service) -> None:
    main = await assigned(service)
    photo = await service.upload(service.stranger)
    words = "Ổ gà cạnh trạm bơm, tối không thấy đường."
    merged = await merged_into(service, main, description=words, file_ids=[photo["id"]])
    assert (await service.get(f"/v1/staff/reports/{main['id']}", service.handler))["merged_reports"] == 1
    assert await ids_of(service, main, service.handler) == [merged["id"]]
    path = f"/v1/staff/reports/{merged['id']}"
    seen = await service.get(path, service.handler)
    assert (seen["description"], seen["agency"], seen["assignee"]) == (words, None, None)
    assert seen["allowed_actions"] == []
    [picture] = seen["files"]
    for href in (picture["href"], picture["preview_href"]):
        assert await status(service, href, service.handler) == 200
        assert await status(service, href, service.elsewhere) == 404
    assert await service.get(seen["reporter"]["href"], service.handler) == {
        "name": "Nguyễn Văn An",
        "phone": "0912345678",
    }
    for gone in (path, f"{path}/reporter"):
        assert await status(service, gone, service.elsewhere) == 404
    listed = await service.http.get("/v1/staff/reports", params={"merged_into": main["id"]}, headers=service.elsewhere)
    assert listed.status_code == 404
    log = await service.get("/v1/staff/feedback-access-log", service.administrator, subject=merged["id"])
    assert {entry["what"] for entry in log["items"]} >= {"report", "report_identity"}


async def test_it_goes_with_the_main_report_to_another_agency(service: Service) -> None:
    main = await assigned(service)
    merged = await merged_into(service, main)
    path = f"/v1/staff/reports/{merged['id']}"
    await service.acts(main["id"], "assign", service.coordinator, agency_id=OTHER)
    assert await status(service, path, service.elsewhere) == 200
    assert await status(service, path, service.handler) == 404
    mine = await service.get(f"/v1/reports/{merged['id']}", service.stranger)
    assert mine["agency"]["code"] == OTHER


async def test_what_is_hidden_from_the_agency_stays_hidden_from_the_one_that_has_the_main_report(
    service: Service,
) -> None:
    main = await assigned(service)
    merged = await merged_into(service, main, hidden_from_agency=True)
    path = f"/v1/staff/reports/{merged['id']}"
    seen = await service.get(path, service.handler)
    assert seen["reporter"]["href"] is None
    assert await status(service, f"{path}/reporter", service.handler) == 403
    both = service.mint.staff(f"feedback_coordinator@{COMMUNE}", f"feedback_handler@{COMMUNE}", staff_id="stf_both")
    assert await status(service, f"{path}/reporter", both) == 403
    assert await status(service, f"{path}/reporter", service.coordinator) == 200


async def test_a_chain_of_merged_reports_is_seen_from_its_end_page_by_page(service: Service) -> None:
    last = await assigned(service)
    middle = await service.send(service.third)
    first = await merged_into(service, middle, service.stranger)
    await service.acts(middle["id"], "merge", service.coordinator, main_code=last["code"])
    assert await status(service, f"/v1/staff/reports/{first['id']}", service.handler) == 200
    while await service.tell_supporters():
        pass
    for limit in (1, 2):
        assert {*await ids_of(service, last, service.handler, limit)} == {first["id"], middle["id"]}
    assert (await service.get(f"/v1/staff/reports/{first['id']}", service.handler))["merged_into"] == last["id"]


async def test_officers_read_who_will_read_the_result(service: Service) -> None:
    main = await assigned(service)
    path = f"/v1/staff/reports/{main['id']}"
    assert "gửi đến người gửi phản ánh;" in (await service.get(path, service.handler))["result_readers"]
    await merged_into(service, main)
    for who in (service.handler, service.approver):
        assert "người gửi của 1 phản ánh đã gộp" in (await service.get(path, who))["result_readers"]


async def test_a_merged_report_is_found_again_by_its_repeated_request(service: Service) -> None:
    main = await assigned(service)
    local = service.mint.staff(f"feedback_coordinator@{COMMUNE}", staff_id="stf_local")
    merged = await assigned(service, service.stranger)
    headers = {**local, **key(), "If-Match": '"3"'}
    path, body = f"/v1/staff/reports/{merged['id']}/merge", {"main_code": main["code"]}
    first, again = [await service.http.post(path, json=body, headers=headers) for _ in range(2)]
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())


async def resolve(service: Service, main: dict[str, Any]) -> None:
    await service.acts(main["id"], "start", service.handler)
    await service.acts(main["id"], "submit-result", service.handler, text="Đã vá ổ gà và dọn sạch.")
    await service.acts(main["id"], "approve", service.approver)


async def test_each_whose_report_was_merged_rates_the_result_once(service: Service) -> None:
    main = await assigned(service)
    merged, another = await merged_into(service, main), await merged_into(service, main, service.third)
    path = f"/v1/reports/{merged['id']}"

    async def may(who: Any = service.stranger) -> list[str]:
        return [offer["action"] for offer in (await service.get(path, who))["allowed_actions"]]

    assert await may() == []
    early = await service.own(merged["id"], "rating", {"level": 5}, service.stranger)
    assert early.status_code == 409
    await resolve(service, main)
    assert await may() == ["rate"]
    waiting = await service.get(path, service.stranger)
    assert "đánh giá trước 09 giờ 00, ngày 02/12/2026" in waiting["what_next"]
    rated = await service.own(merged["id"], "rating", {"level": 2, "comment": "Còn gồ ghề"}, service.stranger)
    assert (rated.status_code, rated.json()["state"]) == (200, "GOP_TRUNG")
    again = await service.own(merged["id"], "rating", {"level": 5}, service.stranger)
    assert again.status_code == 409 and "đã được Ông/Bà đánh giá" in again.json()["detail"]
    assert await may() == []
    seen = await service.get(path, service.stranger)
    assert (seen["rating"]["level"], "gửi phản ánh mới" in seen["what_next"]) == (2, True)
    assert (await service.own(another["id"], "rating", {"level": 4}, service.third)).status_code == 200
    assert (await service.own(main["id"], "rating", {"level": 5})).json()["state"] == "DA_DONG"
    [row] = (
        await service.get(
            "/v1/staff/feedback-figures", service.administrator, by="total", **{"from": "2026-11", "to": "2026-11"}
        )
    )["items"]
    assert (row["share_satisfied"]["numerator"], row["share_satisfied"]["denominator"]) == (2, 3)
    assert row["resolved"] == 1
    handlers = await service.get(f"/v1/staff/reports/{merged['id']}", service.handler)
    assert [each["comment"] for each in handlers["ratings"]] == ["Còn gồ ghề"]


async def test_who_was_merged_is_told_of_the_result_and_until_when_they_may_rate_it(service: Service) -> None:
    main = await assigned(service)
    merged = await merged_into(service, main)
    await service.http.post(f"/v1/reports/{main['id']}/support", headers=service.third)
    await resolve(service, main)
    while await service.tell_supporters():
        pass
    until = (await service.get(f"/v1/reports/{main['id']}", service.citizen))["reopen_until"]
    found = await service.database["supports"].find({"report_id": main["id"]}).to_list(None)
    last = {each["citizen_id"]: each["outbox"][-1] for each in found}
    assert {citizen: event["type"].split(".")[3] for citizen, event in last.items()} == {
        "cit_binh": "report_merged_resolved",
        "cit_chi": "report_joined_resolved",
    }
    said = last["cit_binh"]["data"]
    assert (said["code"], said["rate_until"]) == (merged["code"], until)
    assert last["cit_chi"]["data"]["rate_until"] is None


@pytest.mark.parametrize("had_one", [False, True])
async def test_a_rating_counts_for_the_agency_whose_result_it_is_about(service: Service, had_one: bool) -> None:
    main = await assigned(service)
    merged = await assigned(service, service.stranger, OTHER) if had_one else await service.send(service.stranger)
    await service.acts(merged["id"], "merge", service.coordinator, main_code=main["code"])
    await resolve(service, main)
    assert (await service.own(merged["id"], "rating", {"level": 5}, service.stranger)).status_code == 200
    assert (await service.own(main["id"], "rating", {"level": 1})).status_code == 200
    await service.own(main["id"], "reopening", {"reason": "Mới vá được một nửa."})
    await service.acts(main["id"], "assign", service.coordinator, agency_id=OTHER)

    async def rated(who: Any, by: str) -> dict[str, tuple[int, int, int]]:
        period = {"from": "2026-11", "to": "2026-11"}
        rows = (await service.get("/v1/staff/feedback-figures", who, by=by, **period))["items"]
        shares = {row["key"]: (row["received"], row["share_satisfied"]) for row in rows}
        return {key: (count, share["numerator"], share["denominator"]) for key, (count, share) in shares.items()}

    # What was merged is no agency's, and what was reopened is the other one's by now.
    everything = {"": (1, 0, 0), COMMUNE: (0, 1, 2), OTHER: (1, 0, 0)}
    assert await rated(service.administrator, "agency") == everything
    assert await rated(service.administrator, "total") == {"": (2, 1, 2)}
    assert await rated(service.handler, "agency") == {COMMUNE: (0, 1, 2)}
    assert await rated(service.handler, "month") == {"2026-11": (0, 1, 2)}
    assert await rated(service.elsewhere, "total") == {"": (1, 0, 0)}
    await service.database["reports"].update_many({}, {"$unset": {"rated_agency_id": ""}})
    of_old = await rated(service.administrator, "agency")
    assert (of_old[""], of_old[OTHER]) == ((1, 1, 1), (1, 0, 1)), "as far as such a rating tells"


async def test_who_sent_both_or_comes_too_late_does_not_rate_again(service: Service) -> None:
    main = await assigned(service)
    own = await merged_into(service, main, service.citizen)
    late = await merged_into(service, main)
    await resolve(service, main)
    twice = await service.own(own["id"], "rating", {"level": 1})
    assert twice.status_code == 409
    service.pass_time(timedelta(days=7))
    assert (await service.own(late["id"], "rating", {"level": 1}, service.stranger)).status_code == 409
    seen = await service.get(f"/v1/reports/{late['id']}", service.stranger)
    assert seen["allowed_actions"] == [] and "đánh giá trước" not in seen["what_next"]
