"""What waits for the citizen stands on the first screen, before all that goes on without them."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from local_stack.stack import Stack
from tests.journeys.administrator import administrator
from tests.journeys.dues import Dues
from tests.journeys.feedback import PROVINCE, FeedbackJourney
from tests.journeys.people import Person, World, sign_in
from tests.web.phone import phone_of
from tests.web.test_after_filing import no_step, office_of, submitted
from tests.web.test_public_reports import REPORT


@pytest.mark.journey
async def test_what_waits_for_the_citizen_stands_first(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Trịnh Thị Được Hỏi")
    app, boss = await sign_in(citizen), await administrator(world, stack.run)
    waiting = await submitted(app)
    others = [await submitted(app) for _ in range(3)]  # newer, so that it is not among the first of them
    office, feedback = await office_of(stack, world), FeedbackJourney(world, boss, no_step, show=lambda message: None)
    one_stop = await office.officer("Phạm Thị Một Cửa", "one_stop")
    await office.act(one_stop, waiting, "accept")
    demand = {"reason": "Thiếu giấy tờ của mẹ.", "documents": [{"name": "Giấy xác nhận cư trú"}]}
    await office.act(one_stop, waiting, "request-supplement", demand)
    for dossier in others:
        await office.act(one_stop, dossier, "accept")
    report = str((await app.post("/v1/reports", REPORT, 201)).json()["id"])
    coordinator = await feedback.officer("Võ Điều Phối", "feedback_coordinator", PROVINCE)
    await feedback.act(coordinator, "reports", report, "ask", {"text": "Cây đổ trước số nhà nào?"})
    dues = Dues(world, boss, no_step, show=lambda message: None)
    await dues.issue(await dues.with_school())
    bill = (await dues.bill_of(app))["id"]
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/")
        await phone.sees("Việc của Ông/Bà")
        rows = phone.page.locator("main .section + .rows").first.locator("a")
        await expect(rows.first).to_have_attribute("href", f"#/dossiers/{waiting}")
        links = [await row.get_attribute("href") for row in await rows.all()]
        assert links[:3] == [f"#/dossiers/{waiting}", f"#/feedback/mine/{report}", f"#/bills/{bill}"], links
        assert set(links[3:]) == {f"#/dossiers/{dossier}" for dossier in others}
        codes = [(await app.get(f"/v1/dossiers/{dossier}")).json()["code"] for dossier in others]
        for code in codes:  # all three have one name
            await expect(rows.filter(has_text=f"Mã {code}")).to_have_count(1)
        await phone.picture("running-matters")
        assert await phone.faults() == []
        async with phone.without_network():
            await phone.turn_to("/me")
            await phone.turn_to("/")
            await phone.sees("Cơ quan hỏi thêm, mời Ông/Bà trả lời")  # as it was last seen
        await rows.nth(1).click()
        asked = phone.page.locator("summary", has_text="Cây đổ trước số nhà nào?")
        await asked.click()
        await phone.write("Trả lời của Ông/Bà", "Trước nhà số 12.")
        await phone.answers_late(f"/v1/reports/{report}")
        async with phone.without_network():
            await phone.tap("Gửi trả lời")
            await phone.sees("Đã lưu trên máy này")
            await expect(phone.page.get_by_role("button", name="Gửi trả lời")).to_have_count(0)  # not twice
        await expect(asked).to_have_count(0)
    timeline = (await app.get(f"/v1/reports/{report}")).json()["timeline"]
    assert [entry["text"] for entry in timeline].count("Trước nhà số 12.") == 1
