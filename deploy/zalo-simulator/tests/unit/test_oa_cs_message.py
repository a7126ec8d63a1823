from typing import Any

import pytest

PATH = "/v3.0/oa/message/cs"


@pytest.fixture
async def follower(zalo):
    await zalo.control("POST", "/clock", {"freeze": "2026-11-22T08:00:00+07:00"})
    return await zalo.person(is_follower=True)


@pytest.fixture
async def reply(zalo, follower):
    async def reply(message):
        """The answer to a message that is sent with a fresh token, since these tests move the clock by days."""
        document = {"recipient": {"user_id": follower["oa_user_id"]}, "message": message}
        return await zalo.oa("POST", PATH, await zalo.oa_token(), document)

    return reply


async def test_a_reply_within_48_hours_is_free(follower, reply):
    answer = await reply({"text": "Hồ sơ đã được tiếp nhận."})
    message_id = answer["data"].pop("message_id")
    assert message_id
    assert answer == {
        "data": {
            "user_id": follower["oa_user_id"],
            "sent_time": "1795309200000",
            "quota": {"quota_type": "reply_48h", "remain": 7, "total": 8, "expired_date": "1795482000000"},
        },
        "error": 0,
        "message": "Success",
    }


async def test_the_ninth_reply_is_paid_from_the_package(zalo, reply):
    kinds = [(await reply({"text": f"Tin {n}"}))["data"]["quota"]["quota_type"] for n in range(9)]
    assert kinds == ["reply_48h"] * 8 + ["sub_quota"]
    await zalo.turn(oa__cs_sub_quota=1)
    assert (await reply({"text": "Tin 10"}))["error"] == -211


async def test_there_may_be_no_limit_within_48_hours(zalo, reply):
    await zalo.turn(oa__cs_free_per_window=None, oa__cs_sub_quota=0)
    answers = [await reply({"text": f"Tin {n}"}) for n in range(12)]
    assert {answer["error"] for answer in answers} == {0}


async def test_after_48_hours_a_reply_is_paid_and_after_7_days_refused(zalo, follower, reply):
    await zalo.advance(hours=48)
    assert (await reply({"text": "a"}))["data"]["quota"]["quota_type"] == "sub_quota"
    await zalo.advance(days=5)
    assert (await reply({"text": "b"}))["error"] == -230
    await zalo.control("POST", f"/people/{follower['user_id']}/interactions", {"text": "Xin chào"})
    assert (await reply({"text": "c"}))["data"]["quota"]["remain"] == 7


@pytest.mark.parametrize(("length", "error"), [(0, -201), (2000, 0), (2001, -210)])
async def test_text_has_at_most_2000_characters(reply, length, error):
    assert (await reply({"text": "ệ" * length}))["error"] == error


async def test_who_does_not_follow_is_213(zalo, follower, reply):
    await zalo.control("POST", f"/people/{follower['user_id']}/unfollow")
    assert (await reply({"text": "a"}))["error"] == -213


def attachment(**payload: Any) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": payload}}


def button(**fields: Any) -> dict[str, Any]:
    fields = {"title": "Xem", "type": "oa.open.url", "payload": {"url": "https://example.gov.vn"}, **fields}
    return attachment(template_type="button", text="Chọn", buttons=[fields])


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (button(), 0),
        (button(title="x" * 101), -210),
        (button(payload="text"), -201),
        (button(type="oa.query.show", payload="x" * 1000), 0),
        (button(type="oa.query.show", payload="x" * 1001), -201),
        (button(type="oa.unknown"), -201),
        (attachment(template_type="list", elements=[{"title": "Một"}]), 0),
        (attachment(template_type="request_user_info", elements=[{"title": "x" * 101}]), -210),
        (attachment(template_type="media", elements=[{"media_type": "image", "url": "https://example.gov.vn"}]), 0),
        (attachment(template_type="media", elements=[{"media_type": "image", "attachment_id": "gone"}]), -100),
        ({"attachment": {"type": "file", "payload": {"token": "gone"}}}, -100),
        (attachment(template_type="unknown"), -233),
        ({"attachment": "text"}, -201),
        ("text", -201),
    ],
)
async def test_attachments_are_checked(reply, message, error):
    assert (await reply(message))["error"] == error


async def test_lists_may_be_off(zalo, reply):
    await zalo.turn(oa__cs_allow_list_template=False)
    assert (await reply(attachment(template_type="list", elements=[{"title": "Một"}])))["error"] == -233
