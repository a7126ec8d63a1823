"""Whatever the gateway or the network answers, a screen says what to do; whatever a person does, nothing is lost."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.async_api import Browser, Route, expect

from local_stack.mini_app import PACKAGE
from local_stack.stack import Stack
from tests.journeys.people import Person, World, sign_in
from tests.web.phone import AT_ONCE, Phone, phone_of
from tests.web.test_filing_and_reporting import fill_birth_registration
from tests.web.test_screens import SCREENS

# Waits between two tries are not what is tested here; the time-out of an answer (20 s) stays.
HURRY = """
const wait = window.setTimeout;
window.setTimeout = (act, time, ...more) => wait(act, time < 15000 ? Math.min(time, 20) : time, ...more);
"""
HEADED = re.compile(r"\S")
FINGER = 48
"""Pixels, of what is tapped."""
LATE_MS = 20_000
"""How long the app waits for an answer."""
FORMS = ["/appointments/book", "/feedback/new", "/questions/ask", "/dues/link", "/stores/register"]
"""What can be chosen there comes from the gateway."""
OWN = ["/dossiers", "/appointments", "/bills/bil_01KAMW3T6V5E2Q1G7Q3Z9S4R8N", "/me", "/inbox", "/stores/mine"]


async def away(route: Route) -> None:
    """Nobody answers."""
    await route.abort()


async def all_parts(phone: Phone) -> None:
    """Every part of the package, as Zalo has it on the phone already; not its SDK, which runs in Zalo alone."""
    named = json.loads((PACKAGE / "app-config.json").read_text())["listAsyncJS"]
    parts = [name for name in named if not name.startswith("sdk-")]
    await phone.page.evaluate("parts => Promise.all(parts.map(part => import(`/app/${part}`)))", parts)


async def nothing_is_said(phone: Phone) -> list[str]:
    """The screens that stay empty, or wait for ever."""
    return [each.path for each in await phone.walk(SCREENS.values()) if each.stuck or len(each.words) <= 10]


@pytest.mark.journey
@pytest.mark.parametrize("speak", ["words => words.onerror({ error: 'synthesis-failed' })", "() => {}"])
async def test_a_phone_without_a_voice_says_that_it_has_none(
    browser: Browser, stack: Stack, pictures: Path, speak: str
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.context.add_init_script(f"{HURRY} speechSynthesis.speak = {speak};")
        await phone.open("/news")
        await phone.page.locator("main .row").first.click()
        await phone.tap("Nghe đọc")
        await phone.sees("Máy này chưa có giọng đọc tiếng Việt.")
        await expect(phone.page.get_by_role("button", name="Nghe đọc")).to_be_visible()
        assert await phone.faults() == []


@pytest.mark.journey
async def test_every_screen_says_something_on_a_phone_that_is_offline_from_the_start(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Kiều Thị Sóng Yếu")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.page.route("**/v1/**", away)
        await phone.page.add_init_script("Object.defineProperty(navigator, 'onLine', { get: () => false })")
        await phone.page.goto(f"{stack.endpoints.gateway}/app/")
        await all_parts(phone)
        assert await nothing_is_said(phone) == []
        await phone.turn_to("/dossiers")
        await phone.sees("Chưa có mạng")
        await phone.picture("offline")
        assert [form.path for form in await phone.walk(FORMS) if "Thử lại" not in form.ways] == []


ANSWERS = [
    (200, "application/json", "{}"),
    (200, "application/json", "[]"),
    (200, "application/json", "null"),
    (200, "application/json", '{"items": [{}]}'),
    (200, "text/html", "<html>Wi-Fi của quán: xin đồng ý điều khoản</html>"),
    (500, "text/plain", ""),
    (404, "application/problem+json", "{}"),
    (403, "application/problem+json", '{"title": "Không được xem"}'),
    (422, "application/problem+json", '{"title": 7, "errors": [null, {"field": "a"}, "b"]}'),
]
"""Answers of another version, of a broken proxy, or of the café whose Wi-Fi wants to be agreed to."""


@pytest.mark.journey
async def test_every_screen_stands_whatever_is_answered(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    async def silent_after(status: int, media_type: str, body: str) -> list[str]:
        citizen = await Person.with_zalo(world, "Hồ Thị Chờ")
        async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:

            async def spoil(route: Route) -> None:
                if route.request.method == "GET":
                    await route.fulfill(status=status, body=body, content_type=media_type)
                else:
                    await route.continue_()

            await phone.context.add_init_script(HURRY)
            await phone.page.route("**/v1/**", spoil)
            await phone.page.goto(f"{stack.endpoints.gateway}/app/")
            await expect(phone.page.locator("h1").first).to_have_text(HEADED)
            return await nothing_is_said(phone)

    assert await some_at_once(silent_after, ANSWERS) == {answer: [] for answer in ANSWERS}


STATUSES = [400, 401, 403, 404, 408, 409, 410, 412, 413, 418, 422, 429, 451, 500, 502, 503, 504]
WAYS = {401: "Đăng nhập", **dict.fromkeys((403, 404, 410, 451), "Về trang chủ")}
"""Where trying again leads nowhere."""


@pytest.mark.journey
async def test_every_status_has_a_screen_that_says_what_to_do(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    async def faults_after(status: int) -> list[str]:
        citizen = await Person.with_zalo(world, "Hồ Thị Chờ")
        async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:

            async def refuse(route: Route) -> None:
                if "/auth/" in route.request.url and status != 401:
                    await route.continue_()
                else:
                    await route.fulfill(status=status, body="<html>", content_type="text/html")

            await phone.context.add_init_script(HURRY)
            await phone.page.route("**/v1/**", refuse)
            await phone.page.goto(f"{stack.endpoints.gateway}/app/")
            shown = await phone.walk(OWN)
            await phone.picture(f"refused-{status}")
            lost = [each.path for each in shown if each.stuck or WAYS.get(status, "Thử lại") not in each.ways]
            return [*lost, *await phone.faults()]

    each_alone = [(status,) for status in STATUSES]
    assert await some_at_once(faults_after, each_alone) == {status: [] for status in each_alone}


Case = TypeVar("Case", bound=tuple[Any, ...])


async def some_at_once(look: Callable[..., Awaitable[list[str]]], cases: Sequence[Case]) -> dict[Case, list[str]]:
    """What ``look`` finds for each of the cases."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(case: Case) -> list[str]:
        async with turn:
            return await look(*case)

    return dict(zip(cases, await asyncio.gather(*map(one, cases)), strict=True))


