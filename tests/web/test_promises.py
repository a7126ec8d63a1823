"""What a report and a question promise, to whom they listen, and what is left to do where nothing more will come."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from tests.journeys.administrator import administrator
from tests.journeys.feedback import COMMUNE, PROVINCE, FeedbackJourney
from tests.journeys.people import Person, World, sign_in
from tests.journeys.scan import scanned_page
from tests.web.phone import Phone, phone_of
from tests.web.test_after_filing import no_step
from tests.web.test_public_reports import REPORT


async def says_nothing_of(phone: Phone, *words: str) -> None:
    for each in words:
        await expect(phone.page.locator("main").get_by_text(each)).to_have_count(0)


@pytest.mark.journey
async def test_no_date_is_promised_while_a_clock_stands_and_after_the_end(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Quách Thị Hẹn")
    app = await sign_in(citizen)
    office = FeedbackJourney(world, await administrator(world, stack.run), no_step, show=lambda message: None)
    coordinator = await office.officer("Võ Điều Phối", "feedback_coordinator", PROVINCE)
    report = str((await app.post("/v1/reports", {**REPORT, "title": "Cây đổ ở đâu đó"}, 201)).json()["id"])
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/feedback/mine/{report}")
        await phone.sees("Cơ quan xem chậm nhất lúc")
        await phone.sees("Hẹn xong trước")
        await phone.sees("Nghe đọc")
        await office.act(coordinator, "reports", report, "ask", {"text": "Cây đổ trước số nhà nào?"})
        await phone.page.reload()
        await phone.sees("Tạm dừng đến khi Ông/Bà trả lời")
        await says_nothing_of(phone, "Hẹn xong trước", "Cơ quan xem chậm nhất lúc")
        answer = {"text": "Tôi không nhớ số nhà."}
        await app.post(f"/v1/reports/{report}/answer", answer)
        await office.act(coordinator, "reports", report, "refuse", {"reason_code": "insufficient"})
        await phone.page.reload()
        await phone.sees("Ông/Bà: Tôi không nhớ số nhà.")
        await expect(phone.page.locator("section.card").first).to_contain_text("Thông tin chưa đủ")
        await says_nothing_of(phone, "Hẹn xong trước", "Cơ quan xem chậm nhất lúc", "Tạm dừng")
        await phone.picture("report-refused")
        assert await phone.faults() == []
        await phone.tap("Gửi phản ánh mới")
        await expect(phone.page.locator("h1")).to_have_text("Gửi phản ánh")


@pytest.mark.journey
async def test_who_was_merged_sees_the_result_with_its_pictures(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Quách Thị Gộp")
    app = await sign_in(citizen)
    first = await sign_in(await Person.with_zalo(world, "Quách Văn Trước"))
    office = FeedbackJourney(world, await administrator(world, stack.run), no_step, show=lambda message: None)
    coordinator = await office.officer("Võ Điều Phối", "feedback_coordinator", PROVINCE)
    handler = await office.officer("Trần Xử Lý", "feedback_handler", COMMUNE)
    approver = await office.officer("Lê Thị Duyệt", "feedback_approver", COMMUNE)
    main = (await first.post("/v1/reports", {**REPORT, "title": "Cây đổ ngang đường"}, 201)).json()
    merged = str((await app.post("/v1/reports", {**REPORT, "title": "Cũng cây đổ ấy"}, 201)).json()["id"])
    await office.act(coordinator, "reports", merged, "merge", {"main_code": main["code"]})
    await office.act(coordinator, "reports", main["id"], "accept")
    await office.act(coordinator, "reports", main["id"], "assign", {"agency_id": COMMUNE})
    await office.act(handler, "reports", main["id"], "start")
    proof = await handler.upload("da-don.jpg", scanned_page(), "image/jpeg", "/v1/staff/feedback-files")
    result = {"text": "Đã cưa và dọn cây.", "file_ids": [proof["id"]]}
    await office.act(handler, "reports", main["id"], "submit-result", result)
    await office.act(approver, "reports", main["id"], "approve")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/feedback/mine/{merged}")
        card = phone.page.locator("section.card", has_text="Kết quả xử lý").first
        await expect(card).to_contain_text("Đã cưa và dọn cây.")
        await expect(card.locator("img.picture")).to_be_visible()
        await says_nothing_of(phone, "Hẹn xong trước")
        await phone.picture("report-merged")
        assert await phone.faults() == []


@pytest.mark.journey
async def test_a_question_says_whom_to_call_and_promises_no_answer_that_will_not_come(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Quách Văn Hỏi Gấp")
    app = await sign_in(citizen)
    office = FeedbackJourney(world, await administrator(world, stack.run), no_step, show=lambda message: None)
    coordinator = await office.officer("Võ Điều Phối", "feedback_coordinator", PROVINCE)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/questions/ask")
        await phone.write("Ông/Bà muốn hỏi gì?", "Nhà bên cạnh đang cháy thì gọi ai?")
        await phone.write("Kể rõ hơn", "Nhà bên cạnh đang cháy, có người mắc kẹt.")
        await phone.page.get_by_label("Lĩnh vực").select_option(index=1)
        await phone.agree_to_publish()
        await phone.tap("Gửi câu hỏi")
        await expect(phone.page.locator("main a[href='tel:114']")).to_be_visible()
        await phone.sees("Hẹn trả lời trước")
        await phone.picture("question-urgent")
        assert await phone.faults() == []
        [asked] = (await app.get("/v1/questions")).json()["items"]
        await office.act(coordinator, "questions", asked["id"], "mark-violation", {"text": "Việc này cần gọi 114."})
        await phone.page.reload()
        await phone.sees("Đặt câu hỏi khác")
        await says_nothing_of(phone, "Hẹn trả lời trước")
