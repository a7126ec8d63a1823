"""A dossier that is filed, with the network cut in the middle: papers supplemented, a fee paid, withdrawn, rated."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.administrator import administrator
from tests.journeys.dossier import PROCEDURE, Journey, submission_of
from tests.journeys.dues import officer
from tests.journeys.people import JSON, Person, Session, World, call, sign_in
from tests.journeys.scan import scanned_page
from tests.journeys.test_modes import SUBMITTED_HERE
from tests.web.phone import phone_of

SAVED = "Đã lưu trên máy này, sẽ tự gửi lại"


async def no_step(_name: str) -> None: ...


async def office_of(stack: Stack, world: World) -> Journey:
    return Journey(world, await administrator(world, stack.run), no_step, show=lambda message: None)


async def submitted(app: Session, code: str = PROCEDURE) -> str:
    procedure = (await app.get(f"/v1/procedures/{code}")).json()
    papers = [document for document in procedure["documents"] if document["mandatory"]]
    files = [(await app.upload("giay.jpg", scanned_page(), "image/jpeg"))["id"] for _ in papers]
    return str((await app.post("/v1/dossiers", submission_of(procedure, *files), 201)).json()["id"])


async def submitted_and_asked_for_more(app: Session, office: Journey) -> str:
    """A dossier that waits for a paper."""
    dossier_id = await submitted(app)
    one_stop = await office.officer("Phạm Thị Một Cửa", "one_stop")
    await office.act(one_stop, dossier_id, "accept")
    demand = {"reason": "Thiếu giấy tờ.", "documents": [{"name": "Giấy xác nhận cư trú"}]}
    await office.act(one_stop, dossier_id, "request-supplement", demand)
    return dossier_id


async def becomes(app: Session, dossier_id: str, state: int) -> dict[str, Any]:
    async def look() -> dict[str, Any]:
        return dict((await app.get(f"/v1/dossiers/{dossier_id}")).json())

    return await eventually(look, want=lambda dossier: dossier["state"] == state)


@pytest.mark.journey
async def test_papers_are_supplemented_and_one_is_said_to_be_lost(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Bổ Sung")
    app, office = await sign_in(citizen), await office_of(stack, world)
    dossier_id = await submitted(app)
    one_stop = await office.officer("Phạm Thị Một Cửa", "one_stop")
    await office.act(one_stop, dossier_id, "accept")
    kinds = ["e_copy", "original"]
    papers = [
        {"name": "Giấy chứng nhận kết hôn", "copies": kinds},
        {"name": "Sổ hộ khẩu cũ", "note": "Trang có tên trẻ"},
    ]
    demand = {"reason": "Cần thêm giấy tờ của cha mẹ.", "documents": papers}
    await office.act(one_stop, dossier_id, "request-supplement", demand)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/dossiers/{dossier_id}")
        await phone.sees("Cần thêm giấy tờ của cha mẹ.")
        await phone.sees("Tạm dừng đến khi Ông/Bà bổ sung")
        await expect(phone.page.get_by_text("Bao lâu có kết quả")).to_have_count(0)
        await phone.tap("Gửi giấy tờ bổ sung")
        await phone.sees("Xin xem lại 2 mục")
        await phone.photograph()
        await phone.tap("Cắt, xoay")
        await expect(phone.page.get_by_label("Cạnh trên")).to_be_visible()
        await phone.page.go_back()  # leaves the cutting, and nothing else
        await expect(phone.page.locator(".photo img")).to_have_count(1)
        await phone.tap("Cắt, xoay")
        await phone.page.get_by_label("Cạnh trên").fill("10")
        await phone.picture("crop")
        assert await phone.faults() == []
        await phone.tap("Dùng ảnh đã cắt")
        await expect(phone.page.locator(".photo img")).to_have_count(1)
        await phone.page.locator(".tabs a").first.click()
        await phone.page.go_back()  # it can still be cut in another way
        await expect(phone.page.get_by_role("button", name="Cắt, xoay")).to_have_count(1)
        await expect(phone.page.get_by_label("Bản sao điện tử")).to_be_checked()
        await phone.page.get_by_label("Bản chính").check()
        assert await phone.faults() == []
        await phone.tap("Tôi không có giấy tờ này")
        await phone.write("Vì sao Ông/Bà không có?", "Sổ bị mất trong trận lũ năm 2020.")
        await phone.page.reload()  # the app is closed and opened again: nothing is lost
        await phone.ready()
        await expect(phone.page.locator(".photo img")).to_have_count(1)
        await expect(phone.page.get_by_label("Vì sao Ông/Bà không có?")).to_have_value(
            "Sổ bị mất trong trận lũ năm 2020."
        )
        await expect(phone.page.get_by_label("Bản chính")).to_be_checked()
        async with phone.without_network():
            await phone.tap("Gửi giấy tờ bổ sung")
            await phone.sees(SAVED)
            # Whose button has gone is not left at the top of the page.
            await expect(phone.page.locator(".notice", has_text=SAVED)).to_be_focused()
            await expect(phone.page.locator("main .photo, main textarea")).to_have_count(0)
            await expect(phone.page.get_by_role("button", name="Gửi giấy tờ bổ sung")).to_have_count(0)
            await phone.picture("journey-supplement")
            await phone.page.locator(".tabs a").first.click()
            await phone.page.go_back()  # what waits is not asked for again by the screen that is opened anew
            await phone.sees("Giấy tờ bổ sung")
            await phone.sees(SAVED)
            await expect(phone.page.get_by_role("button", name="Gửi giấy tờ bổ sung")).to_have_count(0)

        async def handed_in() -> list[JSON]:
            timeline = (await app.get(f"/v1/dossiers/{dossier_id}")).json()["timeline"]
            return [entry for entry in timeline if entry["action"] == "supplement"]

        await eventually(handed_in, want=lambda found: len(found) == 1)
        sent = phone.page.locator(".notice", has_text="Đã gửi giấy tờ bổ sung")
        await expect(sent).to_contain_text("Giấy chứng nhận kết hôn")
        await expect(sent).to_contain_text("Không có Sổ hộ khẩu cũ: Sổ bị mất trong trận lũ năm 2020.")
        await expect(phone.page.get_by_role("button", name="Gửi giấy tờ bổ sung")).to_have_count(0)
        await phone.sees("Tạm dừng đến khi cơ quan kiểm tra xong phần bổ sung")
        await expect(phone.page.locator(".timeline")).not_to_contain_text(".;")
        assert await phone.faults() == []
        await phone.picture("journey-supplemented")
        seen = (await one_stop.get(f"/v1/staff/dossiers/{dossier_id}")).json()
        assert [(each["copy_label"], each["unavailable_reason"]) for each in seen["documents"][-2:]] == [
            ("Bản chính", None),
            (None, "Sổ bị mất trong trận lũ năm 2020."),
        ]
        await office.act(one_stop, dossier_id, "confirm-supplement")
        more = {"reason": "Ảnh giấy kết hôn bị mờ.", "documents": [papers[0]]}
        specialist = await office.officer("Võ Văn Chuyên Viên", "specialist")
        await office.act(specialist, dossier_id, "request-supplement", more)
        await phone.page.reload()
        await phone.sees("Ảnh giấy kết hôn bị mờ.")
        await expect(phone.page.locator("main .photo")).to_have_count(0)
        await phone.photograph()
        await phone.tap("Gửi giấy tờ bổ sung")
        await expect(sent).to_contain_text("Giấy chứng nhận kết hôn")
        await expect(sent).to_be_focused()
        await expect(phone.page.get_by_role("button", name="Gửi giấy tờ bổ sung")).to_have_count(0)
    assert len(await handed_in()) == 2


@pytest.mark.journey
async def test_what_is_refused_of_a_supplement_is_said_at_its_question_until_it_is_mended(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Ghi Sai")
    app, office = await sign_in(citizen), await office_of(stack, world)
    dossier_id = await submitted_and_asked_for_more(app, office)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/dossiers/{dossier_id}")
        await phone.tap("Tôi không có giấy tờ này")
        await phone.write("Vì sao Ông/Bà không có?", "Giấy bị mất.")
        await phone.write("Lời nhắn cho cán bộ", "Xin cán bộ giúp.")
        wrong = {"documents[0].unavailable_reason": "Xin viết lại lý do.", "note": "Xin viết lại lời nhắn."}
        await phone.refuses("/supplements", wrong)
        await phone.tap("Gửi giấy tờ bổ sung")
        summary = phone.page.get_by_role("alert")
        await expect(summary).to_contain_text("Xin xem lại 2 mục")
        await expect(summary).to_be_focused()
        await expect(phone.page.locator("#why-0-fault")).to_have_text("Xin viết lại lý do.")
        await expect(phone.page.locator("#note-fault")).to_have_text("Xin viết lại lời nhắn.")
        assert await phone.faults() == []
        await phone.picture("refused-supplement")
        await phone.page.unroute("**/supplements")
        await phone.write("Vì sao Ông/Bà không có?", "Giấy bị mất trong trận lũ năm 2020.")
        await expect(summary).to_contain_text("Xin xem lại 1 mục")
        await phone.write("Lời nhắn cho cán bộ", "Xin cán bộ giúp cho.")
        await expect(summary).to_have_count(0)
        await phone.tap("Gửi giấy tờ bổ sung")
        await phone.sees("Đã gửi giấy tờ bổ sung")


@pytest.mark.journey
async def test_a_fee_is_paid_once_though_the_network_fails(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Phạm Thị Lệ Phí")
    app, office = await sign_in(citizen), await office_of(stack, world)
    dossier_id = await submitted(app, SUBMITTED_HERE)
    one_stop = await office.officer("Phạm Thị Một Cửa", "one_stop")
    await office.act(one_stop, dossier_id, "accept")
    fee = {"items": [{"name": "Phí trích lục", "amount": 8000}]}
    await office.act(one_stop, dossier_id, "request-payment", fee)
    await eventually(lambda: app.get("/v1/bills"), want=lambda bills: len(bills.json()["items"]) == 1)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/")
        await phone.sees("Việc của Ông/Bà")
        [row] = await phone.page.locator("main .section + .rows").first.locator("a").all()  # one matter, one row
        await expect(row).to_contain_text("Cấp bản sao trích lục hộ tịch")
        await expect(row).to_contain_text("Cần nộp tiền")
        await expect(row).to_contain_text("Còn 8.000 đồng")
        await phone.picture("journey-fee-at-home")
        await row.click()
        await phone.sees("Phí trích lục")
        await phone.sees("Tạm dừng đến khi Ông/Bà nộp tiền")
        code = str(await phone.page.locator(".code").text_content())
        await phone.picture("journey-fee")
        await phone.page.get_by_role("link", name="Nộp tiền").click()
        await phone.sees("Phí, lệ phí hồ sơ Cấp bản sao trích lục hộ tịch")
        await phone.tap("Nộp 8.000 đồng")
        await phone.sees("Xin chọn cách nộp.")
        await phone.page.get_by_label("Chuyển khoản VietQR").check()
        async with phone.without_network():
            await phone.tap("Nộp 8.000 đồng")
            await phone.sees("Chưa có mạng")
            await phone.picture("journey-pay-offline")
        await phone.page.get_by_role("button", name="Nộp 8.000 đồng").dblclick()
        await phone.sees("Đang chờ thanh toán")
        await phone.picture("journey-pay")
        assert await phone.faults() == []
        await phone.tap("Về khoản cần nộp")
        await phone.sees("Đang có lần thanh toán chưa xong")
        await phone.picture("journey-pay-open")
        assert await phone.faults() == []
        await expect(phone.page.locator("main .button:not(.quiet)")).to_have_text("Làm tiếp lần thanh toán này")
        await phone.tap("Làm tiếp lần thanh toán này")
        await phone.sees("Đang chờ thanh toán")
        [payment] = (await app.get("/v1/payments")).json()["items"]
        transfer = {"content": f"MBVCB {payment['checkout']['content']} chuyen tien", "amount": 8000}
        async with phone.without_network():
            await call(world.providers, "POST", "/control/transfers", 201, json=transfer)
        await phone.sees("Đã nhận tiền")
        await phone.picture("journey-paid")
        assert await phone.faults() == []

        async def settled() -> bool:
            return (await app.get(f"/v1/dossiers/{dossier_id}")).json()["payments"][0]["paid_at"] is not None

        await eventually(settled)
        await phone.open(f"/dossiers/{dossier_id}")
        trace = phone.page.locator("section.card", has_text="Khoản đã nộp")
        await expect(trace).to_contain_text("8.000 đồng")
        await trace.scroll_into_view_if_needed()
        await phone.picture("journey-fee-paid")
        assert await phone.faults() == []
        await phone.tap("Xem biên nhận")
        await phone.sees("tám nghìn đồng")
        await phone.open(f"/progress?code={code}")
        await expect(phone.page.locator("main .row")).to_contain_text("Cấp bản sao trích lục hộ tịch")  # to its owner
        await expect(phone.page.locator(".timeline > li").last).to_contain_text("Mới đăng ký")
        assert await phone.faults() == []
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.open(f"/progress?code={code}")
        await phone.sees("Được tiếp nhận")
        await expect(phone.page.get_by_text("trích lục")).to_have_count(0)
    assert (await becomes(app, dossier_id, 2))["payments"][0]["paid_at"] is not None


@pytest.mark.journey
async def test_a_fee_that_was_given_back_is_not_shown_as_merely_paid(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Văn Hoàn Phí")
    app, office = await sign_in(citizen), await office_of(stack, world)
    dossier_id = await submitted(app, SUBMITTED_HERE)
    one_stop = await office.officer("Phạm Thị Một Cửa", "one_stop")
    await office.act(one_stop, dossier_id, "accept")
    fee = {"items": [{"name": "Phí trích lục", "amount": 8000}]}
    await office.act(one_stop, dossier_id, "request-payment", fee)

    async def bills() -> list[JSON]:
        return list((await one_stop.get("/v1/staff/bills", dossier_id=dossier_id)).json()["items"])

    [bill] = await eventually(bills)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/dossiers/{dossier_id}")
        await expect(phone.page.locator("section.card", has_text="Khoản cần thanh toán")).to_contain_text("Hạn nộp")
        taken = {"amount": 8_000, "receipt_number": "BL-0000901"}
        payment = (await one_stop.post(bill["allowed_actions"][0]["href"], taken, 201)).json()
        await becomes(app, dossier_id, 2)
        refunds = f"/v1/staff/payments/{payment['id']}/refunds"
        asked = (await one_stop.post(refunds, {"amount": 8_000, "reason": "Ghi nhầm hồ sơ"}, 201)).json()
        approver = await officer(world, office.administrator, "Lê Thị Duyệt Chi", "payment_approver", "province")
        refund = f"{refunds}/{asked['refunds'][0]['id']}"
        await approver.post(f"{refund}/approval", {})

        async def offered() -> list[str]:
            seen = (await approver.get(f"/v1/staff/payments/{payment['id']}")).json()
            return [offer["action"] for offer in seen["refunds"][0]["allowed_actions"]]

        await eventually(offered, want=lambda actions: actions == ["confirm"])
        await approver.post(f"{refund}/confirmation", {"bank_reference": "PC-0901"})
        await phone.open("/")
        await phone.open(f"/dossiers/{dossier_id}")
        trace = phone.page.locator("section.card", has_text="Khoản đã nộp, đã hoàn lại")
        await expect(trace).to_contain_text("Đã hoàn lại")
        assert await phone.faults() == []


@pytest.mark.journey
async def test_a_dossier_is_withdrawn(browser: Browser, stack: Stack, world: World, pictures: Path) -> None:
    citizen = await Person.with_zalo(world, "Lê Văn Rút")
    app, office = await sign_in(citizen), await office_of(stack, world)
    dossier_id = await submitted(app)
    one_stop = await office.officer("Phạm Thị Một Cửa", "one_stop")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/dossiers/{dossier_id}?sent")
        just_sent = phone.page.locator(".notice", has_text="Đã gửi hồ sơ")
        await expect(just_sent).to_be_visible()
        await phone.tap("Tôi muốn rút hồ sơ")
        await expect(phone.page.locator("div:focus", has_text="Lý do rút")).to_be_visible()
        await phone.tap("Rút hồ sơ này")
        await phone.sees("Xin cho biết lý do.")
        await phone.write("Lý do rút", "Nộp nhầm thủ tục.")
        await office.act(one_stop, dossier_id, "accept")  # while the citizen was writing
        await phone.answers_late(f"/v1/dossiers/{dossier_id}")
        await phone.tap("Rút hồ sơ này")
        await phone.sees("trang đã hiện nội dung mới")
        assert await phone.page.locator("main .tag").first.inner_text() == "Được tiếp nhận"
        await expect(phone.page.get_by_label("Lý do rút")).to_have_value("Nộp nhầm thủ tục.")
        async with phone.without_network():
            await phone.tap("Rút hồ sơ này")
            await phone.sees(SAVED)
        await becomes(app, dossier_id, 7)
        await phone.sees("Công dân yêu cầu rút hồ sơ")  # by itself, once it was sent
        await expect(phone.page.locator("h1")).to_be_focused()
        await expect(phone.page.get_by_text("Tôi muốn rút hồ sơ")).to_have_count(0)
        await expect(just_sent).to_have_count(0)
        await phone.picture("journey-withdrawn")


@pytest.mark.journey
async def test_a_result_is_opened_and_rated(browser: Browser, stack: Stack, world: World, pictures: Path) -> None:
    citizen = await Person.with_zalo(world, "Võ Thị Hài Lòng")
    app, office = await sign_in(citizen), await office_of(stack, world)
    dossier_id = await submitted(app)
    one_stop = await office.officer("Phạm Thị Một Cửa", "one_stop")
    await office.act(one_stop, dossier_id, "accept")
    ask = {"reason": "Thiếu giấy tờ của mẹ.", "documents": [{"name": "Giấy xác nhận cư trú"}]}
    await office.act(one_stop, dossier_id, "request-supplement", ask)
    [asked] = (await app.get(f"/v1/dossiers/{dossier_id}")).json()["asked"]
    paper = await app.upload("cu-tru.jpg", scanned_page(), "image/jpeg")
    documents = [{"code": asked["code"], "file_ids": [paper["id"]]}]
    await app.post(f"/v1/dossiers/{dossier_id}/supplements", {"documents": documents})
    await office.act(one_stop, dossier_id, "confirm-supplement")
    specialist = await office.officer("Võ Văn Chuyên Viên", "specialist")
    result = await specialist.upload("giay-khai-sinh.jpg", scanned_page(), "image/jpeg", "/v1/staff/files")
    await office.act(specialist, dossier_id, "complete", {"result_files": [result["id"]]})
    await office.act(one_stop, dossier_id, "return-result")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/dossiers/{dossier_id}")
        async with phone.without_network():
            await phone.tap("giay-khai-sinh.jpg")
            await phone.sees("Chưa có mạng")
        async with phone.page.expect_download() as saved:
            await phone.tap("giay-khai-sinh.jpg")
        assert (await saved.value).suggested_filename == "giay-khai-sinh.jpg"
        await phone.page.get_by_text("Giấy tiếp nhận hồ sơ và hẹn trả kết quả").first.click()
        await phone.sees("Nghe đọc")
        await phone.page.get_by_label("Rất hài lòng").check()
        await phone.write("Góp ý thêm", "Cán bộ nhiệt tình, làm nhanh 🙂")
        async with phone.without_network():
            await phone.tap_twice("Gửi đánh giá")
            await phone.sees(SAVED)

        async def rated() -> Any:
            return (await app.get(f"/v1/dossiers/{dossier_id}")).json()["rating"]

        rating = await eventually(rated, want=lambda found: found is not None)
        assert rating["level"] == 3
        await phone.sees("Ông/Bà đã đánh giá")
        await expect(phone.page.locator(".notice", has_text="Ông/Bà đã đánh giá")).to_be_focused()
        await expect(phone.page.get_by_text("chưa gửi được")).to_have_count(0)  # of a second one, which is refused
        assert await phone.faults() == []
        await phone.picture("journey-rated")


@pytest.mark.journey
async def test_a_second_tap_while_the_screen_still_shows_the_old_state_sends_nothing(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    """The first one is answered; what the screen then reads comes only after the second."""
    citizen = await Person.with_zalo(world, "Lê Thị Bấm Hai Lần")
    app = await sign_in(citizen)
    dossier_id = await submitted(app)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        sent: list[str] = []
        phone.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
        await phone.open(f"/dossiers/{dossier_id}")
        await phone.tap_twice("Tôi muốn rút hồ sơ")
        await phone.write("Lý do rút", "Nộp nhầm thủ tục.")
        withdraw = phone.page.locator("main button.danger")
        async with phone.held(f"/v1/dossiers/{dossier_id}", "GET"):
            async with phone.page.expect_response("**/withdrawal"):
                await withdraw.dblclick()
            await withdraw.dblclick(force=True)  # it says that it is busy, which keeps no finger away
        await phone.sees("Công dân yêu cầu rút hồ sơ")
        assert len([url for url in sent if url.endswith("/withdrawal")]) == 1
        await expect(phone.page.get_by_role("alert")).to_have_count(0)
