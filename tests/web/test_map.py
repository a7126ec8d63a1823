"""The small map in a package that is told where tiles are: by finger, by keys and by single taps."""

import io
import math
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.async_api import Browser, Route, expect

from gateway.mini_app import MiniApp
from local_stack.mini_app import WEB, install
from local_stack.npm import run_node
from local_stack.stack import Stack
from shared.testing import eventually
from tests.journeys.people import JSON, Person, World, sign_in
from tests.web.phone import Phone, phone_of

TILES = "https://tiles.quangngai.example/{z}/{x}/{y}.png"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    install()
    folder = tmp_path_factory.mktemp("with-tiles")
    run_node(WEB, ["build.mjs", str(folder)], more={"MAP_TILES": TILES})
    yield folder


async def with_tiles(phone: Phone, app: MiniApp) -> list[str]:
    """The phone is given this package, and a server of tiles. Returns which tiles were asked for."""
    asked: list[str] = []
    picture = io.BytesIO()
    Image.new("RGB", (256, 256), "#cfe0c3").save(picture, "PNG")

    async def page(route: Route) -> None:
        headers = {"content-security-policy": app.policy, "content-type": "text/html; charset=utf-8"}
        await route.fulfill(body=app.page(), headers=headers)

    async def file(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        await route.fulfill(body=app.packed(name, None), content_type=app.media_type(name))

    async def tile(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(body=picture.getvalue(), content_type="image/png")

    await phone.page.route("**/app/", page)
    await phone.page.route("**/app/*.*", file)
    await phone.page.route("https://tiles.quangngai.example/**", tile)
    return asked


_TILE_UNDER_THE_PIN = """
() => {
  const { left, top, width, height } = document.querySelector('.map-frame').getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  for (const tile of document.querySelectorAll('.map-tile')) {
    const at = tile.getBoundingClientRect();
    if (at.left <= x && x < at.right && at.top <= y && y < at.bottom) return [tile.src, x - at.left, y - at.top];
  }
}
"""


async def under_the_pin(phone: Phone) -> tuple[float, float]:
    """Longitude and latitude of what the picture shows there, by the numbers of its tile."""
    address, right, down = await phone.page.evaluate(_TILE_UNDER_THE_PIN)
    zoom, x, y = map(int, re.findall(r"\d+", address))
    side = 2**zoom
    longitude = (x + right / 256) / side * 360 - 180
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + down / 256) / side))))
    return longitude, latitude


@pytest.mark.journey
async def test_a_place_is_pointed_at(
    browser: Browser, stack: Stack, world: World, pictures: Path, package: Path
) -> None:
    citizen = await Person.with_zalo(world, "Lý Thị Chỉ Chỗ")
    session = await sign_in(citizen)
    async with phone_of(browser, stack.endpoints, pictures, citizen) as phone:
        asked = await with_tiles(phone, MiniApp(package, stack.endpoints.zalo_simulator, TILES))
        await phone.open("/feedback/new")
        await phone.tap("Chọn trên bản đồ")
        await expect(phone.page.locator(".map-tile").first).to_be_visible()
        await phone.page.go_back()  # closes the map, and no more
        await phone.tap("Chọn trên bản đồ")
        frame = phone.page.get_by_role("application")
        await expect(phone.page.locator(".map-tile").first).to_be_visible()
        assert await phone.faults() == []
        for _ in range(3):
            await phone.page.get_by_role("button", name="Phóng to").click()
        await frame.focus()
        await phone.page.keyboard.press("ArrowRight")
        await phone.page.get_by_role("button", name="Lên bắc").click()
        box = await frame.bounding_box()
        assert box is not None
        await phone.page.mouse.move(box["x"] + 200, box["y"] + 100)
        await phone.page.mouse.down()
        await phone.page.mouse.move(box["x"] + 120, box["y"] + 160, steps=4)
        await phone.page.mouse.up()
        await phone.picture("map")
        assert {url.split("/")[3] for url in asked} >= {"8", "10"}, "the tiles of the zoom that is looked at"
        await phone.tap("Chọn chỗ có ghim")
        await phone.sees("Đã ghi vị trí")
        await phone.page.get_by_role("button", name="Xem, sửa trên bản đồ").click()
        await expect(phone.page.locator(".map-tile").first).to_have_attribute("src", re.compile("/16/"))
        pointed_at = await under_the_pin(phone)
        await phone.tap("Chọn chỗ có ghim")
        await phone.write("Chuyện gì xảy ra?", "Đèn đường hỏng cả đoạn dài")
        await phone.find("Thuộc loại nào?", "o ga", "Ổ gà, mặt đường hư hỏng")
        await phone.write("Kể rõ hơn", "Đoạn này tối hẳn từ đầu tuần, đi lại nguy hiểm.")
        await phone.page.get_by_label("Gửi ẩn danh, không ghi tên").check()
        await phone.agree_to_publish()
        async with phone.without_network():
            await phone.tap_twice("Gửi phản ánh")
            await phone.sees("Phản ánh sẽ tự gửi lại")

        async def reports() -> list[JSON]:
            return list((await session.get("/v1/reports")).json()["items"])

        [report] = await eventually(reports, want=lambda found: len(found) == 1)
    stored = (await session.get(f"/v1/reports/{report['id']}")).json()["place"]["point"]
    assert (stored["longitude"], stored["latitude"]) == pytest.approx(pointed_at, abs=0.00005), "to a few metres"


