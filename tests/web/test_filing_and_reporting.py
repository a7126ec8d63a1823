"""What a citizen does with the app in hand, with the network cut in the middle."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.people import Person, World, sign_in
from tests.web.phone import Phone, phone_of

SAVED = "Đã lưu trên máy này"
TAKE_OVER = "Lấy thông tin của người yêu cầu"
# The phone reads the time from an answer's `Date`: whole seconds, and as old as that answer was when it was read.
CLOCK_ERROR = timedelta(seconds=5)
"""Times are told in whole seconds."""


async def fill_birth_registration(phone: Phone) -> None:
    """Fill in the form from the search to the photos of the papers, as a mother would."""
    await phone.open("/")
    await phone.page.get_by_role("searchbox").fill("dang ky khai sinh")
    await phone.page.keyboard.press("Enter")
    await phone.page.get_by_role("link", name="Đăng ký khai sinh Hộ tịch").click()
    await phone.tap("Nộp hồ sơ ngay")
    await phone.find("Xã, phường nơi Ông/Bà ở", "nghia chanh", "UBND phường Cẩm Thành")  # what it was called before
    await phone.tap("Tiếp tục")
    await phone.sees("Bước 2 trên 5")
    applicant = phone.group("Người yêu cầu")
    await applicant.get_by_label("Họ, chữ đệm và tên").fill("Nguyễn Thị Mẫu")
    await applicant.get_by_label("Số định danh cá nhân").fill("051190000123")
    await applicant.get_by_label("Số điện thoại di động").fill("+84 912 345 678")
    await applicant.get_by_label("Nơi cư trú").fill("12 Hùng Vương, phường Cẩm Thành")
    await phone.page.get_by_label("Quan hệ với người được khai sinh").select_option("me")
    await phone.tap("Tiếp tục")
    await phone.sees("Bước 2 trên 5")
    await phone.sees("Tờ khai, phần 2 trên 4")
    await expect(phone.page.locator("h1")).to_have_text("Tờ khai đăng ký khai sinh, phần 2 trên 4")
    child = phone.group("Người được khai sinh")
    await child.get_by_label("Họ, chữ đệm và tên").fill("Trần Nguyễn Bé Mẫu")
    await phone.write_day(child, "2/11/2026")
    await child.get_by_label("Nam", exact=True).check()
    await child.get_by_label("Nơi sinh").fill("Bệnh viện Sản - Nhi tỉnh Quảng Ngãi")
    await child.get_by_label("Quê quán").fill("Phường Cẩm Thành, Quảng Ngãi")
    await expect(phone.page.get_by_role("button", name=TAKE_OVER)).to_have_count(0)
    await phone.tap("Tiếp tục")
    await phone.sees("Bước 3 trên 5")
    await expect(phone.page.get_by_role("button", name=TAKE_OVER)).to_have_count(1)
    await phone.group("Người mẹ").get_by_role("button", name=TAKE_OVER).click()
    await phone.tap("Tiếp tục")
    await phone.sees("Bước 3 trên 5")
    await expect(phone.group("Người cha")).to_contain_text("Không bắt buộc. Nếu không có, Ông/Bà để trống phần này.")
    await phone.page.get_by_label("Tại bộ phận một cửa").check()
    await phone.tap("Tiếp tục")
    await expect(phone.page.locator("h1")).to_have_text("Chụp ảnh giấy tờ")


@pytest.mark.journey
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
        await phone.photograph()
        await phone.picture("journey-papers")
        await phone.tap("Tiếp tục")
        await phone.sees("Xem lại trước khi gửi")
        await phone.picture("journey-check")
        await phone.tap("Gửi hồ sơ")
        await phone.sees(SAVED)
        await phone.picture("journey-saved")
        assert (await session.get("/v1/dossiers")).json()["items"] == []

        await phone.context.set_offline(False)

        async def submitted() -> list[object]:
            return list((await session.get("/v1/dossiers")).json()["items"])

        [dossier] = await eventually(submitted, want=lambda items: len(items) > 0)
        assert isinstance(dossier, dict)
        await phone.open(f"/dossiers/{dossier['id']}")
        await phone.sees("Bước tiếp theo")
        assert await phone.faults() == []
        await phone.picture("journey-dossier")
        await phone.open("/feedback/new")  # nobody is asked twice
        await expect(phone.page.get_by_label("Họ và tên")).to_have_value("Nguyễn Thị Mẫu")
        await expect(phone.page.get_by_label("Số điện thoại")).to_have_value("0912345678")


@pytest.mark.journey
async def test_a_lost_answer_and_double_taps_make_one_dossier(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Lê Thị Hai Lần")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_birth_registration(phone)
        await expect(phone.page.get_by_label("Bản sao điện tử")).to_have_count(0)  # nothing is handed in yet
        await phone.photograph()
        await expect(phone.page.get_by_label("Bản chính")).to_be_checked()  # what is usual
        await phone.page.get_by_label("Bản sao điện tử").check()
        await phone.picture("journey-copy-kind")
        assert await phone.faults() == []
        await phone.tap("Tiếp tục")
        await phone.sees("1 ảnh hoặc tệp, bản sao điện tử")
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
        await phone.sees("1 ảnh hoặc tệp, bản sao điện tử")
        assert lost == 1
        [dossier] = (await session.get("/v1/dossiers")).json()["items"]
        whole = (await session.get(f"/v1/dossiers/{dossier['id']}")).json()
        assert [paper["copy_kind"] for paper in whole["documents"]] == ["e_copy"]


@pytest.mark.journey
async def test_a_draft_is_there_again_after_the_app_was_closed(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Võ Văn Dở Dang")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/procedures/1.001193/submit?step=1")
        await phone.write("Họ, chữ đệm và tên", "Võ Văn Dở Dang 🙂")
        await phone.page.wait_for_timeout(300)
        await phone.page.reload()
        await phone.ready()
        await expect(phone.page.get_by_label("Họ, chữ đệm và tên").first).to_have_value("Võ Văn Dở Dang 🙂")
        await phone.open("/procedures/1.001193/submit")
        await phone.choose("Xã, phường nơi Ông/Bà ở", "UBND phường Cẩm Thành")
        await phone.tap("Tiếp tục")
        await phone.sees("Người yêu cầu")

        async def drafts() -> list[object]:
            return list((await session.get("/v1/drafts")).json()["items"])

        await eventually(drafts, want=lambda found: len(found) == 1)
        await phone.page.go_back()
        await phone.tap("Xóa bản viết dở")
        await phone.tap_first_without_network("Xóa bản viết dở")
        await phone.sees("Ông/Bà chưa nộp hồ sơ nào.")
        assert await drafts() == []


NGHIA_LO = ("nghia lo", "Phường Nghĩa Lộ")
BA_TO = ("ba to", "Xã Ba Tơ")
"""Where no other test reports anything, so that nothing else lies near."""


async def fill_report(phone: Phone, name: str, commune: tuple[str, str] = NGHIA_LO) -> None:
    """``commune``: what is typed, and what is chosen then."""
    await phone.open("/feedback/new")
    await write_report(phone, name, commune)


async def write_question(phone: Phone, title: str) -> None:
    await phone.write("Ông/Bà muốn hỏi gì?", title)
    await phone.write("Kể rõ hơn", "Căn cước của tôi bị mất từ tuần trước, xin hỏi làm lại ở đâu.")
    await phone.page.get_by_label("Lĩnh vực").select_option(index=1)
    await phone.agree_to_publish()


async def write_report(phone: Phone, name: str, commune: tuple[str, str] = NGHIA_LO) -> None:
    await phone.write("Chuyện gì xảy ra?", "Ổ gà lớn trước chợ")
    await phone.find("Thuộc loại nào?", "o ga", "Ổ gà, mặt đường hư hỏng")
    await phone.write("Kể rõ hơn", "Ổ gà sâu giữa đường, tối không thấy, đã có người ngã xe.")
    await phone.find("Ở xã, phường nào?", *commune)
    await phone.write("Chỗ nào?", "Trước cổng chợ")
    await phone.write("Họ và tên", name)
    await phone.write("Số điện thoại", "0912 345 678")
    await phone.agree_to_publish()


@pytest.mark.journey
async def test_the_profile_fills_in_the_form(browser: Browser, stack: Stack, world: World, pictures: Path) -> None:
    citizen = await Person.with_zalo(world, "Lan Nguyễn 🌸")
    session = await sign_in(citizen)
    me = await session.get("/v1/me")
    named = await session.send("PATCH", "/v1/me", {"declared_name": "Nguyễn Thị Lan"}, {"If-Match": me.headers["etag"]})
    assert named.status_code == 200, named.text
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/procedures/1.001193/submit")
        await phone.find("Xã, phường nơi Ông/Bà ở", "cam thanh", "UBND phường Cẩm Thành")
        await phone.tap("Tiếp tục")
        name = phone.group("Người yêu cầu").get_by_label("Họ, chữ đệm và tên")
        await expect(name).to_have_value("Nguyễn Thị Lan")


@pytest.mark.journey
async def test_a_report_waits_for_the_network_with_its_photo_and_video(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Bùi Thị Thấy")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_report(phone, "Bùi Thị Thấy", BA_TO)
        await phone.context.set_offline(True)
        await phone.photograph()
        await phone.film()
        await phone.sees("Sẽ gửi khi có mạng")
        await phone.page.get_by_label("Giấu với cơ quan xử lý").check()
        before = datetime.now(UTC)
        await phone.tap_twice("Gửi phản ánh")
        await phone.sees("Phản ánh sẽ tự gửi lại")
        saved = datetime.now(UTC)
        await phone.context.set_offline(False)

        async def sent() -> list[object]:
            return list((await session.get("/v1/reports")).json()["items"])

        [report] = await eventually(sent, want=lambda items: len(items) > 0)
        assert isinstance(report, dict)
        assert before - CLOCK_ERROR <= datetime.fromisoformat(report["sent_at"]) <= saved, "time runs from the tap"
        whole = (await session.get(f"/v1/reports/{report['id']}")).json()
        assert (whole["anonymous"], whole["hidden_from_agency"], whole["may_publish"]) == (False, True, True)
        await phone.open(f"/feedback/mine/{report['id']}")
        await expect(phone.page.locator("img.picture")).to_have_count(2)
        await phone.tap("Xem video")
        film = phone.page.locator("video.picture")
        await expect(film).to_be_visible()
        assert await film.evaluate("video => new Promise(done => { video.oncanplay = () => done(true); video.load() })")
        assert await phone.faults() == []
        await phone.picture("journey-report")
        await fill_report(phone, "Bùi Thị Thấy", BA_TO)
        await phone.tap("Gửi phản ánh")
        await phone.sees("Ông/Bà đã gửi phản ánh này.")
        await phone.sees("Cùng nơi: Trước cổng chợ, Xã Ba Tơ")
        await expect(phone.page.get_by_role("button", name="Đúng chuyện này, tôi cũng gặp")).to_have_count(0)
        await phone.picture("journey-own-near-report")
        await phone.tap("Xem phản ánh của tôi")
        await phone.sees("Quá trình xử lý")
    neighbour = await Person.with_zalo(world, "Lê Văn Cũng Gặp")
    async with phone_of(browser, stack.endpoints, pictures, neighbour) as phone:
        await fill_report(phone, "Lê Văn Cũng Gặp", BA_TO)
        await phone.tap("Gửi phản ánh")
        await phone.sees("Xem trước khi gửi")
        assert await phone.faults() == []
        await phone.picture("journey-near-report")
        async with phone.without_network():
            await phone.tap("Đúng chuyện này, tôi cũng gặp")
            await phone.sees(SAVED)

        async def joined() -> object:
            return (await session.get(f"/v1/reports/{report['id']}")).json()["supporters"]

        await eventually(joined, want=lambda many: many == 1)
        await phone.page.reload()
        await phone.ready()
        # What was joined is not sent a second time.
        await expect(phone.page.locator("#title")).to_have_value("")
        await phone.open("/feedback/mine")
        await phone.tap("Chuyện tôi cũng gặp")
        await phone.sees("Ông/Bà sẽ được báo khi sự việc được xử lý xong.")
        assert await phone.page.get_by_text("Bùi Thị Thấy").count() == 0
        assert await phone.faults() == []
        await phone.picture("journey-joined")
        await phone.tap("Thôi theo dõi")
        await phone.tap("Thôi theo dõi")
        await phone.sees("Ông/Bà chưa cùng phản ánh chuyện nào.")
        await eventually(joined, want=lambda many: many == 0)  # a job counts
    assert (await (await sign_in(neighbour)).get("/v1/reports")).json()["items"] == []
