"""What the profile says is so on every screen at once; who is not signed in has none."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from local_stack.stack import Stack
from tests.journeys.people import Person, World
from tests.web.phone import phone_of


@pytest.mark.journey
async def test_a_size_and_a_name_are_so_at_once_and_stay_so(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Bảy")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        letters = phone.page.locator("html")
        await phone.page.clock.install()
        await phone.open("/me")
        async with phone.page.expect_response("**/v1/me"):
            await phone.page.get_by_label("Chữ rất lớn").check()
        await phone.page.clock.run_for(5_000)
        await expect(letters).to_have_class("larger")
        await phone.write("Tên muốn được gọi", "Cô Bảy")
        async with phone.page.expect_response("**/v1/me"):
            await phone.tap("Lưu tên")
        await phone.turn_to("/")
        await expect(phone.page.locator("h1")).to_have_text("Chào Cô Bảy")
        await expect(letters).to_have_class("larger")
        await phone.picture("profile-at-home")

        async def away(route: Route) -> None:
            await (route.abort() if route.request.method == "PATCH" else route.continue_())

        await phone.turn_to("/me")
        await phone.page.route("**/v1/me", away)
        await phone.page.get_by_label("Chữ thường").check()
        await expect(phone.page.get_by_role("alert")).to_be_focused()
        await expect(letters).to_have_class("larger")
        await expect(phone.page.get_by_label("Chữ rất lớn")).to_be_checked()


@pytest.mark.journey
async def test_nobody_signs_out_who_is_not_signed_in(browser: Browser, stack: Stack, pictures: Path) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.open("/me")
        await expect(phone.page.get_by_role("link", name="Hồ sơ của tôi")).to_be_visible()
        await expect(phone.page.get_by_role("button", name="Đăng xuất")).to_have_count(0)
