"""What the profile says is so on every screen at once; who is not signed in has none."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.people import Person, Session, World, sign_in
from tests.web.phone import phone_of


async def known_size(app: Session, wanted: str) -> None:
    """Waits until the gateway knows that it is ``wanted``."""

    async def look() -> str:
        return str((await app.get("/v1/me")).json()["text_size"])

    await eventually(look, want=lambda size: size == wanted)


@pytest.mark.journey
async def test_a_size_and_a_name_are_so_at_once_and_stay_so(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Bảy")
    app = await sign_in(citizen)

    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        letters = phone.page.locator("html")
        await phone.open("/me")
        await phone.page.get_by_label("Chữ rất lớn").check()
        await expect(letters).to_have_class("larger")
        await known_size(app, "larger")
        await phone.write("Tên muốn được gọi", "Cô Bảy")
        async with phone.page.expect_response(lambda response: response.request.method == "PATCH"):
            await phone.tap("Lưu tên")
        await phone.sees("Đã lưu tên")
        await phone.turn_to("/")
        await expect(phone.page.locator("h1")).to_have_text("Chào Cô Bảy")
        await expect(letters).to_have_class("larger")
        await phone.picture("profile-at-home")


@pytest.mark.journey
async def test_a_name_that_cannot_be_kept_is_said_at_its_field(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Chín")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        fault = phone.page.locator("#name-fault")
        await phone.open("/me")
        await phone.write("Tên muốn được gọi", "")
        await phone.tap("Lưu tên")
        await expect(fault).to_have_text("Xin ghi tên Ông/Bà muốn được gọi.")
        await phone.write("Tên muốn được gọi", "Cô ক")  # what only the gateway refuses
        await expect(fault).to_have_count(0)
        await phone.tap("Lưu tên")
        await expect(fault).to_be_visible()
        await expect(phone.page.get_by_role("alert")).to_have_count(1)
        await expect(phone.page.get_by_text("Đã lưu tên")).to_have_count(0)
        assert await phone.faults() == []
        await phone.picture("refused-name")
        await phone.write("Tên muốn được gọi", "Cô Chín")
        await phone.tap("Lưu tên")
        await phone.sees("Đã lưu tên")


@pytest.mark.journey
async def test_who_signs_out_on_a_slow_network_does_not_wait_for_it(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Ra Nhanh")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/me")
        async with phone.page.expect_response("**/v1/auth/logout") as ended, phone.held("/v1/auth/logout"):
            await phone.tap("Đăng xuất")
            await phone.tap("Đăng xuất và xóa")
            await expect(phone.page.locator("h1")).to_have_text("Kính chào Ông/Bà")
        assert (await ended.value).ok


@pytest.mark.journey
async def test_a_size_chosen_without_a_network_is_kept_at_once_and_sent_later(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Cỡ Chữ")
    app = await sign_in(citizen)

    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        letters = phone.page.locator("html")
        await phone.open("/me")
        async with phone.without_network():
            await phone.page.get_by_label("Chữ lớn").check()
            await phone.page.get_by_label("Chữ rất lớn").check()
            await expect(letters).to_have_class("larger")
            await phone.turn_to("/")
            await phone.turn_to("/me")
            await expect(phone.page.get_by_label("Chữ rất lớn")).to_be_checked()
            await expect(phone.page.get_by_role("alert")).to_have_count(0)
            await expect(letters).to_have_class("larger")
            await known_size(app, "normal")
        await known_size(app, "larger")

        async def away(route: Route) -> None:
            await route.abort()

        # The app is closed and opened again where the gateway cannot be reached.
        await phone.page.route("**/v1/**", away)
        await phone.page.reload()
        await expect(letters).to_have_class("larger")
        await phone.page.unroute("**/v1/**", away)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:  # another phone of theirs
        await phone.open("/dossiers")
        await expect(phone.page.locator("html")).to_have_class("larger")


@pytest.mark.journey
async def test_what_was_written_and_chosen_without_a_network_does_not_go_back_to_what_was_before(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Tám")
    app = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        name, first = phone.page.get_by_label("Tên muốn được gọi"), phone.page.get_by_role("checkbox").first
        await phone.open("/me/notifications")
        await phone.turn_to("/me")
        async with phone.without_network():
            await name.fill("Cô Tám")
            await phone.tap("Lưu tên")
            await phone.sees("Chưa có mạng")
            await phone.turn_to("/me/notifications")
            await first.uncheck()
            await phone.tap("Lưu lựa chọn")
            await phone.sees("Chưa có mạng")
            await phone.turn_to("/me")
            await expect(name).to_have_value("Cô Tám")
            await phone.sees("Tên này chưa được lưu.")
            await phone.turn_to("/me/notifications")
            await expect(first).not_to_be_checked()
            await phone.sees("Lựa chọn này chưa được lưu.")
            await phone.picture("choices-without-network")
        await phone.tap("Lưu lựa chọn")
        await phone.sees("Đã lưu")
        await phone.turn_to("/me")
        await phone.tap("Lưu tên")
        await phone.sees("Đã lưu tên")
        await phone.page.reload()
        await expect(name).to_have_value("Cô Tám")
        await expect(phone.page.get_by_text("Tên này chưa được lưu.")).to_have_count(0)
        await phone.turn_to("/me/notifications")
        await expect(first).not_to_be_checked()
        await expect(phone.page.get_by_text("Lựa chọn này chưa được lưu.")).to_have_count(0)
    assert (await app.get("/v1/me")).json()["declared_name"] == "Cô Tám"


@pytest.mark.journey
async def test_nobody_signs_out_who_is_not_signed_in_and_everybody_has_a_size(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.open("/me")
        await expect(phone.page.get_by_role("link", name="Hồ sơ của tôi")).to_be_visible()
        await expect(phone.page.get_by_role("button", name="Đăng xuất")).to_have_count(0)
        await phone.page.get_by_label("Chữ lớn").check()
        await phone.page.reload()
        await expect(phone.page.locator("html")).to_have_class("large")
        await expect(phone.page.get_by_label("Chữ lớn")).to_be_checked()
