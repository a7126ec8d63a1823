"""One phone in a family's hands, a storage that is full, a network that is slow: nothing goes astray."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.people import Person, World, sign_in
from tests.web.phone import Phone, phone_of
from tests.web.test_filing_and_reporting import fill_birth_registration, write_question

QUESTION = "Làm lại căn cước ở đâu?"
QUESTION_OF_MOTHER = {
    "title": "Chuyện riêng của mẹ",
    "text": "Con tôi được hai tháng tuổi, tôi cần tiêm chủng mở rộng ở đâu và khi nào?",
    "field": "y-te",
    "may_publish": True,
}
FULL = """
const refuse = () => { throw new DOMException('full', 'QuotaExceededError'); };
IDBObjectStore.prototype.put = refuse;
"""


async def change_hands(phone: Phone, person: Person) -> None:
    """Signs in as somebody else; who had the phone before did not sign out."""
    await phone.turn_to("/sign-in")
    await phone.page.get_by_role("button", name=person.account["name"]).click()
    await phone.page.wait_for_url("**#/")
    await expect(phone.page.locator(".grid a").first).to_be_visible()  # home, with its utilities


async def ask(phone: Phone) -> None:
    await phone.turn_to("/questions/ask")
    await write_question(phone, QUESTION)


@pytest.mark.journey
async def test_what_one_has_written_is_neither_shown_to_the_next_nor_sent_in_their_name(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    mother = await Person.with_zalo(world, "Nguyễn Thị Mẹ")
    son = await Person.with_zalo(world, "Trần Văn Con")
    hers, his = await sign_in(mother), await sign_in(son)
    async with phone_of(browser, stack.endpoints, pictures, mother) as phone:
        await phone.open("/procedures/1.001193/submit?step=1")
        await phone.write("Họ, chữ đệm và tên", "Chữ của mẹ")
        await ask(phone)
        await phone.page.route("**/v1/questions", lambda route: route.fulfill(status=503))
        await phone.tap("Gửi câu hỏi")
        await phone.sees("Câu hỏi sẽ tự gửi lại")
        await phone.page.unroute("**/v1/questions")

        await change_hands(phone, son)
        await expect(phone.page.get_by_text("sẽ tự gửi lại")).to_have_count(0)
        await phone.turn_to("/procedures/1.001193/submit?step=1")
        await expect(phone.page.get_by_label("Họ, chữ đệm và tên").first).not_to_have_value("Chữ của mẹ")
        assert (await his.get("/v1/questions")).json()["items"] == []

        await change_hands(phone, mother)

        async def asked() -> list[object]:
            return list((await hers.get("/v1/questions")).json()["items"])

        await eventually(asked, want=lambda items: len(items) == 1)
        await phone.turn_to("/procedures/1.001193/submit?step=1")
        await expect(phone.page.get_by_label("Họ, chữ đệm và tên").first).to_have_value("Chữ của mẹ")
        assert (await his.get("/v1/questions")).json()["items"] == []


@pytest.mark.journey
async def test_what_comes_late_for_one_is_neither_kept_nor_sent_for_the_next(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    mother = await Person.with_zalo(world, "Lê Thị Mẹ")
    son = await Person.with_zalo(world, "Lê Văn Con")
    hers, his = await sign_in(mother), await sign_in(son)
    await hers.post("/v1/questions", QUESTION_OF_MOTHER, 201)
    async with phone_of(browser, stack.endpoints, pictures, mother) as phone:
        await phone.open("/procedures/1.001193/submit")
        await phone.find("Xã, phường nơi Ông/Bà ở", "nghia chanh", "UBND phường Cẩm Thành")
        held = [phone.held("/v1/drafts"), phone.held("/v1/questions?**", "GET")]
        async with held[0], held[1]:
            await phone.tap("Tiếp tục")
            await phone.write("Họ, chữ đệm và tên", "Chữ của mẹ")
            await phone.page.evaluate("location.hash = '/questions/mine'")
            await phone.sees("Câu hỏi của tôi")
            await phone.turn_to("/me")
            await phone.tap("Đăng xuất")
            await phone.tap("Đăng xuất và xóa")
            await phone.page.wait_for_url("**#/")
            await change_hands(phone, son)
        await phone.turn_to("/procedures/1.001193/submit?step=1")
        await expect(phone.page.get_by_label("Họ, chữ đệm và tên").first).not_to_have_value("Chữ của mẹ")
        assert await phone.kept("Chữ của mẹ") == []
        assert await phone.kept("Chuyện riêng của mẹ") == []
        assert (await his.get("/v1/drafts")).json()["items"] == []


@pytest.mark.journey
async def test_a_phone_without_room_sends_and_says_what_it_cannot_keep(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Lê Văn Đầy Máy")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.context.add_init_script(FULL)
        await phone.open("/procedures/1.001193/submit?step=1")
        await phone.write("Họ, chữ đệm và tên", "Lê Văn Đầy Máy")
        await phone.sees("Máy này không lưu được")
        await phone.picture("storage-full")
        await ask(phone)
        async with phone.without_network():
            await phone.tap("Gửi câu hỏi")
            await phone.sees("xin đừng đóng ứng dụng")

        async def asked() -> list[object]:
            return list((await session.get("/v1/questions")).json()["items"])

        await eventually(asked, want=lambda items: len(items) == 1)


@pytest.mark.journey
async def test_a_draft_whose_saving_was_slow_does_not_come_back_after_it_was_sent(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Phạm Thị Mạng Chậm")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_birth_registration(phone)
        await phone.photograph()
        let_go, saved = asyncio.Event(), asyncio.Event()

        async def slowly(route: Route) -> None:
            await let_go.wait()
            await route.continue_()
            saved.set()

        await phone.page.route("**/v1/drafts**", slowly)
        await phone.tap("Tiếp tục")
        await phone.tap("Gửi hồ sơ")
        await phone.sees("Đã gửi hồ sơ")
        async with phone.page.expect_response("**/v1/drafts**"):
            let_go.set()
        assert saved.is_set()
        await phone.turn_to("/procedures/1.001193/submit")
        await expect(phone.page.get_by_role("button", name="Xóa bản viết dở")).to_have_count(0)

        async def drafts() -> list[object]:
            return list((await session.get("/v1/drafts")).json()["items"])

        await eventually(drafts, want=lambda found: found == [])
        [_] = (await session.get("/v1/dossiers")).json()["items"]


@pytest.mark.journey
async def test_a_draft_that_another_phone_has_thrown_away_can_be_thrown_away_here(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Đỗ Văn Hai Máy")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/procedures/1.001193/submit")
        await phone.choose("Xã, phường nơi Ông/Bà ở", "UBND phường Cẩm Thành")
        await phone.tap("Tiếp tục")

        async def drafts() -> list[dict[str, str]]:
            return list((await session.get("/v1/drafts")).json()["items"])

        [draft] = await eventually(drafts, want=lambda found: len(found) == 1)
        await session.send("DELETE", f"/v1/drafts/{draft['id']}", {}, {})
        await phone.page.go_back()
        await phone.tap("Xóa bản viết dở")
        await phone.tap("Xóa bản viết dở")
        await phone.sees("Ông/Bà chưa nộp hồ sơ nào.")
