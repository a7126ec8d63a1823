"""Something is down for a while: what still works, what a citizen is answered, and that all follows afterwards."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from local_stack.stack import Stack
from shared.ids import random_id
from shared.testing import eventually
from tests.chaos.applicants import applicants, nothing_lost, settled, submit_all
from tests.journeys.people import World, call


@asynccontextmanager
async def failing(world: World, **fault: Any) -> AsyncIterator[None]:
    """Zalo has this fault until the end of the block, however the Official Account speaks."""
    made = [
        await call(world.zalo, "POST", "/control/faults", 201, json={"times": None, "endpoint": endpoint, **fault})
        for endpoint in ("oa.cs", "oa.template")
    ]
    try:
        yield
    finally:
        for each in made:
            await call(world.zalo, "DELETE", f"/control/faults/{each.json()['id']}", 204)


@pytest.mark.chaos
async def test_with_kafka_down_filing_goes_on_and_the_messages_follow(stack: Stack, world: World) -> None:
    everyone = await applicants(world, 4)
    await stack.kill("kafka")
    try:
        await submit_all(everyone, 3, pause=0.1)
        assert not [message for applicant in everyone for message in await applicant.person.messages()]
    finally:
        await stack.restart("kafka")
    await settled(world)
    assert await nothing_lost(everyone, 3) == 0


@pytest.mark.chaos
async def test_with_mongodb_down_the_answer_is_a_503_and_it_recovers_by_itself(stack: Stack, world: World) -> None:
    (applicant,) = await applicants(world, 1)
    await stack.kill("mongod")
    try:
        answer = await applicant.session.send(
            "POST", "/v1/dossiers", applicant.submission, {"Idempotency-Key": random_id("tap")}
        )
        assert answer.status_code == 503, answer.text
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["content-type"] == "application/problem+json"
        # What needs no database is still there: a token is verified, a procedure is read.
        assert (await applicant.session.get("/v1/procedures", q="ho tich")).json()["items"]
    finally:
        await stack.restart("mongod")
    await applicant.submit()
    await settled(world)
    assert await nothing_lost([applicant], 1) == 0


@asynccontextmanager
async def unreachable(stack: Stack) -> AsyncIterator[None]:
    """Zalo cannot be connected to until the end of the block."""
    await stack.kill("zalo-simulator", signal.SIGTERM)  # its people are written down at a proper end
    try:
        yield
    finally:
        await stack.restart("zalo-simulator")


@pytest.mark.chaos
@pytest.mark.parametrize("outage", ["unreachable", "http_500"])
async def test_with_zalo_down_messages_wait_and_are_then_told_once(stack: Stack, world: World, outage: str) -> None:
    everyone = await applicants(world, 3)
    down = unreachable(stack) if outage == "unreachable" else failing(world, kind=outage)
    async with down:
        await submit_all(everyone, 2, pause=0.1)

        async def in_app() -> int:
            return sum(
                [len((await applicant.session.get("/v1/me/messages")).json()["items"]) for applicant in everyone]
            )

        await eventually(in_app, want=lambda count: count == 6)
        await asyncio.sleep(1.0)
        if outage != "unreachable":
            assert not [message for applicant in everyone for message in await applicant.person.messages()]
    for applicant in everyone:
        assert len(await applicant.person.messages(2)) == 2


@pytest.mark.chaos
async def test_with_zalo_sign_in_down_who_is_signed_in_notices_nothing(stack: Stack, world: World) -> None:
    (applicant,) = await applicants(world, 1)
    token = await applicant.person.zalo_token()
    async with failing(world, endpoint="graph.me", kind="slow", delay_ms=30_000):
        refused = await world.gateway.post("/v1/auth/zalo", json={"access_token": token})
        assert refused.status_code == 503, refused.text
        assert int(refused.headers["retry-after"]) > 0
        await applicant.submit()
        await applicant.session.get("/v1/me")
