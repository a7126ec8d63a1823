"""Signed events arrive at the address that was set, are sent again when they fail, and not for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

from shared.testing import PATIENCE
from zalo_simulator.checkout.macs import mac, sorted_by_name
from zalo_simulator.webhooks.sender import keep_sending
from zalo_simulator.webhooks.signatures import mini_app_signature, oa_mac


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def event(self) -> Any:
        return orjson.loads(self.raw)

    @property
    def name(self) -> str:
        return str(self.event.get("event_name") or self.event.get("event"))


@dataclass
class Receiver:
    """An HTTP server that answers as it is told."""

    status: int = 200
    answers: bool = True
    taken: list[Received] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
                raw = await reader.readexactly(int(headers["content-length"]))
                self.taken.append(Received(first.split()[1], headers, raw))
                if self.answers:
                    writer.write(f"HTTP/1.1 {self.status} -\r\ncontent-length: 0\r\n\r\n".encode())

    async def wait(self, count: int) -> list[Received]:
        async with asyncio.timeout(PATIENCE):
            while len(self.taken) < count:
                await asyncio.sleep(0.01)
        return self.taken


@pytest.fixture
async def receiver(zalo) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    await zalo.turn(oa_webhook__url=f"{base}/oa", mini_webhook__url=f"{base}/mini", oa__delivery_delay_ms=0)
    await zalo.control("POST", "/clock", {"freeze": "2026-09-21T21:13:20+07:00"})
    sender = asyncio.create_task(keep_sending(zalo.world))
    yield receiver
    sender.cancel()
    await asyncio.wait((sender,))
    server.close()


async def test_what_a_person_writes_is_the_contract_s_body_signed(zalo, receiver):
    person = await zalo.person(user_id="3000000000000000003", oa_user_id="2000000000000000002")
    await zalo.control("POST", f"/people/{person['user_id']}/interactions", {"text": "Xin chào"})
    [taken] = await receiver.wait(1)
    message = taken.event["message"]
    expected = (
        '{"app_id":"1000000000000000001","sender":{"id":"2000000000000000002"},"user_id_by_app":"3000000000000000003",'
        '"recipient":{"id":"4000000000000000004"},"event_name":"user_send_text",'
        f'"message":{{"text":"Xin chào","msg_id":"{message["msg_id"]}"}},"timestamp":"1790000000000"}}'
    )
    assert taken.raw.decode() == expected
    mac = oa_mac("1000000000000000001", taken.raw, "1790000000000", "demo-oa-secret-key")
    assert (taken.path, taken.headers["x-zevent-signature"]) == ("/oa", f"mac={mac}")
    assert taken.headers["content-type"] == "application/json"


async def test_follow_and_unfollow_have_no_sender(zalo, receiver):
    person = await zalo.person()
    for what in ("follow", "follow", "unfollow", "unfollow"):
        await zalo.control("POST", f"/people/{person['user_id']}/{what}")
    follow, unfollow = await receiver.wait(2)
    assert follow.event == {
        "oa_id": "4000000000000000004",
        "follower": {"id": person["oa_user_id"]},
        "user_id_by_app": person["user_id"],
        "event_name": "follow",
        "source": "oa_profile",
        "app_id": "1000000000000000001",
        "timestamp": "1790000000000",
    }
    assert (unfollow.name, "sender" in unfollow.event) == ("unfollow", False)


async def send_template(zalo: Any, person: Any) -> Any:
    data = {"customer_name": "Trần Thị Mẫu", "ma_ho_so": "HS-1"}
    document = {"user_id": person["oa_user_id"], "template_id": "700123", "template_data": data}
    return await zalo.oa("POST", "/v3.0/oa/message/template", await zalo.oa_token(), document)


async def test_a_message_is_echoed_received_and_seen(zalo, receiver):
    person = await zalo.person(is_follower=True)
    await receiver.wait(1)
    message_id = (await send_template(zalo, person))["data"]["message_id"]
    _, echo, received = await receiver.wait(3)
    assert (echo.name, received.name) == ("oa_send_template", "user_received_message")
    assert received.event["message"] == {"msg_id": message_id}
    assert received.event["recipient"] == {"id": person["oa_user_id"]}
    await zalo.control("POST", f"/people/{person['user_id']}/seen")
    seen = (await receiver.wait(4))[3]
    assert (seen.event["message"], seen.event["sender"]["id"]) == ({"msg_ids": [message_id]}, "4000000000000000004")
    assert (await zalo.control("POST", f"/people/{person['user_id']}/seen")) == {"seen": 0}
    await zalo.turn(
        oa_webhook__seen_shape="msg_id", oa_webhook__seen_direction="user_to_oa", oa_webhook__echo_sends=False
    )
    message_id = (await send_template(zalo, person))["data"]["message_id"]
    await receiver.wait(5)
    await zalo.control("POST", f"/people/{person['user_id']}/seen")
    seen = (await receiver.wait(6))[5]
    assert (seen.event["message"], seen.event["sender"]["id"]) == ({"msg_id": message_id}, person["oa_user_id"])


async def test_a_message_by_phone_is_delivered_and_rated(zalo, receiver):
    person = await zalo.person(phone="84900000001")
    data = {"customer_name": "Trần Thị Mẫu", "ma_ho_so": "HS-1"}
    document = {"phone": "84900000001", "template_id": "700123", "template_data": data, "tracking_id": "notif-1"}
    sent = await zalo.oa("POST", "/message/template", await zalo.oa_token(), document)
    await zalo.advance(seconds=1)
    [delivered] = await receiver.wait(1)
    assert delivered.headers["x-zevent-server"] == "ZNS"
    assert delivered.event["recipient"] == {"id": "84900000001"}
    assert delivered.event["message"] == {
        "delivery_time": "1790000000800",
        "msg_id": sent["data"]["msg_id"],
        "tracking_id": "notif-1",
    }
    opinion = {"rate": 5, "note": "Nhanh", "feedbacks": ["Thái độ tốt"]}
    await zalo.control("POST", f"/people/{person['user_id']}/ratings", opinion, status=204)
    rated = (await receiver.wait(2))[1]
    assert (rated.name, rated.event["message"]["rate"]) == ("user_feedback", 5)
    listed = await zalo.oa("GET", "/rating/get", await zalo.oa_token(), params={"template_id": "700123"})
    assert listed["data"] == {
        "total": 1,
        "data": [
            {
                "note": "Nhanh",
                "rate": 5,
                "submitDate": "1790000001000",
                "msgId": sent["data"]["msg_id"],
                "feedbacks": ["Thái độ tốt"],
                "trackingId": "notif-1",
                "oaId": "4000000000000000004",
            }
        ],
    }


async def test_contact_data_in_both_shapes(zalo, receiver):
    person = await zalo.person(phone="84900000001")
    path = f"/people/{person['user_id']}/contact-data"
    await zalo.control("POST", path, {"address": "12 Đường Mẫu", "district": "Huyện Mẫu"})
    await zalo.turn(oa_webhook__submit_info_shape="new")
    await zalo.control("POST", path, {"address": "12 Đường Mẫu"})
    old, new = (taken.event["info"] for taken in await receiver.wait(2))
    assert (old["phone"], old["address"], old["district"]) == ("84900000001", "12 Đường Mẫu", "Huyện Mẫu")
    assert new["full_address"] == {"user_city": "", "user_ward": "", "user_address": "12 Đường Mẫu"}


async def test_a_reviewed_template_and_a_changed_quota_are_told(zalo, receiver):
    await zalo.control("PATCH", "/templates/700123", {"status": "DISABLE", "reason": "Chất lượng thấp"})
    await zalo.turn(zns__daily_quota=2000)
    status, quota = await receiver.wait(2)
    assert status.event["status"] == {"prev_status": "ENABLE", "new_status": "DISABLE"}
    assert (quota.event["oaId"], quota.event["quota"]) == (
        "4000000000000000004",
        {"prev_value": "500", "new_value": "2000"},
    )


async def test_consent_taken_back_is_signed_as_the_mini_app_does(zalo, receiver):
    person = await zalo.person(user_id="3000000000000000003")
    await zalo.control("POST", f"/people/{person['user_id']}/revoke-consent")
    [taken] = await receiver.wait(1)
    assert taken.path == "/mini"
    assert taken.raw == (
        b'{"event":"user.revoke.consent","appId":"1000000000000000001","userId":"3000000000000000003",'
        b'"timestamp":1790000000000}'
    )
    vector = "fd3fe72152676d4d7423207fab61881f4215e0af8bc0f35ab421245801aad898"
    assert taken.headers["x-zevent-signature"] == vector
    await zalo.turn(mini_webhook__signing_key="app_secret", mini_webhook__app_id_kind="mini_app_id")
    await zalo.control("POST", "/version-reviews", {"version_id": 12, "is_approved": False}, status=204)
    review = (await receiver.wait(2))[1]
    assert (review.event["appId"], review.event["status"]) == ("5000000000000000005", -1)
    assert review.headers["x-zevent-signature"] == mini_app_signature(review.event, "demo-app-secret")


@pytest.mark.parametrize(
    ("knobs", "first", "secret", "shown"),
    [
        ({"oa_webhook__first_term": "oa_id"}, "4000000000000000004", "demo-oa-secret-key", "mac={}"),
        ({"oa_webhook__secret_source": "app_secret"}, "1000000000000000001", "demo-app-secret", "mac={}"),
        ({"oa_webhook__header_format": "mac = <hex>"}, "1000000000000000001", "demo-oa-secret-key", "mac = {}"),
        ({"oa_webhook__header_format": "<hex>"}, "1000000000000000001", "demo-oa-secret-key", "{}"),
    ],
)
async def test_the_mac_is_as_the_knobs_say(zalo, receiver, knobs, first, secret, shown):
    await zalo.turn(**knobs)
    await zalo.control("POST", "/webhooks/oa/events", {"event": {"event_name": "new"}}, status=204)
    [taken] = await receiver.wait(1)
    assert taken.headers["x-zevent-signature"] == shown.format(oa_mac(first, taken.raw, "1790000000000", secret))


async def test_an_event_of_one_s_own_may_be_old_or_signed_wrongly(zalo, receiver):
    own = {"event": {"event_name": "new", "timestamp": "1"}, "headers": {"X-ZEvent-Signature": "mac=0"}}
    await zalo.control("POST", "/webhooks/oa/events", own, status=204)
    [taken] = await receiver.wait(1)
    assert (taken.event["timestamp"], taken.headers["x-zevent-signature"]) == ("1", "mac=0")
    await zalo.turn(oa_webhook__url="")
    await zalo.control("POST", "/webhooks/oa/events", own, status=409)
    await zalo.control("POST", "/webhooks/zalopay/events", own, status=404)


async def test_what_is_not_taken_is_sent_again_by_schedule_and_then_no_more(zalo, receiver):
    receiver.status = 500
    await zalo.turn(webhook__retry_schedule_seconds=[30, 300])
    person = await zalo.person()
    await zalo.control("POST", f"/people/{person['user_id']}/follow")
    await receiver.wait(1)
    for count, pause in ((2, 30), (3, 300)):
        await settled(zalo, count - 1)
        await zalo.advance(seconds=pause - 1)
        assert len(receiver.taken) == count - 1
        await zalo.advance(seconds=1)
        await receiver.wait(count)
    assert [taken.headers.get("num_retry") for taken in receiver.taken] == [None, "1", "2"]
    assert len({taken.raw for taken in receiver.taken}) == 1, "the body and its signature stay"
    await settled(zalo, 3)
    source = (await zalo.control("GET", "/webhooks"))["sources"]["oa"]
    assert source == {"is_disabled": True, "waiting": 0, "delivered": 0, "retries": 2, "given_up": 1, "not_sent": 0}
    receiver.status = 200
    await zalo.control("POST", f"/people/{person['user_id']}/unfollow")
    assert (await zalo.control("GET", "/webhooks"))["sources"]["oa"]["not_sent"] == 1
    await zalo.control("POST", "/webhooks/oa/enable", status=204)
    await zalo.control("POST", f"/people/{person['user_id']}/follow")
    await receiver.wait(4)


async def settled(zalo: Any, attempts: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len((await zalo.control("GET", "/webhooks"))["items"][0]["outcomes"]) < attempts:
            await asyncio.sleep(0.01)


async def test_a_slow_answer_is_none(zalo, receiver):
    receiver.answers = False
    await zalo.turn(webhook__timeout_seconds=0)
    person = await zalo.person()
    await zalo.control("POST", f"/people/{person['user_id']}/follow")
    await settled(zalo, 1)
    assert (await zalo.control("GET", "/webhooks"))["items"][0]["outcomes"] == ["timeout"]


async def test_events_may_come_twice_and_overtake(zalo, receiver):
    await zalo.turn(webhook__duplicate_rate=1, webhook__reorder=True)
    person = await zalo.person()
    for number in range(5):
        await zalo.control("POST", f"/people/{person['user_id']}/interactions", {"text": str(number)})
    await zalo.advance(seconds=2)
    texts = [taken.event["message"]["text"] for taken in await receiver.wait(10)]
    assert sorted(texts) == sorted("0123401234")
    assert texts != sorted(texts)


async def test_the_result_of_a_payment_is_called_back_until_it_is_processed(zalo, receiver):
    base = (await zalo.control("GET", "/knobs"))["items"]
    url = next(knob["value"] for knob in base if knob["name"] == "oa_webhook.url")
    await zalo.turn(checkout__callback_url=url.replace("/oa", "/paid"))
    new = {"amount": 1000, "desc": "Phi", "item": []}
    signed = {**new, "mac": mac(sorted_by_name(new), "demo-checkout-private-key")}
    order = (await zalo.control("POST", "/orders", signed))["orderId"]
    data = await zalo.control("POST", f"/orders/{order}/pay", {})
    [taken] = await receiver.wait(1)
    assert (taken.path, taken.event["data"]) == ("/paid", data)
    assert taken.event["overallMac"] == mac(sorted_by_name(data), "demo-checkout-private-key")
    await settled(zalo, 1)
    assert (await zalo.control("GET", "/webhooks"))["items"][0]["outcomes"] == ["not processed"], "an empty 200"
    await zalo.advance(seconds=60)
    await receiver.wait(2)
