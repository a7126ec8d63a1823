"""What came of a report and of a question is rated, in the service's own words, with the network cut in the middle."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.people import Person, Session, World
from tests.web.life import lived
from tests.web.phone import Phone, phone_of
from tests.web.test_after_filing import SAVED


async def rate(phone: Phone, app: Session, path: str, label: str) -> Any:
    """The rating that the service has of what is at ``path`` once the phone has been without a network."""
    await phone.page.get_by_label(label, exact=True).check()
    async with phone.without_network():
        await phone.tap_twice("Gửi đánh giá")
        await phone.sees(SAVED)

    async def rated() -> Any:
        return (await app.get(path)).json()["rating"]

    return await eventually(rated, want=lambda rating: rating is not None)


@pytest.mark.journey
async def test_a_result_is_rated_and_the_report_reopened_once(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Đoàn Thị Chưa Ưng")
    app = await lived(citizen, stack, world)
    report = (await app.get("/v1/reports")).json()["items"][0]["id"]
    question = (await app.get("/v1/questions")).json()["items"][0]["id"]
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open(f"/feedback/mine/{report}")
        assert (await rate(phone, app, f"/v1/reports/{report}", "Không hài lòng"))["label"] == "Không hài lòng"
        await phone.sees("Ông/Bà đã đánh giá: Không hài lòng")
        await phone.sees("Ông/Bà: Không hài lòng")  # among what happened
        await phone.page.get_by_text("Chưa xử lý xong?").click()
        await phone.write("Còn gì chưa được", "Nắp cống vẫn kênh, đi qua rất ồn.")
        # Closed before it was sent: what was written is there again, and not folded away.
        await phone.page.reload()
        await expect(phone.page.get_by_label("Còn gì chưa được")).to_have_value("Nắp cống vẫn kênh, đi qua rất ồn.")
        await expect(phone.page.get_by_label("Còn gì chưa được")).to_be_visible()
        async with phone.without_network():
            await phone.tap_twice("Yêu cầu xử lý lại")
            await phone.sees(SAVED)
            await expect(phone.page.get_by_role("button", name="Yêu cầu xử lý lại")).to_have_count(0)
        await phone.sees("Mở lại")
        await phone.sees("Ông/Bà: Nắp cống vẫn kênh, đi qua rất ồn.")
        await expect(phone.page.get_by_text("chưa gửi được")).to_have_count(0)
        await phone.picture("report-reopened")
        assert await phone.faults() == []
        await phone.open(f"/questions/mine/{question}")
        assert (await rate(phone, app, f"/v1/questions/{question}", "Chấp nhận"))["label"] == "Chấp nhận"
        await expect(phone.page.get_by_role("button", name="Gửi đánh giá")).to_have_count(0)
        await phone.sees("Ông/Bà đã đánh giá: Chấp nhận")
        await phone.picture("answer-rated")
        assert await phone.faults() == []
