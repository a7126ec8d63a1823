"""A page in a real browser makes the official template's calls from another origin, as the template makes them: what a
browser lets through is the proof that CORS is right.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, Route

from shared.testing import PATIENCE
from tests.journeys.people import Person, World, call

ZALO = "https://h5.zdn.vn"
"""Where Zalo's web view shows a mini app."""
ELSEWHERE = "https://trang-khac.example"

# A dossier that nobody has: it is found by nobody, which is an answer.
CALLS = """async ({gateway, token, office, day, picture}) => {
  const headers = {"Authorization": `Bearer ${token}`, "x-organization-id": office};
  const answers = {};
  async function request(name, method, path, data) {
    const url = new URL(path, gateway), options = {method, headers: new Headers(headers)};
    if (method === "GET") url.search = new URLSearchParams(data).toString();
    else { options.headers.append("Content-Type", "application/json"); options.body = JSON.stringify(data); }
    try { answers[name] = await (await fetch(url, options)).json(); } catch (error) { answers[name] = String(error); }
  }
  await request("organization", "GET", "/get_organization_api", {miniAppId: "5000000000000000005"});
  await request("articles", "GET", "/get_articles_api", {page: 1, pargeSize: 10});
  await request("guides", "GET", "/information_guide_api", {page: 0, pargeSize: 10});
  await request("profiles", "GET", "/search_profiles_api", {profileCode: "HS-KHONGCO", organizationId: office});
  await request("types", "GET", "/feedback_types_api", {});
  await request("feedbacks", "GET", "/feedback_api", {page: 0, pargeSize: 10});
  const form = new FormData();
  form.append("photo", new Blob([new Uint8Array(picture)], {type: "image/jpeg"}), "1.jpg");
  answers.upload = await fetch(gateway + "/upload_image_api", {method: "POST", body: form})
    .then((answer) => answer.json()).catch(String);
  await request("feedback", "POST", "/feedback_api", {title: "Đèn hỏng", content: "Đèn trước trường không sáng.",
    token: "", feedbackTypeId: answers.types.data?.[0].id, imageUrls: answers.upload.data?.images});
  await request("schedule", "GET", "/get_schedule_api", {});
  await request("booked", "POST", "/create_schedule_api",
    {date: day, fullName: "Lan", content: "", phoneNumber: "84912345678"});
  return answers;
}"""
NAMES = (
    "organization", "articles", "guides", "profiles", "types", "feedbacks", "upload", "feedback", "schedule", "booked",
)  # fmt: skip


@asynccontextmanager
async def page_of(browser: Browser, origin: str) -> AsyncIterator[Page]:
    """An empty page that lies at ``origin``."""

    async def empty(route: Route) -> None:
        await route.fulfill(content_type="text/html", body="<!doctype html><title>Trang</title>")

    context = await browser.new_context()
    context.set_default_timeout(PATIENCE * 1000)
    try:
        await context.route(f"{origin}/**", empty)
        page = await context.new_page()
        await page.goto(f"{origin}/zapps/5000000000000000005/")
        yield page
    finally:
        await context.close()


async def asked_from(page: Page, world: World) -> dict[str, Any]:
    """What the page was answered, call by call; a call that the browser did not let through as the error's words."""
    lan = await Person.with_zalo(world, "Nguyễn Thị Lan")
    office = (await call(world.gateway, "GET", "/get_organization_api", 200)).json()["data"]["id"]
    days = (await call(world.gateway, "GET", f"/v1/offices/{office}/slots", 200, params={"days": 14})).json()["items"]
    free = next(one["day"] for one in days if any(slot["free"] for slot in one["slots"]))
    picture = BytesIO()
    Image.new("RGB", (40, 30), (90, 20, 20)).save(picture, "JPEG")
    given = {
        "gateway": str(world.gateway.base_url).rstrip("/"),
        "token": await lan.zalo_token(),
        "office": office,
        "day": f"{date.fromisoformat(free):%m-%d-%Y}",
        "picture": list(picture.getvalue()),
    }
    return dict(await page.evaluate(CALLS, given))


@pytest.mark.journey
async def test_every_call_of_the_template_passes_a_browsers_rules(browser: Browser, world: World) -> None:
    async with page_of(browser, ZALO) as page:
        answers = await asked_from(page, world)
    assert {name: answers[name]["err"] for name in NAMES} == dict.fromkeys(NAMES, 0), answers
    assert answers["schedule"] == {"err": 0, "message": "Thành công", "data": None}
    assert answers["articles"]["data"]["data"][0]["title"]
    assert answers["booked"]["data"]["number"]


@pytest.mark.journey
async def test_a_page_of_somebody_else_reads_nothing(browser: Browser, world: World) -> None:
    async with page_of(browser, ELSEWHERE) as page:
        answers = await asked_from(page, world)
    assert answers == dict.fromkeys(NAMES, "TypeError: Failed to fetch")
