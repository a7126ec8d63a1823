"""kill -9 of each process in turn while citizens file: what was acknowledged is there, published, and told once."""

import asyncio
import time

import pytest

from local_stack.stack import Stack
from tests.chaos.applicants import applicants, nothing_lost, settled, submit_all
from tests.journeys.people import World, at, call

PEOPLE, EACH, PAUSE = 10, 12, 0.25


async def uncertain_sends(stack: Stack) -> float:
    """The stated window, as svc-notify counts it."""
    async with at(stack.endpoints) as world:
        page = await call(world.zalo, "GET", f"{stack.endpoints.operations['svc-notify']}/metrics", 200)
    return sum(
        float(line.split()[-1]) for line in page.text.splitlines() if line.startswith("notify_send_uncertain_total")
    )


@pytest.mark.chaos
@pytest.mark.parametrize("victim", ["gateway", "svc-dossier", "svc-notify", "kafka", "mongod"])
async def test_nothing_acknowledged_is_lost_when_it_is_killed(stack: Stack, world: World, victim: str) -> None:
    everyone = await applicants(world, PEOPLE)
    submitting = asyncio.create_task(submit_all(everyone, EACH, PAUSE))
    await asyncio.sleep(PAUSE * EACH / 2)
    before = await uncertain_sends(stack)
    await stack.kill(victim)
    await asyncio.sleep(1.0)
    began = time.monotonic()
    await stack.restart(victim)
    await submitting
    await settled(world)
    sent_twice = await nothing_lost(everyone, EACH)
    window = await uncertain_sends(stack) - (0 if victim == "svc-notify" else before)
    assert sent_twice <= window, f"{sent_twice} told twice, the counted window explains {window}"
    print(f"{victim}: acknowledged, published and told again {time.monotonic() - began:.1f} s after its restart")
