"""ZNS by phone, to the bytes of docs/contracts/zalo.md, section 5."""

import hashlib
from typing import Any

import pytest

PATH = "/message/template"
PHONE = "84900000001"
DATA = {"customer_name": "Trần Thị Mẫu", "ma_ho_so": "HS-2026-000123"}


@pytest.fixture
async def citizen(zalo):
    await zalo.control("POST", "/clock", {"freeze": "2026-09-21T21:13:20+07:00"})
    return await zalo.person(phone=PHONE)


@pytest.fixture
async def token(zalo):
    return await zalo.oa_token()


@pytest.fixture
async def send(zalo, citizen, token):
    async def send(path: str = PATH, **changes: Any) -> Any:
        document = {"phone": PHONE, "template_id": "700123", "template_data": DATA, **changes}
        kept = {name: value for name, value in document.items() if value is not None}
        return await zalo.oa("POST", path, token, kept)

    return send


async def test_an_accepted_message_is_answered_as_the_contract_says(zalo, citizen, send):
    answer = await send(tracking_id="notif-01JD0000000001", sending_mode="1")
    message_id = answer["data"].pop("msg_id")
    assert answer == {
        "error": 0,
        "message": "Success",
        "data": {
            "sent_time": "1790000000000",
            "sending_mode": "1",
            "quota": {"dailyQuota": "500", "remainingQuota": "499"},
        },
    }
    [message] = (await zalo.control("GET", f"/people/{citizen['user_id']}/messages"))["items"]
    assert (message["message_id"], message["endpoint"]) == (message_id, "zns.template")
    assert message["title"] == "Hồ sơ HS-2026-000123 đã được tiếp nhận"
    assert message["tracking_id"] == "notif-01JD0000000001"


async def test_a_hashed_phone_reaches_the_same_person(zalo, citizen, send):
    hashed = hashlib.sha256(PHONE.encode()).hexdigest()
    assert hashed == "c1defbf2b2d03f6c060709faa2be37c05d6539c96ebbe5bd1bfea42cdc54032f"
    assert (await send("/message/template/hashphone", phone=None, hash_phone=hashed))["error"] == 0
    assert (await send("/message/template/hashphone", phone=hashed))["error"] == 0
    assert (await send("/message/template/hashphone"))["error"] == -108, "a plain number is no hash"
    assert len((await zalo.control("GET", "/messages"))["items"]) == 2


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"phone": None}, -108),
        ({"phone": "84900"}, -108),
        ({"phone": "84900000099"}, -118),
        ({"phone": "0900000001"}, 0),
        ({"phone": "+84900000001"}, 0),
        ({"template_id": "1"}, -109),
        ({"template_data": {}}, -111),
        ({"template_data": {"customer_name": "Mẫu"}}, -1122),
        ({"template_data": {**DATA, "ma_ho_so": "x" * 21}}, -1121),
        ({"template_data": {**DATA, "ma_ho_so": []}}, -1124),
        ({"template_data": {**DATA, "other": "x"}}, -132),
        ({"tracking_id": "x" * 48}, 0),
        ({"tracking_id": "x" * 49}, -153),
        ({"sending_mode": "2"}, -161),
        ({"mode": "development"}, -127),
    ],
)
async def test_what_is_refused_and_how(zalo, send, changes, error):
    assert (await send(**changes))["error"] == error
    assert (await zalo.control("GET", "/counters"))["messages_accepted"] == (error == 0)


@pytest.mark.parametrize(("body", "error"), [(b"", -121), (b"{}", -121), (b"{", -122), (b"[1]", -122)])
async def test_a_body_that_is_none(zalo, token, body, error):
    answer = await zalo.http.post(PATH, content=body, headers={"access_token": token})
    assert (answer.status_code, answer.json()["error"]) == (200, error)


async def test_a_dead_token_is_124_and_a_wrong_proof_1241(zalo, citizen, send):
    assert (await zalo.oa("POST", PATH, "unknown", {}))["error"] == -124
    pair = await zalo.control("POST", "/oa-tokens")
    wrong = {"access_token": pair["access_token"], "appsecret_proof": "0" * 64}
    assert (await zalo.http.post(PATH, json={}, headers=wrong)).json()["error"] == -1241
    await zalo.control("POST", "/oa-tokens/revoke")
    assert (await send())["error"] == -124


async def test_local_numbers_may_be_refused(zalo, send):
    await zalo.turn(zns__accept_local_phone=False)
    assert (await send(phone="0900000001"))["error"] == -108


async def test_development_mode_reaches_administrators_and_is_free(zalo, citizen, send):
    await zalo.control("PATCH", f"/people/{citizen['user_id']}", {"is_admin": True})
    await zalo.turn(zns__daily_quota=1)
    assert (await send(mode="development"))["data"]["quota"]["remainingQuota"] == "1"


