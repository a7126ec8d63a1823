"""One journey for each way to submit: here with a fee to pay, at the national portal, and over the counter."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from local_stack.stack import Stack
from shared.events import Event
from shared.ids import random_id
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.testing import eventually
from tests.journeys.administrator import administrator
from tests.journeys.dossier import AGENCY, Journey
from tests.journeys.people import Person, Session, World, call, sign_in
from tests.journeys.scan import scanned_page

SUBMITTED_HERE = "2.000635"
HANDED_OFF = "3.000333"
FOR_INFORMATION = "2.000815"


async def office(stack: Stack, world: World) -> Journey:
    async def step(_name: str) -> None: ...

    return Journey(world, await administrator(world, stack.run), step, show=lambda message: None)


async def pay(stack: Stack, dossier_id: str, request_id: str, amount: int) -> None:
    """What svc-payment publishes once the money is there."""
    now = datetime.now(UTC)
    data = {
        "dossier_id": dossier_id,
        "payment_request_id": request_id,
        "amount": amount,
        "paid_at": now.isoformat(),
        "method": "a member that nobody here knows",
    }
    payment_id = random_id("pay")
    event = Event(
        random_id("evt"), "vn.quangngai.payment.paid.v1", "svc-payment", payment_id, now, 1, data, "", random_id("req")
    )
    async with Producer(KafkaConnection(stack.endpoints.kafka), "svc-payment") as producer:
        await producer.send("payment.events.v1", payment_id, [event.encode(), event.encode()])


async def state_of(app: Session, dossier_id: str) -> int:
    return int((await app.get(f"/v1/dossiers/{dossier_id}")).json()["state"])


async def progress(world: World, code: str, expect: int = 200) -> dict[str, Any]:
    """Looked up by somebody who is not signed in."""
    answer = await call(world.gateway, "GET", "/v1/dossier-progress", expect, params={"code": code})
    return dict(answer.json())


@pytest.mark.journey
async def test_a_draft_filed_here_paid_for_returned_and_rated(stack: Stack, world: World) -> None:
    person = await Person.with_zalo(world, "Trần Thị Mẫu")
    app, office_staff = await sign_in(person), await office(stack, world)
    procedure = (await app.get(f"/v1/procedures/{SUBMITTED_HERE}")).json()
    begun = (await app.post("/v1/drafts", {"procedure_code": SUBMITTED_HERE}, 201)).json()
    content = {"agency_id": AGENCY, "form": procedure["form"]["examples"][0], "documents": []}
    saved = await app.send("PUT", f"/v1/drafts/{begun['id']}", content, {"If-Match": '"1"'})
    assert saved.status_code == 200, saved.text
    draft = (await app.get(f"/v1/drafts/{begun['id']}")).json()
    submission = {name: draft[name] for name in ("agency_id", "form", "documents")}
    submission |= {"procedure_code": SUBMITTED_HERE, "draft_id": draft["id"]}
    dossier_id = (await app.post("/v1/dossiers", submission, 201)).json()["id"]
    assert (await app.get("/v1/drafts")).json()["items"] == []

    one_stop = await office_staff.officer("Phạm Thị Một Cửa", "one_stop")
    specialist = await office_staff.officer("Võ Văn Chuyên Viên", "specialist")
    code = (await office_staff.act(one_stop, dossier_id, "accept"))["code"]
    await office_staff.act(
        one_stop, dossier_id, "request-payment", {"items": [{"name": "Phí trích lục", "amount": 8000}]}
    )
    messages = await person.messages(at_least=3)
    assert "cần nộp tiền" in messages[-1]["text"]
    [asked] = (await app.get(f"/v1/dossiers/{dossier_id}")).json()["payments"]
    await pay(stack, dossier_id, asked["payment_request_id"], asked["amount"])
    await eventually(lambda: state_of(app, dossier_id), want=lambda state: state == 2)
    assert [step["state"] for step in (await progress(world, code))["steps"]] == [1, 2, 6, 2]

    await office_staff.act(one_stop, dossier_id, "transfer")
    result = await specialist.upload("ket-qua.jpg", scanned_page(), "image/jpeg", "/v1/staff/files")
    await office_staff.act(specialist, dossier_id, "complete", {"result_files": [result["id"]]})
    await app.post(f"/v1/dossiers/{dossier_id}/rating", {"level": 3}, 409)
    await office_staff.act(one_stop, dossier_id, "return-result")
    await app.post(f"/v1/dossiers/{dossier_id}/rating", {"level": 3, "comment": "Nhanh gọn"})
    await app.post(f"/v1/dossiers/{dossier_id}/rating", {"level": 1}, 409)
    looks = (await office_staff.administrator.get("/v1/staff/access-log", subject=dossier_id)).json()["items"]
    assert {look["what"] for look in looks} == {"dossier"}


@pytest.mark.journey
async def test_a_hand_off_is_followed_by_the_code_of_the_national_portal(stack: Stack, world: World) -> None:
    person = await Person.with_zalo(world, "Lê Văn Chuyển")
    app = await sign_in(person)
    procedure = (await app.get(f"/v1/procedures/{HANDED_OFF}")).json()
    assert procedure["submission_mode"] == "DVCQG_HANDOFF"
    submission = {"procedure_code": HANDED_OFF, "agency_id": procedure["agencies"][0]["id"]}
    handed = (await app.post("/v1/dossiers", submission, 201)).json()
    assert handed["continue_at"].startswith("https://")
    code = f"G09.20-20260609-{time.time_ns() % 10**7:07d}"
    entered = (await app.post(f"/v1/dossiers/{handed['id']}/national-code", {"code": code})).json()
    assert (entered["code"], entered["state"]) == (code, 1)
    assert [row["id"] for row in (await app.get("/v1/dossiers")).json()["items"]] == [handed["id"]]
    await progress(world, code, 404)  # the portal has not confirmed it
    assert (await progress(world, handed["submission_reference"]))["state"] == 1
    assert await person.messages() == []  # it was the citizen's own doing


@pytest.mark.journey
async def test_what_is_for_information_only_is_filed_over_the_counter(stack: Stack, world: World) -> None:
    app, office_staff = await sign_in(await Person.with_zalo(world, "Đinh Thị Xem")), await office(stack, world)
    submission = {"procedure_code": FOR_INFORMATION, "agency_id": AGENCY}
    assert (await app.post("/v1/dossiers", submission, 409)).json()["mode"] == "INFO_ONLY"
    one_stop = await office_staff.officer("Bùi Văn Quầy", "one_stop")
    person = {"name": "Đinh Thị Xem", "personal_number": "062301004567", "phone": "0900000009"}
    papers = [{"code": "ban-chinh"}, {"code": "ban-sao"}]
    received = await one_stop.post(
        "/v1/staff/dossiers", {**submission, "channel": "direct", "person": person, "documents": papers}, 201
    )
    code = received.json()["code"]
    assert code
    shown = await progress(world, code)
    assert (shown["state"], "Xem" in str(shown)) == (2, False)
    await progress(world, "HS-0000-0000-0001", 404)
