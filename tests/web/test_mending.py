"""What is wrong is said where it was given; one tap leads back from there, and nothing leads back to what is done."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Locator, Route, expect

from local_stack.stack import Stack
from tests.journeys.people import Person, World, sign_in
from tests.web.phone import phone_of
from tests.web.test_filing_and_reporting import (
    fill_birth_registration,
    fill_report,
    write_question,
    write_report,
)

BROKEN = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"


@pytest.mark.journey
async def test_a_broken_paper_is_refused_where_it_was_chosen(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Tệp Hỏng")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_birth_registration(phone)
        chooser = phone.page.locator("input[type=file]").first
        broken = FilePayload(name="giay-chung-sinh.pdf", mimeType="application/pdf", buffer=BROKEN)
        await chooser.set_input_files(broken)
        refusal = phone.page.get_by_role("alert")
        await expect(refusal).to_contain_text("giay-chung-sinh.pdf")
        await expect(refusal).to_contain_text("bị hỏng")
        await expect(phone.page.locator(".photo")).to_have_count(0)
        assert await phone.faults() == []
        await phone.picture("journey-broken-paper")
        await phone.photograph()
        await expect(refusal).to_have_count(0)
        # Chosen without a network, it is refused when it is sent: then it is said at the same place.
        async with phone.without_network():
            await phone.page.locator("input[type=file]").first.set_input_files(broken)
            await expect(phone.page.locator(".photo")).to_have_count(2)
            await phone.tap("Tiếp tục")
            await phone.sees("Xem lại trước khi gửi")
        await phone.tap("Gửi hồ sơ")
        await expect(refusal).to_contain_text("giay-chung-sinh.pdf")
        await expect(phone.page.locator(".photo")).to_have_count(1)
        await phone.tap("Xong, xem lại hồ sơ")
        await phone.tap("Gửi hồ sơ")
        await phone.sees("Đã gửi hồ sơ")


@pytest.mark.journey
async def test_a_refusal_is_seen_from_the_button_far_below(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Bị Từ Chối")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_birth_registration(phone)
        await phone.photograph()
        await phone.tap("Tiếp tục")
        await phone.sees("Xem lại trước khi gửi")
        refusal = phone.page.get_by_role("alert")
        statuses = [400, 403, 404, 409, 422, 401]

        async def refuse(route: Route) -> None:
            await route.fulfill(status=statuses[0], body="{}", content_type="application/problem+json")

        await phone.page.route("**/v1/dossiers", refuse)
        while statuses:
            await phone.tap("Gửi hồ sơ")
            await expect(refusal).to_be_focused()
            await expect(refusal.locator("strong")).to_be_in_viewport(ratio=1)
            statuses.pop(0)
        await expect(refusal.get_by_role("link", name="Đăng nhập")).to_be_in_viewport(ratio=1)
        await phone.picture("refusal-in-view")
        assert await phone.faults() == []


@pytest.mark.journey
async def test_a_part_is_mended_and_one_tap_leads_back_to_the_check(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Sửa")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_birth_registration(phone)
        await phone.photograph()
        await phone.tap("Tiếp tục")
        await phone.tap("Sửa Người được khai sinh")
        child = phone.group("Người được khai sinh")
        await expect(child).to_be_in_viewport()
        await phone.write_day(child, "2/11/2999")
        await phone.tap("Xong, xem lại hồ sơ")
        await phone.sees("Xin xem lại 1 mục")
        await phone.sees("Ngày sinh không được ở tương lai.")
        await phone.picture("journey-born-tomorrow")
        assert await phone.faults() == []
        await phone.write_day(child, "3/11/2026")
        await expect(phone.page.get_by_text("Xin xem lại")).to_have_count(0)  # gone as it is mended
        await phone.tap("Xong, xem lại hồ sơ")
        await phone.sees("Xem lại trước khi gửi")
        await phone.sees("03/11/2026")
        # What only the gateway knows is said at its question too.
        await phone.tap("Sửa Người yêu cầu")
        await phone.group("Người yêu cầu").get_by_label("Họ, chữ đệm và tên").fill("Nguyễn Thị ক")
        await phone.tap("Xong, xem lại hồ sơ")
        await phone.tap("Gửi hồ sơ")
        await phone.sees("Xin xem lại 1 mục")
        await phone.picture("journey-refused-field")
        await phone.group("Người yêu cầu").get_by_label("Họ, chữ đệm và tên").fill("Nguyễn Thị Mẫu")
        await expect(phone.page.get_by_text("Xin xem lại")).to_have_count(0)
        await phone.tap("Xong, xem lại hồ sơ")
        await phone.tap("Gửi hồ sơ")
        await phone.sees("Đã gửi hồ sơ")
        await phone.page.go_back()
        await phone.sees("Hồ sơ của tôi")
        await phone.page.go_back()
        await expect(phone.page).to_have_url(re.compile(r"#/procedures/1\.001193$"))
    assert len((await session.get("/v1/dossiers")).json()["items"]) == 1


@pytest.mark.journey
async def test_back_from_near_reports_leads_to_the_form(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    first, second = await Person.with_zalo(world, "Võ Thị Trước"), await Person.with_zalo(world, "Võ Thị Sau")
    async with phone_of(browser, stack.endpoints, pictures, first) as phone:
        await fill_report(phone, "Võ Thị Trước")
        await phone.tap("Gửi phản ánh")
        await (
            phone.page.get_by_role("button", name="Vẫn gửi phản ánh")
            .or_(phone.page.get_by_role("heading", name="Đã gửi phản ánh"))
            .first.wait_for()
        )
        if await phone.page.get_by_role("button", name="Vẫn gửi phản ánh").count():
            await phone.tap("Vẫn gửi phản ánh")
        await phone.sees("Đã gửi phản ánh")
    async with phone_of(browser, stack.endpoints, pictures, second) as phone:
        await phone.open("/feedback")
        await phone.tap("Gửi phản ánh mới")
        await write_report(phone, "Võ Thị Sau")
        await phone.write("Số điện thoại", "+84 912 345 678")
        await phone.tap("Gửi phản ánh")
        await phone.sees("Xem trước khi gửi")
        await phone.page.go_back()
        await expect(phone.page.locator("h1")).to_have_text("Gửi phản ánh")
        await expect(phone.page.locator("#title")).to_have_value("Ổ gà lớn trước chợ")
        await phone.tap("Gửi phản ánh")
        await phone.tap("Vẫn gửi phản ánh của tôi")
        await phone.sees("Đã gửi phản ánh")
        await expect(phone.page).to_have_url(re.compile(r"#/feedback/new$"))
        await phone.page.go_back()
        await expect(phone.page.locator("h1")).to_have_text("Phản ánh hiện trường")


@pytest.mark.journey
async def test_a_search_for_nothing_says_what_is_missing(browser: Browser, stack: Stack, pictures: Path) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.open("/progress")
        await phone.tap("Tra cứu")
        await phone.sees("Xin ghi mã hồ sơ, in trên giấy hẹn.")
        assert await phone.faults() == []
        await phone.write("Mã hồ sơ", "H48.12-261127-0001")
        await expect(phone.page.get_by_text("Xin ghi mã hồ sơ")).to_have_count(0)


@pytest.mark.journey
async def test_a_form_is_answered_and_mended_without_a_finger(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    """Everything goes by keys alone, as with a switch or a keyboard: to each field, to the summary of what is wrong,
    and from it.
    """
    citizen = await Person.with_zalo(world, "Trần Văn Bàn Phím")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        keys = phone.page.keyboard

        async def tab_to(target: Locator) -> None:
            for _ in range(60):
                if await target.evaluate("each => each === document.activeElement"):
                    return
                await keys.press("Tab")
            raise AssertionError(f"no key leads to {target}")

        await phone.open("/procedures/1.001193/submit")
        await tab_to(phone.page.get_by_role("searchbox"))
        await keys.type("cam thanh")
        await tab_to(phone.page.get_by_label("UBND phường Cẩm Thành"))
        await keys.press("Space")
        await tab_to(phone.page.get_by_role("button", name="Tiếp tục"))
        await keys.press("Enter")
        await phone.sees("Bước 2 trên 5")
        await tab_to(phone.page.get_by_role("button", name="Tiếp tục"))
        await keys.press("Enter")
        summary = phone.page.get_by_role("alert")
        await expect(summary).to_be_focused()
        await tab_to(summary.get_by_role("link").first)
        await keys.press("Enter")
        name = phone.group("Người yêu cầu").get_by_label("Họ, chữ đệm và tên")
        await expect(name).to_be_focused()
        await keys.type("Trần Văn Bàn Phím")
        await expect(name).to_be_focused()  # what goes from the summary takes nobody away from where they write
        await expect(summary.locator("a[href='#nguoi_yeu_cau.ho_ten']")).to_have_count(0)
        await phone.picture("journey-keys")


@pytest.mark.journey
async def test_what_the_gateway_finds_wrong_is_said_at_its_question_until_it_is_mended(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Hỏi Sai")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/questions/ask")
        await write_question(phone, "Làm lại căn cước ở đâu?")
        await phone.refuses("/v1/questions", {"title": "Câu hỏi có từ không phù hợp."})
        await phone.tap("Gửi câu hỏi")
        summary = phone.page.get_by_role("alert")
        await expect(summary).to_contain_text("Xin xem lại 1 mục")
        await expect(summary).to_be_focused()
        await expect(phone.page.locator("#title-fault")).to_have_text("Câu hỏi có từ không phù hợp.")
        assert await phone.faults() == []
        await phone.picture("refused-question")
        await phone.page.unroute("**/v1/questions")
        await phone.write("Ông/Bà muốn hỏi gì?", "Cấp lại căn cước ở đâu?")
        await expect(summary).to_have_count(0)
        await phone.tap("Gửi câu hỏi")
        await phone.sees("Quá trình")


@pytest.mark.journey
async def test_what_was_mended_in_a_report_is_not_said_again_before_it_is_sent(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Võ Thị Sửa Lại")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_report(phone, "Võ Thị Sửa Lại")
        await phone.write("Kể rõ hơn", "Ổ gà sâu giữa đường, xin gọi tôi số 0912 345 678.")
        await phone.tap("Gửi phản ánh")
        await expect(phone.page.locator("#description-fault")).to_be_visible()

        async def warn(route: Route) -> None:
            response = await route.fetch()
            await route.fulfill(response=response, json={**await response.json(), "outside_province": True})

        await phone.page.route("**/v1/reports/check", warn)
        await phone.write("Kể rõ hơn", "Ổ gà sâu giữa đường, tối không thấy.")
        await phone.tap("Gửi phản ánh")
        await phone.sees("Xem trước khi gửi")
        await expect(phone.page.get_by_role("alert")).to_have_count(0)
        await phone.tap("Vẫn gửi phản ánh của tôi")
        await phone.sees("Đã gửi phản ánh")


@pytest.mark.journey
async def test_what_was_suggested_for_a_question_goes_with_it(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:

        async def suggest(route: Route) -> None:
            await route.fulfill(json={"items": [{"id": "que_1", "title": "Tiêm chủng cho trẻ ở đâu?"}]})

        await phone.page.route("**/v1/public-questions/suggestions*", suggest)
        await phone.open("/questions/ask")
        await phone.write("Ông/Bà muốn hỏi gì?", "tiêm chủng")
        await phone.sees("Tiêm chủng cho trẻ ở đâu?")
        await phone.write("Ông/Bà muốn hỏi gì?", "")
        await expect(phone.page.get_by_text("Có phải điều này không?")).to_have_count(0)


@pytest.mark.journey
async def test_an_address_that_was_cut_off_is_a_wrong_one(browser: Browser, stack: Stack, pictures: Path) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.open("/nowhere")
        wrong = await phone.page.locator("h1").inner_text()
        await phone.open("/feedback/public/%E0%A4")
        await expect(phone.page.locator("h1")).to_have_text(wrong)