async def test_the_night_in_vietnam(zalo, send):
    for time, error in (("21:59", 0), ("22:00", -133), ("05:59", -133), ("06:00", 0)):
        await zalo.control("POST", "/clock", {"freeze": f"2026-09-22T{time}:00+07:00"})
        assert (await send())["error"] == error, time
    await zalo.control("POST", "/clock", {"freeze": "2026-09-22T22:05:00+07:00"})
    await zalo.turn(zns__night_exempt_template_types=["authentication", "custom"])
    assert (await send())["error"] == 0
    await zalo.turn(zns__night_exempt_template_types=[], zns__night_block_enabled=False)
    assert (await send())["error"] == 0


async def test_the_quota_of_the_day_and_the_day_after(zalo, token, send):
    await zalo.turn(zns__daily_quota=1)
    assert [(await send())["error"] for _ in range(2)] == [0, -144]
    quota = (await zalo.oa("GET", "/message/quota", token))["data"]
    assert (quota["dailyQuota"], quota["remainingQuota"]) == ("1", "0")
    assert (await send(sending_mode="3"))["error"] == 0, "beyond the quota"
    await zalo.advance(hours=12)
    assert (await send())["error"] == 0


async def test_calls_in_a_second_may_be_limited(zalo, send):
    await zalo.turn(zns__rate_limit_per_second=1)
    assert [(await send())["error"] for _ in range(2)] == [0, -32]


async def test_a_tracking_id_may_be_required_or_tell_two_sends_apart(zalo, send):
    first = await send(tracking_id="one")
    assert (await send(tracking_id="one"))["data"]["msg_id"] != first["data"]["msg_id"]
    await zalo.turn(zns__dedupe_tracking_id=True, zns__tracking_id_required=True)
    assert (await send(tracking_id="one"))["data"]["msg_id"] == first["data"]["msg_id"]
    assert (await send())["error"] == -153
    assert (await zalo.control("GET", "/counters"))["messages_accepted"] == 2


async def test_a_message_is_pushed_then_delivered_or_never(zalo, token, send):
    sent = (await send())["data"]["msg_id"]

    async def status(message_id: str) -> Any:
        return (await zalo.oa("GET", "/message/status", token, params={"message_id": message_id}))["data"]

    assert (await status(sent))["status"] == 0
    await zalo.advance(seconds=1)
    assert await status(sent) == {
        "delivery_time": "1790000000800",
        "message": "The message has been delivered",
        "status": 1,
    }
    assert (await status("nothing"))["status"] == -1
    await zalo.turn(zns__delivery_fail_rate=1)
    lost = (await send())["data"]["msg_id"]
    await zalo.advance(days=1)
    assert (await status(lost))["status"] == 0


async def test_templates_are_listed_and_described(zalo, token):
    listed = await zalo.oa("GET", "/template/all", token, params={"offset": 0, "limit": 100, "status": 1})
    assert listed["metadata"] == {"total": 1}
    assert (listed["data"][0]["templateId"], listed["data"][0]["status"]) == (700123, "ENABLE")
    assert (await zalo.oa("GET", "/template/all", token, params={"limit": 101}))["error"] == -132
    await zalo.control("PATCH", "/templates/700123", {"status": "DISABLE"})
    assert (await zalo.oa("GET", "/template/all", token, params={"status": 1}))["data"] == []
    info = (await zalo.oa("GET", "/template/info/v2", token, params={"template_id": "700123"}))["data"]
    assert info["status"] == "DISABLE"
    assert info["listParams"][1] == {
        "name": "ma_ho_so",
        "require": True,
        "type": "STRING",
        "maxLength": 20,
        "minLength": 0,
        "acceptNull": False,
    }
    assert (await zalo.oa("GET", "/template/info/v2", token, params={"template_id": "9"}))["error"] == -109
    sample = await zalo.oa("GET", "/template/sample-data", token, params={"template_id": "700123"})
    assert set(sample["data"]) == {"customer_name", "ma_ho_so"}


async def test_a_disabled_template_is_131(zalo, send):
    await zalo.control("PATCH", "/templates/700123", {"status": "DISABLE"})
    assert (await send())["error"] == -131


async def test_faults_speak_as_this_family_does(zalo, send):
    for kind, error in (("expired_token", -124), ("quota_gone", -144)):
        await zalo.control("POST", "/faults", {"endpoint": "zns.template", "kind": kind})
        assert (await send())["error"] == error
    await zalo.control("POST", "/faults", {"endpoint": "zns.*", "kind": "missing_fields", "when": "after"})
    assert await send() == {"message": "Success"}
    assert (await zalo.control("GET", "/counters"))["messages_accepted"] == 1
