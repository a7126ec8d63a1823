"""One browser with two windows of the app, which have one storage: neither takes away what the other has written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.people import Person, World, sign_in
from tests.web.phone import LONGEST_MS, Phone, phone_of
from tests.web.test_filing_and_reporting import fill_birth_registration, fill_report, write_question

TRA_BONG = ("tra bong", "Xã Trà Bồng")
_FORM = "/procedures/1.001193/submit?step=1"


@asynccontextmanager
async def windows_of(
    browser: Browser, stack: Stack, pictures: Path, citizen: Person
) -> AsyncIterator[tuple[Phone, Phone]]:
    async with phone_of(browser, stack.endpoints, pictures, citizen) as first:
        page = await first.context.new_page()
        page.set_default_timeout(LONGEST_MS)
        yield first, Phone(first.context, page, f"{stack.endpoints.gateway}/app/", pictures)


@pytest.mark.journey
async def test_what_is_written_in_two_windows_is_one_draft(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Lý Thị Hai Cửa Sổ")
    async with windows_of(browser, stack, pictures, citizen) as (first, second):
        for window in (first, second):
            await window.open(_FORM)
        await first.write("Họ, chữ đệm và tên", "Lý Thị Một")
        name = second.page.get_by_label("Họ, chữ đệm và tên").first
        await expect(name).to_have_value("Lý Thị Một")
        await second.write("Số định danh cá nhân", "051190000123")
        await expect(first.page.get_by_label("Số định danh cá nhân").first).to_have_value("051190000123")
        await second.page.reload()
        await second.ready()
        await expect(name).to_have_value("Lý Thị Một")
        for window in (first, second):
            await window.open("/questions/ask")
        await first.write("Ông/Bà muốn hỏi gì?", "Làm lại căn cước ở đâu?")
        await second.write("Kể rõ hơn", "Căn cước của tôi bị mất từ tuần trước.")
        await first.page.reload()
        await first.ready()
        await expect(first.page.get_by_label("Ông/Bà muốn hỏi gì?")).to_have_value("Làm lại căn cước ở đâu?")
        await expect(first.page.get_by_label("Kể rõ hơn")).to_have_value("Căn cước của tôi bị mất từ tuần trước.")


@pytest.mark.journey
async def test_what_is_thrown_away_at_signing_out_is_gone_from_both_windows(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Tạ Thị Đăng Xuất")
    async with windows_of(browser, stack, pictures, citizen) as (first, second):
        await first.open("/me")
        await second.open(_FORM)
        await second.write("Họ, chữ đệm và tên", "Chữ của người trước")
        await first.tap("Đăng xuất")
        await first.tap("Đăng xuất và xóa")
        await expect(second.page.get_by_label("Họ, chữ đệm và tên").first).not_to_have_value("Chữ của người trước")


@pytest.mark.journey
async def test_a_dossier_that_was_sent_in_one_window_is_not_sent_again_in_the_other(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Mai Thị Gửi Một")
    session = await sign_in(citizen)
    async with windows_of(browser, stack, pictures, citizen) as (first, second):
        await fill_birth_registration(first)
        await first.photograph()
        await second.open("/procedures/1.001193/submit?step=check")
        await second.sees("Trần Nguyễn Bé Mẫu")
        await first.tap("Tiếp tục")
        await first.tap("Gửi hồ sơ")
        await first.sees("Đã gửi hồ sơ")
        await second.page.wait_for_url("**#/dossiers")
        await second.sees("Đăng ký khai sinh")
        await first.turn_to("/procedures/1.001193/submit")
        await expect(first.page.get_by_role("button", name="Xóa bản viết dở")).to_have_count(0)
    assert len((await session.get("/v1/dossiers")).json()["items"]) == 1


@pytest.mark.journey
async def test_what_two_windows_keep_without_a_network_is_all_sent_once(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Hồ Văn Hai Việc")
    session = await sign_in(citizen)
    async with windows_of(browser, stack, pictures, citizen) as windows:
        asking, reporting = windows
        other = await asking.context.new_page()
        other.set_default_timeout(LONGEST_MS)
        same = Phone(asking.context, other, f"{stack.endpoints.gateway}/app/", pictures)
        await same.open("/questions/ask")
        await asking.open("/questions/ask")
        await fill_report(reporting, "Hồ Văn Hai Việc", TRA_BONG)
        async with asking.without_network():
            await write_question(asking, "Làm lại căn cước ở đâu?")
            await asking.tap("Gửi câu hỏi")
            await asking.sees("Câu hỏi sẽ tự gửi lại")
            await same.sees("Câu hỏi sẽ tự gửi lại")  # what waits is not there to be sent once more
            await reporting.tap("Gửi phản ánh")
            await reporting.sees("Phản ánh sẽ tự gửi lại")

        async def sent() -> list[int]:
            return [len((await session.get(path)).json()["items"]) for path in ("/v1/questions", "/v1/reports")]

        assert await eventually(sent, want=lambda many: min(many) > 0) == [1, 1]
        for window in (*windows, same):  # one of them has sent what the others had kept
            await expect(window.page.get_by_text("sẽ tự gửi")).to_have_count(0)
