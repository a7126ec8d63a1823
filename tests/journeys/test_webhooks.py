"""What happens on Zalo comes back through the gateway, signed; citizens get what waited, staff see that it arrived."""

from typing import Any

import pytest

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.administrator import administrator
from tests.journeys.dossier import PROCEDURE, filing_of
from tests.journeys.people import Person, World, call, sign_in
from tests.journeys.scan import scanned_page


@pytest.mark.journey
async def test_who_follows_after_filing_is_told_on_zalo_and_staff_see_it_delivered(stack: Stack, world: World) -> None:
    person = await Person.with_zalo(world, "Trần Thị Mẫu", follows=False)
    app = await sign_in(person)
    scan = await app.upload("giay-chung-sinh.jpg", scanned_page(), "image/jpeg")
    procedure = (await app.get(f"/v1/procedures/{PROCEDURE}")).json()
    dossier = (await app.post("/v1/dossiers", filing_of(procedure, scan["id"]), 201)).json()
    boss = await administrator(world, stack.run)

    async def seen_by_staff() -> list[dict[str, Any]]:
        return list((await boss.get("/v1/staff/messages", dossier_id=dossier["id"])).json()["items"])

    await eventually(seen_by_staff, want=lambda found: any(one["reason"] == "not_following" for one in found))
    assert await person.messages() == []

    await call(world.zalo, "POST", f"/control/people/{person.account['user_id']}/follow", 200)
    await person.messages(at_least=1)
    (told,) = await eventually(seen_by_staff, want=lambda found: all(one["delivered_at"] for one in found))
    assert told["state"] == "accepted"