@pytest.mark.journey
async def test_public_reports_stand_on_the_map(
    browser: Browser, stack: Stack, world: World, pictures: Path, package: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await with_tiles(phone, MiniApp(package, stack.endpoints.zalo_simulator, TILES))

        async def some(route: Route) -> None:
            cluster = {"point": {"longitude": 108.79, "latitude": 15.12}, "count": 12}
            await route.fulfill(json={"points": [], "clusters": [cluster]})

        await phone.page.route("**/v1/public-reports/map?*", some)
        await phone.open("/feedback")
        await phone.page.get_by_text("Lọc theo loại, nơi, tình trạng").click()
        await phone.page.get_by_label("Hoàn thành", exact=True).check()
        await phone.write("Tìm trong các phản ánh", "o ga khong ai thay")
        await phone.sees("Không có phản ánh nào như vậy.")
        assert await phone.faults() == []
        await phone.tap("Xem trên bản đồ")
        await expect(phone.page.get_by_role("button", name="12 phản ánh")).to_be_visible()
        await phone.sees("© OpenStreetMap contributors")
        assert await phone.faults() == []
        await phone.picture("map-of-reports")
        before = await phone.page.locator(".map-tile").first.get_attribute("src")
        await phone.page.unroute("**/v1/public-reports/map?*", some)
        async with phone.without_network():
            await phone.page.get_by_role("button", name="Phóng to").click()
            await phone.sees("Chưa có mạng")
            await phone.page.route("**/v1/public-reports/map?*", some)
        await phone.page.get_by_role("button", name="12 phản ánh").click()
        await expect(phone.page.locator(".map-tile").first).not_to_have_attribute("src", str(before))


_MARKS_CUT_OFF = """
() => {
  const frame = document.querySelector('.map-frame').getBoundingClientRect();
  return Array.from(document.querySelectorAll('.map-mark'), mark => {
    const { left, right, top, bottom } = mark.getBoundingClientRect();
    const inside = left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
    return inside && mark.scrollHeight <= mark.clientHeight ? '' : mark.textContent;
  }).filter(Boolean);
}
"""

_MARKS_ON_EACH_OTHER = """
() => {
  const place = mark => [mark.textContent, mark.getBoundingClientRect()];
  const marks = Array.from(document.querySelectorAll('.map-mark'), place);
  return marks.flatMap(([one, a], at) => marks.slice(at + 1).filter(([, b]) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).map(([other]) => `${one} ${other}`));
}
"""


@pytest.mark.journey
async def test_a_mark_at_the_edge_of_the_map_is_there_whole(browser: Browser, stack: Stack, pictures: Path) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:

        async def at_the_edges(route: Route) -> None:
            west, south, east, north = map(float, parse_qs(urlsplit(route.request.url).query)["bbox"][0].split(","))
            some = [(west + (east - west) * step / 24, south + (north - south) * step / 24) for step in range(25)]
            others = [(longitude, south + north - latitude) for longitude, latitude in some]
            clusters = [
                {"point": {"longitude": longitude, "latitude": latitude}, "count": 1200 + number}
                for number, (longitude, latitude) in enumerate([*some, *others])
            ]
            await route.fulfill(json={"points": [], "clusters": clusters})

        await phone.page.route("**/v1/public-reports/map?*", at_the_edges)
        for width, size in ((360, ""), (320, "200%")):
            await phone.page.set_viewport_size({"width": width, "height": 740})
            await phone.open("/feedback")
            await phone.page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            await phone.turn_to("/feedback/map")
            await expect(phone.page.locator(".map-mark").first).to_be_visible()
            assert await phone.page.locator(".map-mark").count() > 1
            assert await phone.page.evaluate(_MARKS_CUT_OFF) == []
            assert await phone.page.evaluate(_MARKS_ON_EACH_OTHER) == []
            await phone.picture(f"map-edges-{width}")


SHOP: JSON = {
    "id": "shp_01KAMW3T6V5E2Q1G7Q3Z9S4R8N",
    "code": "CH000001",
    "name": "Quế Trà Bồng Bà Năm",
    "categories": ["ocop"],
    "category_labels": ["OCOP"],
    "commune": "21385",
    "commune_name": "Phường Cẩm Thành",
    "address": "5 Phan Đình Phùng",
    "latitude": 15.12,
    "longitude": 108.79,
    "open_now": True,
    "hours": [{"days": [1], "opens": "07:00", "closes": "21:00"}],
    "phone": "0912345678",
    "description": "",
    "photos": [],
    "photo_files": [],
    "products": [],
}


@pytest.mark.journey
async def test_a_shop_is_found_on_the_map(
    browser: Browser, stack: Stack, world: World, pictures: Path, package: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await with_tiles(phone, MiniApp(package, stack.endpoints.zalo_simulator, TILES))

        async def one(route: Route) -> None:
            south, west, north, east = map(float, parse_qs(urlsplit(route.request.url).query)["box"][0].split(","))
            inside = south < SHOP["latitude"] < north and west < SHOP["longitude"] < east
            await route.fulfill(json={"items": [SHOP] if inside else [], "next": None})

        async def whole(route: Route) -> None:
            await route.fulfill(json=SHOP)

        await phone.page.route("**/v1/shops?box=*", one)
        await phone.page.route(f"**/v1/shops/{SHOP['id']}", whole)
        await phone.open("/stores")
        await phone.tap("Xem trên bản đồ")
        mark = phone.page.get_by_role("button", name=SHOP["name"])
        await expect(mark).to_be_visible()
        assert await phone.faults() == []
        await phone.picture("map-of-stores")
        for _ in range(4):
            await phone.page.get_by_role("button", name="Phóng to").click()
        await phone.sees("Trong khung này chưa có cửa hàng nào.")  # its middle is far from there
        for _ in range(4):
            await phone.page.get_by_role("button", name="Thu nhỏ").click()
        await phone.page.unroute("**/v1/shops?box=*", one)
        async with phone.without_network():
            await phone.page.get_by_role("button", name="Sang đông").click()
            await phone.sees("Chưa có mạng")
            await phone.page.route("**/v1/shops?box=*", one)
        await mark.click()
        await expect(phone.page.get_by_role("heading", name=SHOP["name"])).to_be_visible()


_PLACES_CUT_OFF = """
() => {
  const frame = document.querySelector('.map-frame').getBoundingClientRect();
  return Array.from(document.querySelectorAll('.map-place'), place => {
    const { left, right, top, bottom } = place.getBoundingClientRect();
    const inside = left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
    return inside ? '' : place.textContent;
  }).filter(Boolean);
}
"""


@pytest.mark.journey
async def test_without_tiles_known_places_tell_where_a_mark_is(
    browser: Browser, stack: Stack, world: World, pictures: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:
        await phone.page.set_viewport_size({"width": 320, "height": 640})
        for screen in ("/feedback", "/stores"):
            await phone.open(screen)
            await phone.tap("Xem trên bản đồ")
            await phone.sees("so với những nơi ghi tên")
            await expect(phone.page.get_by_text("Lý Sơn")).to_be_visible()
            assert await phone.page.evaluate(_PLACES_CUT_OFF) == []
        await phone.picture("map-without-tiles")


@pytest.mark.journey
async def test_the_names_of_places_are_as_large_as_other_text_where_there_is_room(
    browser: Browser, stack: Stack, pictures: Path
) -> None:
    async with phone_of(browser, stack.endpoints, pictures, None) as phone:

        async def none(route: Route) -> None:
            await route.fulfill(json={"items": [], "next": None})

        await phone.page.route("**/v1/shops?box=*", none)
        await phone.open("/me")
        await phone.page.get_by_label("Chữ rất lớn").check()
        await phone.turn_to("/stores/map")
        await phone.sees("Lý Sơn")
        large = await phone.page.evaluate("getComputedStyle(document.documentElement).fontSize")
        names = phone.page.locator(".map-place")
        assert await names.evaluate_all("each => each.map(name => getComputedStyle(name).fontSize)") == [large] * 5
        assert await phone.page.evaluate(_PLACES_CUT_OFF) == []
        await phone.picture("map-larger")
