import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pixelOf, pointAt, TILE, tilesIn, within, zoomFor } from "../common/src/ui/mercator.ts";
import { addressHere, goBack, mark, markAnew, matched, placeOf } from "../common/src/ui/router.ts";
import { byName } from "../common/src/words/names.ts";
import { isMobile, isOfShop, nationalNumber } from "../common/src/words/phone.ts";
import { plain, says, visible } from "../common/src/words/plain.ts";
import { count, dateIn, dayOf, fileOf, money, plainDay, recently, timeOf, weekdayOf } from "../common/src/words/words.ts";

test("a link from a message opens its screen: in Zalo, in a browser, and inside the app", () => {
  const place = (pathname, hash = "", search = "") => placeOf({ pathname, hash, search }).path;
  assert.equal(place("/zapps/5000/messages/msg_1"), "/messages/msg_1");
  assert.equal(place("/zapps/5000/", "#/messages/msg_1"), "/messages/msg_1");
  assert.equal(place("/zapps/5000/", "", "?env=TESTING&version=2"), "/");
  assert.equal(place("/app/", "#/news/art_1/"), "/news/art_1");
  assert.equal(place("/app"), "/");
});

test("who loads a file reads before what it is and how large", () => {
  assert.equal(fileOf("application/pdf", 119_001), "tệp PDF, 120 kB");
  assert.equal(fileOf("image/png", 2_540_000), "ảnh, 2,5 MB");
});

test("the query of Zalo's own address stays apart from a screen's", () => {
  const place = placeOf({ pathname: "/zapps/5/", hash: "#/search?q=khai%20sinh", search: "?env=TESTING" });
  assert.equal(place.query.get("q"), "khai sinh");
  assert.equal(place.query.get("env"), null);
});

test("who has to sign in is led back, whichever way the link to where they are is written", (t) => {
  t.after(() => delete globalThis.location);
  globalThis.location = { pathname: "/app/", hash: "#/procedures/1.001193/submit?step=check", search: "" };
  assert.equal(addressHere(), "/procedures/1.001193/submit?step=check");
  globalThis.location = { pathname: "/zapps/5/bills/bil_1", hash: "", search: "" };
  assert.equal(addressHere(), "/bills/bil_1");
});

test("an address that was cut off in the middle of a letter is a wrong one", () => {
  assert.equal(matched("/news/:id", "/news/%E1%BA"), null);
  assert.deepEqual(matched(".*", "/news/%E1%BA"), {});
  assert.equal(matched("/news/:id", "/news/a/b"), null);
});

test("back goes to the screen before, also after the app was loaded anew, and home from where it was opened", () => {
  const entries = [{ state: null, url: "" }]; // another page, from which a link led here
  let at = 0;
  const said = [];
  const history = {
    get state() { return entries[at].state; },
    replaceState: (state, _, url = entries[at].url) => void (entries[at] = { state, url }),
    back: () => void (at -= 1),
  };
  const open = (url) => { entries.splice(++at, entries.length, { state: null, url }); mark(url, history); };
  const back = () => { const place = at; goBack("/", history, (path) => said.push(path)); return at - place; };
  open("#/hotlines");
  assert.deepEqual([back(), said], [0, ["/"]]);
  open("#/news");
  open("#/news/art_1");
  assert.equal(back(), -1);
  mark("#/news", history);
  mark("#/news", history); // loaded anew
  assert.equal(back(), -1);
  mark("#/hotlines", history);
  assert.deepEqual([back(), said], [0, ["/", "/"]]);
});

test("each entry knows how many steps of its own screen lie behind it", () => {
  const entries = [];
  const open = (path) => {
    const entry = { state: null, replaceState: (state) => void (entry.state = state) };
    mark(path, entry);
    entries.push(entry.state.steps);
  };
  ["/", "/procedures/1", "/procedures/1/submit", "/procedures/1/submit", "/procedures/1/submit", "/dossiers/1"].forEach(open);
  assert.deepEqual(entries, [0, 0, 0, 1, 2, 0]);
});

test("an entry keeps its mark when its address was opened in it once more", () => {
  const entry = { state: null, replaceState: (state) => void (entry.state = state) };
  mark("/feedback/new", entry);
  const before = entry.state;
  entry.state = null; // the browser was given the same address again
  markAnew(entry);
  assert.deepEqual(entry.state, before);
  markAnew(entry);
  assert.deepEqual(entry.state, before);
});

test("a telephone number is the same however it is written", () => {
  for (const typed of ["0912345678", "+84 912 345 678", "84.912.345.678", "(0912) 345-678", "0084912345678", "+84 0912 345 678"]) assert.equal(nationalNumber(typed), "0912345678", typed);
  assert.deepEqual(["0912345678", "0112345678", "091234567", "02553822541"].map(isMobile), [true, false, false, false]);
  assert.equal(isOfShop(nationalNumber("+84 255 3822 541")), true);
});

test("while a number is typed, nothing of it changes before it is whole", () => {
  for (const typed of ["8", "84", "84912", "+84"]) assert.equal(nationalNumber(typed), typed);
});

