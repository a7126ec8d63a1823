from typing import Any

import pytest


@pytest.fixture
async def person(zalo):
    place = {"latitude": 15.1205, "longitude": 108.7923}
    return await zalo.person(phone="84900000001", location=place, with_access_token=True)


async def code_of(zalo: Any, person: dict[str, Any], kind: str = "phone", **body: str) -> str:
    return str((await zalo.control("POST", f"/people/{person['user_id']}/{kind}-codes", body))["code"])


async def test_a_phone_code_becomes_the_number(zalo, person):
    code = await code_of(zalo, person)
    assert await zalo.me_info(person["access_token"], code) == {
        "data": {"number": "84900000001"},
        "error": 0,
        "message": "Success",
    }


async def test_a_code_works_once(zalo, person):
    code = await code_of(zalo, person)
    await zalo.me_info(person["access_token"], code)
    assert (await zalo.me_info(person["access_token"], code))["error"] == 119


async def test_a_code_lives_two_minutes(zalo, person):
    early, late = await code_of(zalo, person), await code_of(zalo, person)
    await zalo.control("POST", "/clock", {"freeze": True})
    await zalo.advance(seconds=119)
    assert (await zalo.me_info(person["access_token"], early))["error"] == 0
    await zalo.advance(seconds=1)
    assert (await zalo.me_info(person["access_token"], late))["error"] == 115


async def test_each_wrong_header_has_its_code(zalo, person):
    token, code = person["access_token"], await code_of(zalo, person)
    other = await zalo.person("Nguyễn Văn Thử", with_access_token=True)
    assert (await zalo.me_info("no-token", code))["error"] == 452
    assert (await zalo.me_info(token, ""))["error"] == 114
    assert (await zalo.me_info(token, "no-code"))["error"] == 115
    assert (await zalo.me_info(other["access_token"], code))["error"] == 115
    assert (await zalo.me_info(token, code, secret=""))["error"] == 116
    assert (await zalo.me_info(token, code, secret="wrong"))["error"] == 117
    assert (await zalo.me_info(token, await code_of(zalo, person, app_id="9")))["error"] == 118
    assert (await zalo.me_info(token, code))["error"] == 0, "a refused call does not burn the code"


async def test_a_location_is_written_as_text_or_as_numbers(zalo, person):
    token = person["access_token"]
    await zalo.control("POST", "/clock", {"freeze": "2026-09-21T21:13:20+07:00"})
    renewed = await zalo.control("POST", f"/people/{person['user_id']}/access-tokens", {})
    token = renewed["access_token"]
    answer = await zalo.me_info(token, await code_of(zalo, person, "location"))
    assert answer["data"] == {
        "provider": "gps",
        "latitude": "15.120500",
        "longitude": "108.792300",
        "timestamp": "1790000000000",
    }
    await zalo.turn(graph__location_value_type="number")
    answer = await zalo.me_info(token, await code_of(zalo, person, "location"))
    assert answer["data"]["latitude"] == 15.1205
    assert answer["data"]["timestamp"] == 1790000000000


async def test_a_foreign_address_gets_no_phone(zalo, person):
    await zalo.turn(graph__simulate_foreign_ip=True)
    assert (await zalo.me_info(person["access_token"], await code_of(zalo, person)))["error"] == -501


async def test_no_code_of_what_the_person_does_not_have(zalo):
    nobody = await zalo.person()
    await zalo.control("POST", f"/people/{nobody['user_id']}/phone-codes", {}, status=409)
    await zalo.control("POST", f"/people/{nobody['user_id']}/location-codes", {}, status=409)
