"""How a screen gets at photos of shops, posters and receipts: by links that need no token."""

from io import BytesIO
from typing import Any

from PIL import Image

from .service import Service, key
from .test_shops import registered, step


def photograph() -> bytes:
    out = BytesIO()
    Image.effect_noise((600, 400), 60).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


async def uploaded(service: Service) -> Any:
    answer = await service.http.post(
        "/v1/shop-photos", files={"file": ("Mặt tiền.jpg", photograph())}, headers={**service.citizen, **key()}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def shows_both(service: Service, photo: Any) -> None:
    whole, small = await service.http.get(photo["link"]), await service.http.get(photo["thumbnail_link"])
    assert (whole.status_code, small.status_code) == (200, 200), (whole.text, small.text)
    with Image.open(BytesIO(whole.content)) as large, Image.open(BytesIO(small.content)) as thumbnail:
        assert large.size == (600, 400)
        assert thumbnail.size == (480, 320)
    part = await service.http.get(photo["link"], headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, whole.content[2:6])


async def test_photos_are_seen_by_owner_and_reviewer_before_the_shop_is_listed(service: Service) -> None:
    photo = await uploaded(service)
    await shows_both(service, photo)
    shop = await registered(service, photos=[photo["id"]])
    await shows_both(service, shop["photo_files"][0])
    [listed] = (await service.ok("GET", "/v1/staff/shops", headers=service.reviewer))["items"]
    before = await service.database["access_log"].count_documents({})
    await shows_both(service, listed["photo_files"][0])
    assert await service.database["access_log"].count_documents({}) == before + 3
    log = await service.ok("GET", f"/v1/staff/payment-access-log?subject={shop['id']}", headers=service.administrator)
    assert {each["officer"] for each in log["items"]} == {"stf_reviewer"}
    looks = [(each["what"], each["file"]) for each in log["items"]]
    assert (looks.count(("shop", photo["id"])), looks.count(("shops", None)), len(looks)) == (3, 1, 4)
    await service.ok("GET", "/v1/staff/payment-access-log", 403, headers=service.reviewer)
    foreign = f"/v1/me/shops/{shop['id']}/photos/{photo['id']}"
    await service.ok("GET", foreign, 404, headers=service.stranger)
    await service.ok("GET", f"/v1/shops/{shop['id']}/photos/{photo['id']}", 404)
    assert (shop["poster_link"], shop["qr_link"]) == (None, None)


async def test_what_is_public_is_its_own_link_and_the_poster_has_one(service: Service) -> None:
    photo = await uploaded(service)
    shop = await step(service, await registered(service, photos=[photo["id"]]), "approval")
    [public] = (await service.ok("GET", f"/v1/shops/{shop['id']}"))["photo_files"]
    assert public["link"] == public["href"]
    await shows_both(service, public)
    own = await service.ok("GET", f"/v1/me/shops/{shop['id']}", headers=service.citizen)
    poster = await service.http.get(own["poster_link"])
    assert poster.content.startswith(b"%PDF-") and poster.headers["cache-control"] == "private, no-store"
    for link in (own["poster_picture_link"], own["qr_link"]):
        assert (await service.http.get(link)).content.startswith(b"\x89PNG")


async def test_a_review_keeps_what_the_officer_was_called(service: Service) -> None:
    shop = await registered(service)
    entry = (await step(service, shop, "review"))["timeline"][-1]
    assert (entry["by"], entry["by_name"]) == ("stf_reviewer", "Đỗ Thị Thẩm Định")
    own = await service.ok("GET", f"/v1/me/shops/{shop['id']}", headers=service.citizen)
    assert "Thẩm Định" not in str(own) and "stf_" not in str(own)
