"""The test vectors of docs/contracts/zalo.md, section 14: its keys and bodies."""

import orjson

from zalo_simulator.webhooks.signatures import mini_app_signature, oa_mac

BODY_A = (
    '{"app_id":"1000000000000000001","sender":{"id":"2000000000000000002"},"user_id_by_app":"3000000000000000003",'
    '"recipient":{"id":"4000000000000000004"},"event_name":"user_send_text",'
    '"message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},"timestamp":"1790000000000"}'
)
BODY_B = '{"event":"user.revoke.consent","appId":"1000000000000000001","userId":"3000000000000000003","timestamp":1790000000000}'  # noqa: E501


def test_the_mac_of_an_oa_event():
    mac = oa_mac("1000000000000000001", BODY_A.encode(), "1790000000000", "demo-oa-secret-key")
    assert mac == "fb80d61d91894899f9c119075896d4d366396c88fe49248ed9f259158b7879c3"


def test_the_signature_of_a_mini_app_event():
    signature = mini_app_signature(orjson.loads(BODY_B), "demo-mini-api-key")
    assert signature == "fd3fe72152676d4d7423207fab61881f4215e0af8bc0f35ab421245801aad898"


def test_what_is_no_text_is_compact_json():
    plain = mini_app_signature({"a": '{"x":[1,true,null]}', "b": "false", "c": "null", "d": "Xã"}, "key")
    assert mini_app_signature({"b": False, "c": None, "a": {"x": [1, True, None]}, "d": "Xã"}, "key") == plain
