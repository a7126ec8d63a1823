"""What everybody may see of reports, with the network cut in the middle: one is joined, and all of them are counted."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.administrator import administrator
from tests.journeys.feedback import COMMUNE, PLACE, PROVINCE, FeedbackJourney
from tests.journeys.people import Person, Session, World, sign_in
from tests.web.phone import phone_of
from tests.web.test_after_filing import SAVED, no_step

REPORT = {
    "title": "Cây đổ chắn ngang đường",
    "description": "Cây lớn đổ chắn nửa đường sau cơn mưa đêm qua.",
    "category": "can-tro-giao-thong",
    "place": PLACE,
    "anonymous": True,
    "may_publish": True,
}
ME_TOO = "Tôi cũng gặp chuyện này"


async def published(app: Session, stack: Stack, world: World) -> str:
    """A report that is being handled, and that everybody may see."""
    office = FeedbackJourney(world, await administrator(world, stack.run), no_step, show=lambda message: None)
    coordinator = await office.officer("Võ Điều Phối", "feedback_coordinator", PROVINCE)
    approver = await office.officer("Phan Thị Duyệt", "feedback_approver", COMMUNE)
    report = str((await app.post("/v1/reports", REPORT, 201)).json()["id"])
    await office.act(coordinator, "reports", report, "accept")
    await office.act(coordinator, "reports", report, "assign")
    shown = {"title": REPORT["title"], "text": REPORT["description"], "pictures_checked": True}
    await office.act(approver, "reports", report, "publish", shown)
    return report


@pytest.mark.journey
async def test_a_report_is_joined_once_and_the_screen_remembers(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    owner = await Person.with_zalo(world, "Hà Thị Phản Ánh")
    app = await sign_in(owner)
    report = await published(app, stack, world)
    neighbour = await Person.with_zalo(world, "Lê Văn Hàng Xóm")
    async with phone_of(browser, stack.endpoints, pictures, neighbour) as phone:
        await phone.open(f"/feedback/public/{report}")
        async with phone.without_network():
            await phone.tap_twice(ME_TOO)
            await phone.sees(SAVED)
            await expect(phone.page.get_by_role("button", name=ME_TOO)).to_have_count(0)

        async def supporters() -> int:
            return int((await app.get(f"/v1/reports/{report}")).json()["supporters"])

        await eventually(supporters, want=lambda many: many == 1)
        await phone.page.reload()
        await phone.ready()
        await phone.sees("Ông/Bà đã cùng phản ánh chuyện này")
        await expect(phone.page.get_by_role("button", name=ME_TOO)).to_have_count(0)
        await phone.picture("report-joined")
        assert await phone.faults() == []
    async with phone_of(browser, stack.endpoints, pictures, owner) as phone:
        await phone.open(f"/feedback/public/{report}")
        await phone.tap("Đây là phản ánh của Ông/Bà")
        await phone.sees("Quá trình xử lý")


@pytest.mark.journey
async def test_everybody_may_see_how_reports_are_handled(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    app = await sign_in(await Person.with_zalo(world, "Hồ Thị Số Liệu"))
    await app.post("/v1/reports", {**REPORT, "title": "Cành cây gãy trên đường"}, 201)
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.open("/feedback")
        await phone.tap("Kết quả xử lý của tỉnh")
        await phone.sees("Gồm phản ánh gửi từ tháng")
        await phone.sees("Phường Cẩm Thành")
        async with phone.without_network():
            await phone.tap("Theo loại việc")
            await phone.sees("Chưa có mạng")
        await phone.sees("Vật cản, cây đổ trên đường")
        await phone.picture("figures")
        assert await phone.faults() == []


@pytest.mark.journey
async def test_a_list_is_still_narrowed_for_who_comes_back_to_it(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    app = await sign_in(await Person.with_zalo(world, "Hà Thị Tìm"))
    report = await published(app, stack, world)
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.open("/feedback")
        await phone.page.get_by_label("Tìm trong các phản ánh").fill("cay do ")
        await phone.page.locator("summary", has_text="Lọc theo loại").click()
        await phone.page.get_by_label("Đang xử lý", exact=True).check()
        await expect(phone.page).to_have_url(re.compile(r"q=cay\+do&group=in_progress$"))
        await phone.page.locator(f"a[href='#/feedback/public/{report}']").click()
        await phone.sees("Cây lớn đổ chắn nửa đường")
        await phone.page.get_by_role("button", name="Quay lại").click()
        await expect(phone.page.get_by_label("Tìm trong các phản ánh")).to_have_value("cay do")
        await expect(phone.page.get_by_label("Đang xử lý", exact=True)).to_be_checked()
        await expect(phone.page.locator("main .row").first).to_contain_text("Cây đổ")
        await phone.page.get_by_role("button", name="Quay lại").click()
        await expect(phone.page.locator("h1")).not_to_have_text(
            "Phản ánh hiện trường"
        )  # one step, not one for each letter