@pytest.mark.journey
async def test_back_goes_one_step_back_and_loses_nothing(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Phan Thị Quay Lại")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await fill_birth_registration(phone)
        steps = [await phone.page.locator("h1").text_content()]
        for _ in range(5):
            await phone.page.go_back()
            await phone.ready()
            await expect(phone.page.locator("h1")).not_to_have_text(str(steps[-1]))
            steps.append(await phone.page.locator("h1").text_content())
        assert steps[-1] == "Ông/Bà nộp hồ sơ ở đâu?", steps
        chosen = phone.page.get_by_label("Xã, phường nơi Ông/Bà ở").locator("option:checked")
        await expect(chosen).to_have_text("UBND phường Cẩm Thành")
        await phone.page.go_forward()
        await expect(phone.page.get_by_label("Số định danh cá nhân")).to_have_value("051190000123")
        await expect(phone.page.get_by_label("Số điện thoại di động")).to_have_value("0912345678")


@pytest.mark.journey
async def test_a_session_that_ends_in_the_middle_loses_nothing(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Châu Văn Hết Phiên")
    app = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/questions/ask")
        await phone.write("Ông/Bà muốn hỏi gì?", "Xin hỏi giờ làm việc của phường")
        await phone.write("Kể rõ hơn", "Chiều thứ Bảy phường có làm việc không, xin cho biết.")
        await phone.page.get_by_label("Lĩnh vực").select_option(index=1)
        await phone.agree_to_publish()

        async def over(route: Route) -> None:
            await route.fulfill(status=401, body="{}", content_type="application/json")

        await phone.page.route("**/v1/**", over)
        await phone.tap("Gửi câu hỏi")
        await phone.sees("Ông/Bà cần đăng nhập lại")
        await phone.picture("session-over")
        await phone.page.unroute("**/v1/**", over)
        await phone.page.locator(".notice").get_by_role("link", name="Đăng nhập").click()
        await phone.tap(str(citizen.account["name"]))
        await expect(phone.page.get_by_label("Ông/Bà muốn hỏi gì?")).to_have_value("Xin hỏi giờ làm việc của phường")
        await phone.tap("Gửi câu hỏi")
        await phone.sees("Quá trình")
    assert len((await app.get("/v1/questions")).json()["items"]) == 1


@pytest.mark.journey
async def test_a_session_that_is_ended_elsewhere_while_a_dossier_is_written_loses_nothing(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Châu Thị Viết Dở")
    app = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        async with phone.page.expect_response("**/v1/auth/zalo") as signed_in:
            await phone.open("/")
        tokens = await (await signed_in.value).json()
        await fill_birth_registration(phone)
        await phone.turn_to("/procedures/1.001193/submit?step=2")
        await phone.write("Nơi sinh", "Trạm y tế phường Cẩm Thành")
        await world.gateway.post("/v1/auth/logout", json={"refresh_token": tokens["refresh_token"]})

        async def too_old(route: Route) -> None:
            """The access token of that session, as in a quarter of an hour."""
            sent = route.request.headers
            old = sent.get("authorization") == f"Bearer {tokens['access_token']}"
            await route.continue_(headers={**sent, "authorization": "Bearer x"} if old else sent)

        await phone.page.route("**/v1/**", too_old)
        await phone.page.evaluate("sessionStorage.clear()")  # Zalo does not vouch for them by itself either
        await phone.tap("Tiếp tục")
        await phone.turn_to("/procedures/1.001193/submit?step=papers")
        await phone.photograph()
        await phone.tap("Tiếp tục")
        await phone.tap("Gửi hồ sơ")
        await phone.page.locator(".notice").get_by_role("link", name="Đăng nhập").click()
        await phone.tap(str(citizen.account["name"]))
        await phone.sees("Xem lại trước khi gửi")
        await phone.sees("Trạm y tế phường Cẩm Thành")
        await phone.picture("session-over-while-filing")
        await phone.tap("Gửi hồ sơ")
        await phone.sees("Đã gửi hồ sơ")
    [dossier] = (await app.get("/v1/dossiers")).json()["items"]
    whole = (await app.get(f"/v1/dossiers/{dossier['id']}")).json()
    assert len(whole["documents"]) == 1


@pytest.mark.journey
async def test_strange_letters_go_through_and_never_push_the_screen_aside(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    """Emoji, a hundred letters without a space, marks that turn the direction of writing."""
    citizen = await Person.with_zalo(world, "Mai Thị Lạ")
    app = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.page.set_viewport_size({"width": 320, "height": 640})
        await phone.open("/questions/ask")
        await phone.write("Ông/Bà muốn hỏi gì?", "🙂👨‍👩‍👧 " + "a" * 120)
        await phone.write("Kể rõ hơn", "\u202eđảo ngược\u202c \u200f" + "b" * 200 + " 🇻🇳")
        await phone.page.get_by_label("Lĩnh vực").select_option(index=1)
        await phone.agree_to_publish()
        await phone.tap("Gửi câu hỏi")
        await phone.sees("Quá trình")
        for path in ("/questions/mine", f"/questions/mine/{(await app.get('/v1/questions')).json()['items'][0]['id']}"):
            await phone.turn_to(path)
            await phone.sees("🙂")
            assert not await phone.scrolls_aside(), path
        await phone.picture("strange-letters")


@pytest.mark.journey
async def test_an_answer_that_never_comes_is_not_waited_for_for_ever(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Tạ Thị Đợi")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:

        async def silence(route: Route) -> None: ...

        await phone.page.clock.install()
        await phone.page.route("**/v1/appointments?*", silence)
        async with phone.page.expect_request("**/v1/appointments?*"):
            await phone.page.goto(f"{stack.endpoints.gateway}/app/#/appointments")
        await phone.page.clock.fast_forward(LATE_MS)
        await phone.sees("Mạng đang rất chậm")
        await expect(phone.page.get_by_role("button", name="Thử lại")).to_be_visible()


@pytest.mark.journey
async def test_each_line_about_what_is_wrong_is_as_high_as_a_finger(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Tạ Thị Ngón Tay")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/questions/ask")
        await phone.tap("Gửi câu hỏi")
        await phone.sees("Xin xem lại")
        heights = "links => links.map(link => link.getBoundingClientRect().height)"
        assert min(await phone.page.locator(".notice.bad li a").evaluate_all(heights)) >= FINGER
        await phone.picture("error-summary")


@pytest.mark.journey
async def test_a_search_of_which_one_half_fails_says_so(browser: Browser, stack: Stack, pictures: Path) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:

        async def broken(route: Route) -> None:
            await route.fulfill(status=500, body="<html>", content_type="text/html")

        await phone.page.route("**/v1/search?*", broken)
        await phone.open("/search?q=zzzzzz")
        await expect(phone.page.get_by_role("button", name="Thử lại")).to_be_visible()
        await phone.page.unroute("**/v1/search?*", broken)
        await phone.tap("Thử lại")
        await phone.sees("Chưa tìm thấy “zzzzzz”")


@pytest.mark.journey
async def test_an_answer_that_cannot_be_drawn_is_neither_kept_nor_drawn_again(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Kiều Thị Méo")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:

        async def spoilt(route: Route) -> None:
            await route.fulfill(status=200, body="{}", content_type="application/json")

        await phone.page.route("**/v1/dossiers?*", spoilt, times=1)
        await phone.open("/dossiers")
        await phone.sees("Trang này gặp trục trặc")
        await phone.picture("answer-spoilt")
        await phone.tap("Thử lại")
        await phone.sees("Ông/Bà chưa nộp hồ sơ nào.")
        await phone.page.route("**/v1/news?*", spoilt, times=1)
        await phone.turn_to("/news")
        await phone.sees("Trang này gặp trục trặc")
        await phone.page.reload()
        await expect(phone.page.locator("main .row").first).to_be_visible()
        await expect(phone.page.locator("h1")).to_have_text("Tin tức của tỉnh")


@pytest.mark.journey
async def test_an_answer_of_a_service_that_is_away_says_from_when_it_is(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:

        async def from_before(route: Route) -> None:
            answer = await route.fetch()
            stale = {**answer.headers, "warning": '110 - "Response is Stale"', "age": "120"}
            await route.fulfill(response=answer, headers=stale)

        await phone.page.route("**/v1/news?*", from_before)
        await phone.open("/news")
        await phone.sees("Đây là thông tin lúc")
        await phone.sees("Hệ thống đang bận, chưa có thông tin mới hơn.")
        await expect(phone.page.locator("main .row").first).to_be_visible()
        await phone.picture("news-from-before")
        await phone.page.unroute("**/v1/news?*", from_before)
        await phone.tap("Cập nhật")
        await expect(phone.page.get_by_text("Đây là thông tin lúc")).to_have_count(0)


@pytest.mark.journey
async def test_what_waits_to_be_sent_is_said_once_on_a_screen(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Kiều Thị Một Lời")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.page.clock.install()
        await phone.open("/questions/ask")
        await phone.write("Ông/Bà muốn hỏi gì?", "Xin hỏi giờ làm việc của phường")
        await phone.write("Kể rõ hơn", "Chiều thứ Bảy phường có làm việc không, xin cho biết.")
        await phone.page.get_by_label("Lĩnh vực").select_option(index=1)
        await phone.agree_to_publish()

        async def too_often(route: Route) -> None:
            await phone.page.clock.fast_forward(5_000)  # it takes long until the gateway says so
            await route.fulfill(status=429, body="{}", content_type="application/json", headers={"Retry-After": "300"})

        await phone.page.route("**/v1/questions", too_often)
        await phone.tap("Gửi câu hỏi")
        words = phone.page.get_by_text("còn nhắc ở đầu trang đến khi gửi xong")
        await phone.sees("Câu hỏi sẽ tự gửi lại")
        await expect(words).to_have_count(1)
        await phone.picture("waits-once")
        await phone.tap("Xem câu hỏi của tôi")
        await phone.sees("Đã lưu trên máy này, sẽ tự gửi lại")  # where the screen does not say it
        await expect(words).to_have_count(1)


@pytest.mark.journey
async def test_a_screen_that_was_never_opened_needs_a_network_and_says_so(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.open("/hotlines")
        await phone.turn_to("/search")
        async with phone.without_network():
            said = []
            # Of the first neither the screen nor what it shows is there; of the others the screen is.
            for path in ("/stores", "/news", "/guides", "/procedures/1.001193"):
                await phone.turn_to(path)
                await phone.sees("Chưa có mạng")
                said.append(await phone.page.get_by_role("alert").inner_text())
            assert set(said) == {said[0]}
            assert "chưa mở lần nào" not in said[0]
            await phone.turn_to("/stores")
        await expect(phone.page.locator("h1")).to_contain_text("ửa hàng")


@pytest.mark.journey
async def test_the_numbers_to_call_are_there_without_a_network(browser: Browser, stack: Stack, pictures: Path) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        # Nobody has opened the screen: it is fetched once the first one is there.
        async with phone.page.expect_event("requestfinished", lambda request: "/reading-" in request.url) as fetched:
            await phone.open("/")
        module = (await fetched.value).url
        await phone.page.evaluate("module => import(module).then(() => undefined)", module)  # with what it needs
        async with phone.without_network():
            await phone.page.get_by_role("link", name="Trợ giúp").click()
            await expect(phone.page.get_by_role("link", name="113")).to_have_attribute("href", "tel:113")
            await phone.turn_to("/stores")
            await expect(phone.page.get_by_role("link", name="Gọi 1022")).to_have_attribute("href", "tel:1022")


@pytest.mark.journey
async def test_a_screen_says_that_there_is_no_network_as_long_as_there_is_none(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Kiều Thị Mất Sóng")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/me/notifications")
        async with phone.without_network():
            await phone.tap("Lưu lựa chọn")
            await phone.sees("Chưa có mạng")
        await expect(phone.page.get_by_text("Chưa có mạng")).to_have_count(0)
        await phone.tap("Lưu lựa chọn")
        await phone.sees("Đã lưu")


@pytest.mark.journey
async def test_what_is_done_at_the_counter_is_not_written_first(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Kiều Văn Ra Quầy")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/procedures/2.000815/submit")
        await phone.sees("Thủ tục này làm tại quầy một cửa")
        await phone.tap("Đặt lịch hẹn")
        await phone.sees("Đến nơi nào?")


@pytest.mark.journey
async def test_a_sign_in_that_does_not_answer_is_a_busy_system(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Kiều Thị Chờ")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:

        async def down(route: Route) -> None:
            await route.fulfill(status=503, body="")

        await phone.context.add_init_script(HURRY)
        await phone.page.route("**/control/people/*/access-tokens", down)
        await phone.open("/dossiers")
        await phone.sees("Hệ thống đang bận")
        await expect(phone.page.get_by_text("tự nhập")).to_have_count(0)


OTHERS_ANSWERS = """
() => new Promise(done => {
  const opening = indexedDB.open('mini-app', 1);
  opening.onsuccess = () => {
    const store = opening.result.transaction('kept', 'readwrite').objectStore('kept');
    let changed = 0;
    store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return done(changed);
      if (String(cursor.key).startsWith('seen:')) {
        cursor.update(JSON.stringify({ ...JSON.parse(cursor.value), form: 'other', value: {} }));
        changed += 1;
      }
      cursor.continue();
    };
  };
})
"""
"""Leaves what the app has seen as an app of another day would have, whose answers had other members."""


@pytest.mark.journey
async def test_what_an_older_app_has_kept_is_not_drawn(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    citizen = await Person.with_zalo(world, "Kiều Thị Cập Nhật")
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        await phone.open("/dossiers")
        await phone.ready()
        assert await phone.page.evaluate(OTHERS_ANSWERS) > 0

        await phone.page.route("**/v1/dossiers*", away)
        await phone.page.reload()
        await phone.sees("Chưa có mạng")
        await expect(phone.page.locator("h1")).not_to_have_text("Trang này gặp trục trặc")
