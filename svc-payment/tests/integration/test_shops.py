"""Cửa hàng 4.0: from the registration to the poster, and a change of account that nobody can slip in."""

import copy
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from shared.crypto import FieldCipher
from svc_payment.domain.vietqr import decode

from .service import COMMUNE, CONTACT_KEYS, Service, if_match, key

SHOP: dict[str, Any] = {
    "profile": {
        "name": "Tỏi Lý Sơn Bà Lan",
        "legal_type": "household",
        "owner_name": "Nguyễn Thị Lan",
        "registered_name": "Hộ kinh doanh Tỏi Bà Lan",
        "tax_code": "051085000123",
        "commune": COMMUNE,
        "address": "12 Phan Đình Phùng, phường Cẩm Thành",
        "place": {"latitude": 15.12, "longitude": 108.8},
        "categories": ["nong-san-ocop"],
        "hours": [{"days": [1, 2, 3, 4, 5, 6], "opens": "07:00", "closes": "18:00"}],
        "phone": "0912345678",
        "products": [{"name": "Tỏi cô đơn", "price": 250000, "unit": "kg"}],
    },
    "account": {"bank": "970436", "number": "1012345678", "holder": "Nguyễn Thị Lan"},
}


async def registered(service: Service, **changes: Any) -> Any:
    body = copy.deepcopy(SHOP)
    body["profile"] |= changes
    return await service.ok("POST", "/v1/me/shops", 201, json=body, headers={**service.citizen, **key()})


WANTED = {"bank": "970418", "number": "9998887776", "holder": "NGUYEN THI LAN"}


async def ask_for(service: Service, shop: Any, account: dict[str, str]) -> Any:
    path, headers = f"/v1/me/shops/{shop['id']}/payee", {**service.citizen, **key()}
    return await service.ok("POST", path, json=account, headers=headers)


async def waiting(service: Service, **query: str) -> list[str]:
    found = await service.ok("GET", "/v1/staff/shops", params=query, headers=service.reviewer)
    return [shop["id"] for shop in found["items"]]


async def step(service: Service, shop: Any, path: str, expect: int = 200, **body: Any) -> Any:
    headers = {**service.reviewer, **key(), **if_match(shop["version"])}
    return await service.ok("POST", f"/v1/staff/shops/{shop['id']}/{path}", expect, json=body, headers=headers)


async def approved(service: Service) -> Any:
    return await step(service, await registered(service), "approval")


async def test_from_the_registration_to_a_poster_that_banks_read(service: Service) -> None:
    shop = await registered(service)
    assert (shop["state"], shop["account"]["number"]) == ("registered", "******5678")
    await service.ok("GET", f"/v1/me/shops/{shop['id']}/poster.pdf", 404, headers=service.citizen)
    assert (await service.ok("GET", "/v1/shops"))["items"] == []
    shop = await step(service, shop, "review")
    shop = await step(service, shop, "supplement-request", reason="Cần ảnh mặt tiền cửa hàng")
    own = {**service.citizen, **key()}
    path, note = f"/v1/me/shops/{shop['id']}/supplement", "Biển hiệu đang làm, tuần sau mới có ảnh"
    for nothing in ({}, {"account": SHOP["account"]}, {"profile": SHOP["profile"]}):
        refused = await service.ok("POST", path, 422, json=nothing, headers={**service.citizen, **key()})
        assert [error["field"] for error in refused["errors"]] == ["profile"]
        assert "Ông/Bà chưa bổ sung gì" in refused["errors"][0]["message"]
    shop = await service.ok("POST", path, json={"note": note}, headers=own)
    assert (shop["state"], shop["timeline"][-1]["reason"]) == ("in_review", note)
    shop = await step(service, shop, "approval")
    assert (shop["state"], [one["action"] for one in shop["allowed_actions"]]) == ("approved", ["suspend", "revoke"])
    poster = await service.http.get(f"/v1/me/shops/{shop['id']}/poster.pdf", headers=service.citizen)
    assert poster.content.startswith(b"%PDF-"), poster.text
    for name in ("poster.png", "qr.png"):
        picture = await service.http.get(f"/v1/me/shops/{shop['id']}/{name}", headers=service.citizen)
        [found] = zxingcpp.read_barcodes(Image.open(BytesIO(picture.content)))
        read = decode(found.text)
        assert (read.bank, read.account, read.amount) == ("970436", "1012345678", None)
    types = [event["type"].split(".")[3] for event in await service.events("shops")]
    assert types == ["registered", "supplement_requested", "supplemented", "approved"]


