"""Officers: their own office's dossiers, one action a step, two at once, and codes that never repeat."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.outbox import LIMIT
from svc_dossier.api.dossiers.responses import StepReceipt
from svc_dossier.api.staff_dossiers.responses import StaffDossierPage, StaffDossierView
from svc_dossier.domain.transitions import MAX_STEPS

from .service import AGENCY, DOCUMENT, WITH_DOCUMENT, Service, if_match, key

REASON: dict[str, Any] = {"reason": "Không đủ điều kiện"}
ASKED: dict[str, Any] = {"documents": [{"name": "Đơn giải trình"}]}
STEPS: dict[str, dict[str, Any]] = {
    "accept": {}, "refuse": REASON, "request-supplement": ASKED, "transfer": {}, "confirm-supplement": {},
    "stop": REASON, "complete": {}, "return-result": {},
    "request-payment": {"items": [{"name": "Lệ phí", "amount": 8000}]},
}  # fmt: skip
LEGAL: dict[int, set[str]] = {
    1: {"accept", "refuse", "request-supplement"},
    2: {"transfer", "request-supplement", "request-payment", "stop", "postpone"},
    3: set(),
    4: {"complete", "request-supplement", "request-payment", "stop", "postpone"},
    5: {"confirm-supplement", "stop"},
    6: {"stop"},
    7: set(),
    8: set(),
    9: {"return-result", "request-payment"},
    10: set(),
}


async def test_acceptance_gives_the_legal_code_and_the_due_date(service: Service) -> None:
    file_id = await service.upload()
    dossier_id = (await service.submit(WITH_DOCUMENT, documents=[{"code": DOCUMENT, "file_ids": [file_id]}]))["id"]
    answer = await service.act(dossier_id, "accept", service.one_stop, 1, note="Mời theo dõi trên ứng dụng")
    assert answer.status_code == 200
    StepReceipt.model_validate(answer.json())
    assert answer.json() | {"id": "", "submission_reference": ""} == {
        "id": "",
        "submission_reference": "",
        "action": "accept",
        "label": "Tiếp nhận hồ sơ",
        "state": 2,
        "state_label": "Được tiếp nhận",
        "code": "000.01.99.H48-261123-0001",
        "at": "2026-11-23T09:00:00.000+07:00",
        "due_at": "2026-11-25T17:00:00.000+07:00",  # one working day; 24/11 is off
        "version": 2,
    }
    assert answer.headers["etag"] == '"2"'
    event = (await service.stored(dossier_id))["outbox"][-1]
    assert event["type"] == "vn.quangngai.dossier.accepted.v1"
    assert event["data"]["code"] == "000.01.99.H48-261123-0001"
    assert event["data"]["due_at"] == "2026-11-25T17:00:00.000+07:00"
    assert event["data"]["reason"] == "Mời theo dõi trên ứng dụng"


async def test_a_dossier_to_the_end(service: Service) -> None:
    dossier_id, version = await service.brought_to(10)
    assert version == 5
    stored = await service.stored(dossier_id)
    assert [event["type"].split(".")[3] for event in stored["outbox"]] == [
        "submitted", "accepted", "processing_started", "completed", "returned",
    ]  # fmt: skip
    assert stored["clock"][-1]["reason"] == "complete"


async def test_every_step_in_every_state(service: Service) -> None:
    for state, legal in LEGAL.items():
        for step, body in STEPS.items():
            dossier_id, version = await service.brought_to(state)
            who = service.specialist if step == "complete" else service.one_stop
            answer = await service.act(dossier_id, step, who, version, **body)
            assert answer.status_code == (200 if step in legal else 409), (state, step, answer.text)
            if step not in legal:
                problem = answer.json()
                assert problem["title"] == "Thao tác không phù hợp với trạng thái"
                assert problem["state"] == state
                offered = {offer["action"].replace("_", "-") for offer in problem["allowed_actions"]}
                assert offered <= legal | {"assign", "add-note", "collect-fee"}
                assert (await service.stored(dossier_id))["version"] == version


async def test_the_right_step_by_the_wrong_role_is_403_and_says_what_is_theirs(service: Service) -> None:
    dossier_id, version = await service.brought_to(4)
    answer = await service.act(dossier_id, "complete", service.one_stop, version)
    assert answer.status_code == 403
    assert [offer["action"] for offer in answer.json()["allowed_actions"]] == [
        "request_supplement",
        "request_payment",
        "stop",
        "assign",
        "add_note",
    ]
    answer = await service.act(dossier_id, "complete", service.administrator, version)
    assert answer.status_code == 403
    assert (await service.stored(dossier_id))["version"] == version


async def test_another_office_and_an_absent_dossier_are_alike_on_every_route(service: Service) -> None:
    file_id = await service.upload()
    mine = (await service.submit(documents=[{"code": "giay-to-tuy-than", "file_ids": [file_id]}]))["id"]
    absent = "dos_00000000000000000000000000"
    for path in ("", f"/files/{file_id}"):
        answers = [
            await service.http.get(f"/v1/staff/dossiers/{dossier_id}{path}", headers=service.elsewhere)
            for dossier_id in (mine, absent)
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert answers[0].content == answers[1].content
    for step, body in STEPS.items():
        answers = [await service.act(dossier_id, step, service.elsewhere, 1, **body) for dossier_id in (mine, absent)]
        assert {answer.status_code for answer in answers} == {404}
        assert answers[0].content == answers[1].content
    assert (await service.stored(mine))["version"] == 1


async def test_no_citizen_gets_through_a_staff_route(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    assert (await service.http.get("/v1/staff/dossiers", headers=service.citizen)).status_code == 403
    assert (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.citizen)).status_code == 403
    for step, body in STEPS.items():
        assert (await service.act(dossier_id, step, service.citizen, 1, **body)).status_code == 403
        assert (await service.act(dossier_id, step, {}, 1, **body)).status_code == 401


async def test_the_version_seen_must_be_said_and_must_hold(service: Service) -> None:
    dossier_id, version = await service.brought_to(2)
    path = f"/v1/staff/dossiers/{dossier_id}/transfer"
    silent = await service.http.post(path, json={}, headers={**service.one_stop, **key()})
    assert silent.status_code == 428
    rubbish = await service.http.post(path, json={}, headers={**service.one_stop, **key(), "If-Match": "*"})
    assert rubbish.status_code == 400
    stale = await service.act(dossier_id, "transfer", service.one_stop, version - 1)
    assert (stale.status_code, stale.json()["current_version"]) == (412, version)
    assert (await service.stored(dossier_id))["version"] == version


async def test_two_officers_at_once_one_wins(service: Service) -> None:
    second = service.mint.staff(f"one_stop@{AGENCY}", staff_id="stf_second")
    for _ in range(5):
        dossier_id = (await service.submit())["id"]
        answers = await asyncio.gather(
            service.act(dossier_id, "accept", service.one_stop, 1), service.act(dossier_id, "accept", second, 1)
        )
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        stored = await service.stored(dossier_id)
        assert (stored["version"], len(stored["timeline"]), len(stored["outbox"])) == (2, 2, 2)


async def test_a_repeated_action_is_one_step_with_one_answer(service: Service) -> None:
    dossier_id, same = (await service.submit())["id"], key()
    path, headers = f"/v1/staff/dossiers/{dossier_id}/accept", {**service.one_stop, **same, **if_match(1)}
    answers = await asyncio.gather(*(service.http.post(path, json={}, headers=headers) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    await service.act(dossier_id, "transfer", service.one_stop, 2)
    late = await service.http.post(path, json={}, headers=headers)
    assert late.content == answers[0].content
    assert late.headers["idempotent-replay"] == "true"
    other = await service.http.post(path, json={"note": "Khác rồi"}, headers=headers)
    assert other.status_code == 422
    assert (await service.stored(dossier_id))["version"] == 3


async def test_codes_are_unique_when_many_are_accepted_at_once(service: Service) -> None:
    ids = [receipt["id"] for receipt in await asyncio.gather(*(service.submit() for _ in range(40)))]
    answers = await asyncio.gather(*(service.act(dossier_id, "accept", service.one_stop, 1) for dossier_id in ids))
    codes = sorted(answer.json()["code"] for answer in answers)
    assert codes == [f"000.01.99.H48-261123-{number:04d}" for number in range(1, 41)]


async def test_the_day_of_a_code_is_the_day_in_vietnam(service: Service) -> None:
    service.clock.advance(timedelta(hours=15))  # Monday 17:00 UTC is Tuesday 00:00 in Vietnam
    service.one_stop, service.citizen = service.mint.staff(f"one_stop@{AGENCY}"), service.mint.citizen("cit_an")
    dossier_id = (await service.submit())["id"]
    answer = await service.act(dossier_id, "accept", service.one_stop, 1)
    assert answer.json()["code"] == "000.01.99.H48-261124-0001"


async def test_a_counter_that_was_set_back_never_gives_a_code_twice(service: Service) -> None:
    first, second = (await service.submit())["id"], (await service.submit())["id"]
    await service.act(first, "accept", service.one_stop, 1)
    await service.database["code_numbers"].delete_many({})
    answer = await service.act(second, "accept", service.one_stop, 1)
    assert answer.json()["code"] == "000.01.99.H48-261123-0002"


async def test_when_the_numbers_of_a_day_are_used_up_nothing_half_happens(service: Service) -> None:
    await service.database["code_numbers"].insert_one({"_id": f"{AGENCY}:2026-11-23", "last": 9998})
    ids = [(await service.submit())["id"] for _ in range(2)]
    last = await service.act(ids[0], "accept", service.one_stop, 1)
    assert last.json()["code"].endswith("-9999")
    over = await service.act(ids[1], "accept", service.one_stop, 1)
    assert (over.status_code, over.json()["title"]) == (409, "Hết số hồ sơ trong ngày")
    assert (await service.stored(ids[1]))["state"] == 1


async def test_the_inbox_is_in_order_of_urgency_and_of_the_own_office(service: Service) -> None:
    later = (await service.submit("1.010038"))["id"]  # five days
    soon = (await service.submit())["id"]  # the same day
    waiting = (await service.submit())["id"]
    done, _ = await service.brought_to(3)
    await service.submit(agency_id="21548")
    for dossier_id in (later, soon):
        assert (await service.act(dossier_id, "accept", service.one_stop, 1)).status_code == 200

    async def listed(who: dict[str, str], **params: Any) -> list[str]:
        answer = await service.http.get("/v1/staff/dossiers", params=params, headers=who)
        assert answer.status_code == 200, answer.text
        StaffDossierPage.model_validate(answer.json())
        return [item["id"] for item in answer.json()["items"]]

    assert await listed(service.one_stop) == [waiting, soon, later]
    assert await listed(service.one_stop, state=2) == [soon, later]
    assert await listed(service.one_stop, state=3) == [done]
    assert await listed(service.one_stop, due_before="2026-11-24T00:00:00+07:00") == [soon]
    assert len(await listed(service.elsewhere)) == 1
    assert len(await listed(service.administrator)) == 4
    assert await listed(service.administrator, unit=AGENCY) == [waiting, soon, later]
    assert (
        await service.http.get("/v1/staff/dossiers?due_before=2026-11-24", headers=service.one_stop)
    ).status_code == 422


async def test_the_inbox_page_by_page(service: Service) -> None:
    ids = [(await service.submit())["id"] for _ in range(7)]
    for dossier_id in ids[:4]:
        await service.act(dossier_id, "accept", service.one_stop, 1)
    seen, after = [], None
    while True:
        params = {"limit": 3, **({"after": after} if after else {})}
        page = (await service.http.get("/v1/staff/dossiers", params=params, headers=service.one_stop)).json()
        seen += [item["id"] for item in page["items"]]
        if not (after := page["next"]):
            break
    assert sorted(seen) == sorted(ids)
    assert {*seen[:3]} == {*ids[4:]}


async def test_overdue_is_derived_when_it_is_read(service: Service) -> None:
    dossier_id, _ = await service.brought_to(2)

    async def overdue() -> tuple[bool, bool]:
        one_stop = service.mint.staff(f"one_stop@{AGENCY}")
        [item] = (await service.http.get("/v1/staff/dossiers", headers=one_stop)).json()["items"]
        shown = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=one_stop)).json()
        return item["overdue"], shown["overdue"]

    assert await overdue() == (False, False)
    service.clock.advance(timedelta(hours=9))
    assert await overdue() == (True, True)


async def test_lists_hint_at_numbers_who_handles_reads_them_who_only_looks_does_not(service: Service) -> None:
    form = service.form()
    dossier_id = (await service.submit())["id"]
    number, phone = form["nguoi_yeu_cau"]["so_dinh_danh"], form["nguoi_yeu_cau"]["dien_thoai"]
    inbox = await service.http.get("/v1/staff/dossiers", headers=service.one_stop)
    assert inbox.json()["items"][0]["applicant"] == {
        "name": form["nguoi_yeu_cau"]["ho_ten"], "personal_number": "051*****0123", "phone": "090*****0002",
    }  # fmt: skip
    assert number not in inbox.text and phone not in inbox.text
    handled = await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.specialist)
    StaffDossierView.model_validate(handled.json())
    assert handled.json()["form"] == form
    shown = await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.administrator)
    assert number not in shown.text and phone not in shown.text
    assert shown.json()["allowed_actions"] == []


async def test_an_officer_reads_the_files_of_the_dossier_and_no_others(service: Service) -> None:
    mine, loose = await service.upload(), await service.upload()
    dossier_id = (await service.submit(documents=[{"code": "giay-to-tuy-than", "file_ids": [mine]}]))["id"]
    answer = await service.http.get(f"/v1/staff/dossiers/{dossier_id}/files/{mine}", headers=service.specialist)
    assert answer.content.startswith(b"\x89PNG")
    assert "x-content-type-options" not in answer.headers, "the gateway says it of every answer, once"
    other = await service.http.get(f"/v1/staff/dossiers/{dossier_id}/files/{loose}", headers=service.specialist)
    assert other.status_code == 404


BAD_ACTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("refuse", {}, "reason"),
    ("refuse", {"reason": "  x "}, "reason"),
    ("refuse", {"reason": "a\u0000bcd"}, "reason"),
    ("refuse", {"reason": "x" * 1001}, "reason"),
    ("refuse", {"reason": 1}, "reason"),
    ("accept", {"code": "mine"}, "code"),
    ("request-supplement", {"documents": []}, "documents"),
    ("request-supplement", {"documents": [{}]}, "documents[0]"),
    ("request-supplement", {"documents": [{"code": "giay-la"}]}, "documents[0]"),
    ("request-supplement", {"documents": [{"code": "giay-to-tuy-than", "name": "Hai tên"}]}, "documents[0]"),
    ("request-supplement", {"documents": [{"code": "giay-to-tuy-than"}] * 2}, "documents"),
]


async def test_bad_actions_change_nothing(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    for step, body, field in BAD_ACTIONS:
        answer = await service.act(dossier_id, step, service.one_stop, 1, **body)
        assert answer.status_code == 422, (step, body)
        assert answer.json()["errors"][0]["field"] == field
        stored = await service.stored(dossier_id)
        assert (stored["version"], stored["state"], len(stored["outbox"])) == (1, 1, 1)


async def test_a_full_outbox_says_later_and_changes_nothing(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    [event] = (await service.stored(dossier_id))["outbox"]
    await service.database["dossiers"].update_one({"_id": dossier_id}, {"$set": {"outbox": [event] * LIMIT}})
    answer = await service.act(dossier_id, "refuse", service.one_stop, 1, **REASON)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert (await service.stored(dossier_id))["version"] == 1


async def test_a_dossier_of_two_hundred_steps_is_led_to_its_result_and_nowhere_else(service: Service) -> None:
    dossier_id = (await service.submit())["id"]
    [entry] = (await service.stored(dossier_id))["timeline"]
    await service.database["dossiers"].update_one({"_id": dossier_id}, {"$set": {"timeline": [entry] * MAX_STEPS}})
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)).json()
    assert {offer["action"] for offer in seen["allowed_actions"]} == {"accept", "refuse", "assign", "add_note"}
    answer = await service.act(
        dossier_id, "request-supplement", service.one_stop, 1, documents=[{"name": "Giấy khai sinh"}], **REASON
    )
    assert (answer.status_code, answer.json()["title"]) == (409, "Hồ sơ có quá nhiều lượt xử lý")
    for version, (step, who) in enumerate(
        [
            ("accept", service.one_stop),
            ("transfer", service.one_stop),
            ("complete", service.specialist),
            ("return-result", service.one_stop),
        ],
        start=1,
    ):
        assert (await service.act(dossier_id, step, who, version)).status_code == 200, step
    assert (await service.stored(dossier_id))["state"] == 10


@pytest.mark.parametrize(
    ("step", "body", "field"),
    [
        ("accept", {"note": "Có gì gọi 0905 123 456"}, "note"),
        ("refuse", {"reason": "Trùng với hồ sơ của 051095001234"}, "reason"),
        (
            "request-supplement",
            {"documents": [{"name": "Giấy của số 051 095 001 234"}], "reason": "Thiếu giấy tờ"},
            "documents[0].name",
        ),
    ],
)
async def test_numbers_of_people_stay_out_of_what_is_written_about_a_dossier(
    service: Service, step: str, body: dict[str, Any], field: str
) -> None:
    """It goes to Kafka and to the citizen's phone as it is, and lies in the database as it is."""
    dossier_id = (await service.submit())["id"]
    before = await service.stored(dossier_id)
    answer = await service.act(dossier_id, step, service.one_stop, 1, **body)
    assert answer.status_code == 422, answer.text
    [error] = answer.json()["errors"]
    assert error["field"] == field
    assert "số điện thoại" in error["message"]
    assert await service.stored(dossier_id) == before
