"""A network that comes and goes: whom to call is always there, what was seen and chosen stays, nothing moves away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.administrator import administrator
from tests.journeys.dossier import AGENCY
from tests.journeys.dues import begin_payment, issued_bill
from tests.journeys.people import JSON, Person, World, call, sign_in
from tests.web.phone import Phone, phone_of
from tests.web.test_after_filing import submitted
from tests.web.test_bad_input import away

_ASKED = "Chiều thứ Bảy phường có làm việc không?"
_LONG_MS = 6_000
"""What waits so long is not on its way any more."""
_KEEPS = """
errands => new Promise(done => {
  const opening = indexedDB.open('mini-app', 1);
  opening.onsuccess = () => {
    const writing = opening.result.transaction('kept', 'readwrite');
    writing.objectStore('kept').put(JSON.stringify(errands), 'outbox');
    writing.oncomplete = () => {
      new BroadcastChannel('mini-app').postMessage('outbox');
      done();
    };
  };
})
"""


async def keeps(phone: Phone, errands: list[JSON]) -> None:
    """Let ``errands`` wait on the phone, as if another window had kept them."""
    await phone.page.evaluate(_KEEPS, errands)


def question(by: str, at: datetime) -> JSON:
    body = {"title": _ASKED, "text": f"{_ASKED} Tôi cần làm lại căn cước.", "field": "y-te", "may_publish": False}
    key = f"tap-{at.timestamp()}"
    return {
        "key": key,
        "operation": "POST /v1/questions",
        "body": body,
        "by": by,
        "label": "Câu hỏi",
        "at": at.isoformat(),
    }


async def top_of(part: Locator) -> float:
    box = await part.bounding_box()
    assert box
    return box["y"]


@pytest.mark.journey
async def test_whom_to_call_is_there_though_the_gateway_never_was(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.page.route("**/v1/**", away)
        await phone.page.goto(f"{stack.endpoints.gateway}/app/#/hotlines")
        for number in ("1022", "112", "113", "114", "115"):
            await expect(phone.page.locator(f"main a[href='tel:{number}']")).to_be_visible()
        await phone.sees("Chưa có mạng")
        await phone.picture("help-without-network")
        assert await phone.faults() == []


@pytest.mark.journey
async def test_who_signs_out_without_a_network_keeps_what_is_everybodys_and_nothing_else(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Kiều Thị Ra Về")
    await submitted(await sign_in(citizen))
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/")
        await phone.sees("Việc của Ông/Bà")
        tiles = await phone.page.locator(".grid a").count()
        await phone.turn_to("/hotlines")
        await phone.turn_to("/procedures")
        await phone.turn_to("/me")
        async with phone.without_network():
            await phone.tap("Đăng xuất")
            await phone.tap("Đăng xuất và xóa")
            await phone.sees("Kính chào Ông/Bà")
            await expect(phone.page.locator(".grid a")).to_have_count(tiles)
            await phone.picture("signed-out-without-network")
            await expect(phone.page.get_by_text("Việc của Ông/Bà")).to_have_count(0)
            await phone.turn_to("/hotlines")
            await expect(phone.page.locator("main a[href='tel:1022']")).to_be_visible()
            await phone.turn_to("/procedures")
            await expect(phone.page.locator("main .row").first).to_be_visible()


@pytest.mark.journey
async def test_a_screen_that_could_not_be_fetched_opens_once_there_is_a_network(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        report = phone.page.locator(".grid").get_by_role("link", name="Phản ánh")
        await phone.open("/")
        async with phone.without_network():
            await report.click()
            await phone.sees("Chưa có mạng")
        await expect(
            phone.page.get_by_role("link", name="Gửi phản ánh mới")
            .or_(phone.page.get_by_role("link", name="Gửi phản ánh"))
            .first
        ).to_be_visible()
        await phone.page.route("**/questions-*.js", away)
        await phone.turn_to("/questions")
        await phone.sees("Chưa có mạng")  # nobody hears of the network again, as it was there all the time
        await phone.page.unroute("**/questions-*.js", away)
        await phone.turn_to("/")
        await phone.turn_to("/questions")
        await expect(phone.page.locator("h1")).to_contain_text("Hỏi đáp")


@pytest.mark.journey
async def test_what_waits_is_told_apart_and_moves_nothing(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Kiều Thị Chờ Gửi")
    app = await sign_in(citizen)
    by = (await app.get("/v1/me")).json()["id"]
    now = datetime.now(UTC)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/news")
        await phone.turn_to("/agencies")
        heading, waiting = phone.page.locator("main h1"), phone.page.locator(".notice.wait li")
        await expect(phone.page.locator("main .row").first).to_be_visible()
        before = await top_of(heading)
        async with phone.without_network():
            await keeps(phone, [question(by, at) for at in (now, now - timedelta(minutes=3), now - timedelta(days=1))])
            await phone.page.wait_for_timeout(_LONG_MS)
            assert await top_of(heading) == before  # nothing is put above what is being read
            await phone.turn_to("/news")
            await expect(waiting).to_have_count(3)
            await phone.turn_to("/agencies")
            await expect(waiting).to_have_count(3)
            assert len(set(await waiting.all_inner_texts())) == 3
            await phone.picture("waits-thrice")
            assert await phone.faults() == []
            await phone.turn_to("/")
            now_button = await phone.page.get_by_role("button", name="Gửi ngay").bounding_box()
            assert now_button
            assert await top_of(phone.page.locator(".hero")) - now_button["y"] - now_button["height"] >= 8
            await phone.picture("waits-at-home")
            await phone.turn_to("/agencies")
            await phone.tap("Gửi ngay")
            await phone.sees("Chưa có mạng")
            await phone.picture("send-now-without-network")
            await phone.turn_to("/news")
            await phone.turn_to("/agencies")
            below = await top_of(heading)

        async def asked() -> int:
            return len((await app.get("/v1/questions")).json()["items"])

        await eventually(asked, want=lambda many: many == 3)
        await phone.sees("Đã gửi xong")
        await expect(waiting).to_have_count(0)
        assert await top_of(heading) == below
        await phone.picture("sent-at-last")
        await phone.turn_to("/news")
        await expect(phone.page.get_by_text("Đã gửi xong")).to_have_count(0)


@pytest.mark.journey
async def test_what_cannot_be_had_again_is_not_removed_by_one_tap(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Kiều Thị Lỡ Tay")
    by = (await (await sign_in(citizen)).get("/v1/me")).json()["id"]
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/feedback/new")
        photos = phone.page.locator(".photo img")
        await phone.photograph()
        await phone.tap("Bỏ ảnh 1")
        await expect(photos).to_have_count(1)
        await phone.page.locator(".photo").scroll_into_view_if_needed()
        await phone.picture("photo-asked")
        assert await phone.faults() == []
        await phone.tap("Không, giữ lại")
        await phone.tap("Bỏ ảnh 1")
        await phone.page.get_by_role("button", name="Bỏ ảnh", exact=True).click()
        await expect(photos).to_have_count(0)
        await keeps(phone, [{**question(by, datetime.now(UTC)), "refused": "Câu hỏi quá ngắn."}])
        await phone.turn_to("/agencies")
        written = phone.page.get_by_text(_ASKED)
        await expect(written).to_be_visible()
        await phone.tap("Tôi đã xem")
        await expect(written).to_be_visible()
        await phone.picture("refused-asked")
        assert await phone.faults() == []
        await phone.tap("Xóa khỏi máy")
        await expect(written).to_have_count(0)
        await expect(phone.page.get_by_text("Đã gửi xong")).to_have_count(0)


@pytest.mark.journey
async def test_what_is_done_with_messages_without_a_network_stays_done(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Kiều Thị Đọc Tin")
    app = await sign_in(citizen)
    for _ in range(2):
        await submitted(app)
    await citizen.messages(2)

    async def inbox() -> list[JSON]:
        return list((await app.get("/v1/me/messages")).json()["items"])

    await eventually(inbox, want=lambda items: len(items) >= 2)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/inbox")
        messages, unread = phone.page.locator("details.card"), phone.page.get_by_text("Chưa đọc:")
        many = await messages.count()
        await expect(unread).to_have_count(many)
        async with phone.without_network():
            await phone.tap("Đánh dấu đã đọc hết")
            await expect(unread).to_have_count(0)
            await messages.first.locator("summary").click()
            await phone.tap("Xóa tin này")
            await expect(messages).to_have_count(many)
            await phone.tap("Xóa tin")
            await expect(messages).to_have_count(many - 1)
            await phone.turn_to("/me")
            await phone.turn_to("/inbox")
            await expect(messages).to_have_count(many - 1)
            await expect(unread).to_have_count(0)
            await phone.picture("inbox-without-network")
        await eventually(inbox, want=lambda items: len(items) == many - 1 and all(item["read"] for item in items))


@pytest.mark.journey
async def test_what_was_seen_of_a_payment_and_of_a_queue_is_there_without_a_network(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    parent = await Person.with_zalo(world, "Kiều Thị Chuyển Khoản")
    app = await sign_in(parent)
    bill = await issued_bill(world, await administrator(world, stack.run), app)
    payment = await begin_payment(app, bill, "vietqr")
    async with phone_of(browser, stack.endpoints, pictures, parent) as phone:
        live = phone.page.get_by_text("Trang này tự cập nhật")
        for path, words in (
            (f"/payments/{payment['id']}", payment["checkout"]["account"]),
            (f"/appointments/queue?office={AGENCY}", "Số người đang chờ"),
        ):
            await phone.open(path)
            await phone.sees(words)
            await expect(live).to_have_count(1)
            async with phone.without_network():
                await phone.turn_to("/")
                await phone.turn_to(path)
                await phone.sees(words)
                await phone.sees("Đây là thông tin lúc")
                await expect(live).to_have_count(0)
                await phone.picture(f"offline{path.split('/')[1]}")
                assert await phone.faults() == []
            await expect(live).to_have_count(1)


@pytest.mark.journey
async def test_a_copy_says_from_when_it_is_while_the_answer_is_long_on_its_way(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Kiều Thị Chờ Lâu")
    await submitted(await sign_in(citizen))
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        rows, says = phone.page.locator("main .row"), phone.page.get_by_text("Đang cập nhật. Đây là thông tin lúc")
        await phone.open("/dossiers")
        await phone.turn_to("/me")
        async with phone.held("/v1/dossiers?*", "GET"):
            await phone.turn_to("/dossiers")
            top = await top_of(rows.first)
            await expect(says).to_be_visible()
            assert await top_of(rows.first) == top, "nothing moves under the finger"
            await phone.picture("long-on-its-way")
            assert await phone.faults() == []
        await expect(says).to_have_count(0)


@pytest.mark.journey
async def test_while_money_is_checked_no_other_payment_of_its_bill_asks_for_more(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    parent = await Person.with_zalo(world, "Kiều Thị Nộp Thiếu")
    app = await sign_in(parent)
    bill = await issued_bill(world, await administrator(world, stack.run), app)
    other, payment = [await begin_payment(app, bill, provider) for provider in ("vnpay", "vietqr")]
    transfer = {"content": payment["checkout"]["content"], "amount": payment["amount"] - 1_000}
    await call(world.providers, "POST", "/control/transfers", 201, json=transfer)
    async with phone_of(browser, stack.endpoints, pictures, parent) as phone:
        await phone.open(f"/bills/{bill}")
        await phone.sees("cán bộ đang kiểm tra")
        await phone.sees("Ông/Bà không cần nộp lại.")
        await expect(phone.page.get_by_text("Chờ thanh toán")).to_have_count(0)
        await phone.picture("bill-checked")
        await phone.open(f"/payments/{other['id']}")
        await phone.sees("của lần nộp khác")
        await expect(phone.page.get_by_role("button", name="Mở trang thanh toán")).to_have_count(0)
        await phone.picture("payment-beside-checked")
        assert await phone.faults() == []
