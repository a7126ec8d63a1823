"""What is on its way for long: it is sent once, no word of it is lost, and nobody is taken away from another screen."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.people import JSON, Person, Session, World, sign_in
from tests.web.phone import LONGEST_MS, Phone, phone_of
from tests.web.test_after_filing import SAVED, office_of, submitted_and_asked_for_more
from tests.web.test_filing_and_reporting import fill_birth_registration, fill_report, write_question, write_report

NAME = "Họ, chữ đệm và tên"
MINH_LONG = ("minh long", "Xã Minh Long")
SON_TINH = ("son tinh", "Xã Sơn Tịnh")


async def all_of(app: Session, path: str, want: int = 1) -> list[JSON]:
    async def look() -> list[JSON]:
        return list((await app.get(path)).json()["items"])

    return await eventually(look, want=lambda items: len(items) >= want)


async def ready_to_file(phone: Phone) -> None:
    await fill_birth_registration(phone)
    await phone.photograph()
    await phone.tap("Tiếp tục")
    await phone.sees("Xem lại trước khi gửi")


@pytest.mark.journey
async def test_a_dossier_refused_later_leads_back_to_its_draft(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Bị Trả")
    app = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await ready_to_file(phone)
        async with phone.without_network():
            await phone.tap("Sửa Người được khai sinh")
            child = phone.group("Người được khai sinh").get_by_label(NAME)
            await child.fill("Trần Bé 🙂")
            await phone.tap("Xong, xem lại hồ sơ")
            await phone.sees("không được có ký hiệu hay biểu tượng cảm xúc (🙂)")
            await child.fill("Trần Bé ক")  # what papers cannot show only the gateway knows
            await phone.tap("Xong, xem lại hồ sơ")
            await phone.tap("Gửi hồ sơ")
            await phone.sees("sẽ tự gửi lại")
            await phone.turn_to("/")
            await phone.turn_to("/procedures/1.001193/submit?step=2")
            await phone.sees("sẽ tự gửi lại")  # instead of the form
            await expect(phone.page.get_by_label(NAME)).to_have_count(0)
            await phone.turn_to("/")
        await eventually(lambda: refused_errands(phone), want=lambda many: many == 1)
        await phone.turn_to("/me")
        await phone.tap("Sửa và gửi lại")
        await phone.sees("Xin xem lại 1 mục")
        await phone.sees("Có chữ chưa in được")
        await phone.picture("refused-later")
        assert await phone.faults() == []
        await expect(child).to_have_value("Trần Bé ক")
        await child.fill("Trần Bé Mẫu")
        await phone.tap("Xong, xem lại hồ sơ")
        await phone.sees("1 ảnh hoặc tệp")
        await phone.tap("Gửi hồ sơ")
        await phone.sees("Đã gửi hồ sơ")
        await phone.turn_to("/me")
        await expect(phone.page.get_by_text("chưa gửi được")).to_have_count(0)
        await phone.turn_to("/procedures/1.001193/submit?step=2")
        await expect(phone.page.get_by_label(NAME).first).not_to_have_value("Trần Bé Mẫu")
    assert len((await app.get("/v1/dossiers")).json()["items"]) == 1


async def refused_errands(phone: Phone) -> int:
    """How much of what is kept on the phone has been refused."""
    return int(
        await phone.page.evaluate(
            """async () => {
                const [name] = (await indexedDB.databases()).map(each => each.name);
                const opened = indexedDB.open(name);
                await new Promise(done => { opened.onsuccess = done; });
                const asked = opened.result.transaction('kept').objectStore('kept').get('outbox');
                await new Promise(done => { asked.onsuccess = done; });
                opened.result.close();
                return JSON.parse(asked.result ?? '[]').filter(each => each.refused).length;
            }"""
        )
    )


@pytest.mark.journey
async def test_while_a_dossier_is_sent_nothing_is_changed_and_nobody_is_taken_from_another_screen(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Mạng Chậm")
    app = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await ready_to_file(phone)
        async with phone.held("/v1/dossiers"):
            await phone.tap("Gửi hồ sơ")
            await phone.sees("Đang gửi")
            await expect(phone.page.get_by_role("button", name="Sửa")).to_have_count(0)
            await phone.page.go_back()  # also not on an earlier step
            await phone.sees("Đang gửi")
            await expect(phone.page.locator("main input")).to_have_count(0)
            await phone.picture("sending")
            assert await phone.faults() == []
            await phone.turn_to("/feedback/new")
            await phone.write("Chuyện gì xảy ra?", "Đèn đường hỏng")
            await phone.turn_to("/procedures/1.001193/submit")
            await phone.sees("sẽ tự gửi lại")
            await phone.turn_to("/feedback/new")
        await all_of(app, "/v1/dossiers")
        await phone.page.wait_for_timeout(1_000)
        assert phone.page.url.endswith("#/feedback/new")
        await expect(phone.page.get_by_label("Chuyện gì xảy ra?")).to_have_value("Đèn đường hỏng")
    assert len((await app.get("/v1/dossiers")).json()["items"]) == 1


@pytest.mark.journey
async def test_a_question_on_its_way_is_not_asked_again(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Hồ Thị Hỏi Một")
    app = await sign_in(citizen)
    button = "Gửi câu hỏi"
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/questions/ask")
        await write_question(phone, "Làm lại căn cước ở đâu?")
        async with phone.held("/v1/questions"):
            await phone.tap(button)
            await phone.sees("Đang gửi…")
            assert await phone.page.locator("#text").evaluate("field => Boolean(field.closest('[inert]'))")
            await phone.turn_to("/me")
            await phone.turn_to("/questions/ask")
            await phone.sees("Câu hỏi sẽ tự gửi lại")
            await expect(phone.page.get_by_role("button", name=button)).to_have_count(0)
        await phone.sees("Câu hỏi đã được gửi đi.")
        await phone.turn_to("/me")
        await phone.turn_to("/questions/ask")
        await expect(phone.page.get_by_label("Kể rõ hơn")).to_have_value("")
    assert len((await app.get("/v1/questions")).json()["items"]) == 1


@pytest.mark.journey
async def test_a_question_refused_after_its_screen_was_left_is_mended(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Hồ Thị Bị Từ Chối")
    app = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/questions/ask")
        await write_question(phone, "Làm lại thẻ ở đâu?")
        refused = asyncio.Event()

        async def refuse(route: Route) -> None:
            await refused.wait()
            body = '{"title": "Thông tin chưa hợp lệ", "detail": "Xin viết rõ hơn."}'
            await route.fulfill(status=422, body=body, content_type="application/problem+json")

        await phone.page.route("**/v1/questions", refuse)
        await phone.tap("Gửi câu hỏi")
        await phone.sees("Đang gửi…")
        await phone.turn_to("/me")
        refused.set()
        await eventually(lambda: refused_errands(phone), want=lambda many: many == 1)
        await phone.page.unroute("**/v1/questions")
        await phone.turn_to("/")
        await phone.tap("Sửa và gửi lại")
        await phone.sees("Xin viết rõ hơn.")
        await expect(phone.page.get_by_label("Ông/Bà muốn hỏi gì?")).to_have_value("Làm lại thẻ ở đâu?")
        await phone.tap("Gửi câu hỏi")
        await phone.sees("Quá trình")
    assert len((await app.get("/v1/questions")).json()["items"]) == 1


@pytest.mark.journey
async def test_a_report_whose_app_was_killed_on_its_way_is_sent_once(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Bùi Văn Tắt Máy")
    app = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_report(phone, "Bùi Văn Tắt Máy", MINH_LONG)
        await phone.photograph()

        async def carry(route: Route) -> None:
            if route.request.method == "POST":
                await route.fetch()  # it arrives, and the answer does not
                await asyncio.sleep(LONGEST_MS / 1000)
            else:
                await route.continue_()

        await phone.page.route("**/v1/reports", carry)
        await phone.tap("Gửi phản ánh")
        await all_of(app, "/v1/reports")
        await phone.page.unroute("**/v1/reports")
        await phone.page.reload()
        await phone.ready()
        written = "document.querySelector('#title')?.value ?? ''"  # the form is gone, or empty for the next one
        await eventually(lambda: phone.page.evaluate(written), want=lambda title: title == "")
        await expect(phone.page.get_by_text("chưa gửi được")).to_have_count(0)
    assert len((await app.get("/v1/reports")).json()["items"]) == 1


@pytest.mark.journey
async def test_who_joins_a_report_without_a_network_has_chosen(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    first, citizen = [await Person.with_zalo(world, name) for name in ("Lê Thị Báo Trước", "Lê Thị Cũng Thấy")]
    async with phone_of(browser, stack.endpoints, pictures, first) as phone:
        await fill_report(phone, "Lê Thị Báo Trước", SON_TINH)
        await phone.tap("Gửi phản ánh")
        await phone.sees("Đã gửi phản ánh")
    app = await sign_in(citizen)
    me_too = "Đúng chuyện này, tôi cũng gặp"
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_report(phone, "Lê Thị Cũng Thấy", SON_TINH)
        await phone.tap("Gửi phản ánh")
        await phone.sees("Xem trước khi gửi")
        async with phone.without_network():
            await phone.tap(me_too)
            await phone.sees("Lời “tôi cũng gặp” sẽ tự gửi lại")
            await expect(phone.page.locator("main").get_by_role("button")).to_have_count(0)
            await phone.picture("joined-offline")
            assert await phone.faults() == []
        await phone.sees("Lời “tôi cũng gặp” đã được gửi đi.")
        await all_of(app, "/v1/joined-reports")
        await phone.turn_to("/me")
        await phone.turn_to("/feedback/new")
        await expect(phone.page.locator("#title")).to_have_value("")
        await write_report(phone, "Lê Thị Cũng Thấy", SON_TINH)
        await phone.tap("Gửi phản ánh")
        await phone.sees("Ông/Bà đã cùng phản ánh chuyện này.")
        await expect(phone.page.get_by_role("button", name=me_too)).to_have_count(0)
        await phone.turn_to("/feedback/joined")
        async with phone.without_network():
            await phone.tap("Thôi theo dõi")
            await phone.tap("Thôi theo dõi")
            await phone.sees(SAVED)
            await expect(phone.page.locator("main").get_by_role("button", name="Thôi theo dõi")).to_have_count(0)
        await phone.sees("Ông/Bà chưa cùng phản ánh chuyện nào.")
    assert (await app.get("/v1/reports")).json()["items"] == []


@pytest.mark.journey
async def test_papers_that_have_arrived_are_not_asked_for_again(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Gửi Rồi")
    app, office = await sign_in(citizen), await office_of(stack, world)
    dossier = await submitted_and_asked_for_more(app, office)
    button = "Gửi giấy tờ bổ sung"
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/dossiers/{dossier}")
        await phone.photograph()
        async with phone.held("/supplements"):
            await phone.tap(button)
            await phone.sees("Đang gửi…")
            await phone.turn_to("/")
            await phone.turn_to(f"/dossiers/{dossier}")
            await phone.sees(SAVED)
            await expect(phone.page.get_by_role("button", name=button)).to_have_count(0)
            await phone.answers_late(f"/v1/dossiers/{dossier}")
            await phone.page.evaluate(
                """words => {
                    window.asked = 0;
                    new MutationObserver(() => {
                        window.asked += [...document.querySelectorAll('button')].some(each => each.innerText === words);
                    }).observe(document.body, { childList: true, subtree: true });
                }""",
                button,
            )
        await phone.sees("Đã gửi giấy tờ bổ sung")
        assert await phone.page.evaluate("window.asked") == 0, "not even in the moment until the screen knows"


@pytest.mark.journey
async def test_nothing_is_written_on_a_report_while_its_neighbours_are_looked_for(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Bùi Thị Viết Thêm")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_report(phone, "Bùi Thị Viết Thêm", MINH_LONG)
        closed = "document.querySelector('#description').closest('[inert]') !== null"
        async with phone.held("/v1/reports/check"):
            await phone.tap("Gửi phản ánh")
            await phone.sees("Đang gửi…")
            assert await phone.page.evaluate(closed)
        await expect(phone.page.locator("h1")).not_to_have_text("Gửi phản ánh")  # sent, or its neighbours are shown