test("names stand as a Vietnamese dictionary has them, communes by their own", () => {
  const names = ["xã Đức Phổ", "xã Ba Tơ", "phường Cẩm Thành", "đặc khu Lý Sơn", "xã Ân Phú", "xã An Phú", "UBND xã Bình Sơn", "xã Dung Quất"];
  const sorted = byName(names.map((name) => ["", name])).map(([, name]) => name);
  assert.deepEqual(sorted, ["xã An Phú", "xã Ân Phú", "xã Ba Tơ", "UBND xã Bình Sơn", "phường Cẩm Thành", "xã Dung Quất", "xã Đức Phổ", "đặc khu Lý Sơn"]);
});

test("a choice is found by its words, in any order and whatever stands between", () => {
  assert.ok(says("Cháy, nổ, tai nạn Khẩn cấp", "cháy nổ"));
  assert.ok(says("Nước sinh hoạt bẩn", "ban nuoc"));
  assert.ok(says("Ổ gà, mặt đường hỏng", "o ga"));
  assert.ok(!says("Mất nắp cống, hố ga", "o ga"));
  assert.ok(says("Phường Cẩm Thành", ""));
});

test("without accents everything is found", () => assert.equal(plain("  Đăng ký  KHAI SINH "), "dang ky khai sinh"));

test("marks that nobody sees are left out, and emoji stay whole", () => {
  assert.equal(visible("\u202eđảo\u202c \u200fa\u200b\ufeff"), "đảo a");
  assert.equal(visible("👨‍👩‍👧 🇻🇳 ❤️"), "👨‍👩‍👧 🇻🇳 ❤️");
});

test("money and days are said as people here say them", () => {
  assert.equal(money(615000), "615.000 đồng");
  assert.equal(money(0), "Không mất phí");
  assert.equal(plainDay("2026-11-02"), "02/11/2026");
  assert.match(recently(new Date()), /hôm nay$/);
  assert.match(recently(new Date(Date.now() - 86_400_000)), /hôm qua$/);
});

test("days, hours and numbers are those of the phone's own formatter, which is too slow to ask", () => {
  const zone = { timeZone: "Asia/Ho_Chi_Minh" };
  const theirs = (options, language = "vi-VN") => new Intl.DateTimeFormat(language, { ...options, ...zone });
  const [day, weekday] = [theirs({ day: "2-digit", month: "2-digit", year: "numeric" }), theirs({ weekday: "long" })];
  const [time, date] = [theirs({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }), theirs({ year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA")];
  const number = new Intl.NumberFormat("vi-VN");
  for (let turn = 0; turn < 2000; turn++) {
    const at = new Date(Date.UTC(1980, 0, 1) + turn * 977_777_777);
    assert.equal(dayOf(at), day.format(at));
    assert.equal(timeOf(at).replace(" giờ ", ":"), time.format(at));
    assert.equal(weekdayOf(at), weekday.format(at));
    assert.equal(count(turn ** 3), number.format(turn ** 3));
  }
  assert.equal(dateIn(3), date.format(new Date(Date.now() + 3 * 86_400_000)));
});

test("a point is where it was, to a metre, after the way to pixels and back", () => {
  const market = { latitude: 15.1214, longitude: 108.7923 };
  for (const zoom of [7, 12, 17]) assert.deepEqual(pointAt(pixelOf(market, zoom), zoom), market);
});

test("the middle of the earth is the middle of its one tile", () => assert.deepEqual(pixelOf({ latitude: 0, longitude: 0 }, 0), [TILE / 2, TILE / 2]));

test("the tiles cover the window, and no more than they must", () => {
  const tiles = tilesIn({ latitude: 15.12, longitude: 108.79 }, 14, [320, 288]);
  assert.ok(tiles.length >= 4 && tiles.length <= 9);
  assert.ok(Math.min(...tiles.map(({ left }) => left)) <= 0 && Math.max(...tiles.map(({ left }) => left)) + TILE >= 320);
  assert.ok(Math.min(...tiles.map(({ top }) => top)) <= 0 && Math.max(...tiles.map(({ top }) => top)) + TILE >= 288);
});

test("the pin stays inside the province", () =>
  assert.deepEqual(within({ latitude: 21, longitude: 105 }, { west: 107, south: 14, east: 109, north: 15.5 }), { latitude: 15.5, longitude: 107 }));

test("the first view of the map holds the whole province, its islands too, on the narrowest phone", () => {
  const { box, landmarks } = JSON.parse(readFileSync("mini-app/province.json", "utf8"));
  const zoom = zoomFor(box, [238, 238]);
  const [middle, ...corners] = [
    { latitude: (box.north + box.south) / 2, longitude: (box.west + box.east) / 2 }, { latitude: box.north, longitude: box.west }, { latitude: box.south, longitude: box.east }, ...landmarks,
  ].map((point) => pixelOf(point, zoom));
  for (const [x, y] of corners) assert.ok(Math.abs(x - middle[0]) <= 119.01 && Math.abs(y - middle[1]) <= 121, `${x - middle[0]}, ${y - middle[1]}`);
});

test("between two whole zooms the tiles of the nearer one are drawn larger or smaller, side by side", () => {
  const tiles = tilesIn({ latitude: 15.12, longitude: 108.79 }, 7.6, [320, 288]);
  assert.deepEqual([...new Set(tiles.map(({ z }) => z))], [8]);
  assert.ok(tiles.every(({ side }) => side > 190 && side < 200));
  assert.ok(tiles.some(({ left, side }) => left + side >= 320) && tiles.every(({ left, side }) => left + side > 0));
});