async def test_a_suspended_shop_without_a_code_is_told_that_it_is_suspended(service: Service) -> None:
    shop = await step(service, await approved(service), "suspension", reason="Có phản ánh")
    problem = await service.ok("GET", f"/v1/me/shops/{shop['id']}/qr.png", 404, headers=service.citizen)
    assert "“Tạm ngưng”" in problem["detail"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "toi ly son"}, 1),
        ({"q": "TỎI CÔ"}, 1),
        ({"q": "nuoc mam"}, 0),
        ({"q": ".*"}, 0),
        ({"q": " "}, 1),
        ({"commune": COMMUNE, "category": "nong-san-ocop"}, 1),
        ({"category": "hai-san"}, 0),
        ({"box": "15,108,16,109"}, 1),
        ({"box": "14,108,15,109"}, 0),
        ({"open_now": "true"}, 1),
    ],
)
async def test_the_directory(service: Service, query: dict[str, str], found: int) -> None:
    await approved(service)
    shown = (await service.ok("GET", "/v1/shops", params=query))["items"]
    assert len(shown) == found
    assert all("account" not in shop and "owner_name" not in shop for shop in shown)


@pytest.mark.parametrize("place", [None, "left out"])
async def test_a_shop_whose_address_is_in_words_alone_is_found_by_words(service: Service, place: str | None) -> None:
    """Not every phone tells where it is, and a market stall has an address all the same."""
    body = copy.deepcopy(SHOP)
    body["profile"] |= {"place": None}
    if place:
        del body["profile"]["place"]
    shop = await service.ok("POST", "/v1/me/shops", 201, json=body, headers={**service.citizen, **key()})
    assert (shop["latitude"], shop["longitude"]) == (None, None)
    await step(service, shop, "approval")
    [shown] = (await service.ok("GET", "/v1/shops", params={"q": "toi"}))["items"]
    assert (shown["address"], shown["latitude"], shown["longitude"]) == (SHOP["profile"]["address"], None, None)
    assert (await service.ok("GET", "/v1/shops", params={"box": "-90,-180,90,180"}))["items"] == []


