"""The journey that ``make demo`` shows, as a test."""

import pytest

from local_stack.stack import Stack
from tests.journeys.administrator import administrator
from tests.journeys.dossier import Journey
from tests.journeys.people import World


@pytest.mark.journey
async def test_a_dossier_from_the_first_tap_to_the_result(stack: Stack, world: World) -> None:
    taken: list[str] = []

    async def step(name: str) -> None:
        taken.append(name)

    journey = Journey(world, await administrator(world, stack.run), step, show=lambda message: None)
    await journey.run()
    assert len(taken) == 11
