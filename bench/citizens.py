"""People who follow the Official Account and have signed in, as the load's callers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.errors import BenchError
from local_stack.endpoints import Endpoints
from shared.http_client import outbound

SIGN_INS_AT_ONCE = 16
SEND_PATIENCE = 60.0


@dataclass(frozen=True)
class Citizen:
    oa_user_id: str
    authorization: str


async def signed_in(endpoints: Endpoints, count: int) -> list[Citizen]:
    """``count`` citizens with sessions of 15 minutes, whose contacts svc-notify has had time to learn."""
    wanted = [
        {"name": f"Nguyễn Thị Mẫu {number}", "is_follower": True, "with_access_token": True} for number in range(count)
    ]
    async with outbound(endpoints.zalo_simulator, 60) as zalo, outbound(endpoints.gateway, 30) as gateway:
        made = await zalo.post("/control/people", json=wanted)
        made.raise_for_status()
        await zalo.patch("/control/knobs", json={"oa.rate_limit_per_minute": None})
        slots = asyncio.Semaphore(SIGN_INS_AT_ONCE)

        async def sign_in(person: dict[str, Any]) -> Citizen:
            async with slots:
                answer = await gateway.post("/v1/auth/zalo", json={"access_token": person["access_token"]})
            if answer.status_code != 200:
                raise BenchError(f"sign-in answered {answer.status_code}: {answer.text[:300]}")
            return Citizen(person["oa_user_id"], f"Bearer {answer.json()['access_token']}")

        return await asyncio.gather(*(sign_in(person) for person in made.json()))


def authorizations(citizens: Sequence[Citizen]) -> list[str]:
    return [citizen.authorization for citizen in citizens]
