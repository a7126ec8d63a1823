"""What happens on Zalo comes back through the gateway, signed; citizens get what waited, staff see that it arrived."""

from typing import Any

import pytest

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.administrator import administrator
from tests.journeys.dossier import PROCEDURE, submission_of
from tests.journeys.people import Person, World, call, sign_in, sign_in_as_staff, staff_session
from tests.journeys.scan import scanned_page


@pytest.mark.journey
async def test_who_follows_after_filing_is_told_on_zalo_and_staff_see_it_delivered(stack: Stack, world: World) -> None:
    person = await Person.with_zalo(world, "Trần Thị Mẫu", follows=False)
    app = await sign_in(person)
    scan = await app.upload("giay-chung-sinh.jpg", scanned_page(), "image/jpeg")
    procedure = (await app.get(f"/v1/procedures/{PROCEDURE}")).json()
    dossier = (await app.post("/v1/dossiers", submission_of(procedure, scan["id"]), 201)).json()
    boss = await administrator(world, stack.run)

    async def seen_by_staff() -> list[dict[str, Any]]:
        return list((await boss.get("/v1/staff/messages", dossier_id=dossier["id"])).json()["items"])

    await eventually(seen_by_staff, want=lambda found: any(one["reason"] == "not_opted_in" for one in found))
    assert await person.messages() == []

    await call(world.zalo, "POST", f"/control/people/{person.account['user_id']}/follow", 200)
    await person.messages(at_least=1)
    (message,) = await eventually(seen_by_staff, want=lambda found: all(one["delivered_at"] for one in found))
    assert message["state"] == "accepted"


@pytest.mark.journey
async def test_who_revokes_consent_at_zalo_is_erased_everywhere_and_an_administrator_sees_the_proof(
    stack: Stack, world: World
) -> None:
    person = await Person.with_zalo(world, "Lê Thị Rút Lại")
    app = await sign_in(person)
    assert (await app.get("/v1/me")).json()["name"] == "Lê Thị Rút Lại"
    boss = await administrator(world, stack.run)
    await call(world.zalo, "POST", f"/control/people/{person.account['user_id']}/revoke-consent", 200)

    async def proofs() -> list[dict[str, Any]]:
        return list((await boss.get("/v1/staff/erasures")).json()["items"])

    seen = await eventually(proofs, want=lambda found: bool(found) and bool(found[0]["completed_at"]))
    token = {"Authorization": f"Bearer {app.tokens['access_token']}"}
    await call(world.gateway, "GET", "/v1/me", 401, headers=token)
    await call(world.gateway, "POST", "/v1/auth/refresh", 401, json={"refresh_token": app.tokens["refresh_token"]})
    again = await sign_in(person)
    assert (await again.get("/v1/me")).json()["id"] == seen[0]["citizen_id"]

    async def consents() -> bool:
        return bool((await again.get("/v1/me/notification-preferences")).json()["consent_revoked"])

    await eventually(consents, want=lambda revoked: not revoked)


@pytest.mark.journey
async def test_a_warning_approved_by_a_second_officer_reaches_those_who_follow(stack: Stack, world: World) -> None:
    boss = await administrator(world, stack.run)
    officers = []
    for role in ("broadcaster", "broadcast_approver"):
        officer = await Person.with_zalo(world, f"Cán bộ {role}", follows=False)
        staff_id = (await staff_session(officer, expect=403)).json()["staff_id"]
        await boss.post("/v1/staff/grants", {"staff_id": staff_id, "role": role, "unit": "province"}, 201)
        officers.append(await sign_in_as_staff(officer))
    writer, second = officers
    near = await Person.with_zalo(world, "Võ Thị Vùng Trũng")
    await sign_in(near)
    warning = {
        "kind": "warning",
        "issuer": "Ban Chỉ huy Phòng thủ dân sự tỉnh",
        "subject": "Bão số 12",
        "text": "Người dân vùng trũng sơ tán trước 18 giờ hôm nay.",
        "audience": {"reach": "followers"},
    }
    draft = (await writer.post("/v1/staff/broadcasts", warning, 201)).json()
    await second.post(f"/v1/staff/broadcasts/{draft['id']}/approval", version=1)
    message = await near.messages(at_least=1)
    assert "Bão số 12" in (message[-1]["title"] or "") + message[-1]["text"]

    async def shown() -> dict[str, Any]:
        return dict((await writer.get(f"/v1/staff/broadcasts/{draft['id']}")).json())

    seen = await eventually(shown, want=lambda one: one["audience_complete"] and one["counts"]["waiting"] == 0)
    assert seen["counts"]["planned"] == seen["counts"]["accepted"] + seen["counts"]["inbox_only"]
