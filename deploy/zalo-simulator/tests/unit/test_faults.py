from typing import Any

import pytest

TEMPLATE = "/v3.0/oa/message/template"


@pytest.fixture
async def follower(zalo):
    return await zalo.person(is_follower=True)


@pytest.fixture
async def send(zalo, follower):
    token = await zalo.oa_token()
    data = {"customer_name": "Trần Thị Mẫu", "ma_ho_so": "HS-1"}
    document = {"user_id": follower["oa_user_id"], "template_id": "700123", "template_data": data}

    async def send():
        return await zalo.http.post(TEMPLATE, json=document, headers={"access_token": token})

    return send


async def switch_on(zalo: Any, **fault: Any) -> Any:
    return await zalo.control("POST", "/faults", {"endpoint": "oa.template", **fault}, status=201)


async def accepted(zalo: Any) -> int:
    return int((await zalo.control("GET", "/counters"))["messages_accepted"])


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "error", "code": -32}, -32),
        ({"kind": "error", "code": -200, "message": "Sending failed"}, -200),
        ({"kind": "expired_token"}, -216),
        ({"kind": "quota_gone"}, -211),
    ],
)
async def test_an_error_is_http_200(zalo, send, fault, error):
    await switch_on(zalo, **fault)
    refused = await send()
    assert (refused.status_code, refused.json()["error"]) == (200, error)
    assert (await send()).json()["error"] == 0, "once, unless told otherwise"
    assert await accepted(zalo) == 1


async def test_a_page_instead_of_json_and_a_500(zalo, send):
    await switch_on(zalo, kind="non_json")
    await switch_on(zalo, kind="http_500")
    page, broken = await send(), await send()
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert broken.status_code == 500
    calls = (await zalo.control("GET", "/counters"))["calls"]["oa.template"]
    assert calls == {"non_json": 1, "http_500": 1}


@pytest.mark.parametrize(("when", "count"), [("before", 0), ("after", 1)])
async def test_a_fault_comes_before_or_after_the_message_is_accepted(zalo, send, when, count):
    await switch_on(zalo, kind="http_500", when=when)
    await send()
    assert await accepted(zalo) == count


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_slow_call_is_served_in_the_end(zalo, send, when):
    await switch_on(zalo, kind="slow", delay_ms=1, when=when)
    assert (await send()).json()["error"] == 0
    assert await accepted(zalo) == 1


async def test_a_fault_lasts_for_so_many_calls_or_until_cleared(zalo, send):
    await switch_on(zalo, kind="error", times=2)
    assert [(await send()).json()["error"] for _ in range(3)] == [-32, -32, 0]
    fault = await switch_on(zalo, kind="error", times=None)
    assert [(await send()).json()["error"] for _ in range(3)] == [-32, -32, -32]
    [shown] = (await zalo.control("GET", "/faults"))["items"]
    assert (shown["id"], shown["hits"]) == (fault["id"], 3)
    await zalo.control("DELETE", f"/faults/{fault['id']}", status=204)
    assert (await send()).json()["error"] == 0


async def test_a_fault_meets_the_endpoints_of_its_pattern(zalo, send):
    await switch_on(zalo, endpoint="oauth.*", kind="error", times=None)
    assert (await send()).json()["error"] == 0
    await switch_on(zalo, endpoint="*", kind="expired_token", times=None)
    assert (await zalo.me("any"))["error"] == 452
    assert (await zalo.token_call("/v4/oa/access_token"))["error"] == -32, "the first one switched on"


async def test_a_fault_may_meet_one_person_only(zalo, follower, send):
    other = await zalo.person("Nguyễn Văn Thử", with_access_token=True)
    await switch_on(zalo, endpoint="*", kind="error", times=None, user_id=other["user_id"])
    assert (await send()).json()["error"] == 0
    assert (await zalo.me(other["access_token"]))["error"] == -32
    await switch_on(zalo, kind="error", times=None, user_id=follower["oa_user_id"])
    assert (await send()).json()["error"] == -32


async def test_a_fault_may_meet_a_share_of_the_calls(zalo, send):
    await switch_on(zalo, kind="error", times=None, rate=0.5)
    refused = sum([(await send()).json()["error"] == -32 for _ in range(100)])
    assert 30 < refused < 70
