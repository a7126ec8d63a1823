import unicodedata
from typing import Any

import pytest

PATH = "/v3.0/oa/message/template"
DATA = {"customer_name": "Trần Thị Mẫu", "ma_ho_so": "HS-2026-000123"}


@pytest.fixture
async def follower(zalo):
    return await zalo.person(is_follower=True)


@pytest.fixture
async def send(zalo, follower):
    token = await zalo.oa_token()

    async def send(**changes):
        document = {"user_id": follower["oa_user_id"], "template_id": "700123", "template_data": DATA, **changes}
        kept = {name: value for name, value in document.items() if value is not None}
        return await zalo.oa("POST", PATH, token, kept)

    return send


async def messages(zalo: Any) -> list[dict[str, Any]]:
    return list((await zalo.control("GET", "/messages"))["items"])


async def test_an_accepted_message_is_answered_as_the_contract_says(zalo, follower, send):
    await zalo.control("POST", "/clock", {"freeze": "2026-09-21T21:13:20+07:00"})
    token = await zalo.oa_token()
    document = {"user_id": follower["oa_user_id"], "template_id": "700123", "template_data": DATA}
    answer = await zalo.oa("POST", PATH, token, document)
    message_id = answer["data"].pop("message_id")
    assert len(message_id) == 20
    assert answer == {
        "data": {
            "user_id": follower["oa_user_id"],
            "sent_time": "1790000000000",
            "quota": {"quota_type": "purchase_quota", "remain": "999999"},
        },
        "error": 0,
        "message": "Success",
    }
    [message] = await messages(zalo)
    assert message["message_id"] == message_id
    assert message["title"] == "Hồ sơ HS-2026-000123 đã được tiếp nhận"
    assert message["text"] == "Kính gửi Ông/Bà Trần Thị Mẫu.\nHồ sơ HS-2026-000123 đã được tiếp nhận."
    assert message["milestone"] == "accepted"
    assert message["sent_time"] == "2026-09-21T21:13:20.000+07:00"
    assert message["raw"].startswith('{"user_id":"')


@pytest.mark.parametrize(("shape", "flat", "nested"), [("both", 0, 0), ("flat", 0, -201), ("nested", -201, 0)])
async def test_the_recipient_is_taken_in_the_shapes_of_the_knob(zalo, follower, send, shape, flat, nested):
    await zalo.turn(oa__template_recipient_shape=shape)
    assert (await send())["error"] == flat
    assert (await send(user_id=None, recipient={"user_id": follower["oa_user_id"]}))["error"] == nested


async def test_who_does_not_follow_or_is_unknown_is_213(zalo, follower, send):
    assert (await send(user_id=follower["user_id"]))["error"] == -213, "the id of the app is not the id of the OA"
    assert (await send(user_id="2"))["error"] == -213
    await zalo.control("POST", f"/people/{follower['user_id']}/unfollow")
    assert await send() == {"error": -213, "message": "User has not followed OA"}
    assert await messages(zalo) == []


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, -111),
        ("text", -111),
        ({"customer_name": "Mẫu"}, -1122),
        ({**DATA, "ma_ho_so": None}, -1122),
        ({**DATA, "ma_ho_so": "x" * 20}, 0),
        ({**DATA, "ma_ho_so": "x" * 21}, -1121),
        ({**DATA, "ma_ho_so": 20260123}, 0),
        ({**DATA, "ma_ho_so": True}, -1124),
        ({**DATA, "ma_ho_so": ["x"]}, -1124),
        ({**DATA, "other": "x"}, -132),
    ],
)
async def test_parameters_are_checked(zalo, send, data, error):
    assert (await send(template_data=data))["error"] == error
    assert len(await messages(zalo)) == (error == 0)


async def test_a_decomposed_name_is_twice_as_long(send):
    name = "ễ" * 30
    assert (await send(template_data={**DATA, "customer_name": name}))["error"] == 0
    decomposed = unicodedata.normalize("NFD", name)
    assert (await send(template_data={**DATA, "customer_name": decomposed}))["error"] == -1121


async def test_a_template_must_exist_be_approved_and_be_sendable_by_uid(zalo, send):
    assert (await send(template_id="700999"))["error"] == -109
    await zalo.control("PATCH", "/templates/700123", {"status": "DISABLE"})
    assert (await send())["error"] == -131
    await zalo.control("PATCH", "/templates/700123", {"status": "ENABLE", "sendable_by_uid": False})
    assert (await send())["error"] == -249


async def test_the_quota_runs_out(zalo, send):
    await zalo.turn(oa__template_quota=1)
    assert (await send())["data"]["quota"]["remain"] == "0"
    assert (await send())["error"] == -211


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"user_id":"\xff"}', b'{"user_id":2}'])
async def test_a_malformed_body_is_201(zalo, body):
    token = await zalo.oa_token()
    answer = await zalo.http.post(PATH, content=body, headers={"access_token": token})
    assert (answer.status_code, answer.json()["error"]) == (200, -201)


async def test_repetitions_are_counted(zalo, send):
    await send(tracking_id="msg_1")
    await send(tracking_id="msg_2", template_data={**DATA, "ma_ho_so": "HS-2"})
    counters = await zalo.control("GET", "/counters")
    assert (counters["repeated_content"], counters["repeated_tracking_id"]) == (0, 0)
    await send(tracking_id="msg_2")
    counters = await zalo.control("GET", "/counters")
    assert (counters["repeated_content"], counters["repeated_tracking_id"]) == (1, 1)
    assert counters["calls"]["oa.template"] == {"0": 3}
    assert counters["messages_per_person_max"] == 3
