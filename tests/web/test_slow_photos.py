"""A phone that takes seconds for a photo: none is lost, none comes back, and what is sent has all of them."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, expect

from local_stack.stack import Stack
from tests.journeys.people import Person, World, sign_in
from tests.journeys.scan import scanned_page
from tests.web.phone import Phone, phone_of
from tests.web.test_filing_and_reporting import fill_birth_registration, write_question
from tests.web.test_sending_again import all_of

WORKS = "Đang xử lý ảnh…"
_SLOW = """
    let release = () => {};
    let held = Promise.resolve();
    window.holdPhotos = () => { held = new Promise(done => { release = done; }); };
    window.releasePhotos = () => release();
    const { decode } = HTMLImageElement.prototype;
    HTMLImageElement.prototype.decode = async function () { await held; return decode.call(this); };
"""


async def hold(phone: Phone) -> None:
    await phone.page.evaluate("holdPhotos()")


async def release(phone: Phone) -> None:
    await phone.page.evaluate("releasePhotos()")


async def choose(phone: Phone, at: int = 0) -> None:
    photo = FilePayload(name="giay.jpg", mimeType="image/jpeg", buffer=scanned_page())
    await phone.page.locator("input[type=file]").nth(at).set_input_files(photo)
    await phone.sees(WORKS)


@pytest.mark.journey
async def test_photos_chosen_and_taken_away_while_others_are_made_ready_are_as_they_were_chosen(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Máy Yếu")
    app = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.context.add_init_script(_SLOW)
        await phone.open("/questions/ask")
        await phone.photograph()
        first = await phone.page.locator(".photo img").get_attribute("src")
        await hold(phone)
        await choose(phone)
        await choose(phone)
        await phone.page.get_by_role("button", name="Bỏ ảnh 1").click()
        await phone.page.get_by_role("button", name="Bỏ ảnh", exact=True).click()
        await expect(phone.page.locator(".photo")).to_have_count(0)
        await release(phone)
        shown = phone.page.locator(".photo img")
        await expect(shown).to_have_count(2)
        assert first
        await phone.turn_to("/")
        await phone.turn_to("/questions/ask")
        await expect(shown).to_have_count(2)
        await hold(phone)
        await choose(phone)
        await phone.turn_to("/")  # what is ready only later stands there too, beside what was written meanwhile
        await phone.turn_to("/questions/ask")
        await write_question(phone, "Ảnh chậm có được gửi không?")
        await phone.tap("Gửi câu hỏi")
        await phone.sees(WORKS)
        await release(phone)
        await phone.sees("Quá trình")
        [question] = await all_of(app, "/v1/questions")
        assert len((await app.get(f"/v1/questions/{question['id']}")).json()["files"]) == 3


@pytest.mark.journey
async def test_a_dossier_waits_for_its_photos_and_its_draft_does_not_come_back(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trần Thị Ảnh Chậm")
    app = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.context.add_init_script(_SLOW)
        await fill_birth_registration(phone)
        papers = await phone.page.locator("input[type=file]").count()
        await hold(phone)
        for paper in range(papers):
            await choose(phone, paper)
        await phone.tap("Tiếp tục")
        await expect(phone.page.locator("button.button", has_text=WORKS)).to_have_count(1)
        await release(phone)
        await phone.sees("Xem lại trước khi gửi")
        await phone.page.go_back()
        await expect(phone.page.locator(".photo img")).to_have_count(papers)
        await hold(phone)
        await choose(phone)
        await phone.page.go_forward()
        await phone.sees("Xem lại trước khi gửi")
        await phone.tap("Gửi hồ sơ")
        await expect(phone.page.locator("button.button", has_text=WORKS)).to_have_count(1)
        assert (await app.get("/v1/dossiers")).json()["items"] == []
        await release(phone)
        await phone.sees("Đã gửi hồ sơ")
        [dossier] = await all_of(app, "/v1/dossiers")
        documents = (await app.get(f"/v1/dossiers/{dossier['id']}")).json()["documents"]
        assert sum(len(each["files"]) for each in documents) == papers + 1
        await phone.open("/procedures/1.001193/submit?step=papers")
        await expect(phone.page.locator(".photo")).to_have_count(0)
        assert (await app.get("/v1/drafts")).json()["items"] == []
