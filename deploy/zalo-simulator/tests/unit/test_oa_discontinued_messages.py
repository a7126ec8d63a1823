from collections.abc import Iterable
from typing import Any

import pytest


def letter(
    person: Any, template_type: str, elements: Iterable[object] = (), buttons: Iterable[object] = ()
) -> dict[str, Any]:
    payload = {"template_type": template_type, "language": "VI", "elements": list(elements), "buttons": list(buttons)}
    message = {"attachment": {"type": "template", "payload": payload}}
    return {"recipient": {"user_id": person["oa_user_id"]}, "message": message}


@pytest.fixture
async def follower(zalo):
    await zalo.control("POST", "/clock", {"freeze": "2026-11-22T08:00:00+07:00"})
    return await zalo.person(is_follower=True)


async def send(zalo: Any, kind: str, document: object) -> Any:
    return await zalo.oa("POST", f"/v3.0/oa/message/{kind}", await zalo.oa_token(), document)


@pytest.mark.parametrize("kind", ["transaction", "promotion"])
async def test_both_have_ended(zalo, follower, kind):
    answer = await send(zalo, kind, letter(follower, f"{kind}_billing"))
    assert answer == {"error": -233, "message": "Message type is not supported"}
    await zalo.turn(oa__legacy_shutdown_error=-240)
    assert (await send(zalo, kind, {}))["error"] == -240


async def test_version_2_has_been_shut_down(zalo):
    assert (await zalo.oa("POST", "/v2.0/oa/message", await zalo.oa_token(), {}))["error"] == -240


@pytest.mark.parametrize(
    ("elements", "error"),
    [
        ([{"type": "header", "content": "Thông báo"}, {"type": "text", "content": "a<br>b"}], 0),
        ([{"type": "header", "content": "x" * 101}], -210),
        ([{"type": "text", "content": "x" * 1001}], -210),
        ([{"type": "table", "content": [{"key": "Mã phiếu", "value": "HP-1", "style": "yellow"}]}], 0),
        ([{"type": "table", "content": [{"key": "x" * 26, "value": "HP-1"}]}], -210),
        ([{"type": "table", "content": [{"key": "Mã", "value": "HP-1", "style": "pink"}]}], -201),
        ([{"type": "banner", "image_url": "https://example.gov.vn"}] * 2, -201),
        ([{"type": "unknown"}], -201),
        ([{}], -201),
    ],
)
async def test_a_transaction_message_brought_back_keeps_its_limits(zalo, follower, elements, error):
    await zalo.turn(oa__legacy_transaction_enabled=True)
    assert (await send(zalo, "transaction", letter(follower, "transaction_billing", elements)))["error"] == error


async def test_a_transaction_has_known_types_and_four_buttons(zalo, follower):
    await zalo.turn(oa__legacy_transaction_enabled=True)
    button = {"title": "Xem", "type": "oa.query.show", "payload": "xem"}
    assert (await send(zalo, "transaction", letter(follower, "transaction_unknown")))["error"] == -233
    many = letter(follower, "transaction_event", buttons=[button] * 5)
    assert (await send(zalo, "transaction", many))["error"] == -210
    long_title = letter(follower, "transaction_event", buttons=[{**button, "title": "x" * 36}])
    assert (await send(zalo, "transaction", long_title))["error"] == -210


async def test_a_promotion_comes_once_a_day_four_times_a_month_never_at_night(zalo, follower):
    await zalo.turn(oa__legacy_promotion_enabled=True)
    document = letter(follower, "promotion")
    assert (await send(zalo, "promotion", document))["error"] == 0
    assert (await send(zalo, "promotion", document))["error"] == -218
    await zalo.advance(hours=14)
    assert (await send(zalo, "promotion", document))["error"] == -234
    outcomes: list[int] = []
    for _ in range(4):
        await zalo.advance(hours=24 if outcomes else 10)
        outcomes.append((await send(zalo, "promotion", document))["error"])
    assert outcomes == [0, 0, 0, -218]
