"""The people whom the Official Account knows, their tags and conversations, and its uploads."""

from typing import Any

import orjson
import pytest


@pytest.fixture
async def ask(zalo):
    token = await zalo.oa_token()

    async def ask(path: str, **data: Any) -> Any:
        return await zalo.oa("GET", path, token, params={"data": orjson.dumps(data).decode()})

    return ask


@pytest.fixture
async def tell(zalo):
    token = await zalo.oa_token()

    async def tell(path: str, **document: Any) -> Any:
        return await zalo.oa("POST", path, token, document)

    return tell


async def test_people_are_listed_by_what_is_asked(zalo, ask, tell):
    await zalo.control("POST", "/clock", {"freeze": "2026-11-20T08:00:00+07:00"})
    early = await zalo.person("Một", is_follower=True)
    await zalo.advance(hours=25)
    late = await zalo.person("Hai", is_follower=True)
    guest = await zalo.person("Ba")
    await zalo.control("POST", f"/people/{guest['user_id']}/interactions")
    await zalo.person("Bốn")
    await tell("/v2.0/oa/tag/tagfollower", user_id=late["oa_user_id"], tag_name="ho-tich")

    async def listed(**data: Any) -> set[str]:
        answer = (await ask("/v3.0/oa/user/getlist", **{"offset": 0, "count": 50, **data}))["data"]
        assert answer["count"] == len(answer["users"])
        return {user["user_id"] for user in answer["users"]}

    everyone = {person["oa_user_id"] for person in (early, late, guest)}
    assert await listed() == everyone
    assert await listed(is_follower="true") == everyone - {guest["oa_user_id"]}
    assert await listed(tag_name="ho-tich") == {late["oa_user_id"]}
    assert await listed(last_interaction_period="YESTERDAY") == {early["oa_user_id"]}
    assert await listed(last_interaction_period="L7D") == everyone
    assert await listed(last_interaction_period="2026_11_20:2026_11_20") == {early["oa_user_id"]}
    assert len(await listed(offset=1, count=1)) == 1


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"offset": 0, "count": 51}, -210),
        ({"offset": 9952, "count": 1}, -210),
        ({"offset": 0}, -210),
        ({"offset": 0, "count": 1, "last_interaction_period": "EVER"}, -201),
        ({"offset": 0, "count": 1, "last_interaction_period": "2026_13_01:2026_13_02"}, -201),
    ],
)
async def test_a_list_has_bounds(ask, data, error):
    assert (await ask("/v3.0/oa/user/getlist", **data))["error"] == error


async def test_tags_come_and_go(zalo, ask, tell):
    person = await zalo.person(is_follower=True)
    of = {"user_id": person["oa_user_id"]}
    for tag in ("a", "b", "b"):
        assert (await tell("/v2.0/oa/tag/tagfollower", **of, tag_name=tag))["error"] == 0
    assert (await ask("/v2.0/oa/tag/gettagsofoa"))["data"] == ["a", "b"]
    assert (await ask("/v3.0/oa/user/detail", **of))["data"]["tags_and_notes_info"]["tag_names"] == ["a", "b"]
    assert (await tell("/v2.0/oa/tag/rmfollowerfromtag", **of, tag_name="a"))["error"] == 0
    assert (await tell("/v2.0/oa/tag/rmtag", tag_name="b"))["error"] == 0
    assert (await ask("/v2.0/oa/tag/gettagsofoa"))["data"] == []
    assert (await tell("/v2.0/oa/tag/rmtag", tag_name="b"))["error"] == -201
    assert (await tell("/v2.0/oa/tag/tagfollower", user_id="9", tag_name="a"))["error"] == -213


async def test_the_older_profile(zalo, ask):
    person = await zalo.person(is_follower=True)
    profile = (await ask("/v2.0/oa/getprofile", user_id=person["oa_user_id"]))["data"]
    assert (profile["display_name"], profile["user_id_by_app"]) == ("Trần Thị Mẫu", person["user_id"])
    assert (await ask("/v2.0/oa/getprofile", user_id="9"))["error"] == -213


async def test_a_conversation_is_told_newest_first(zalo, ask, tell):
    person = await zalo.person(is_follower=True)
    await zalo.control("POST", f"/people/{person['user_id']}/interactions", {"text": "Cho tôi hỏi"})
    to = {"recipient": {"user_id": person["oa_user_id"]}}
    await tell("/v3.0/oa/message/cs", **to, message={"text": "Mời bà hỏi"})
    said = (await ask("/v2.0/oa/conversation", user_id=person["oa_user_id"], offset=0, count=10))["data"]
    assert [(one["src"], one["message"]) for one in said] == [(0, "Mời bà hỏi"), (1, "Cho tôi hỏi")]
    [recent] = (await ask("/v2.0/oa/listrecentchat", offset=0, count=10))["data"]
    assert (recent["message"], recent["to_id"]) == ("Mời bà hỏi", person["oa_user_id"])
    assert (await ask("/v2.0/oa/listrecentchat", offset=0, count=11))["error"] == -210


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


async def test_an_upload_is_good_for_seven_days(zalo, tell):
    person, token = await zalo.person(is_follower=True), await zalo.oa_token()
    uploaded = await zalo.http.post(
        "/v2.0/oa/upload/image", files={"file": ("anh.png", PNG, "image/png")}, headers={"access_token": token}
    )
    attachment_id = uploaded.json()["data"]["attachment_id"]
    element = {"media_type": "image", "attachment_id": attachment_id}
    attachment = {"type": "template", "payload": {"template_type": "media", "elements": [element]}}
    document = {"recipient": {"user_id": person["oa_user_id"]}, "message": {"text": "Ảnh", "attachment": attachment}}
    assert (await tell("/v3.0/oa/message/cs", **document))["error"] == 0
    await zalo.advance(days=7)
    await zalo.control("POST", f"/people/{person['user_id']}/interactions")
    fresh = await zalo.oa_token()
    assert (await zalo.oa("POST", "/v3.0/oa/message/cs", fresh, document))["error"] == -100


@pytest.mark.parametrize(
    ("kind", "name", "content", "error"),
    [
        ("image", "a.jpg", b"\xff\xd8\xff\xe0", 0),
        ("image", "a.txt", b"text", -201),
        ("image", "a.png", PNG + b"\x00" * 1_048_576, -210),
        ("gif", "a.gif", b"GIF89a", 0),
        ("file", "a.pdf", b"%PDF-1.7", 0),
        ("file", "a.csv", "họ tên".encode(), 0),
        ("file", "a.exe", b"MZ", -201),
        ("file", "a.pdf", b"", -201),
    ],
)
async def test_what_may_be_uploaded(zalo, kind, name, content, error):
    token = await zalo.oa_token()
    path, headers = f"/v2.0/oa/upload/{kind}", {"access_token": token}
    answer = await zalo.http.post(path, files={"file": (name, content)}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (200, error)