async def test_a_filter_that_names_nothing_is_said(service: Service) -> None:
    for path, field in (("shops", "category"), ("shops", "commune"), ("schools", "commune")):
        answer = await service.http.get(f"/v1/{path}", params={field: "99999"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_a_wrong_box_is_said(service: Service) -> None:
    for box in ("1,2,3", "a,b,c,d", "16,108,15,109", "nan,1,2,3"):
        await service.ok("GET", "/v1/shops", 422, params={"box": box})


@pytest.mark.parametrize(
    ("profile", "account", "field"),
    [
        ({"tax_code": "0100109107"}, {}, "profile.tax_code"),
        ({"tax_code": None}, {}, "profile.tax_code"),
        ({}, {"holder": "Trần Văn Bình"}, "account.holder"),
        ({"registered_name": "Trần Văn Minh"}, {"holder": "TRAN VAN MINH"}, "account.holder"),
        ({}, {"bank": "970999"}, "account.bank"),
        ({"place": {"latitude": 10.8, "longitude": 106.7}}, {}, "profile.place"),
        ({"commune": "00001"}, {}, "profile.commune"),
        ({"categories": ["vang-bac"]}, {}, "profile.categories[0]"),
        ({"hours": [{"days": [1], "opens": "07:00", "closes": "07:00"}]}, {}, "profile.hours[0].closes"),
        ({"photos": ["fil_00000000000000000000000000"]}, {}, "profile.photos[0]"),
        ({"phone": "12345"}, {}, "profile.phone"),
    ],
)
async def test_what_is_wrong_about_a_shop_is_named(
    service: Service, profile: dict[str, Any], account: dict[str, Any], field: str
) -> None:
    body = copy.deepcopy(SHOP)
    body["profile"] |= profile
    body["account"] |= account
    problem = await service.ok("POST", "/v1/me/shops", 422, json=body, headers={**service.citizen, **key()})
    assert [error["field"] for error in problem["errors"]] == [field]


async def test_all_that_is_wrong_about_a_shop_is_in_the_first_answer(service: Service) -> None:
    body = copy.deepcopy(SHOP)
    body["profile"] |= {"tax_code": "0100109107", "commune": "00001", "photos": ["fil_00000000000000000000000000"]}
    body["account"] |= {"bank": "970999"}
    problem = await service.ok("POST", "/v1/me/shops", 422, json=body, headers={**service.citizen, **key()})
    assert {error["field"] for error in problem["errors"]} == {
        "profile.tax_code",
        "profile.commune",
        "profile.photos[0]",
        "account.bank",
    }


async def test_numbers_of_a_shop_are_read_as_they_are_pasted(service: Service) -> None:
    body = copy.deepcopy(SHOP)
    body["account"] |= {"number": "1012 345-678"}
    await service.ok("POST", "/v1/me/shops", 201, json=body, headers={**service.citizen, **key()})
    body["profile"] |= {"phone": "+1 415 555 2671"}
    problem = await service.ok("POST", "/v1/me/shops", 422, json=body, headers={**service.citizen, **key()})
    assert "số nước ngoài" in problem["errors"][0]["message"]


async def test_a_new_account_waits_for_approval_and_the_owner_is_told_at_once(service: Service) -> None:
    shop = await approved(service)
    path = f"/v1/me/shops/{shop['id']}"
    other = {"bank": "970418", "number": "9998887776", "holder": "Tran Van Binh"}
    problem = await service.ok("POST", f"{path}/payee", 422, json=other, headers={**service.citizen, **key()})
    assert problem["errors"][0]["field"] == "account.holder"
    wanted = {**other, "holder": "NGUYEN THI LAN"}
    changed = await service.ok("POST", f"{path}/payee", json=wanted, headers={**service.citizen, **key()})
    assert (changed["account"]["number"], changed["wanted_account"]["number"]) == ("******5678", "******7776")
    picture = await service.http.get(f"{path}/poster.png", headers=service.citizen)
    [found] = zxingcpp.read_barcodes(Image.open(BytesIO(picture.content)))
    assert decode(found.text).account == "1012345678"
    after = await step(service, changed, "payee-approval")
    assert (after["account"]["number"], after["wanted_account"]) == ("******7776", None)
    await step(service, after, "payee-approval", 409)
    types = [event["type"].split(".")[3] for event in await service.events("shops")]
    assert types[-2:] == ["payee_change_requested", "payee_changed"]


async def test_the_phone_that_was_approved_is_named_in_what_is_told_of_a_new_account(service: Service) -> None:
    shop = await approved(service)
    wanted = {"bank": "970418", "number": "9998887776", "holder": "NGUYEN THI LAN"}
    path, headers = f"/v1/me/shops/{shop['id']}/payee", {**service.citizen, **key()}
    await step(service, await service.ok("POST", path, json=wanted, headers=headers), "payee-approval")
    *before, requested, changed = await service.events("shops")
    assert [event["data"].get("contact") for event in before] == [None] * len(before)
    for event in (requested, changed):
        assert "912345678" not in str(event)
        sealed = event["data"]["contact"]
        assert FieldCipher.parse(CONTACT_KEYS).decrypt(sealed, "named-phone") == "+84912345678"


async def test_account_and_phone_are_sealed_where_they_lie(service: Service) -> None:
    shop = await approved(service)
    stored = str(await service.database["shops"].find_one({"_id": shop["id"]}))
    assert "1012345678" not in stored
    assert "0912345678" not in stored


async def test_another_commune_another_owner_and_an_outdated_version(service: Service) -> None:
    shop = await registered(service)
    elsewhere = service.mint.staff("shop_reviewer@21548")
    headers = {**elsewhere, **key(), **if_match(1)}
    await service.ok("POST", f"/v1/staff/shops/{shop['id']}/approval", 404, json={}, headers=headers)
    await service.ok("GET", f"/v1/me/shops/{shop['id']}", 404, headers=service.stranger)
    late = await step(service, {**shop, "version": 7}, "approval", 412)
    seen = await service.ok("GET", f"/v1/staff/shops/{shop['id']}", headers=service.reviewer)
    assert late["allowed_actions"] == seen["allowed_actions"] != []
    refused = await step(service, shop, "suspension", 409, reason="Chưa đủ điều kiện")
    assert refused["allowed_actions"] == seen["allowed_actions"]
    await step(service, shop, "rejection", 422)


async def test_a_photo_is_ones_own_and_public_once_the_shop_is(service: Service) -> None:
    out = BytesIO()
    Image.new("RGB", (40, 30), (200, 80, 20)).save(out, "PNG")
    files = {"file": ("mat-tien.png", out.getvalue())}
    photo = await service.ok("POST", "/v1/shop-photos", 201, files=files, headers={**service.citizen, **key()})
    shop = await registered(service, photos=[photo["id"]])
    path = f"/v1/shops/{shop['id']}/photos/{photo['id']}"
    await service.ok("GET", path, 404)
    await step(service, shop, "approval")
    assert (await service.http.get(path)).status_code == 200


async def test_a_new_account_waits_where_the_reviewer_looks(service: Service) -> None:
    untouched, shop = await approved(service), await approved(service)
    assert await waiting(service) == []
    await ask_for(service, shop, WANTED)
    new = await registered(service)
    assert sorted(await waiting(service)) == sorted([shop["id"], new["id"]])
    assert await waiting(service, payee_change="true") == [shop["id"]]
    assert await waiting(service, payee_change="true", state="suspended") == []
    assert sorted(await waiting(service, state="approved")) == sorted([shop["id"], untouched["id"]])
    counts = await service.ok("GET", "/v1/staff/shop-counts", headers=service.reviewer)
    assert counts["states"] == [
        {"state": "registered", "label": "Mới đăng ký", "count": 1},
        {"state": "approved", "label": "Đã duyệt", "count": 2},
    ]
    assert counts["payee_changes"] == 1
    shown = await service.ok("GET", f"/v1/staff/shops/{shop['id']}", headers=service.reviewer)
    assert (shown["account"]["bank_name"], shown["wanted_account"]["bank_name"]) == ("Vietcombank", "BIDV")
    offers = {offer["action"]: offer["label"] for offer in shown["allowed_actions"]}
    assert offers["approve_payee"] == "Duyệt tài khoản mới"
    assert offers["reject_payee"] == "Không duyệt tài khoản mới"
    await step(service, shown, "payee-rejection", reason="Không đúng chủ")
    assert await waiting(service) == [new["id"]]


async def test_a_new_account_of_a_shop_that_is_suspended_or_elsewhere_waits_for_nobody_here(service: Service) -> None:
    shop = await ask_for(service, await approved(service), WANTED)
    elsewhere = service.mint.staff("shop_reviewer@21548")
    assert (await service.ok("GET", "/v1/staff/shops", headers=elsewhere))["items"] == []
    assert (await service.ok("GET", "/v1/staff/shop-counts", headers=elsewhere))["payee_changes"] == 0
    shop = await step(service, shop, "suspension", reason="Có phản ánh")
    assert await waiting(service) == []
    counts = await service.ok("GET", "/v1/staff/shop-counts", headers=service.reviewer)
    assert counts["payee_changes"] == 0
    await step(service, shop, "resumption")
    assert await waiting(service) == [shop["id"]]


async def test_a_wrong_account_is_mended_when_the_office_asks(service: Service) -> None:
    shop = await step(service, await registered(service), "supplement-request", reason="Số tài khoản không đúng")
    path, headers = f"/v1/me/shops/{shop['id']}/supplement", {**service.citizen, **key()}
    mended = await service.ok("POST", path, json={"account": WANTED}, headers=headers)
    assert (mended["state"], mended["account"]["number"], mended["wanted_account"]) == (
        "in_review",
        "******7776",
        None,
    )


async def test_the_account_of_a_shop_that_nobody_approved_yet_is_replaced_at_once(service: Service) -> None:
    shop = await registered(service)
    assert "change_payee" in [offer["action"] for offer in shop["allowed_actions"]]
    mended = await ask_for(service, shop, WANTED)
    assert (mended["state"], mended["account"]["number"], mended["wanted_account"]) == (
        "registered",
        "******7776",
        None,
    )
    # Whoever looked at the old one cannot approve the new one unseen.
    await step(service, shop, "approval", 412)
    await step(service, mended, "approval")
    assert [event["type"].split(".")[3] for event in await service.events("shops")] == ["registered", "approved"]


async def test_every_step_has_its_label(service: Service) -> None:
    shop = await step(service, await registered(service), "review")
    shop = await step(service, shop, "approval")
    shop = await ask_for(service, shop, WANTED)
    shop = await step(service, shop, "payee-approval")
    shop = await step(service, shop, "suspension", reason="Có phản ánh về vệ sinh")
    shop = await step(service, shop, "resumption")
    expected = [
        ("Đăng ký cửa hàng", None),
        ("Bắt đầu thẩm định", None),
        ("Duyệt cửa hàng", None),
        ("Gửi tài khoản nhận tiền mới", None),
        ("Duyệt tài khoản nhận tiền mới", None),
        ("Tạm ngưng", "Có phản ánh về vệ sinh"),
        ("Cho hoạt động lại", None),
    ]
    own = await service.ok("GET", f"/v1/me/shops/{shop['id']}", headers=service.citizen)
    for timeline in (shop["timeline"], own["timeline"]):
        assert [(entry["label"], entry["reason"]) for entry in timeline] == expected
        assert [entry["state_label"] for entry in timeline][-2:] == ["Tạm ngưng", "Đã duyệt"]
    assert own["legal_type_label"] == "Hộ kinh doanh"


async def test_a_second_shop_that_may_be_the_first_is_asked_about_and_not_refused(service: Service) -> None:
    first = await approved(service)
    second = await registered(service, name="Quán 2", address="12 phan đình phùng, Phường CẨM THÀNH")
    [asked] = second["similar"]
    assert (asked["id"], asked["code"], asked["state_label"]) == (first["id"], first["code"], "Đã duyệt")
    assert asked["same"] == ["tax_code", "address", "account"]
    assert asked["same_labels"] == ["Cùng mã số thuế", "Cùng địa chỉ", "Cùng tài khoản nhận tiền"]
    [listed] = (await service.ok("GET", "/v1/staff/shops", headers=service.reviewer))["items"]
    assert listed["similar"] == [asked]
    # The owner is asked about a shop that is not decided, the reviewer is shown both ways.
    own = await service.ok("GET", f"/v1/me/shops/{first['id']}", headers=service.citizen)
    assert own["similar"] == []
    shown = await service.ok("GET", f"/v1/staff/shops/{first['id']}", headers=service.reviewer)
    assert [shop["id"] for shop in shown["similar"]] == [second["id"]]


async def test_states_of_shops_have_their_names_in_the_figures(service: Service) -> None:
    await approved(service)
    period = {"since": "2026-11-01", "until": "2026-11-30"}
    figures = await service.ok("GET", "/v1/staff/payment-figures", params=period, headers=service.officer)
    [shown] = figures["shops"]
    assert (shown["commune_name"], shown["shops"]) == ("phường Cẩm Thành", 1)
    assert (shown["commune"], shown["state"], shown["state_label"]) == (COMMUNE, "approved", "Đã duyệt")
    table = await service.http.get("/v1/staff/payment-figures.csv", params=period, headers=service.officer)
    assert "Cửa hàng,approved,Đã duyệt,phường Cẩm Thành,1" in table.text


async def test_a_reviewer_sees_first_what_waits_longest_and_an_owner_what_is_newest(service: Service) -> None:
    old = await approved(service)
    shops = []
    for _ in range(3):
        await service.later(minutes=1)
        shops.append((await registered(service))["id"])
    await service.later(minutes=1)
    await ask_for(service, old, WANTED)
    in_turn: list[str] = []
    after: dict[str, str] = {}
    while True:
        query: dict[str, Any] = {"limit": 3, **after}
        page = await service.ok("GET", "/v1/staff/shops", params=query, headers=service.reviewer)
        in_turn += [shop["id"] for shop in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert in_turn == [*shops, old["id"]]
    own = await service.ok("GET", "/v1/me/shops", headers=service.citizen)
    assert [shop["id"] for shop in own["items"]] == [*reversed(shops), old["id"]]


@pytest.mark.parametrize(
    ("hours", "field", "message"),
    [
        ([([1, 8], "07:00", "11:00")], "profile.hours[0].days[1]", None),
        ([([1], "07:00", "07:00")], "profile.hours[0].closes", "Giờ đóng cửa phải khác giờ mở cửa."),
        (
            [([1, 2], "07:00", "11:00"), ([2, 3], "10:30", "14:00")],
            "profile.hours[1]",
            "Thứ Ba có hai khoảng giờ trùng nhau.",
        ),
    ],
)
async def test_hours_that_cannot_be_are_refused_by_which(
    service: Service, hours: list[tuple[list[int], str, str]], field: str, message: str | None
) -> None:
    body = copy.deepcopy(SHOP)
    body["profile"]["hours"] = [{"days": days, "opens": opens, "closes": closes} for days, opens, closes in hours]
    refused = await service.ok("POST", "/v1/me/shops", 422, json=body, headers={**service.citizen, **key()})
    [error] = refused["errors"]
    assert (error["field"], error["message"]) == (field, message or error["message"])
