"""Who has to sign in in the middle of something is back where they were afterwards, with what they had given."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from tests.journeys.people import Person, World, sign_in
from tests.web.phone import Phone, phone_of


async def _sign_in(phone: Phone, citizen: Person) -> None:
    await phone.page.locator(".notice").get_by_role("link", name="Đăng nhập").click()
    await phone.tap(str(citizen.account["name"]))


@pytest.mark.journey
async def test_who_looked_without_signing_in_files_where_they_were(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Lương Thị Xem Trước")
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.open("/procedures/1.001193")
        await phone.tap("Nộp hồ sơ ngay")
        await _sign_in(phone, citizen)
        await phone.sees("Ông/Bà nộp hồ sơ ở đâu?")
        await phone.choose("Xã, phường nơi Ông/Bà ở", "UBND phường Cẩm Thành")
        await phone.tap("Tiếp tục")
        await phone.sees("Bước 2 trên 5")
        await phone.page.go_back()
        await phone.sees("Bước 1 trên 5")
        await phone.page.go_back()  # neither the sign-in nor the same screen once more stands between
        await expect(phone.page).to_have_url(re.compile(r"#/procedures/1\.001193$"))


@pytest.mark.journey
async def test_a_time_that_was_chosen_is_still_chosen_after_signing_in(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Lương Thị Hẹn Giờ")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.open("/appointments/book")
        await phone.choose("Ông/Bà đến làm việc gì?", "Đăng ký khai sinh")
        await phone.choose("Đến nơi nào?", "Cẩm Thành")
        await phone.page.get_by_label("Ngày nào?").select_option(index=3)
        await phone.page.locator("#time input").nth(1).check()
        chosen = await phone.page.locator("#time input").nth(1).input_value()
        await phone.write("Họ và tên", "Lương Thị Hẹn Giờ")
        await phone.write("Số điện thoại", "0912 345 678")
        await phone.tap("Đặt lịch")
        await _sign_in(phone, citizen)
        await expect(phone.page.get_by_label("Họ và tên")).to_have_value("Lương Thị Hẹn Giờ")
        await expect(phone.page.locator("#time input:checked")).to_have_value(chosen)
        await phone.tap("Đặt lịch")
        await phone.sees("Số thứ tự")
    [visit] = (await session.get("/v1/appointments")).json()["items"]
    assert visit["starts_at"] == chosen
