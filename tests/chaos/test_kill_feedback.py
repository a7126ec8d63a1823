"""kill -9 of svc-feedback, and of svc-notify, while citizens report: nothing is lost, and no message comes twice."""

import asyncio

import pytest

from local_stack.stack import Stack
from tests.chaos.applicants import settled
from tests.chaos.reporters import no_report_lost, reporters, send_all
from tests.chaos.test_kill import uncertain_sends
from tests.extent import extent
from tests.journeys.people import World

PEOPLE, PAUSE = 20, 0.5
VICTIMS = extent(["svc-feedback"], full=["svc-feedback", "svc-notify"])
"""svc-notify is killed while dossiers are filed, too."""


@pytest.mark.chaos
@pytest.mark.parametrize("victim", VICTIMS)
async def test_no_acknowledged_report_is_lost_when_it_is_killed(stack: Stack, world: World, victim: str) -> None:
    everyone = await reporters(world, PEOPLE)
    sending = asyncio.create_task(send_all(everyone, PAUSE))
    await asyncio.sleep(PAUSE)
    before = await uncertain_sends(stack)
    await stack.kill(victim)
    await asyncio.sleep(1.0)
    await stack.restart(victim)
    await sending
    await settled(world)
    twice = await no_report_lost(everyone)
    window = await uncertain_sends(stack) - (0 if victim == "svc-notify" else before)
    assert twice <= window, f"{twice} messages came twice, the counted window explains {window}"
