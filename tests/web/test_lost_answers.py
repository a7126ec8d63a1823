"""What was done though its answer was lost: it is asked anew and shown, and another request is not taken for it."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from local_stack.stack import Stack
from tests.journeys.administrator import administrator
from tests.journeys.dossier import AGENCY, PROCEDURE
from tests.journeys.dues import issued_bill
from tests.journeys.people import Person, World, sign_in
from tests.web.phone import phone_of


async def lose_answer(route: Route) -> None:
    if route.request.method == "POST":
        await route.fetch()
        await route.abort()
    else:
        await route.continue_()


@pytest.mark.journey
async def test_who_pays_another_way_after_a_lost_answer_sees_the_payment_that_is_open(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Đỗ Thị Trả Tiền")
    app = await sign_in(citizen)
    bill = await issued_bill(world, await administrator(world, stack.run), app)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/bills/{bill}")
        await phone.page.route("**/v1/payments", lose_answer)
        ways = phone.page.locator("#way input")
        await ways.nth(0).check()
        await phone.page.get_by_role("button", name="Nộp ").last.click()
        await phone.sees("Chưa có mạng")
        await phone.sees("Đang có lần thanh toán chưa xong")
        await phone.picture("pay-answer-lost")
        assert await phone.faults() == []
        await phone.page.unroute("**/v1/payments")
        await phone.page.get_by_text("Nộp bằng cách khác").click()
        await ways.nth(1).check()
        await phone.page.get_by_role("button", name="Nộp ").last.click()
        await phone.sees("Đang chờ thanh toán")
        await expect(phone.page.get_by_text("Ứng dụng gặp trục trặc")).to_have_count(0)
    made = {each["provider"] for each in (await app.get("/v1/payments")).json()["items"]}
    assert len(made) == 2


@pytest.mark.journey
async def test_who_books_another_time_after_a_lost_answer_is_led_to_the_visit_that_is_theirs(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Ngô Thị Mất Tin")
    app = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/appointments/book?procedure={PROCEDURE}")
        await phone.page.get_by_label("Đến nơi nào?").select_option(AGENCY)
        await phone.page.get_by_label("Ngày nào?").select_option(index=2)
        times = phone.page.locator("#time input")
        await times.nth(0).check()
        await phone.write("Họ và tên", "Ngô Thị Mất Tin")
        await phone.write("Số điện thoại", "0912 345 678")
        await phone.page.route("**/v1/appointments", lose_answer)
        await phone.tap("Đặt lịch")
        await phone.sees("Chưa có mạng")
        await phone.sees("Ông/Bà đã có lịch hẹn cho việc này")
        await phone.picture("booking-answer-lost")
        assert await phone.faults() == []
        await phone.page.unroute("**/v1/appointments")
        await times.nth(2).check()
        await phone.tap("Đặt lịch")
        await phone.sees("Đã có lịch hẹn")
        await phone.tap("Xem lịch hẹn này")
        await phone.sees("Số thứ tự")
    [visit] = (await app.get("/v1/appointments")).json()["items"]
    assert visit["state"] == "requested"
