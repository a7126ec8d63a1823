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


@pytest.mark.journey
async def test_another_system_tries_open311_as_its_page_says(stack: Stack, world: World) -> None:
    """docs/open311.md, with the key that ``make run`` has."""
    discovery = (await world.gateway.get("/open311/v2/discovery.json")).json()
    assert discovery["endpoints"][0]["url"] == f"{stack.endpoints.gateway}/open311/v2"
    sent = {
        "api_key": "open311-demo-key-0001",
        "service_code": "den-duong-hong",
        "lat": "15.1214",
        "long": "108.7923",
        "description": "Ba bóng đèn trước cổng trường không sáng đã hai đêm.",
    }
    [created] = (await world.gateway.post("/open311/v2/requests.json", data=sent)).json()
    [shown] = (await world.gateway.get(f"/open311/v2/requests/{created['service_request_id']}.json")).json()
    assert (shown["status"], shown["service_code"]) == ("open", "den-duong-hong")
