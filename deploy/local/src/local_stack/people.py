"""The people of a fresh stack: a citizen and the administrator, both with a (simulated) Zalo account, in the city."""

import httpx

from local_stack.errors import StackError
from local_stack.stack import Stack

CITIZEN = {
    "user_id": "2000000000000000001",
    "name": "Nguyễn Thị Lan",
    "phone": "84912345678",
    "is_follower": True,
    "location": {"latitude": 15.1203, "longitude": 108.7985},
}
ADMINISTRATOR = {
    "user_id": "2000000000000000002",
    "name": "Trần Văn Minh",
    "phone": "84987654321",
    "location": {"latitude": 15.1236, "longitude": 108.8047},
}


async def ensure_people(stack: Stack) -> None:
    """Makes the people who are missing: a stack that kept its state has them already."""
    async with httpx.AsyncClient(base_url=stack.endpoints.zalo_simulator, timeout=10, trust_env=False) as zalo:
        for person in (CITIZEN, ADMINISTRATOR):
            known = await zalo.get(f"/control/people/{person['user_id']}")
            if known.status_code == httpx.codes.NOT_FOUND:
                made = await zalo.post("/control/people", json=person)
                if made.is_error:
                    raise StackError(f"the Zalo simulator did not make {person['name']}: {made.text}")
    await stack.run("gateway", "grant-administrator", "--zalo-user-id", str(ADMINISTRATOR["user_id"]))
