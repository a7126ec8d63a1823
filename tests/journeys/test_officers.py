"""An office at work: its officers sign in through the browser, hand work to one another, and are known by name."""

import csv
import io
import secrets
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from gateway.domain.console_login import code_challenge
from local_stack.endpoints import Endpoints
from local_stack.stack import Stack
from shared.testing import PATIENCE, eventually
from tests.journeys.administrator import administrator
from tests.journeys.dossier import AGENCY, PROCEDURE, submission_of
from tests.journeys.people import JSON, Person, Session, World, call, sign_in, staff_session
from tests.journeys.scan import scanned_page

COUNTER, SPECIALIST, NEWCOMER = "Phạm Thị Một Cửa", "Võ Văn Chuyên Viên", "Đỗ Thị Mới Đến"


async def browsed(endpoints: Endpoints, person: Person) -> Session:
    """Signed in as a browser does it: it follows every redirect, keeps its cookies, and taps one link at Zalo."""
    verifier, console = secrets.token_urlsafe(32), f"{endpoints.zalo_simulator}/console"
    asked = {"return_to": console, "code_challenge": code_challenge(verifier), "state": "of-this-tab"}
    async with httpx.AsyncClient(follow_redirects=True, timeout=PATIENCE) as browser:
        at_zalo = await browser.get(f"{endpoints.gateway}/v1/staff/auth/login", params=asked)
        assert at_zalo.status_code == 200 and at_zalo.url.host == httpx.URL(endpoints.zalo_simulator).host
        tapped = f"{at_zalo.url}&{urlencode({'login_as': person.account['user_id']})}"
        at_console = await browser.get(tapped)
        assert at_console.status_code == 200 and str(at_console.url).startswith(console)
        came_with = dict(parse_qsl(urlsplit(str(at_console.url)).query))
        assert came_with.keys() == {"code", "state"}, "no token in an address"
        assert came_with["state"] == "of-this-tab"
        body = {"code": came_with["code"], "code_verifier": verifier}
        answer = await browser.post(f"{endpoints.gateway}/v1/staff/auth/session", json=body)
        again = await browser.post(f"{endpoints.gateway}/v1/staff/auth/session", json=body)
    assert (answer.status_code, again.status_code) == (200, 400), answer.text
    return Session(person.world, answer.json())


async def granted(admin: Session, person: Person, role: str) -> str:
    """The id of an officer who has been given ``role`` and has not been here since."""
    unknown = (await staff_session(person, expect=403)).json()
    await admin.post("/v1/staff/grants", {"staff_id": unknown["staff_id"], "role": role, "unit": AGENCY}, 201)
    return str(unknown["staff_id"])


async def act(officer: Session, dossier_id: str, action: str, body: JSON | None = None) -> JSON:
    seen = (await officer.get(f"/v1/staff/dossiers/{dossier_id}")).json()
    answer = await officer.post(f"/v1/staff/dossiers/{dossier_id}/{action}", body, version=seen["version"])
    return dict(answer.json())


