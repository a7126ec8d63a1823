"""What a dossier costs, as one reads it just above the button that sends it."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from tests.journeys.people import Person, World, sign_in
from tests.web.phone import Phone, phone_of

CHECK = "/procedures/{}/submit?step=check"
FREE = "Không mất phí khi nộp."
OFFICE_SAYS = "Cơ quan nhận hồ sơ báo số tiền phải trả, nếu có."


async def costs(phone: Phone, code: str) -> str:
    await phone.open(CHECK.format(code))
    notice = phone.page.locator(".notice", has_text="Phí, lệ phí")
    await expect(notice).not_to_contain_text("Đang xem mức phí")
    return await notice.inner_text()


async def ask_for_copies(phone: Phone, code: str, wanted: int) -> None:
    """Leads to the check, with so many copies asked for."""
    copies = phone.page.get_by_label("Số bản sao đề nghị cấp")
    await phone.open(f"/procedures/{code}/submit?step=1")
    for step in range(2, 6):
        if await copies.count():
            break
        await phone.turn_to(f"/procedures/{code}/submit?step={step}")
    await copies.fill(str(wanted))
    await phone.turn_to(CHECK.format(code))


@pytest.mark.journey
async def test_a_sum_is_shown_only_where_it_is_known(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Nguyễn Thị Lan")
    await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        assert FREE in await costs(phone, "1.001193")
        assert "Phải trả 5.000 đồng khi có thông báo." in await costs(phone, "1.010038")
        either = await costs(phone, "1.004194")
        assert "7.000 đồng mỗi lần" in either and "5.000 đồng mỗi người" in either
        assert "12.000" not in either and OFFICE_SAYS in either
        for code in ("1.004873", "1.001612", "1.013225", "1.012789", "1.000656", "1.004884"):
            unknown = await costs(phone, code)
            assert "Theo nghị quyết của Hội đồng nhân dân tỉnh" in unknown and OFFICE_SAYS in unknown
            assert FREE not in unknown
        assert "8.000 đồng mỗi bản" in await costs(phone, "2.000635")
        await phone.picture("costs-by-copy")


@pytest.mark.journey
async def test_copies_are_counted(browser: Browser, stack: Stack, world: World, pictures: Path) -> None:
    citizen = await Person.with_zalo(world, "Nguyễn Thị Lan")
    await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await ask_for_copies(phone, "2.000635", 3)
        await phone.sees("Phải trả 24.000 đồng khi có thông báo.")


@pytest.mark.journey
@pytest.mark.parametrize("code", ["1.001193", "1.000656", "1.004884"])
async def test_copies_without_a_listed_price_are_named_and_not_taken_for_free(
    browser: Browser, stack: Stack, world: World, pictures: Path, code: str
) -> None:
    citizen = await Person.with_zalo(world, "Nguyễn Thị Lan")
    await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/procedures/{code}")
        await phone.sees("Bản sao, nếu cần: cơ quan nhận hồ sơ báo mức thu")
        await ask_for_copies(phone, code, 2)
        notice = phone.page.locator(".notice", has_text="Phí, lệ phí")
        await expect(notice).to_contain_text("2 bản sao: cơ quan nhận hồ sơ báo mức thu")
        await expect(notice).to_contain_text(OFFICE_SAYS)
        await expect(notice).not_to_contain_text(FREE)
        await phone.picture(f"costs-of-copies-{code}")
