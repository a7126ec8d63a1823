"""Lists go on to their end, whatever a page of them holds, and what is chosen from is whole."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Route, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.people import Person, World, call
from tests.web.life import lived
from tests.web.phone import Phone, phone_of
from tests.web.screens import deep_links
from tests.web.test_filing_and_reporting import fill_birth_registration

LIMIT = re.compile(r"[?&]limit=\d+")
LISTS = (
    "/news",
    "/questions",
    "/questions/mine",
    "/feedback",
    "/feedback/mine",
    "/feedback/joined",
    "/stores",
    "/stores/map",
    "/dossiers",
    "/appointments",
    "/bills",
    "/inbox",
    "/search",
)
"""What a citizen reads through; the home screen shows a few of each on purpose."""


async def pages_of(phone: Phone, many: int) -> None:
    """Make a page of any list hold so many from now on."""

    async def fewer(route: Route) -> None:
        await route.continue_(url=re.sub(r"limit=\d+", f"limit={many}", route.request.url))

    await phone.page.route(LIMIT, fewer)


@pytest.mark.journey
async def test_a_list_is_read_to_its_end_though_the_network_fails(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    answer = await call(world.gateway, "GET", "/v1/procedures", 200, params={"limit": 100})
    every = len(answer.json()["items"])
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await pages_of(phone, every // 2 - 1)
        await phone.open("/procedures")
        rows = phone.page.locator("main .row")
        await expect(rows).to_have_count(every // 2 - 1)
        await phone.tap_first_without_network("Xem thêm")
        await phone.sees(f"Đã hiện {2 * (every // 2 - 1)} mục")
        await phone.picture("list-with-more")
        assert await phone.faults() == []
        await phone.tap("Xem thêm")
        await phone.sees(f"Đã hiện {every} mục, hết danh sách.")
        await expect(phone.page.get_by_text("hết danh sách")).to_be_focused()  # who listens is not left alone
        await rows.last.click()
        await expect(rows).to_have_count(0)
        await phone.page.go_back()
        await expect(rows).to_have_count(every)


@pytest.mark.journey
async def test_a_list_to_choose_from_is_whole(browser: Browser, stack: Stack, world: World, pictures: Path) -> None:
    answer = await call(world.gateway, "GET", "/v1/procedures", 200, params={"limit": 100})
    citizen = await Person.with_zalo(world, "Ngô Thị Chọn")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await pages_of(phone, 4)
        await phone.open("/appointments/book")
        choices = phone.page.get_by_label("Ông/Bà đến làm việc gì?").locator("option")
        await expect(choices).to_have_count(1 + len(answer.json()["items"]))
        await phone.open("/feedback/new")
        names = await phone.page.get_by_label("Ở xã, phường nào?").locator("option").all_inner_texts()
        assert [names[1], names[-1]] == ["Xã An Phú", "Xã Ya Ly"], names
        await phone.page.get_by_role("searchbox").last.fill("binh")
        await phone.sees("Chọn một mục dưới đây")
        assert await phone.faults() == []
        await phone.page.get_by_role("searchbox").last.scroll_into_view_if_needed()
        await phone.picture("found-in-a-list")


@pytest.mark.journey
async def test_every_list_offers_what_comes_after_its_first_page(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Phan Thị Đọc Hết")
    await deep_links(await lived(citizen, stack, world))
    asked: list[tuple[str, bool]] = []
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:

        async def goes_on(route: Route) -> None:
            """Each list has its first page once more as a second."""
            address = route.request.url.replace("after=once-more", "")
            again = address != route.request.url
            answer = await route.fetch(url=address)
            body = await answer.json()
            if body.get("items") and "next" in body:
                asked.append((urlsplit(address).path, again))
                body["next"] = None if again else "once-more"
            await route.fulfill(response=answer, json=body)

        await phone.page.route(LIMIT, goes_on)
        silent = []
        for path in LISTS:
            asked.clear()
            await phone.open(path)
            if not asked or not await phone.page.get_by_role("button", name="Xem thêm").count():
                silent.append((path, list(asked)))
        assert silent == []
        asked.clear()
        await phone.open("/inbox")

        async def asked_anew() -> bool:
            return ("/v1/me/messages", False) in asked

        await eventually(asked_anew, want=bool)  # what was kept of it is shown first, and begins anew
        await phone.page.wait_for_load_state("networkidle")
        await phone.tap("Xem thêm")
        await phone.sees("hết danh sách")


@pytest.mark.journey
async def test_a_commune_is_found_by_what_it_was_called_before(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Lê Thị Tên Cũ")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/procedures/1.001193/submit")
        async with phone.without_network():
            await phone.page.get_by_role("searchbox").fill("nghia chanh")
            await phone.sees("Chưa tìm được theo tên cũ, vì chưa có mạng")
            await phone.picture("old-name-without-network")
        await phone.sees("Trước đây: Phường Nghĩa Chánh")
        await phone.page.get_by_label("UBND phường Cẩm Thành").check()
        assert await phone.faults() == []
        await phone.picture("old-name")
        await phone.open("/feedback/new")
        await phone.find("Ở xã, phường nào?", "tran phu", "Phường Nghĩa Lộ")
        await phone.sees("Trước đây: Phường Trần Phú")


@pytest.mark.journey
async def test_what_was_sent_stands_in_ones_list_without_a_network(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Đinh Thị Mất Sóng")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_birth_registration(phone)
        await phone.photograph()
        await phone.tap("Tiếp tục")
        await phone.sees("Xem lại trước khi gửi")
        await phone.turn_to("/dossiers")
        await phone.sees("Đang viết dở")
        await phone.page.go_back()
        async with phone.page.expect_response("**/v1/drafts"), phone.page.expect_response("**/v1/dossiers?limit=50"):
            await phone.tap("Gửi hồ sơ")
            await phone.sees("Đã gửi hồ sơ")
        async with phone.without_network():
            await phone.turn_to("/dossiers")
            await phone.sees("Đăng ký khai sinh")
            await expect(phone.page.get_by_text("Đang viết dở")).to_have_count(0)
            await expect(phone.page.get_by_text("Ông/Bà chưa nộp hồ sơ nào")).to_have_count(0)
