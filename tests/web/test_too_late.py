"""A step for which somebody else was faster: its form goes, and why it was refused stays, with what was written."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from tests.journeys.administrator import administrator
from tests.journeys.feedback import COMMUNE, PROVINCE, FeedbackJourney
from tests.journeys.people import Person, World, sign_in
from tests.web.life import lived
from tests.web.phone import Phone, phone_of
from tests.web.test_after_filing import no_step, office_of, submitted_and_asked_for_more
from tests.web.test_public_reports import REPORT

GONE = "bước này không còn nữa"


async def stays(phone: Phone, button: str, why: str, words: str) -> None:
    """``button`` is tapped too late: then it is gone, and ``why`` stays with ``words``."""
    await phone.tap(button)
    refusal = phone.page.get_by_role("alert").filter(has_text=why)
    await expect(refusal).to_be_visible()
    await expect(refusal).to_be_in_viewport()
    await expect(phone.page.locator("main").get_by_role("button", name=button)).to_have_count(0)
    await expect(phone.page.locator("section", has=refusal)).to_contain_text(words)


@pytest.mark.journey
async def test_a_report_that_went_on_meanwhile(browser: Browser, stack: Stack, world: World, pictures: Path) -> None:
    citizen = await Person.with_zalo(world, "Trịnh Văn Muộn")
    app = await sign_in(citizen)
    office = FeedbackJourney(world, await administrator(world, stack.run), no_step, show=lambda message: None)
    coordinator = await office.officer("Võ Điều Phối", "feedback_coordinator", PROVINCE)
    taken, asked = [
        str((await app.post("/v1/reports", {**REPORT, "title": title}, 201)).json()["id"])
        for title in ("Cây đổ trước trường", "Cây đổ sau chợ")
    ]
    await office.act(coordinator, "reports", asked, "ask", {"text": "Cây đổ trước số nhà nào?"})
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/feedback/mine/{taken}")
        await phone.page.locator("summary", has_text="Rút phản ánh").click()
        await phone.write("Lý do", "Cây đã được dọn rồi.")
        await office.act(coordinator, "reports", taken, "accept")
        await office.act(coordinator, "reports", taken, "assign", {"agency_id": COMMUNE})
        await stays(phone, "Rút phản ánh", GONE, "Cây đã được dọn rồi.")
        await phone.sees("UBND phường Cẩm Thành đã nhận phản ánh")
        await phone.picture("report-too-late")
        assert await phone.faults() == []
        await phone.open(f"/feedback/mine/{asked}")
        await phone.page.locator("summary", has_text="Cây đổ trước số nhà nào?").click()
        await phone.write("Trả lời của Ông/Bà", "Trước số nhà 12, ngay lối vào chợ.")
        await office.act(coordinator, "reports", asked, "refuse", {"reason_code": "insufficient"})
        await stays(phone, "Gửi trả lời", GONE, "Trước số nhà 12, ngay lối vào chợ.")


@pytest.mark.journey
async def test_what_was_rated_on_another_phone(browser: Browser, stack: Stack, world: World, pictures: Path) -> None:
    citizen = await Person.with_zalo(world, "Trịnh Thị Hai Máy")
    app = await lived(citizen, stack, world)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        for kind, screen, level, why in (
            ("reports", "/feedback/mine", "Bình thường", "“Đã đóng”"),
            ("questions", "/questions/mine", "Chấp nhận", "đã đánh giá"),
        ):
            [rated, *_] = (await app.get(f"/v1/{kind}")).json()["items"]
            await phone.open(f"{screen}/{rated['id']}")
            await phone.page.get_by_label(level, exact=True).check()
            await phone.write("Góp ý thêm", "Làm nhanh hơn nữa.")
            await app.post(f"/v1/{kind}/{rated['id']}/rating", {"level": 5})
            await stays(phone, "Gửi đánh giá", why, "Làm nhanh hơn nữa.")


@pytest.mark.journey
async def test_a_dossier_that_was_withdrawn_on_another_phone(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trịnh Thị Rút Trước")
    app, office = await sign_in(citizen), await office_of(stack, world)
    dossier = await submitted_and_asked_for_more(app, office)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/dossiers/{dossier}")
        await phone.photograph()
        await phone.write("Lời nhắn cho cán bộ", "Bản gốc tôi mang đến sau.")
        await app.post(f"/v1/dossiers/{dossier}/withdrawal", {"reason": "Nộp nhầm."})
        await stays(phone, "Gửi giấy tờ bổ sung", GONE, "Bản gốc tôi mang đến sau.")
