"""What a citizen types to find a procedure, as people type."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.people import World, call
from tests.web.phone import phone_of


@pytest.mark.journey
async def test_a_misspelt_word_finds_the_procedure_on_the_phone(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    async def indexed() -> list[str]:
        items = (await call(world.gateway, "GET", "/v1/search", 200, params={"q": "khai sinh"})).json()["items"]
        return [one["id"] for one in items]

    await eventually(indexed, want=lambda ids: "1.001193" in ids)
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        for typed in ("dang ky khai sinh", "khai xinh"):
            await phone.open(f"/search?q={typed}")
            await expect(phone.page.locator("a[href='#/procedures/1.001193']")).to_have_count(1)
        await phone.picture("search-misspelt")
        await expect(phone.page.locator("h2", has_text="Tiện ích")).to_have_count(0)
        await phone.open("/search?q=zzzz")
        await phone.sees("Chưa tìm thấy “zzzz”")


@pytest.mark.journey
async def test_a_utility_is_found_by_its_name_and_by_what_people_call_it(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        for typed, screen in (("hoc phi", "/dues"), ("xem tivi", "/tv"), ("phan anh", "/feedback")):
            await phone.open(f"/search?q={typed}")
            await phone.sees("Tiện ích")
            await expect(phone.page.locator(f"main nav a[href='#{screen}']")).to_have_count(1)
            await expect(phone.page.get_by_text("Chưa tìm thấy")).to_have_count(0)
        assert await phone.faults() == []
        await phone.picture("search-utility")
