"""What a report shows of itself: pictures that say where they were taken, and those that this phone cannot open."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, expect

from local_stack.people import CITIZEN, ensure_people
from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.administrator import administrator
from tests.journeys.feedback import PROVINCE, FeedbackJourney
from tests.journeys.people import JSON, Person, World, call, sign_in
from tests.web.camera import exif, picture
from tests.web.phone import phone_of
from tests.web.test_after_filing import no_step
from tests.web.test_filing_and_reporting import fill_report
from tests.web.test_public_reports import REPORT

LARGE = (2400, 1800)


@pytest.mark.journey
async def test_pictures_say_where_they_were_taken_and_one_goes_as_it_is(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Cao Thị Chụp Ảnh")
    elsewhere = {"location": {"latitude": 15.4, "longitude": 108.77}}  # Dung Quất, half an hour's drive away
    await call(world.zalo, "PATCH", f"/control/people/{citizen.account['user_id']}", 200, json=elsewhere)
    app = await sign_in(citizen)
    office = FeedbackJourney(world, await administrator(world, stack.run), no_step, show=lambda message: None)
    coordinator = await office.officer("Võ Điều Phối", "feedback_coordinator", PROVINCE)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_report(phone, "Cao Thị Chụp Ảnh")
        taken: list[FilePayload] = [
            {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", LARGE, exif())},
            {"name": "IMG_2.heic", "mimeType": "image/heic", "buffer": picture("HEIF", LARGE, exif())},
        ]
        await phone.page.locator("input[type=file]").first.set_input_files(taken)
        await expect(phone.page.locator(".photo")).to_have_count(2)
        await phone.sees("IMG_2.heic")
        await phone.tap("Lấy vị trí của máy")
        await phone.sees("Đã ghi vị trí")
        await phone.picture("report-heic")
        assert await phone.faults() == []
        await phone.tap("Gửi phản ánh")

        async def sent() -> list[JSON]:
            return list((await app.get("/v1/reports")).json()["items"])

        [report] = await eventually(sent, want=lambda items: len(items) == 1)
    triage = (await coordinator.get(f"/v1/staff/reports/{report['id']}")).json()
    assert [file["media_type"] for file in triage["files"]] == ["image/jpeg", "image/jpeg"]
    assert "Ảnh được chụp ở nơi khác với vị trí phản ánh" in str(triage["flags"])


@pytest.mark.journey
async def test_the_citizen_of_a_fresh_stack_reports_from_where_they_are(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    await ensure_people(stack)
    citizen = Person(world, CITIZEN)
    app = await sign_in(citizen)
    zalo = "**/control/people/*/location-codes"
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_report(phone, str(CITIZEN["name"]))
        await phone.page.route(zalo, lambda route: route.abort())
        await phone.tap("Lấy vị trí của máy")
        await phone.sees("Chưa có mạng")
        await phone.page.unroute(zalo)
        await phone.tap("Lấy vị trí của máy")
        await phone.sees("Đã ghi vị trí")
        await phone.tap("Gửi phản ánh")

        async def sent() -> list[JSON]:
            return list((await app.get("/v1/reports")).json()["items"])

        [report] = await eventually(sent, want=lambda items: len(items) == 1)
        await phone.sees("Cơ quan xem chậm nhất lúc")
    place = (await app.get(f"/v1/reports/{report['id']}")).json()["place"]
    assert place["point"] == CITIZEN["location"]


@pytest.mark.journey
async def test_who_sends_too_often_is_told_so_and_until_when(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Cao Văn Gửi Nhiều")
    app = await sign_in(citizen)
    for number in range(3):
        await app.post("/v1/reports", {**REPORT, "title": f"Cây đổ thứ {number}"}, 201)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_report(phone, "Cao Văn Gửi Nhiều")
        await phone.find("Ở xã, phường nào?", "ly son", "Lý Sơn")  # where no other test reports anything
        await phone.tap("Gửi phản ánh")
        await phone.sees("Phản ánh sẽ tự gửi lại")
        await phone.sees("mời Ông/Bà gửi tiếp sau")
        await phone.sees("ứng dụng tự gửi khi mở, sau")
        await expect(phone.page.get_by_text("Chưa có mạng")).to_have_count(0)
        await phone.picture("report-too-often")
        assert await phone.faults() == []
        await phone.turn_to("/feedback/mine")
        await phone.sees("mời Ông/Bà gửi tiếp sau")
        await expect(phone.page.get_by_role("button", name="Gửi ngay")).to_have_count(0)
    assert len((await app.get("/v1/reports")).json()["items"]) == 3
