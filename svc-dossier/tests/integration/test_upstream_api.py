"""What one-stop and national systems tell us: signed, late, twice, out of order, of codes we do not know yet."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from shared.clock import rfc3339
from shared.mongo import Database
from shared.testing import check_query_plans
from svc_dossier.domain.upstream import StatusOutcome
from svc_dossier.store.indexes import make_indexes
from svc_dossier.store.upstream_statuses import UpstreamStatuses
from svc_dossier.upstream.signature import sign
from svc_dossier.use_cases.retry_upstream_statuses import RetryUpstreamStatuses
from svc_dossier.wiring.upstream import make_apply_status

from .service import Service, key
from .test_modes_api import CODE, enter, hand_off

NEW, OLD, ONE_STOP = b"n" * 32, b"o" * 32, b"s" * 32


def item(service: Service, event: str, code: str, status: int, minutes: int = 0, **members: Any) -> dict[str, Any]:
    said = rfc3339(service.clock.now() + timedelta(minutes=minutes))
    return {"event_id": event, "code": code, "status": status, "said_at": said, **members}


async def push(
    service: Service, *items: Mapping[str, Any], system: str = "dvcqg", key: bytes = NEW, at: datetime | None = None
) -> httpx.Response:
    body = json.dumps({"items": items}).encode()
    headers = {"Content-Type": "application/json", **sign(key, body, at or service.clock.now())}
    return await service.http.post(f"/v1/upstream/{system}/statuses", content=body, headers=headers)


async def outcomes(service: Service, *items: Mapping[str, Any], **how: Any) -> list[str]:
    answer = await push(service, *items, **how)
    assert answer.status_code == 200, answer.text
    return [outcome["outcome"] for outcome in answer.json()["items"]]


async def followed(service: Service) -> str:
    receipt = await hand_off(service)
    assert (await enter(service, receipt["id"], CODE)).status_code == 200
    return str(receipt["id"])


def events(stored: Mapping[str, Any]) -> list[str]:
    return [event["type"].split(".")[3] for event in stored["outbox"]]


async def test_a_followed_dossier_goes_where_the_portal_says_and_the_citizen_sees_it(service: Service) -> None:
    dossier_id = await followed(service)
    assert await outcomes(
        service, item(service, "e1", CODE, 2), item(service, "e2", CODE, 9, 5, note="Mời bà Mẫu")
    ) == [
        "applied",
        "applied",
    ]
    stored = await service.stored(dossier_id)
    assert (stored["state"], stored["accepted_at"]) == (9, service.clock.now())
    assert events(stored)[-2:] == ["accepted", "completed"]
    own = await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)
    assert [entry["state"] for entry in own.json()["timeline"]] == [1, 1, 2, 9]
    # Whose code it is only the citizen has said: what the portal wrote may name somebody else.
    assert stored["outbox"][-1]["data"]["reason"] is None
    assert "Mời bà Mẫu" not in own.text


async def test_twice_late_and_backwards_change_nothing_and_are_kept(service: Service) -> None:
    dossier_id = await followed(service)
    assert await outcomes(service, item(service, "e1", CODE, 4, 10)) == ["applied"]
    before = await service.stored(dossier_id)
    again = await outcomes(service, item(service, "e1", CODE, 4, 10), item(service, "e2", CODE, 2, 5), key=OLD)
    assert again == ["applied", "late"]
    assert await service.stored(dossier_id) == before
    assert await outcomes(service, item(service, "e3", CODE, 4, 11)) == ["same"]
    assert await outcomes(service, item(service, "e4", CODE, 2, 12)) == ["flagged"]
    after = await service.stored(dossier_id)
    assert (after["state"], after["upstream"]["status"], after["upstream"]["flagged"]) == (4, 2, True)
    assert events(after) == events(before)
    assert await service.database["upstream_statuses"].count_documents({}) == 4


async def test_an_own_dossier_takes_one_legal_step_and_flags_the_others(service: Service) -> None:
    submitted = await service.submit()
    reference = submitted["submission_reference"]
    assert await outcomes(service, item(service, "a", reference, 4), system="one-stop", key=ONE_STOP) == ["flagged"]
    assert await outcomes(service, item(service, "b", reference, 2, 1), system="one-stop", key=ONE_STOP) == ["applied"]
    stored = await service.stored(submitted["id"])
    assert stored["state"] == 2
    assert stored["code"].startswith("000.01.99.H48-261123-")
    assert stored["due_at"]
    assert stored["upstream"]["flagged"] is False
    # What is asked of the citizen an officer has to say here.
    assert await outcomes(service, item(service, "c", reference, 5, 2), system="one-stop", key=ONE_STOP) == ["flagged"]
    flagged = await service.http.get("/v1/staff/upstream-statuses", headers=service.administrator)
    assert [row["event_id"] for row in flagged.json()["items"]] == ["c", "a"]
    assert (await service.http.get("/v1/staff/upstream-statuses", headers=service.one_stop)).status_code == 403
    misspelt = await service.http.get("/v1/staff/upstream-statuses?outcom=late", headers=service.administrator)
    assert (misspelt.status_code, misspelt.json()["errors"][0]["field"]) == (422, "outcom")


async def test_a_status_that_came_before_its_code_is_applied_when_the_citizen_enters_it(service: Service) -> None:
    receipt = await hand_off(service)
    assert await outcomes(service, item(service, "e1", CODE, 2), item(service, "x", "khong-la-ma", 2)) == [
        "unknown",
        "unknown",
    ]
    await enter(service, receipt["id"], CODE)
    service.clock.advance(timedelta(minutes=1))
    apply_status = make_apply_status(service.stores, service.rules, service.clock)
    retry = RetryUpstreamStatuses(UpstreamStatuses(service.database), apply_status, service.clock)
    await retry()
    await retry()
    stored = await service.stored(receipt["id"])
    assert (stored["state"], events(stored).count("accepted")) == (2, 1)
    kept = await service.database["upstream_statuses"].find_one({"_id": "dvcqg/x"})
    assert kept
    assert (kept["outcome"], kept["tries"]) == ("unknown", 2)


async def test_numbers_of_people_in_what_a_system_writes_are_hidden_before_it_is_kept(service: Service) -> None:
    receipt = await service.submit()
    status = item(service, "e9", receipt["submission_reference"], 2) | {"note": "Liên hệ 0905 123 456 để bổ sung"}
    assert await outcomes(service, status, system="one-stop", key=ONE_STOP) == ["applied"]
    kept = await service.database["upstream_statuses"].find({}).to_list(9)
    stored = await service.stored(receipt["id"])
    assert "0905 123 456" not in repr((kept, stored))
    assert stored["timeline"][-1]["text"] == "Liên hệ [ẩn] để bổ sung"


async def test_a_crash_between_the_dossier_and_the_outcome_loses_no_flag_and_is_finished(service: Service) -> None:
    await followed(service)
    assert await outcomes(service, item(service, "e1", CODE, 4, 10), item(service, "e2", CODE, 2, 12)) == [
        "applied",
        "flagged",
    ]
    unjudged = {"$set": {"outcome": None, "retry_at": service.clock.now()}}
    await service.database["upstream_statuses"].update_many({}, unjudged)  # as if we had died in between
    before = await service.database["dossiers"].find({}).to_list(9)
    assert await outcomes(service, item(service, "e2", CODE, 2, 12)) == ["flagged"]
    apply_status = make_apply_status(service.stores, service.rules, service.clock)
    await RetryUpstreamStatuses(UpstreamStatuses(service.database), apply_status, service.clock)()
    found = await service.database["upstream_statuses"].find({}).sort("_id", 1).to_list(9)
    assert [status["outcome"] for status in found] == ["applied", "flagged"]
    assert await service.database["dossiers"].find({}).to_list(9) == before


async def test_the_portal_confirms_a_code_that_one_citizen_claims_and_flags_one_that_two_claim(
    service: Service,
) -> None:
    dossier_id = await followed(service)
    assert (await service.stored(dossier_id))["code"] is None
    assert await outcomes(service, item(service, "e1", CODE, 1)) == ["same"]
    assert (await service.stored(dossier_id))["code"] == CODE
    other = "G09.20-20260610-0000001"
    for who in (service.citizen, service.stranger):
        receipt = await hand_off(service, who)
        assert (await enter(service, receipt["id"], other, who)).status_code == 200
    assert await outcomes(service, item(service, "e2", other, 2)) == ["flagged"]
    assert await service.database["dossiers"].count_documents({"code": other}) == 0


async def test_an_officer_parts_two_who_claim_one_code(service: Service) -> None:
    receipts = []
    for who in (service.citizen, service.stranger):
        receipts.append(await hand_off(service, who))
        assert (await enter(service, receipts[-1]["id"], CODE, who)).status_code == 200
    assert await outcomes(service, item(service, "e1", CODE, 2)) == ["flagged"]
    unit = receipts[0]["agency"]["id"]
    officer = service.mint.staff(f"one_stop@{unit}", staff_id="stf_1", name="Phạm Thị Một Cửa")
    found = await service.http.get("/v1/staff/dossier-search", params={"q": CODE}, headers=officer)
    rows = {row["id"]: row for row in found.json()["items"]}
    assert rows.keys() == {receipt["id"] for receipt in receipts}
    right, wrong = (rows[receipt["id"]] for receipt in receipts)

    async def confirm(row: Any, who: Mapping[str, str]) -> httpx.Response:
        [offer] = [offer for offer in row["allowed_actions"] if offer["action"] == "confirm_national_code"]
        return await service.http.post(offer["href"], headers={**who, **key(), "If-Match": offer["etag"]})

    specialist = service.mint.staff(f"specialist@{unit}")
    assert (await confirm(right, specialist)).status_code == 403
    for _ in range(2):
        confirmed = await confirm(right, officer)
        assert (confirmed.status_code, confirmed.json()["code"]) == (200, CODE), confirmed.text
    refused = await confirm(wrong, officer)
    assert (refused.status_code, refused.json()["title"]) == (409, "Không xác nhận được mã hồ sơ")
    left = (await service.http.get(f"/v1/staff/dossiers/{wrong['id']}", headers=officer)).json()
    assert "confirm_national_code" not in [offer["action"] for offer in left["allowed_actions"]]
    own = (await service.http.get(f"/v1/dossiers/{wrong['id']}", headers=service.stranger)).json()
    assert (own["code"], own["state_label"]) == (None, "Mã đã nhập là của một hồ sơ khác")
    assert "nhập lại tại đây" in own["what_next"]
    [row] = (await service.http.get("/v1/dossiers", headers=service.stranger)).json()["items"]
    assert (row["state_label"], row["what_next"]) == (own["state_label"], own["what_next"])
    again = await enter(service, wrong["id"], CODE, service.stranger)
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "code")
    seen = (await service.http.get(f"/v1/staff/dossiers/{right['id']}", headers=officer)).json()
    assert [note["by_name"] for note in seen["notes"]] == ["Phạm Thị Một Cửa"]
    [waiting] = await service.stores.upstream_statuses.to_retry(service.clock.now(), 9)
    assert (waiting.id, waiting.outcome) == ("dvcqg/e1", StatusOutcome.UNKNOWN)
    assert await make_apply_status(service.stores, service.rules, service.clock)(waiting) == StatusOutcome.APPLIED
    assert (await service.stored(right["id"]))["state"] == 2
    assert (await service.stored(wrong["id"]))["state"] == 1


async def test_nobody_claims_the_code_of_a_dossier_that_has_it(service: Service) -> None:
    accepted = await service.submit()
    answer = await service.act(accepted["id"], "accept", service.one_stop, 1)
    code = answer.json()["code"]
    other = await hand_off(service, service.stranger)
    refused = await enter(service, other["id"], code, service.stranger)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "code")
    assert (await service.stored(other["id"])).get("national_code") is None


async def test_who_does_not_sign_rightly_changes_nothing(service: Service) -> None:
    dossier_id = await followed(service)
    status = item(service, "e1", CODE, 2)
    wrong_key = await push(service, status, key=ONE_STOP)
    stale = await push(service, status, at=service.clock.now() - timedelta(minutes=6))
    unsigned = await service.http.post("/v1/upstream/dvcqg/statuses", json={"items": [status]})
    for answer in (wrong_key, stale, unsigned):
        assert (answer.status_code, answer.json()["title"]) == (401, "Chữ ký không hợp lệ")
    assert (await push(service, status, system="khong-co")).status_code == 401
    assert (await service.stored(dossier_id))["state"] == 1
    assert await service.database["upstream_statuses"].count_documents({}) == 0


async def test_a_push_that_is_wrong_is_refused_whole(service: Service) -> None:
    await followed(service)
    good = item(service, "e1", CODE, 2)
    for wrong in (
        {"status": 11},
        {"status": "2"},
        {"event_id": "a b"},
        {"said_at": "2026-11-23T09:00:00"},
        {"more": 1},
    ):
        assert (await push(service, good, {**good, "event_id": "e2", **wrong})).status_code == 422, wrong
    assert (await push(service)).status_code == 422
    assert (await push(service, *[good] * 101)).status_code == 422
    assert await service.database["upstream_statuses"].count_documents({}) == 0


async def test_what_is_read_of_statuses_goes_through_an_index(database: Database) -> None:
    await make_indexes(database)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    asked: Mapping[str, tuple[str, Callable[[UpstreamStatuses], Any]]] = {
        "to retry": ("ix_to_retry", lambda statuses: statuses.to_retry(at, 100)),
        "flagged": ("ix_outcome", lambda statuses: statuses.with_outcome(StatusOutcome.FLAGGED, (at, "dvcqg/1"), 21)),
    }
    await check_query_plans(database, asked, UpstreamStatuses(database))


async def test_a_time_that_nobody_can_have_meant_has_come(service: Service) -> None:
    """Whoever wrote it had a clock that was a day ahead, and died."""
    statuses, now = UpstreamStatuses(service.database), service.clock.now()
    await outcomes(service, item(service, "e1", CODE, 2))
    assert await statuses.to_retry(now, 9) == [], "its time has not come"
    far = {"$set": {"retry_at": now + timedelta(days=1)}}
    await service.database["upstream_statuses"].update_one({}, far)
    assert [status.id for status in await statuses.to_retry(now, 9)] == ["dvcqg/e1"]
