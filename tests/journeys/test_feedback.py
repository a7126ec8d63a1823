"""The journeys of a report and of a question, as ``make demo`` shows them."""

import pytest

from local_stack.stack import Stack
from tests.journeys.administrator import administrator
from tests.journeys.feedback import FeedbackJourney
from tests.journeys.people import World


@pytest.mark.journey
async def test_a_report_from_the_picture_to_reopening_and_a_question_until_it_is_found(
    stack: Stack, world: World
) -> None:
    taken: list[str] = []

    async def step(name: str) -> None:
        taken.append(name)

    journey = FeedbackJourney(world, await administrator(world, stack.run), step, show=lambda message: None)
    await journey.run()
    assert (len(taken), journey.received) == (7, 8)
