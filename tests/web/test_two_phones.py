"""One citizen with two phones: what is written on both is one draft at the gateway, and nothing of it is lost."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Route, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.people import Person, Session, World, sign_in
from tests.web.phone import Phone, phone_of

_WHERE = "/procedures/1.001193/submit"
_APPLICANT = f"{_WHERE}?step=1"
_CHILD = f"{_WHERE}?step=2"
_PAPERS = f"{_WHERE}?step=papers"


async def _drafts(session: Session) -> list[dict[str, Any]]:
    rows = (await session.get("/v1/drafts")).json()["items"]
    return [(await session.get(f"/v1/drafts/{row['id']}")).json() for row in rows]


async def _begin(phone: Phone) -> None:
    await phone.open(_WHERE)
    await phone.choose("Xã, phường nơi Ông/Bà ở", "UBND phường Cẩm Thành")
    await phone.tap("Tiếp tục")
    await phone.sees("Bước 2 trên 5")


async def _save(phone: Phone) -> None:
    """Save the step, as each step is saved."""
    await phone.turn_to(_WHERE)
    await phone.tap("Tiếp tục")
    await phone.sees("Bước 2 trên 5")


@pytest.mark.journey
async def test_what_another_phone_wrote_first_is_kept_under_what_is_typed_here(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Đinh Thị Hai Máy")
    session = await sign_in(citizen)

    async def drafts() -> list[dict[str, Any]]:
        return await _drafts(session)

    async with (
        phone_of(browser, stack.endpoints, pictures, citizen) as first,
        phone_of(browser, stack.endpoints, pictures, citizen) as second,
    ):
        await _begin(first)
        await eventually(drafts, want=lambda found: len(found) == 1)
        await second.open(_APPLICANT)
        await second.write("Số định danh cá nhân", "051190000123")
        await second.turn_to(_CHILD)
        await second.write("Nơi sinh", "Trạm y tế phường Cẩm Thành")
        await _save(second)
        await eventually(drafts, want=lambda found: "nguoi_duoc_khai_sinh" in found[0]["form"])
        await first.write("Họ, chữ đệm và tên", "Đinh Thị Hai Máy")
        await first.turn_to(_CHILD)
        await first.write("Nơi sinh", "Bệnh viện Sản - Nhi tỉnh")
        await _save(first)

        def whole(found: list[dict[str, Any]]) -> bool:
            applicant, child = found[0]["form"]["nguoi_yeu_cau"], found[0]["form"]["nguoi_duoc_khai_sinh"]
            return (applicant.get("ho_ten"), applicant.get("so_dinh_danh"), child.get("noi_sinh")) == (
                "Đinh Thị Hai Máy",
                "051190000123",
                "Bệnh viện Sản - Nhi tỉnh",
            )

        found = await eventually(drafts, want=whole)
        assert len(found) == 1
        await expect(first.page.get_by_label("Số định danh cá nhân").first).to_have_value("051190000123")
        await first.turn_to(_CHILD)
        await expect(first.page.get_by_label("Nơi sinh").first).to_have_value("Bệnh viện Sản - Nhi tỉnh")


@pytest.mark.journey
async def test_a_draft_that_was_begun_though_the_answer_was_lost_is_saved_on(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Đinh Văn Mất Tin")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:

        async def lose_the_answer(route: Route) -> None:
            if route.request.method == "POST":
                await route.fetch()
                await route.fulfill(status=400, body="", content_type="text/plain")
            else:
                await route.continue_()

        await phone.page.route("**/v1/drafts", lose_the_answer)
        await _begin(phone)

        async def drafts() -> list[dict[str, Any]]:
            return await _drafts(session)

        await eventually(drafts, want=lambda found: len(found) == 1)
        await phone.page.unroute("**/v1/drafts", lose_the_answer)
        await phone.write("Họ, chữ đệm và tên", "Đinh Văn Mất Tin")
        await _save(phone)
        found = await eventually(drafts, want=lambda all_of: "nguoi_yeu_cau" in all_of[0]["form"])
        assert len(found) == 1


@pytest.mark.journey
async def test_a_photo_that_was_still_on_its_way_is_in_the_draft_once_it_has_come(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Đinh Thị Ảnh Chậm")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        network_is_back = asyncio.Event()

        async def slowly(route: Route) -> None:
            await network_is_back.wait()
            await route.continue_()

        async def drafts() -> list[dict[str, Any]]:
            return await _drafts(session)

        await _begin(phone)
        await eventually(drafts, want=lambda found: len(found) == 1)
        await phone.page.route("**/v1/files", slowly)
        await phone.turn_to(_PAPERS)
        await phone.photograph()
        async with phone.page.expect_response("**/v1/drafts/*"):
            await phone.tap("Tiếp tục")
        [meanwhile] = await drafts()
        assert meanwhile["documents"] == []
        network_is_back.set()
        [whole] = await eventually(drafts, want=lambda found: found[0]["documents"] != [])
        assert [len(document["file_ids"]) for document in whole["documents"]] == [1]
