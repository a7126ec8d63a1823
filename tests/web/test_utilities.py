"""One journey for each utility as a citizen lives it, with the network cut in the middle of each."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Browser, Route, expect

from local_stack.stack import Stack
from shared.clock import VIETNAM
from shared.testing import eventually
from tests.journeys.administrator import administrator
from tests.journeys.dues import COMMUNE, Dues, begin_payment, officer
from tests.journeys.feedback import PROVINCE, FeedbackJourney
from tests.journeys.people import JSON, Person, World, call, sign_in
from tests.journeys.scan import scanned_page
from tests.web.phone import phone_of
from tests.web.test_after_filing import submitted

# This browser has no voice of its own.
HEARS = """
window.spoken = [];
speechSynthesis.speak = words => { if (words.lang === 'vi-VN') window.spoken.push(words.text); };
"""


async def no_step(_name: str) -> None: ...


@pytest.mark.journey
async def test_a_visit_is_booked_followed_and_cancelled(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Ngô Thị Hẹn")
    app = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/appointments/book")
        await phone.tap("Đặt lịch")
        await phone.sees("Xin xem lại")
        await phone.choose("Ông/Bà đến làm việc gì?", "Đăng ký khai sinh")
        await phone.choose("Đến nơi nào?", "Cẩm Thành")
        await phone.page.get_by_label("Ngày nào?").select_option(index=3)
        await phone.page.locator("#time input").first.check()
        await phone.write("Số điện thoại", "0912 345 678")
        await phone.picture("journey-booking")
        async with phone.without_network():
            await phone.tap("Đặt lịch")
            await phone.sees("Chưa có mạng")
        await phone.page.get_by_role("button", name="Đặt lịch").dblclick()
        await phone.sees("Số thứ tự")
        await phone.sees("Nghe đọc")
        assert await phone.faults() == []
        await phone.picture("journey-visit")
        [visit] = (await app.get("/v1/appointments")).json()["items"]
        office = (await app.get(f"/v1/appointments/{visit['id']}")).json()["office"]
        asked = phone.context.expect_event("request", lambda request: request.url == office["map_url"])
        async with asked, phone.page.expect_popup() as place:
            await phone.tap("Xem trên bản đồ")
        await (await place.value).close()
        async with phone.without_network():
            await phone.tap("Hủy lịch hẹn này")
            await phone.sees("Chỗ của Ông/Bà sẽ dành cho người khác")
            await phone.tap("Hủy lịch hẹn")
            await phone.sees("Đã lưu trên máy này")

        async def state() -> str:
            return str((await app.get("/v1/appointments")).json()["items"][0]["state"])

        await eventually(state, want=lambda found: found == "cancelled")
        await phone.open("/appointments")
        await phone.tap("Xem hàng chờ bây giờ")
        await phone.choose("Nơi đến", "Cẩm Thành")
        await phone.sees("Số người đang chờ")
        assert await phone.faults() == []
        await phone.picture("queue")


@pytest.mark.journey
async def test_school_dues_are_paid(browser: Browser, stack: Stack, world: World, pictures: Path) -> None:
    dues = Dues(world, await administrator(world, stack.run), no_step, show=lambda message: None)
    await dues.issue(await dues.with_school())
    parent = await Person.with_zalo(world, "Nguyễn Thị Phụ Huynh")
    app = await sign_in(parent)
    async with phone_of(browser, stack.endpoints, pictures, parent) as phone:
        await phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await phone.open("/dues")
        await phone.tap("Thêm học sinh")
        await phone.tap("Tìm học sinh")
        await phone.sees("Xin xem lại 2 mục")
        await phone.page.get_by_label("Trường", exact=True).select_option(dues.school)
        await phone.write("Mã học sinh", "HS000123")
        await phone.page.reload()
        await phone.ready()
        await expect(phone.page.get_by_label("Trường", exact=True)).to_have_value(dues.school)
        await expect(phone.page.get_by_label("Mã học sinh")).to_have_value("HS000123")
        await phone.tap_first_without_network("Tìm học sinh")
        await phone.sees("Tìm thấy: N***** V** A*")
        await phone.write("Họ và tên học sinh", "Trần Văn Sai")
        await phone.tap("Xác nhận")
        await expect(phone.page.get_by_role("alert").first).to_be_visible()
        await phone.write("Họ và tên học sinh", "nguyễn văn an")
        async with phone.without_network():
            await phone.tap_twice("Xác nhận")
            await phone.sees("Yêu cầu thêm học sinh sẽ tự gửi lại")
            await phone.picture("journey-student-waits")
            await phone.tap("Xem học phí")
        await phone.page.get_by_role("link", name="Nguyễn Văn An").click()
        await phone.sees("Nguyễn Văn An, Trường")  # whose it is, where a parent has two children
        await phone.page.locator("main .row").first.click()
        await phone.page.get_by_label("Nước uống").uncheck()  # voluntary
        await phone.page.get_by_label("Chuyển khoản VietQR").check()
        await phone.picture("journey-dues")
        await phone.tap_first_without_network("Nộp 600.000 đồng")
        await phone.sees("Đang chờ thanh toán")
        [payment] = (await app.get("/v1/payments")).json()["items"]
        assert payment["amount"] == 600_000
        for what, text in (("số tài khoản", payment["checkout"]["account"]), ("số tiền", "600000")):
            await phone.tap(f"Sao chép {what}")
            await phone.sees(f"Đã sao chép {what}")
            assert await phone.page.evaluate("navigator.clipboard.readText()") == text
        await phone.tap("Sao chép nội dung")
        await phone.sees("Đã sao chép nội dung")
        assert await phone.page.evaluate("navigator.clipboard.readText()") == payment["checkout"]["content"]
        async with phone.page.expect_download() as code:
            await phone.tap("Lưu mã thành ảnh")
        [found] = zxingcpp.read_barcodes(Image.open(await (await code.value).path()))
        assert found.text == payment["checkout"]["qr"]
        await phone.sees("Đã lưu ảnh mã")
        assert await phone.faults() == []
        await phone.picture("journey-transfer")
        transfer = {"content": f"MBVCB {payment['checkout']['content']} chuyen tien", "amount": 600_000}
        await call(world.providers, "POST", "/control/transfers", 201, json=transfer)
        await phone.sees("Đã nhận tiền")
        await phone.sees("sáu trăm nghìn đồng")
        assert await phone.faults() == []
        await phone.tap("Về khoản cần nộp")
        await phone.tap("Biên nhận 600.000 đồng")
        await phone.sees("sáu trăm nghìn đồng")
        async with phone.without_network():
            await phone.tap("Lưu biên nhận")
            await phone.sees("Chưa có mạng")
        async with phone.page.expect_download() as receipt:
            await phone.tap("Lưu biên nhận")
        assert (await receipt.value).suggested_filename.endswith(".pdf")
        await phone.open("/dues")
        await phone.page.get_by_role("link", name="Nguyễn Văn An").click()
        await phone.tap("Bỏ học sinh này")
        await phone.sees("Những lần đã nộp vẫn còn biên nhận")
        await phone.tap("Bỏ học sinh này")
        await phone.sees("Ông/Bà chưa thêm học sinh nào.")


@pytest.mark.journey
async def test_money_that_is_being_looked_at_is_not_asked_for_again(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    parent = await Person.with_zalo(world, "Nguyễn Thị Đang Chờ")
    app, boss = await sign_in(parent), await administrator(world, stack.run)
    dues = Dues(world, boss, no_step, show=lambda message: None)
    await dues.issue(await dues.with_school(), "1.667", "71665")
    bill = await dues.bill_of(app)
    assert bill["total"] == 105_005, "the sandbox pays a thousand less"
    payment = await begin_payment(app, bill["id"], "sandbox")

    async def state() -> str:
        return str((await app.get(f"/v1/payments/{payment['id']}")).json()["state"])

    await eventually(state, want=lambda found: found == "held")
    async with phone_of(browser, stack.endpoints, pictures, parent) as phone:
        await phone.open(f"/payments/{payment['id']}")
        await phone.sees("Chúng tôi đã nhận 104.005 đồng và cán bộ đang kiểm tra")
        await phone.tap("Về khoản cần nộp")
        await phone.sees("Đang được cán bộ kiểm tra: 104.005 đồng")
        await expect(phone.page.get_by_role("button", name="Nộp")).to_have_count(0)
        assert await phone.faults() == []
        await phone.picture("journey-held")


@pytest.mark.journey
async def test_who_chose_the_counter_in_zalo_is_told_where_and_zalo_of_the_cash(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    parent = await Person.with_zalo(world, "Phạm Thị Ở Quầy")
    app, boss = await sign_in(parent), await administrator(world, stack.run)
    dues = Dues(world, boss, no_step, show=lambda message: None)
    accountant = await dues.with_school()
    await dues.issue(accountant)
    bill = await dues.bill_of(app)
    payment = await begin_payment(app, bill["id"], "zalo")
    made = await call(world.providers, "POST", "/api/order/create-v2", 200, json=payment["checkout"]["order"])
    order = made.json()["data"]["id"]
    await app.post(f"/v1/payments/{payment['id']}/zalo-order", {"order_id": order})
    chosen = {"decision": "waiting", "method": "COD"}
    await call(world.providers, "POST", f"/control/orders/zalo/{order}/decision", 200, json=chosen)

    async def next_step() -> str:
        return str((await app.get(f"/v1/payments/{payment['id']}")).json()["next_step"])

    await eventually(next_step, want=lambda step: step == "pay_cash")
    async with phone_of(browser, stack.endpoints, pictures, parent) as phone:
        for screen in (f"/payments/{payment['id']}", f"/bills/{bill['id']}"):
            await phone.open(screen)
            await phone.sees("Mời Ông/Bà đến quầy của Trường THCS Nghĩa Lộ nộp tiền mặt")
            await phone.sees(bill["code"])
            assert await phone.faults() == []
        await phone.picture("journey-at-counter")
        cash = {"amount": bill["total"], "receipt_number": "BL-0000991"}
        await accountant.post(f"/v1/staff/bills/{bill['id']}/cash", cash, 201)
        await phone.page.reload()
        await phone.ready()
        await phone.sees("Đã nộp đủ")

    async def reported() -> object:
        orders = (await call(world.providers, "GET", "/control/orders", 200)).json()["items"]
        return next(each["reported"] for each in orders if each["reference"] == order)

    await eventually(reported, want=lambda result: result == 1)


@pytest.mark.journey
async def test_a_shop_is_registered_approved_and_found(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    owner = await Person.with_zalo(world, "Trương Thị Hàng")
    place = {"location": {"latitude": 15.12, "longitude": 108.8}}
    await call(world.zalo, "PATCH", f"/control/people/{owner.account['user_id']}", 200, json=place)
    app = await sign_in(owner)
    async with phone_of(browser, stack.endpoints, pictures, owner) as phone:
        await phone.open("/stores/register")
        await phone.tap("Gửi đăng ký")
        await phone.sees("Xin xem lại")
        await phone.write("Tên cửa hàng", "Bánh Xèo Bà Hàng")
        await phone.page.get_by_label("Buôn bán nhỏ, chưa đăng ký").check()
        await phone.write("Họ tên chủ cửa hàng", "Trương Thị Hàng")
        await phone.page.get_by_label("Ăn uống").check()
        await phone.page.get_by_label("Xã, phường").select_option(COMMUNE)
        await phone.write("Địa chỉ", "45 Hùng Vương")
        await phone.write("Số điện thoại", "0912 345 678")
        opens, closes = (datetime.now(VIETNAM) + timedelta(hours=hours) for hours in (2, 4))
        await phone.write("Mở cửa lúc", f"{opens:%H:%M}")
        await phone.write("Đóng cửa lúc", f"{closes:%H:%M}")
        await phone.page.get_by_label("Ngân hàng nhận tiền").select_option("970436")
        await phone.write("Số tài khoản", "1012345678")
        await phone.write("Tên chủ tài khoản", "TRUONG THI HANG")
        await phone.write("Giới thiệu", "Bánh xèo tôm nhảy, bán từ năm 1998.")
        for at, (name, price) in enumerate((("Bánh xèo tôm", "25.000"), ("Nước mía", ""))):
            await phone.tap("Thêm mặt hàng")
            goods = phone.page.locator("section.card", has_text=f"Mặt hàng {at + 1}")
            await goods.get_by_label("Tên hàng").fill(name)
            await goods.get_by_label("Giá bán").fill(price)
        await goods.get_by_label("Giá bán").fill("mười nghìn")
        await phone.tap("Thêm mặt hàng")
        await phone.tap("Lấy vị trí của máy")
        await phone.sees("Đã ghi vị trí")
        await phone.tap("Gửi đăng ký")
        await phone.sees("Giá là số tiền bằng số")
        await goods.get_by_label("Giá bán").fill("")
        await phone.picture("journey-products")
        async with phone.without_network():
            await phone.photograph()
            await phone.tap_twice("Gửi đăng ký")
            await phone.sees("Đăng ký cửa hàng sẽ tự gửi lại")

        async def shops() -> list[JSON]:
            return list((await app.get("/v1/me/shops")).json()["items"])

        [shop] = await eventually(shops, want=lambda found: len(found) > 0)
        boss = await administrator(world, stack.run)
        reviewer = await officer(world, boss, "Võ Văn Thẩm Định", "shop_reviewer", COMMUNE)
        await reviewer.post(f"/v1/staff/shops/{shop['id']}/approval", {}, version=shop["version"])
        await phone.open("/stores/mine")
        async with phone.page.expect_download() as poster:
            await phone.tap("Tải bảng mã QR")
        assert (await poster.value).suggested_filename.endswith(".pdf")
        await phone.open("/stores")
        await phone.write("Tìm cửa hàng", "banh xeo ba hang")
        await phone.sees("Bánh Xèo Bà Hàng")
        await phone.page.get_by_label("Chỉ cửa hàng đang mở cửa").check()
        await phone.sees("Chưa có cửa hàng nào như vậy.")
        await phone.page.get_by_label("Chỉ cửa hàng đang mở cửa").uncheck()
        await phone.page.get_by_role("link", name="Bánh Xèo Bà Hàng").first.click()
        await phone.sees("45 Hùng Vương")
        await phone.sees("Bánh xèo tôm nhảy, bán từ năm 1998.")
        await phone.sees("25.000 đồng")
        await phone.sees("Hỏi giá")
        await expect(phone.page.locator("img.picture").first).to_be_visible()
        assert await phone.faults() == []
        await phone.picture("journey-shop")
        await phone.open("/stores/mine")
        await phone.tap("Đổi tài khoản nhận tiền")
        await phone.tap("Gửi tài khoản mới")
        await phone.sees("Xin xem lại 3 mục")
        await phone.page.get_by_label("Ngân hàng nhận tiền").select_option("970415")
        await phone.write("Số tài khoản", "2012349999")
        await phone.write("Tên chủ tài khoản", "TRUONG THI HANG")
        assert await phone.faults() == []
        await phone.tap_first_without_network("Gửi tài khoản mới")
        await phone.sees("VietinBank ******9999")
        await phone.sees("Gửi tài khoản nhận tiền mới")
        await phone.sees("Duyệt cửa hàng")
        assert await phone.faults() == []
        await phone.picture("journey-own-shop")
        await phone.tap("Đóng cửa hàng")
        await phone.sees("muốn mở lại thì đăng ký mới")
        await phone.tap_first_without_network("Đóng hẳn cửa hàng")
        await expect(phone.page.get_by_role("button", name="Đóng hẳn")).to_have_count(0)

        async def state() -> str:
            return str((await app.get(f"/v1/me/shops/{shop['id']}")).json()["state"])

        await eventually(state, want=lambda found: found == "closed")
        await expect(phone.page.get_by_role("button", name="Đổi tài khoản nhận tiền")).to_have_count(0)


HOURS = [
    {"days": [1, 2, 3, 4, 5], "opens": "07:00", "closes": "11:00"},
    {"days": [1, 2, 3, 4, 5], "opens": "13:00", "closes": "17:00"},
]
COMPANY = {
    "name": "Bình Minh 4.0",
    "legal_type": "company",
    "owner_name": "Trương Văn Công",
    "registered_name": "Công ty TNHH Bình Minh",
    "tax_code": "0100109106",
    "commune": COMMUNE,
    "address": "12 Hùng Vương",
    "categories": ["an-uong", "tap-hoa"],
    "hours": HOURS,
    "phone": "0912345678",
    "description": "Hàng quê",
    "products": [{"name": "Tỏi cô đơn", "price": 250000, "unit": "kg"}],
}


@pytest.mark.journey
async def test_a_company_mends_its_address_hours_and_account_and_nothing_else_changes(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    owner = await Person.with_zalo(world, "Trương Văn Công")
    app = await sign_in(owner)
    account = {"bank": "970436", "number": "1012345678", "holder": "CONG TY TNHH BINH MINH"}
    shop = (await app.post("/v1/me/shops", {"profile": COMPANY, "account": account}, 201)).json()
    boss = await administrator(world, stack.run)
    reviewer = await officer(world, boss, "Võ Thị Thẩm Định", "shop_reviewer", COMMUNE)
    asked = {"reason": "Ghi rõ số nhà."}
    await reviewer.post(f"/v1/staff/shops/{shop['id']}/supplement-request", asked, version=shop["version"])
    async with phone_of(browser, stack.endpoints, pictures, owner) as phone:
        await phone.open(f"/stores/mine/{shop['id']}")
        await expect(phone.page.get_by_label("Tên đã đăng ký kinh doanh")).to_have_value("Công ty TNHH Bình Minh")
        await phone.write("Địa chỉ", "12B Hùng Vương")
        await phone.page.get_by_label("Tạp hóa").uncheck()
        await phone.tap("Thêm giờ mở cửa")
        weekend = phone.page.locator("section.card", has_text="Giờ mở cửa 3")
        for day in ("Thứ 2", "Thứ 3", "Thứ 4", "Thứ 5", "Thứ 6"):
            await weekend.get_by_label(day).uncheck()
        await phone.page.get_by_label("Ghi lại tài khoản").check()
        await phone.tap("Gửi bổ sung")
        await phone.sees("Xin cho biết số tài khoản.")
        await phone.page.get_by_label("Ngân hàng nhận tiền").select_option("970452")
        await phone.write("Số tài khoản", "2012345555")
        await phone.write("Tên chủ tài khoản", "CONG TY TNHH BINH MINH")
        await phone.sees("Xin chọn ngày mở cửa.")
        await weekend.get_by_label("Thứ 7").check()
        await weekend.get_by_label("Mở cửa lúc").fill("8:00")
        await weekend.get_by_label("Đóng cửa lúc").fill("11:30")
        assert await phone.faults() == []
        await weekend.scroll_into_view_if_needed()
        await phone.picture("journey-hours")
        await phone.tap("Gửi bổ sung")
        await phone.sees("Cửa hàng của tôi")
        await phone.sees("12B Hùng Vương")
        await phone.sees("Kienlongbank ******5555")
        await phone.sees("Đã bổ sung")
        await phone.open("/stores")
    after = (await app.get(f"/v1/me/shops/{shop['id']}")).json()
    assert after["registered_name"] == COMPANY["registered_name"]
    assert after["hours"] == [*HOURS, {"days": [6], "opens": "08:00", "closes": "11:30"}]
    assert after["categories"] == ["an-uong"]
    assert after["address"] == "12B Hùng Vương"
    assert (after["description"], after["products"]) == (COMPANY["description"], COMPANY["products"])


@pytest.mark.journey
async def test_an_owner_is_asked_whether_a_second_shop_is_the_first(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    owner = await Person.with_zalo(world, "Trương Văn Hai")
    app = await sign_in(owner)
    account = {"bank": "970436", "number": "1012345679", "holder": "CONG TY TNHH BINH MINH"}
    first = (await app.post("/v1/me/shops", {"profile": COMPANY, "account": account}, 201)).json()
    await app.post("/v1/me/shops", {"profile": {**COMPANY, "name": "Quán 2"}, "account": account}, 201)
    async with phone_of(browser, stack.endpoints, pictures, owner) as phone:
        await phone.open("/stores/mine")
        await phone.sees("Có phải là “Bình Minh 4.0” không?")
        await phone.sees(f"cửa hàng mã {first['code']} của Ông/Bà (mới đăng ký): cùng mã số thuế, cùng địa chỉ")
        assert await phone.faults() == []
        await phone.picture("journey-similar-shops")
        second = phone.page.locator("section.card", has_text="Quán 2").first
        await second.get_by_role("button", name="Đổi tài khoản nhận tiền").click()
        await phone.sees("Cửa hàng chưa được duyệt nên tài khoản mới thay ngay")
        await phone.page.get_by_label("Ngân hàng nhận tiền").select_option("970415")
        await phone.write("Số tài khoản", "2012340000")
        await phone.write("Tên chủ tài khoản", "CONG TY TNHH BINH MINH")
        await phone.tap("Gửi tài khoản mới")
        await phone.sees("VietinBank ******0000")


@pytest.mark.journey
async def test_television_plays_and_reminds(browser: Browser, stack: Stack, world: World, pictures: Path) -> None:
    boss = await administrator(world, stack.run)
    day = datetime.now(VIETNAM) + timedelta(days=1)
    shows = f"{day:%d/%m/%Y},19:00,19:30,Thời sự đặc biệt\n{day:%d/%m/%Y},20:00,20:30,Phim biển đảo\n"
    guide = f"Ngày,Bắt đầu,Kết thúc,Chương trình\n{shows}".encode()
    await call(
        world.gateway,
        "POST",
        "/v1/staff/tv/channels/qngtv1/programmes",
        200,
        files={"file": ("lich.csv", guide, "text/csv")},
        headers={"Authorization": f"Bearer {boss.tokens['access_token']}", "Idempotency-Key": "guide-of-tomorrow"},
    )
    citizen = await Person.with_zalo(world, "Hồ Văn Xem")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/tv/qngtv1")
        await phone.tap("Ngày mai")
        await phone.sees("Thời sự đặc biệt")
        rows = [phone.page.locator("li.programme", has_text=show) for show in ("Thời sự đặc biệt", "Phim biển đảo")]
        async with phone.without_network():
            for row in rows:  # the first one that waits does not hold the second
                await row.get_by_role("button", name="Nhắc tôi").click()
                await expect(row).to_contain_text("Sẽ đặt nhắc khi có mạng")
            await phone.tap("Thêm vào kênh yêu thích")
            await phone.sees("Sẽ lưu khi có mạng")
            await phone.picture("journey-reminders-wait")
            await phone.turn_to("/tv")
            await phone.turn_to("/tv/qngtv1")  # opened anew, the screen does not offer again what waits
            await phone.tap("Ngày mai")
            for row in rows:
                await expect(row).to_contain_text("Sẽ đặt nhắc khi có mạng")
                await expect(row.get_by_role("button")).to_have_count(0)
            await expect(phone.page.get_by_role("button", name="Thêm vào kênh yêu thích")).to_have_count(0)
        for row in rows:
            await expect(row.get_by_role("button", name="Bỏ nhắc")).to_be_visible()
        await phone.sees("Bỏ khỏi kênh yêu thích")
        playing = "async video => { video.muted = true; await video.play(); }"
        await phone.page.locator("video").evaluate(playing)

        async def seconds() -> float:
            return float(await phone.page.locator("video").evaluate("video => video.currentTime"))

        await eventually(seconds, want=lambda played: played > 0.5)
        await phone.picture("journey-television")
        await phone.open("/tv")
        liked = phone.page.locator("h2", has_text="Kênh yêu thích").locator("+ .rows .row")
        await expect(liked).to_have_attribute("href", "#/tv/qngtv1")
        await expect(phone.page.locator("a[href='#/tv/qngtv1']")).to_have_count(1)
        await phone.picture("journey-favourites")
        await phone.sees("Chương trình sẽ nhắc Ông/Bà")
        assert await phone.faults() == []
        async with phone.without_network():
            await rows[0].get_by_role("button", name="Bỏ nhắc").click()
            await expect(rows[0]).to_contain_text("Sẽ bỏ nhắc khi có mạng")
        await expect(rows[0]).to_have_count(0)
        await rows[1].get_by_role("button", name="Bỏ nhắc").click()
        await expect(phone.page.get_by_text("Chương trình sẽ nhắc Ông/Bà")).to_have_count(0)


@pytest.mark.journey
async def test_news_that_was_read_can_be_read_again_without_a_network(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.context.add_init_script(HEARS)
        await phone.open("/news")
        first = phone.page.locator("main .row").first
        title = str(await first.locator("strong").text_content())
        await first.click()
        await phone.tap("Nghe đọc")
        await phone.sees("Dừng đọc")
        [words, *_] = await phone.page.evaluate("window.spoken")
        assert words.startswith(title)
        await phone.tap("Dừng đọc")
        await phone.sees("Nghe đọc")
        assert await phone.faults() == []
        await phone.picture("journey-article")
        await phone.page.go_back()
        await phone.ready()
        async with phone.without_network():
            await phone.page.get_by_role("link", name=title).first.click()
            await phone.sees("Đây là thông tin lúc")
            await phone.sees("Nghe đọc")
            await phone.picture("journey-article-offline")
        # Once there is a network again the screen asks anew by itself.
        await expect(phone.page.get_by_text("Đây là thông tin lúc")).to_have_count(0)


@pytest.mark.journey
async def test_an_article_shows_its_cover_and_whose_it_is(browser: Browser, stack: Stack, pictures: Path) -> None:
    source = {"name": "Báo Quảng Ngãi", "url": "https://bao.quangngai.example/bai-1", "licence": "CC BY 4.0"}
    cover = {"url": "/v1/media/fil_1", "text": "Bãi biển Mỹ Khê buổi sáng"}
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:

        async def whole(route: Route) -> None:
            answer = await route.fetch()
            article = {**(await answer.json()), "cover": cover, "author": "Lê Minh", "source": source}
            await route.fulfill(response=answer, json=article)

        async def picture(route: Route) -> None:
            await route.fulfill(body=scanned_page(), content_type="image/jpeg")

        await phone.page.route("**/v1/news/art_*", whole)
        await phone.page.route("**/v1/media/fil_1", picture)
        await phone.open("/news")
        await phone.page.locator("main .row").first.click()
        await expect(phone.page.get_by_alt_text(cover["text"])).to_be_visible()
        for words in ("Lê Minh", "Báo Quảng Ngãi", "CC BY 4.0"):
            await phone.sees(words)
        assert await phone.faults() == []
        asked = phone.context.expect_event("request", lambda request: request.url == source["url"])
        async with asked, phone.page.expect_popup() as opened:
            await phone.tap("Mở bài ở Báo Quảng Ngãi")
        await (await opened.value).close()


@pytest.mark.journey
async def test_a_message_opens_and_leads_to_what_it_is_about(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Đặng Thị Báo")
    app = await sign_in(citizen)
    dossier_id = await submitted(app)

    async def inbox() -> list[JSON]:
        return list((await app.get("/v1/me/messages")).json()["items"])

    [message] = await eventually(inbox, want=lambda found: len(found) == 1)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/inbox")
        await expect(phone.page.locator(".tabs .badge")).to_have_text("1 tin chưa đọc")
        beginning = message["body"].strip().split("\n")[0]
        opened = phone.page.locator("details", has_text=message["title"])
        await expect(opened.locator(".dot")).to_be_visible()
        async with phone.without_network():
            await opened.locator("summary").click()
            await expect(opened.locator(".dot")).to_have_count(0)  # read, and seen to be so at once
            await phone.turn_to("/me")
            await phone.turn_to("/inbox")
            await expect(opened.locator("summary")).to_be_visible()
            await expect(opened.locator(".dot")).to_have_count(0)
            assert (await inbox())[0]["read"] is False
        await eventually(inbox, want=lambda found: found[0]["read"])
        await opened.locator("summary").click()
        await expect(opened.get_by_text(beginning).filter(visible=True)).to_have_count(1)
        await phone.picture("inbox-open")
        await opened.locator("summary").click()
        await expect(opened.locator("summary")).to_contain_text(beginning)
        await expect(phone.page.locator(".tabs .badge")).to_have_count(0)
        await phone.open(f"/messages/{message['id']}")  # where the button of the Official Account's message leads
        await phone.sees(message["title"])
        assert await phone.faults() == []
        await phone.picture("message")
        await expect(phone.page.locator(".tabs .badge")).to_have_count(0)
        await phone.tap("Xem hồ sơ")
        await phone.sees("Bước tiếp theo")
        assert phone.page.url.endswith(f"#/dossiers/{dossier_id}")
        await phone.open("/inbox")
        await phone.page.locator("summary").first.click()
        await phone.tap("Xóa tin này")
        await phone.tap("Xóa tin")
        await phone.sees("Chưa có tin nào.")
    assert await inbox() == []


@pytest.mark.journey
async def test_a_question_is_answered_by_another_or_waits_for_the_network_and_is_asked_once(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Đỗ Văn Hỏi")
    app = await sign_in(citizen)
    office = FeedbackJourney(world, await administrator(world, stack.run), no_step, show=lambda message: None)
    coordinator = await office.officer("Võ Điều Phối", "feedback_coordinator", PROVINCE)
    handler = await office.officer("Đinh Trả Lời", "feedback_handler", COMMUNE)
    approver = await office.officer("Phan Thị Duyệt", "feedback_approver", COMMUNE)
    others = await sign_in(await Person.with_zalo(world, "Hồ Thị Hỏi Trước"))
    await office.answered(others, coordinator, handler, approver)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/questions/ask")
        await phone.tap("Gửi câu hỏi")
        await phone.sees("Xin xem lại 4 mục")
        await phone.write("Ông/Bà muốn hỏi gì?", "tiem chung cho tre hai thang")
        await phone.sees("Có phải điều này không?")
        assert await phone.faults() == []
        await phone.tap("Tiêm chủng cho trẻ ở đâu")
        await phone.sees("Ông/Bà gọi trạm y tế")
        await phone.page.get_by_text("Câu trả lời không còn đúng?").click()
        await phone.write("Điều gì không còn đúng", "Nay đăng ký tiêm trên ứng dụng")
        await phone.tap("Báo cho cơ quan")
        await phone.sees("Cơ quan trả lời sẽ xem lại")
        # Others may have asked in the same words before: it is the one on the screen that is out of date.
        shown = phone.page.url.rpartition("/")[2]
        seen = (await handler.get(f"/v1/staff/questions/{shown}")).json()
        assert seen["outdated_remarks"][-1] == "Nay đăng ký tiêm trên ứng dụng"
        await phone.page.go_back()
        await phone.ready()
        await phone.write("Ông/Bà muốn hỏi gì?", "Làm lại căn cước ở đâu?")
        await phone.write("Kể rõ hơn", "Tôi bị mất căn cước, xin hỏi làm lại ở đâu và cần giấy tờ gì.")
        await phone.page.get_by_label("Lĩnh vực").select_option(index=1)
        await phone.agree_to_publish()
        async with phone.without_network():
            await phone.page.get_by_role("button", name="Gửi câu hỏi").dblclick()
            await phone.sees("Câu hỏi sẽ tự gửi lại")

        async def asked() -> list[JSON]:
            return list((await app.get("/v1/questions")).json()["items"])

        [question] = await eventually(asked, want=lambda found: len(found) == 1)
        # Neither is it still said to wait, nor is the form back, to be sent a second time.
        await phone.sees("Câu hỏi đã được gửi đi.")
        await expect(phone.page.get_by_role("link", name="Xem câu hỏi của tôi")).to_be_visible()
        await expect(phone.page.get_by_role("button", name="Gửi câu hỏi")).to_have_count(0)
        await phone.open(f"/questions/mine/{question['id']}")
        await phone.sees("Quá trình")
        assert await phone.faults() == []
        await phone.open("/questions/ask")
        await expect(phone.page.get_by_label("Ông/Bà muốn hỏi gì?")).to_have_value("")
