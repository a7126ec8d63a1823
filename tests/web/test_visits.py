"""A visit to an office: how far ahead it can be booked, what to bring to it, and another time for it."""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from tests.journeys.dossier import AGENCY, PROCEDURE
from tests.journeys.people import Person, Session, World, sign_in
from tests.web.phone import phone_of

AT_ONCE = 14
"""Days that the gateway tells at a time."""


async def _free(app: Session) -> list[dict[str, Any]]:
    days = (await app.get(f"/v1/offices/{AGENCY}/slots", days=str(AT_ONCE))).json()["items"]
    return [slot for day in days for slot in day["slots"] if slot["free"]]


async def _book(app: Session, starts_at: str) -> dict[str, Any]:
    visit = {"office_id": AGENCY, "procedure_code": PROCEDURE, "starts_at": starts_at}
    return dict(
        (await app.post("/v1/appointments", {**visit, "name": "Ngô Thị Hẹn", "phone": "0912345678"}, 201)).json()
    )


@pytest.mark.journey
async def test_every_day_that_can_be_booked_is_offered(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Ngô Văn Hẹn Xa")
    app = await sign_in(citizen)
    today = date.fromisoformat((await app.get(f"/v1/offices/{AGENCY}/slots", days="1")).json()["items"][0]["day"])
    ahead = (await app.get(f"/v1/offices/{AGENCY}")).json()["days_ahead"]
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/appointments/book")
        await phone.choose("Ông/Bà đến làm việc gì?", "Đăng ký khai sinh")
        await phone.choose("Đến nơi nào?", "Cẩm Thành")
        offered = []
        for start in range(0, ahead + 1, AT_ONCE):
            if start:
                await phone.tap("Xem những ngày sau")
            first = (today + timedelta(days=start)).isoformat()
            asked: dict[str, Any] = {"from": first, "days": AT_ONCE}
            found = (await app.get(f"/v1/offices/{AGENCY}/slots", **asked)).json()
            last = (today + timedelta(days=ahead)).isoformat()
            free = [
                each["day"] for each in found["items"] if each["day"] <= last and any(s["free"] for s in each["slots"])
            ]
            options = phone.page.get_by_label("Ngày nào?").locator("option:not([value=''])")
            await expect(options).to_have_count(len(free))
            offered += await options.evaluate_all("all => all.map(each => each.value)")
            assert offered[len(offered) - len(free) :] == free
        assert max(offered) > (today + timedelta(days=2 * AT_ONCE - 1)).isoformat()
        await expect(phone.page.get_by_role("button", name="Xem những ngày sau")).to_have_count(0)
        assert await phone.faults() == []
        await phone.picture("booking-later")
        await phone.page.get_by_label("Ngày nào?").select_option(offered[-1])
        await phone.page.locator("#time input").first.check()
        await phone.write("Số điện thoại", "0912 345 678")
        await phone.tap("Đặt lịch")
        await phone.sees("Số thứ tự")


@pytest.mark.journey
async def test_a_visit_says_what_to_bring_and_is_moved_to_another_time(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Ngô Thị Đổi Giờ")
    app = await sign_in(citizen)
    before = await _book(app, (await _free(app))[0]["starts_at"])
    papers = (await app.get(f"/v1/procedures/{PROCEDURE}")).json()["documents"]
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/appointments/{before['id']}")
        await phone.sees("Mang theo")
        for paper in papers:
            await expect(phone.page.locator(".papers")).to_contain_text(paper["name"])
        assert await phone.faults() == []
        await phone.picture("visit-to-bring")
        await phone.tap("Đổi ngày giờ")
        await phone.sees("Lịch cũ")
        await phone.page.get_by_label("Ngày nào?").select_option(index=4)
        time = phone.page.locator("#time input").nth(1)
        await time.check()
        chosen = await time.input_value()
        assert await phone.faults() == []
        await phone.picture("visit-moved")
        await phone.tap("Đổi sang giờ này")
        await phone.sees("Số thứ tự")
        await expect(phone.page.locator("h1")).not_to_contain_text("Đổi")
    visits = (await app.get("/v1/appointments")).json()["items"]
    assert {visit["starts_at"]: visit["state"] for visit in visits} == {
        before["starts_at"]: "cancelled",
        chosen: "requested",
    }


@pytest.mark.journey
async def test_a_visit_keeps_its_time_while_the_other_one_is_taken(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Ngô Văn Giữ Chỗ")
    app = await sign_in(citizen)
    free = await _free(app)
    before = await _book(app, free[0]["starts_at"])
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/appointments/book?move={before['id']}")
        await phone.page.get_by_label("Ngày nào?").select_option(index=5)
        time = phone.page.locator("#time input").first
        await time.check()
        chosen = await time.input_value()
        left = next(slot["free"] for slot in free if slot["starts_at"] == chosen)
        others = [await Person.with_zalo(world, f"Hồ Thị Nhanh {number}") for number in range(left)]
        await asyncio.gather(*[_book(await sign_in(other), chosen) for other in others])
        await phone.tap("Đổi sang giờ này")
        await phone.sees("Xin chọn ngày và giờ.")
        await expect(phone.page.locator(f"#time input[value='{chosen}']")).to_have_count(0)
        await phone.picture("visit-taken")
    [visit] = (await app.get("/v1/appointments")).json()["items"]
    assert (visit["id"], visit["state"]) == (before["id"], "requested")
