import pytest

from zalo_simulator.proof import appsecret_proof


def test_the_proof_is_the_contract_s_vector():
    expected = "b34334ec26e39aeb33f878edd3478e88717532125db303ef4c67a4059e588cb7"
    assert appsecret_proof("demo-user-access-token", "demo-app-secret") == expected


@pytest.fixture
async def person(zalo):
    return await zalo.person(is_follower=True, with_access_token=True)


async def test_gives_the_fields_asked_for_in_a_flat_object(zalo, person):
    assert await zalo.me(person["access_token"], fields="id,name,picture") == {
        "id": person["user_id"],
        "name": "Trần Thị Mẫu",
        "is_sensitive": False,
        "picture": {"data": {"url": f"https://s120-ava-talk.zadn.vn/{person['oa_user_id']}.jpg"}},
        "error": 0,
        "message": "Success",
    }


async def test_without_consent_only_the_id_is_given(zalo):
    person = await zalo.person(has_consent=False, with_access_token=True)
    answer = await zalo.me(person["access_token"], fields="id,name,picture")
    assert answer == {"id": person["user_id"], "error": 0, "message": "Success"}
    await zalo.turn(graph__name_without_consent=True)
    assert (await zalo.me(person["access_token"], fields="name"))["name"] == "Trần Thị Mẫu"


async def test_the_oa_id_is_given_to_the_mini_app_of_a_follower(zalo, person):
    asked = {"fields": "id,user_id_by_oa", "miniapp_id": "5000000000000000005"}
    answer = await zalo.me(person["access_token"], **asked)
    assert answer["user_id_by_oa"] == person["oa_user_id"]
    assert answer["is_follower"] is True
    await zalo.control("POST", f"/people/{person['user_id']}/unfollow")
    answer = await zalo.me(person["access_token"], **asked)
    assert "user_id_by_oa" not in answer
    assert answer["is_follower"] is False
    assert "is_follower" not in await zalo.me(person["access_token"], fields="user_id_by_oa")


async def test_a_wrong_or_missing_proof_is_refused(zalo, person):
    refused = {"error": -242, "message": "appsecret_proof is invalid"}
    assert await zalo.me(person["access_token"], proof="0" * 64) == refused
    assert await zalo.me(person["access_token"], proof="") == refused
    assert (await zalo.me(person["access_token"], proof="không".encode()))["error"] == -242
    await zalo.turn(graph__bad_proof_error=-1241)
    assert (await zalo.me(person["access_token"], proof=""))["error"] == -1241
    await zalo.turn(graph__require_appsecret_proof=False)
    assert (await zalo.me(person["access_token"], proof=""))["error"] == 0


async def test_unknown_expired_revoked_and_foreign_tokens_are_452(zalo, person):
    refused = {"error": 452, "message": "Session key invalid"}
    user_id = person["user_id"]
    assert await zalo.me("not-a-token") == refused
    assert await zalo.me("") == refused
    foreign = await zalo.control("POST", f"/people/{user_id}/access-tokens", {"app_id": "9"})
    assert await zalo.me(foreign["access_token"]) == refused
    short = await zalo.control("POST", f"/people/{user_id}/access-tokens", {"ttl_seconds": 10})
    assert (await zalo.me(short["access_token"]))["error"] == 0
    await zalo.advance(seconds=10)
    assert await zalo.me(short["access_token"]) == refused
    assert (await zalo.me(person["access_token"]))["error"] == 0
    assert await zalo.control("POST", f"/people/{user_id}/revoke-tokens") == {"revoked": 3}
    assert await zalo.me(person["access_token"]) == refused


async def test_a_token_lives_an_hour(zalo, person):
    await zalo.advance(seconds=3599)
    assert (await zalo.me(person["access_token"]))["error"] == 0
    await zalo.advance(seconds=1)
    assert (await zalo.me(person["access_token"]))["error"] == 452


async def test_a_foreign_address_is_minus_501(zalo, person):
    await zalo.turn(graph__simulate_foreign_ip=True)
    answer = await zalo.me(person["access_token"])
    assert answer["error"] == -501
    assert "not inside Vietnam" in answer["message"]


async def test_a_syntax_error_in_fields_is_2500(zalo, person):
    assert (await zalo.me(person["access_token"], fields="id,picture.type("))["error"] == 2500
    large = await zalo.me(person["access_token"], fields="picture.type(large)")
    assert large["picture"]["data"]["url"].startswith("https://s480-")


async def test_the_word_that_the_official_template_sends_in_development_stands_for_one_person(zalo):
    assert (await zalo.me("ACCESS_TOKEN", fields="id"))["error"] != 0
    await zalo.person(user_id="2000000000000000001")
    assert (await zalo.me("ACCESS_TOKEN", fields="id"))["id"] == "2000000000000000001"
