"""A form as people fill it in, key by key: what they typed stands there, and is what is kept."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from tests.journeys.people import Person, World
from tests.web.phone import phone_of


@pytest.mark.journey
async def test_numbers_and_days_mean_what_was_typed(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Văn Xây")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/procedures/1.013225/submit?step=2")
        area = phone.page.get_by_label("Diện tích xây dựng tầng 1 (m²)")
        for written in ("85,5", "171.25", "0,75", "1.250,5"):
            await phone.write("Diện tích xây dựng tầng 1 (m²)", written)
            await expect(area).to_have_value(written)
        await phone.write("Số tầng", "hai")
        await phone.tap("Tiếp tục")
        await phone.sees("Số tầng: xin nhập một số, ví dụ 3.")
        await phone.write("Số tầng", "2")
        await phone.turn_to("/procedures/1.013225/submit?step=check")
        await phone.sees("1250,5")

        await phone.turn_to("/procedures/1.010038/submit?step=3")
        for name, day in (("Người Thứ Nhất", "1/2/1990"), ("Người Thứ Hai", "3/4/2015")):
            await phone.page.get_by_role("button", name="Thêm").first.click()
            member = phone.page.locator("section.card").last
            await member.get_by_label("Họ, chữ đệm và tên").fill(name)
            await phone.write_day(member, day)
        await phone.page.locator("section.card").first.get_by_role("button", name="Bỏ").click()
        await phone.tap("Bỏ phần này")
        left = phone.page.locator("section.card")
        await expect(left).to_have_count(1)
        await expect(left.get_by_label("Họ, chữ đệm và tên")).to_have_value("Người Thứ Hai")
        for label, number in (("Ngày", "3"), ("Tháng", "4"), ("Năm", "2015")):
            await expect(left.get_by_label(label, exact=True)).to_have_value(number)
