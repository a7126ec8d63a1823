"""What citizens know and say about themselves."""

import json
from typing import Any

import pytest


async def profile(gateway: Any, headers: dict[str, str]) -> tuple[dict[str, Any], str]:
    answer = await gateway.http.get("/v1/me", headers=headers)
    assert answer.status_code == 200
    return answer.json(), answer.headers["etag"]


async def test_declaring_name_year_and_text_size(gateway: Any) -> None:
    headers = await gateway.citizen()
    _, seen = await profile(gateway, headers)
    change = {"declared_name": "  Nguye\u0302\u0303n Thi\u0323 Lan ", "year_of_birth": 1958, "text_size": "larger"}
    answer = await gateway.http.patch("/v1/me", json=change, headers={**headers, "If-Match": seen})
    assert answer.status_code == 200, answer.text
    assert answer.json()["declared_name"] == "Nguyễn Thị Lan", "composed, without blanks around"
    assert (answer.json()["year_of_birth"], answer.json()["text_size"]) == (1958, "larger")
    assert answer.headers["etag"] != seen

    late = await gateway.http.patch("/v1/me", json={"year_of_birth": 1960}, headers={**headers, "If-Match": seen})
    assert late.status_code == 412
    blind = await gateway.http.patch("/v1/me", json={"year_of_birth": 1960}, headers=headers)
    assert blind.status_code == 428

    cleared = await gateway.http.patch(
        "/v1/me", json={"year_of_birth": None}, headers={**headers, "If-Match": answer.headers["etag"]}
    )
    assert (cleared.json()["year_of_birth"], cleared.json()["declared_name"]) == (None, "Nguyễn Thị Lan")


@pytest.mark.parametrize(
    "change",
    [
        {"year_of_birth": 1850},
        {"year_of_birth": 2300},
        {"year_of_birth": "1958"},
        {"year_of_birth": 1958.5},
        {"text_size": "huge"},
        {"declared_name": ""},
        {"declared_name": "A"},
        {"declared_name": "a" * 101},
        {"declared_name": "<script>"},
        {"declared_name": "a\u0000b"},
        {"id": "cit_other"},
        {"phone": "+84900000001"},
        {"version": 9},
    ],
)
async def test_what_may_not_be_said(gateway: Any, change: dict[str, Any]) -> None:
    headers = await gateway.citizen()
    before, seen = await profile(gateway, headers)
    answer = await gateway.http.patch("/v1/me", json=change, headers={**headers, "If-Match": seen})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(change))
    assert "định dạng" not in answer.json()["errors"][0]["message"] or "declared_name" not in change
    assert await profile(gateway, headers) == (before, seen)


async def test_the_phone_comes_from_zalo_is_kept_encrypted_and_shown_masked(gateway: Any) -> None:
    person = await gateway.zalo.person(phone="84905123456")
    token = await gateway.zalo.token(person)
    session = (await gateway.http.post("/v1/auth/zalo", json={"access_token": token})).json()
    headers = {"Authorization": f"Bearer {session['access_token']}"}
    code = await gateway.zalo.code(person, "phone")
    answer = await gateway.http.post("/v1/me/phone", json={"access_token": token, "code": code}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["phone"] == "+84******456"
    document = await gateway.database["citizens"].find_one({})
    assert "905123456" not in repr(document)
    assert gateway.stores.citizens._cipher.decrypt(document["phone"], "citizen-phone") == "+84905123456"

    again = await gateway.http.post("/v1/me/phone", json={"access_token": token, "code": code}, headers=headers)
    assert (again.status_code, again.json()["type"]) == (422, "urn:quangngai-smart:problem:zalo-code")


async def test_who_has_a_foreign_number_is_told_what_to_do(gateway: Any) -> None:
    person = await gateway.zalo.person(phone="12025550100")
    token = await gateway.zalo.token(person)
    session = (await gateway.http.post("/v1/auth/zalo", json={"access_token": token})).json()
    headers = {"Authorization": f"Bearer {session['access_token']}"}
    body = {"access_token": token, "code": await gateway.zalo.code(person, "phone")}
    answer = await gateway.http.post("/v1/me/phone", json=body, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:quangngai-smart:problem:phone-foreign")
    assert "Ông/Bà vẫn nộp hồ sơ" in answer.json()["detail"]
    assert (await profile(gateway, headers))[0]["phone"] is None


async def test_nobody_takes_another_persons_number(gateway: Any) -> None:
    other = await gateway.zalo.person(phone="84905123456")
    body = {"access_token": await gateway.zalo.token(other), "code": await gateway.zalo.code(other, "phone")}
    headers = await gateway.citizen()
    answer = await gateway.http.post("/v1/me/phone", json=body, headers=headers)
    assert answer.status_code == 403
    assert (await profile(gateway, headers))[0]["phone"] is None


@pytest.mark.parametrize("as_number", [False, True])
async def test_the_location_comes_from_zalo(gateway: Any, as_number: bool) -> None:
    knob = {"graph.location_value_type": "number" if as_number else "string"}
    assert (await gateway.zalo.control.patch("/control/knobs", json=knob)).is_success
    person = await gateway.zalo.person(location={"latitude": 15.12, "longitude": 108.8})
    token = await gateway.zalo.token(person)
    session = (await gateway.http.post("/v1/auth/zalo", json={"access_token": token})).json()
    headers = {"Authorization": f"Bearer {session['access_token']}"}
    body = {"access_token": token, "code": await gateway.zalo.code(person, "location")}
    answer = await gateway.http.post("/v1/me/location", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["location"]["latitude"], answer.json()["location"]["longitude"]) == (15.12, 108.8)
    document = await gateway.database["citizens"].find_one({}, {"outbox": 0})
    assert "15.12" not in json.dumps(document, default=str)