@pytest.mark.journey
async def test_officers_are_named_everywhere_and_the_result_is_downloaded(stack: Stack, world: World) -> None:
    admin = await administrator(world, stack.run)
    people = {name: await Person.with_zalo(world, name, follows=False) for name in (COUNTER, SPECIALIST, NEWCOMER)}
    await granted(admin, people[COUNTER], "one_stop")
    counter = await browsed(stack.endpoints, people[COUNTER])
    me = (await counter.get("/v1/staff/me")).json()
    assert me["name"] == COUNTER
    specialist_id = await granted(admin, people[SPECIALIST], "specialist")

    citizen = await Person.with_zalo(world, "Trần Thị Mẫu Đơn")
    app = await sign_in(citizen)
    procedure = (await app.get(f"/v1/procedures/{PROCEDURE}")).json()
    scan = await app.upload("giay-chung-sinh.jpg", scanned_page(), "image/jpeg")
    dossier_id = (await app.post("/v1/dossiers", submission_of(procedure, scan["id"]), 201)).json()["id"]

    # One who was granted a role a moment ago, and has never opened the console, can be given work.
    async def officers() -> list[JSON]:
        return list((await counter.get("/v1/staff/officers", unit=AGENCY)).json()["items"])

    known = await eventually(officers, want=lambda found: {me["id"], specialist_id} <= {one["id"] for one in found})
    assert {one["id"]: one["name"] for one in known}[specialist_id] == SPECIALIST
    await act(counter, dossier_id, "accept")
    await counter.post(f"/v1/staff/dossiers/{dossier_id}/notes", {"text": "Đã gọi điện cho người nộp"}, 201)
    await act(counter, dossier_id, "transfer")
    assigned = await act(counter, dossier_id, "assignment", {"officer_id": specialist_id})
    assert assigned["assignee_name"] == SPECIALIST

    specialist = await browsed(stack.endpoints, people[SPECIALIST])
    [row] = (await specialist.get("/v1/staff/dossiers", assignee="me")).json()["items"]
    assert (row["id"], row["assignee_name"]) == (dossier_id, SPECIALIST)
    complete = next(offer for offer in row["allowed_actions"] if offer["action"] == "complete")
    result = await specialist.upload("giay-khai-sinh.jpg", scanned_page(), "image/jpeg", "/v1/staff/files")
    done = await specialist.send(
        complete["method"], complete["href"], {"result_files": [result["id"]]},
        {"Idempotency-Key": secrets.token_urlsafe(12), "If-Match": complete["etag"]},
    )  # fmt: skip
    assert done.status_code == 200, done.text
    await act(counter, dossier_id, "return-result")

    seen = (await specialist.get(f"/v1/staff/dossiers/{dossier_id}")).json()
    named = [(entry["action"], entry["by_name"]) for entry in seen["timeline"]]
    assert named == [
        ("submit", ""), ("accept", COUNTER), ("transfer", COUNTER), ("complete", SPECIALIST),
        ("return_result", COUNTER),
    ]  # fmt: skip
    assert [note["by_name"] for note in seen["notes"]] == [COUNTER]
    assert [(made["officer_name"], made["by_name"]) for made in seen["assignments"]] == [(SPECIALIST, COUNTER)]
    looks = (await admin.get("/v1/staff/access-log", subject=dossier_id)).json()["items"]
    assert {look["officer_name"] for look in looks} == {COUNTER, SPECIALIST}
    found = (await counter.get("/v1/staff/dossier-search", q="mau thi", limit="100")).json()["items"]
    assert dossier_id in {row["id"] for row in found}, "of Nguyễn Thị Mẫu, as the form says"
    table = (await counter.get("/v1/staff/dossiers.csv", state="10")).content.decode("utf-8-sig")
    exported = {line["Mã hồ sơ"]: line for line in csv.DictReader(io.StringIO(table))}
    assert exported[seen["code"]]["Cán bộ được giao"] == SPECIALIST

    # The counter sees whether its citizen was told.
    async def messages() -> list[JSON]:
        return list((await counter.get("/v1/staff/messages", dossier_id=dossier_id)).json()["items"])

    received = await eventually(messages, want=lambda found: any(one["milestone"] == "result_ready" for one in found))
    assert all(one["state_label"] for one in received)

    own = (await app.get(f"/v1/dossiers/{dossier_id}")).text
    assert COUNTER not in own and SPECIALIST not in own and specialist_id not in own
    fetched = await app.get(f"/v1/dossiers/{dossier_id}/results/{result['id']}")
    assert len(fetched.content) == result["size"]

    # A role taken back ends it: nobody is given work any more.
    grants = (await admin.get("/v1/staff/grants", limit="100")).json()["items"]
    [member] = [one for one in grants if one["staff_id"] == specialist_id]
    revoke = f"/v1/staff/grants/{member['grants'][0]['id']}"
    await call(
        world.gateway, "DELETE", revoke, 204, headers={"Authorization": f"Bearer {admin.tokens['access_token']}"}
    )
    await eventually(officers, want=lambda found: specialist_id not in {one["id"] for one in found})
