"""What a citizen does with the app in hand, with the network cut in the middle."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.people import Person, World, sign_in
from tests.journeys.scan import scanned_page
from tests.web.phone import Phone, phone_of

SAVED = "Đã lưu trên máy này"


async def fill_birth_registration(phone: Phone) -> None:
    """From the search to the last screen before sending, as a mother would."""
    await phone.open("/")
    await phone.page.get_by_role("searchbox").fill("dang ky khai sinh")
    await phone.page.keyboard.press("Enter")
    await phone.page.get_by_role("link", name="Đăng ký khai sinh Hộ tịch").click()
    await phone.tap("Nộp hồ sơ ngay")
    await phone.write("Xã, phường nơi Ông/Bà ở", "cam thanh")
    await phone.page.get_by_label("UBND phường Cẩm Thành").check()
    await phone.tap("Tiếp tục")
    await phone.write("Họ, chữ đệm và tên", "Nguyễn Thị Mẫu")
    await phone.write("Số định danh cá nhân", "051190000123")
    await phone.write("Số điện thoại di động", "0912 345 678")
    await phone.write("Nơi cư trú", "12 Hùng Vương, phường Cẩm Thành")
    await phone.tap("Tiếp tục")
    await phone.page.get_by_label("Quan hệ với người được khai sinh").select_option("me")
    await phone.tap("Tiếp tục")
    await phone.write("Họ, chữ đệm và tên", "Trần Nguyễn Bé Mẫu")
    for label, number in (("Ngày", "2"), ("Tháng", "11"), ("Năm", "2026")):
        await phone.page.get_by_label(label, exact=True).fill(number)
    await phone.page.get_by_label("Nam", exact=True).check()
    await phone.write("Nơi sinh", "Bệnh viện Sản - Nhi tỉnh Quảng Ngãi")
    await phone.write("Quê quán", "Phường Cẩm Thành, Quảng Ngãi")
    await phone.tap("Tiếp tục")
    await phone.tap("Lấy thông tin của người yêu cầu")
    await phone.tap("Tiếp tục")
    await phone.sees("Không bắt buộc. Nếu không có, Ông/Bà bấm Tiếp tục.")  # the father
    await phone.tap("Tiếp tục")
    await phone.page.get_by_label("Tại bộ phận một cửa").check()
    await phone.tap("Tiếp tục")


async def take_photo(phone: Phone) -> None:
    chooser = phone.page.locator("input[type=file]").first
    await chooser.set_input_files({"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": scanned_page()})
    await expect(phone.page.locator(".photo img").first).to_be_visible()


@pytest.mark.journey
@pytest.mark.timeout(180)
async def test_a_dossier_is_filed_though_the_network_fails(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Nguyễn Thị Mẫu")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_birth_registration(phone)
        await phone.tap("Tiếp tục")
        await phone.sees("Xin xem lại 1 mục")  # the paper is mandatory
        await phone.context.set_offline(True)
        await take_photo(phone)
        await phone.picture("journey-papers")
        await phone.tap("Tiếp tục")
        await phone.sees("Xem lại trước khi gửi")
        await phone.picture("journey-check")
        await phone.tap("Gửi hồ sơ")
        await phone.sees(SAVED)
        await phone.picture("journey-saved")
        assert (await session.get("/v1/dossiers")).json()["items"] == []

        await phone.context.set_offline(False)

        async def filed() -> list[object]:
            return list((await session.get("/v1/dossiers")).json()["items"])

        [dossier] = await eventually(filed, seconds=45, want=lambda items: len(items) > 0)
        assert isinstance(dossier, dict)
        await phone.open(f"/dossiers/{dossier['id']}")
        await phone.sees("Bước tiếp theo")
        assert await phone.faults() == []
        await phone.picture("journey-dossier")


@pytest.mark.journey
@pytest.mark.timeout(180)
async def test_a_lost_answer_and_double_taps_make_one_dossier(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Lê Thị Hai Lần")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_birth_registration(phone)
        await take_photo(phone)
        await phone.tap("Tiếp tục")
        lost = 0

        async def lose_the_first_answer(route: Route) -> None:
            nonlocal lost
            if route.request.method == "POST" and not lost:
                lost += 1
                await route.fetch()
                await route.abort()
            else:
                await route.continue_()

        await phone.page.route("**/v1/dossiers", lose_the_first_answer)
        await phone.page.get_by_role("button", name="Gửi hồ sơ").dblclick()
        await phone.sees("Đã gửi hồ sơ")
        await phone.picture("journey-receipt")
        assert lost == 1
        assert len((await session.get("/v1/dossiers")).json()["items"]) == 1


@pytest.mark.journey
async def test_a_draft_is_there_again_after_the_app_was_closed(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Võ Văn Dở Dang")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/procedures/1.001193/submit?step=1")
        await phone.write("Họ, chữ đệm và tên", "Võ Văn Dở Dang 🙂")
        await phone.page.wait_for_timeout(300)
        await phone.page.reload()
        await phone.ready()
        await expect(phone.page.get_by_label("Họ, chữ đệm và tên")).to_have_value("Võ Văn Dở Dang 🙂")


@pytest.mark.journey
@pytest.mark.timeout(120)
async def test_a_report_waits_for_the_network_with_its_photo(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Bùi Thị Thấy")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/feedback/new")
        await phone.write("Chuyện gì xảy ra?", "Ổ gà lớn trước chợ")
        await phone.page.get_by_label("Thuộc loại nào?").select_option("o-ga-mat-duong")
        await phone.write("Kể rõ hơn", "Ổ gà sâu giữa đường, tối không thấy, đã có người ngã xe.")
        await phone.write("Chỗ nào?", "Trước cổng chợ Nghĩa Lộ")
        await phone.write("Họ và tên", "Bùi Thị Thấy")
        await phone.write("Số điện thoại", "0912 345 678")
        await phone.context.set_offline(True)
        await take_photo(phone)
        await phone.tap("Gửi phản ánh")
        await phone.sees("Đã lưu phản ánh")
        await phone.context.set_offline(False)

        async def sent() -> list[object]:
            return list((await session.get("/v1/reports")).json()["items"])

        [report] = await eventually(sent, seconds=45, want=lambda items: len(items) > 0)
        assert isinstance(report, dict)
        await phone.open(f"/feedback/mine/{report['id']}")
        await expect(phone.page.locator("img.picture").first).to_be_visible()
        assert await phone.faults() == []
        await phone.picture("journey-report")


@pytest.mark.journey
async def test_a_question_is_asked(browser: Browser, stack: Stack, world: World, pictures: Path) -> None:
    citizen = await Person.with_zalo(world, "Đỗ Văn Hỏi")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/questions/ask")
        await phone.tap("Gửi câu hỏi")
        await phone.sees("Xin xem lại 3 mục")
        await phone.write("Ông/Bà muốn hỏi gì?", "Làm lại căn cước ở đâu?")
        await phone.write("Kể rõ hơn", "Tôi bị mất căn cước, xin hỏi làm lại ở đâu và cần giấy tờ gì.")
        await phone.page.get_by_label("Lĩnh vực").select_option(index=1)
        await phone.tap("Gửi câu hỏi")
        await phone.sees("Quá trình")
        assert await phone.faults() == []


@pytest.mark.journey
@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (503, "", "Hệ thống đang bận"),
        (502, "<html>bad gateway</html>", "Hệ thống đang bận"),
        (403, "{}", "Ông/Bà chưa xem được mục này"),
        (200, "not json", "Hệ thống đang bận"),
    ],
)
async def test_every_bad_answer_has_a_screen_that_says_what_to_do(
    browser: Browser, stack: Stack, world: World, pictures: Path, status: int, body: str, words: str
) -> None:
    citizen = await Person.with_zalo(world, "Hồ Thị Chờ")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:

        async def spoil(route: Route) -> None:
            await route.fulfill(status=status, body=body, content_type="application/json")

        await phone.page.route("**/v1/appointments?*", spoil)
        await phone.open("/appointments")
        await phone.sees(words)
        await expect(phone.page.get_by_role("button", name="Thử lại")).to_be_visible()
