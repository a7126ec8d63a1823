"""Visits to an office, from the slot to the queue: no place given twice, each told once."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx

from shared.leases import Leases
from shared.periodic import Repeating
from shared.testing import let_leases_end
from shared.wakeup import Wakeup
from svc_dossier.domain.appointment import State
from svc_dossier.jobs.measure_due_work import MeasureDueAppointments
from svc_dossier.store.appointments import Appointments
from svc_dossier.use_cases.keep_appointments import KeepAppointments

from .service import AGENCY, Service, if_match, key

SLOT = "2026-11-25T08:00:00+07:00"
PROCEDURE = "1.001193"


def booking(**members: Any) -> dict[str, Any]:
    return {
        "office_id": AGENCY,
        "procedure_code": PROCEDURE,
        "starts_at": SLOT,
        "name": "Trần Thị Mẫu",
        "phone": "0900000001",
        "note": "Khai sinh cho con",
        **members,
    }


async def book(service: Service, who: dict[str, str], **members: Any) -> httpx.Response:
    return await service.http.post("/v1/appointments", json=booking(**members), headers={**who, **key()})


async def move(service: Service, appointment_id: str, step: str, version: int, **body: Any) -> httpx.Response:
    headers = {**service.one_stop, **key(), **if_match(version)}
    return await service.http.post(f"/v1/staff/appointments/{appointment_id}/{step}", json=body, headers=headers)


async def approved(service: Service, who: dict[str, str], **members: Any) -> str:
    booked = await book(service, who, **members)
    assert booked.status_code == 201, booked.text
    answer = await move(service, booked.json()["id"], "approve", 1)
    assert answer.status_code == 200, answer.text
    return str(booked.json()["id"])


async def events(service: Service, appointment_id: str) -> list[tuple[str, str | None]]:
    found = await service.database["appointments"].find_one({"_id": appointment_id})
    assert found
    return [(waiting["type"].split(".")[3], waiting["data"]["reason"]) for waiting in found["outbox"]]


def later(service: Service, passed: timedelta) -> None:
    """Time passes, and everybody signs in anew."""
    service.clock.advance(passed)
    service.__post_init__()


async def free(service: Service) -> int:
    answer = await service.http.get(f"/v1/offices/{AGENCY}/slots", params={"from": "2026-11-25", "days": 1})
    slots = answer.json()["items"][0]["slots"]
    return next(int(slot["free"]) for slot in slots if slot["starts_at"].startswith("2026-11-25T08:00"))


async def test_a_citizen_books_and_sees_it_and_nobody_else_does(service: Service) -> None:
    assert await free(service) == 3
    booked = await book(service, service.citizen)
    assert booked.status_code == 201
    shown = booked.json()
    assert (shown["number"], shown["state_label"]) == (7, "Chờ duyệt")
    assert await free(service) == 2
    path = booked.headers["Location"]
    detail = (await service.http.get(path, headers=service.citizen)).json()
    assert detail["contact"] == {"name": "Trần Thị Mẫu", "phone": "0900000001", "note": "Khai sinh cho con"}
    assert [offer["action"] for offer in detail["allowed_actions"]] == ["cancel"]
    assert (await service.http.get(path, headers=service.stranger)).status_code == 404
    own = (await service.http.get("/v1/appointments", headers=service.citizen)).json()
    assert [item["id"] for item in own["items"]] == [shown["id"]]
    stored = str(await service.database["appointments"].find_one({}, {"contact": 1}))
    assert "0900000001" not in stored
    assert "Khai sinh cho con" not in stored


async def test_the_same_request_twice_is_one_appointment_with_one_answer(service: Service) -> None:
    headers = {**service.citizen, **key()}
    first = await service.http.post("/v1/appointments", json=booking(), headers=headers)
    await move(service, first.json()["id"], "approve", 1)
    again = await service.http.post("/v1/appointments", json=booking(), headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replay"] == "true"
    other = await service.http.post("/v1/appointments", json=booking(name="Người Khác"), headers=headers)
    assert other.status_code == 422


async def test_the_last_places_are_given_once_however_many_ask_at_once(service: Service) -> None:
    people = [service.mint.citizen(f"cit_{n}") for n in range(12)]
    answers = await asyncio.gather(*(book(service, person) for person in people))
    won = [answer.json()["number"] for answer in answers if answer.status_code == 201]
    assert sorted(won) == [7, 8, 9]
    lost = [answer.json() for answer in answers if answer.status_code != 201]
    assert {problem["type"] for problem in lost} == {"urn:quangngai-smart:problem:slot-full"}
    assert await free(service) == 0


async def test_a_place_given_back_can_be_taken_again(service: Service) -> None:
    booked = [await book(service, service.mint.citizen(f"cit_{n}")) for n in range(3)]
    second = booked[1].json()
    headers = {**service.mint.citizen("cit_1"), **key()}
    cancelled = await service.http.post(f"/v1/appointments/{second['id']}/cancellation", json={}, headers=headers)
    assert cancelled.json()["state"] == "cancelled"
    assert (await book(service, service.citizen)).json()["number"] == second["number"]


async def test_one_open_appointment_a_procedure_and_three_in_all(service: Service) -> None:
    first = await book(service, service.citizen)
    assert first.status_code == 201
    again = await book(service, service.citizen, starts_at="2026-11-25T09:00:00+07:00")
    assert again.json()["type"].endswith(":appointment-open")
    [offer] = again.json()["allowed_actions"]
    assert offer["href"] == f"/v1/appointments/{first.json()['id']}/cancellation"
    for code in ("1.000894", "1.000656"):
        assert (await book(service, service.citizen, procedure_code=code)).status_code == 201
    fourth = await book(service, service.citizen, procedure_code="1.004884", starts_at="2026-11-25T09:00:00+07:00")
    assert fourth.json()["type"].endswith(":too-many-appointments")


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"starts_at": "2026-11-25T08:10:00+07:00"}, 422, "starts_at"),
    ({"starts_at": "2026-11-24T08:00:00+07:00"}, 422, "starts_at"),  # a holiday
    ({"starts_at": "2026-11-23T08:00:00+07:00"}, 422, "starts_at"),  # has passed
    ({"starts_at": "2027-06-01T08:00:00+07:00"}, 422, "starts_at"),  # too far
    ({"starts_at": "2099-06-01T08:00:00+07:00"}, 422, "starts_at"),  # beyond the calendar
    ({"starts_at": "2026-11-25T08:00:00"}, 422, "starts_at"),
    ({"procedure_code": "9.999999"}, 422, "procedure_code"),
    ({"office_id": "so-tu-phap"}, 422, "office_id"),
    ({"office_id": "khong-co"}, 422, "office_id"),
    ({"phone": "123"}, 422, "phone"),
    ({"name": ""}, 422, "name"),
    ({"extra": 1}, 422, "extra"),
]


async def test_a_wrong_wish_is_refused_by_its_field(service: Service) -> None:
    for members, status, field in WRONG:
        answer = await book(service, service.citizen, **members)
        assert answer.status_code == status, answer.text
        assert [error["field"] for error in answer.json().get("errors", [])] == [field], members
    assert await service.database["appointments"].count_documents({}) == 0


async def test_an_officer_approves_or_refuses_with_a_reason_at_the_own_office_only(service: Service) -> None:
    ids = [(await book(service, service.mint.citizen(f"cit_{n}"))).json()["id"] for n in range(2)]
    elsewhere = await service.http.post(
        f"/v1/staff/appointments/{ids[0]}/approve", json={}, headers={**service.elsewhere, **key(), **if_match(1)}
    )
    assert elsewhere.status_code == 404
    shown = await service.http.get(f"/v1/staff/appointments/{ids[0]}", headers=service.one_stop)
    assert shown.json()["contact"]["phone"] == "0900000001"
    look = await service.database["access_log"].find_one({"officer": "stf_one_stop"})
    assert look
    assert (look["what"], look["subjects"]) == ("appointment", [ids[0]])
    assert (await move(service, ids[0], "approve", 1)).json()["state_label"] == "Đã duyệt"
    late = await move(service, ids[0], "approve", 1)
    assert (late.status_code, [offer["action"] for offer in late.json()["allowed_actions"]]) == (
        412,
        ["reject"],
    )
    early = await move(service, ids[0], "call", 2)
    assert (early.status_code, early.json()["allowed_actions"]) == (409, late.json()["allowed_actions"])
    refused = await move(service, ids[0], "approve", 2)
    assert refused.status_code == 409
    assert refused.json()["allowed_actions"] == late.json()["allowed_actions"]
    assert (await move(service, ids[1], "reject", 1)).status_code == 422
    assert (await move(service, ids[1], "reject", 1, reason="Cơ quan tạm nghỉ")).status_code == 200
    assert await events(service, ids[0]) == [("requested", None), ("approved", None)]
    assert await events(service, ids[1]) == [("requested", None), ("rejected", "Cơ quan tạm nghỉ")]


async def call_next(service: Service) -> httpx.Response:
    return await service.http.post(
        f"/v1/staff/offices/{AGENCY}/call-next", json={}, headers={**service.one_stop, **key()}
    )


async def test_the_queue_is_called_in_order_and_everybody_sees_how_far_it_is(service: Service) -> None:
    people = [service.mint.citizen(f"cit_{n}") for n in range(3)]
    ids = [await approved(service, person) for person in people]
    later(service, timedelta(days=1, hours=23))  # 8 in the morning of the day
    people = [service.mint.citizen(f"cit_{n}") for n in range(3)]
    before = (await service.http.get(f"/v1/appointments/{ids[2]}", headers=people[2])).json()
    assert (before["ahead"], before["queue"]["now_served"]) == (2, None)
    both = await asyncio.gather(call_next(service), call_next(service))
    assert sorted(answer.json()["number"] for answer in both) == [7, 8]
    mine = (await service.http.get(f"/v1/appointments/{ids[2]}", headers=people[2])).json()
    assert mine["ahead"] == 0
    public = (await service.http.get(f"/v1/offices/{AGENCY}/queue")).json()
    assert public["waiting"] == 1
    assert public["now_served"] in (7, 8)
    called = {answer.json()["id"]: answer.json() for answer in both}
    assert (await move(service, ids[0], "serve", called[ids[0]]["version"])).json()["state"] == "served"
    assert (await move(service, ids[1], "miss", called[ids[1]]["version"])).json()["state"] == "missed"
    assert (await move(service, ids[1], "call", 4)).json()["state"] == "called"
    assert (await call_next(service)).json()["id"] == ids[2]
    nobody = await call_next(service)
    assert (nobody.status_code, nobody.json()["title"]) == (409, "Không còn ai chờ")


async def test_who_comes_later_is_not_the_next_before_their_time(service: Service) -> None:
    visit = await approved(service, service.citizen)
    later(service, timedelta(days=1, hours=22, minutes=40))  # 07:40, for a visit at 08:00
    early = await call_next(service)
    assert (early.status_code, early.json()["title"]) == (409, "Chưa đến giờ hẹn tiếp theo")
    assert "08:00" in early.json()["detail"]
    called = (await move(service, visit, "call", 2)).json()
    assert called["state"] == "called", "who is there is called by their row"
    assert (await move(service, visit, "miss", called["version"])).status_code == 409
    later(service, timedelta(minutes=20))
    assert (await move(service, visit, "miss", called["version"])).json()["state"] == "missed"


async def test_a_call_asked_twice_calls_one(service: Service) -> None:
    for n in range(2):
        await approved(service, service.mint.citizen(f"cit_{n}"))
    later(service, timedelta(days=1, hours=23))
    headers = {**service.one_stop, **key()}
    path = f"/v1/staff/offices/{AGENCY}/call-next"
    first = await service.http.post(path, json={}, headers=headers)
    again = await service.http.post(path, json={}, headers=headers)
    assert first.json() == again.json()
    assert (await service.http.get(f"/v1/offices/{AGENCY}/queue")).json()["waiting"] == 1


def keeper(service: Service, holder: str) -> Repeating:
    appointments, leases = Appointments(service.database, Wakeup()), Leases(service.database["leases"], holder)
    keep = KeepAppointments(appointments, "Đã qua ngày hẹn.", service.clock)
    measure = MeasureDueAppointments(appointments, service.clock)
    return Repeating("keep_appointments", 15.0, keep, leases, measure=measure)


async def test_each_is_reminded_once_on_the_morning_before_also_after_a_restart(service: Service) -> None:
    kept = await approved(service, service.citizen)
    given_up = await approved(service, service.stranger)
    headers = {**service.stranger, **key()}
    await service.http.post(f"/v1/appointments/{given_up}/cancellation", json={"reason": "Bận việc"}, headers=headers)
    assert (await events(service, given_up))[-1] == ("cancelled", None), "what a citizen writes is in no event"
    first = keeper(service, "wrk_1")
    await first.batch()
    assert await events(service, kept) == [("requested", None), ("approved", None)]
    later(service, timedelta(days=1))  # 9 in the morning of the day before
    await first.batch()
    later(service, timedelta(minutes=5))
    await let_leases_end(service.database)
    await asyncio.gather(keeper(service, "wrk_2").batch(), keeper(service, "wrk_3").batch())
    assert await events(service, kept) == [("requested", None), ("approved", None), ("reminder_due", None)]
    assert "reminder_due" not in [name for name, _ in await events(service, given_up)]


async def test_what_nobody_answered_or_came_to_is_closed_when_the_day_is_over(service: Service) -> None:
    came_not = await approved(service, service.citizen)
    unanswered = (await book(service, service.stranger)).json()["id"]
    later(service, timedelta(days=3))
    await keeper(service, "wrk_1").batch()
    found = {
        document["_id"]: document["state"] for document in await service.database["appointments"].find({}).to_list(10)
    }
    assert found == {came_not: State.MISSED, unanswered: State.REJECTED}
    assert await events(service, came_not) == [("requested", None), ("approved", None)]
    assert await events(service, unanswered) == [("requested", None), ("rejected", "Đã qua ngày hẹn.")]
    assert (await book(service, service.citizen, starts_at="2026-11-27T08:00:00+07:00")).status_code == 201


async def test_offices_tell_their_hours_and_who_receives_what(service: Service) -> None:
    everyone = (await service.http.get("/v1/offices")).json()["items"]
    assert len(everyone) == 100
    some = (await service.http.get("/v1/offices", params={"procedure_code": "3.000333"})).json()["items"]
    assert 0 < len(some) < len(everyone)
    shown = (await service.http.get(f"/v1/offices/{AGENCY}")).json()
    assert (shown["name"], shown["slot_minutes"], shown["capacity"]) == ("UBND phường Cẩm Thành", 30, 3)
    assert (await service.http.get("/v1/offices/khong-co")).status_code == 404
    assert (await service.http.get("/v1/offices/khong-co/queue")).status_code == 404
    past = await service.http.get(f"/v1/offices/{AGENCY}/slots", params={"from": "2026-11-01"})
    assert past.status_code == 422


async def test_a_day_of_the_office_comes_page_by_page_in_the_order_of_the_queue(service: Service) -> None:
    for n in range(3):
        await book(service, service.mint.citizen(f"cit_{n}"))
    query: dict[str, Any] = {"day": "2026-11-25", "limit": 2}
    first = (await service.http.get("/v1/staff/appointments", params=query, headers=service.one_stop)).json()
    rest = (
        await service.http.get(
            "/v1/staff/appointments", params={**query, "after": first["next"]}, headers=service.one_stop
        )
    ).json()
    assert [item["number"] for item in (*first["items"], *rest["items"])] == [7, 8, 9]
    assert rest["next"] is None
    assert {item["name"] for item in first["items"]} == {"Trần Thị Mẫu"}
    assert "0900000001" not in str(first), "whom to call is enough for a list"
    looks = await service.database["access_log"].find({"officer": "stf_one_stop"}).to_list(None)
    assert {(look["what"], look["masked"], len(look["subjects"])) for look in looks} == {
        ("inbox", True, 2),
        ("inbox", True, 1),
    }
    foreign = await service.http.get("/v1/staff/appointments", params=query, headers=service.elsewhere)
    assert foreign.json()["items"] == []
