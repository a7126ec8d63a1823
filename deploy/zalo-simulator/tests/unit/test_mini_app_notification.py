from typing import Any

import pytest

PATH = "/notification/template"
DATA = {"title": "Hồ sơ có kết quả", "contentTitle": "HS-2026-000123", "buttonText": "Xem chi tiết"}


@pytest.fixture
async def citizen(zalo):
    await zalo.control("POST", "/clock", {"freeze": "2026-11-22T08:00:00+07:00"})
    return await zalo.person(accepts_notifications=True, with_access_token=True)


@pytest.fixture
async def notify(zalo, citizen):
    async def notify(headers: dict[str, str] | None = None, **changes: Any) -> Any:
        sent = {
            "X-Api-Key": "Bearer demo-mini-api-key",
            "X-User-Id": citizen["user_id"],
            "X-MiniApp-Id": "5000000000000000005",
            **(headers or {}),
        }
        document = {"templateId": "00126fd75392bacce383", "templateData": DATA, **changes}
        answer = await zalo.http.post(PATH, json=document, headers=sent)
        assert answer.status_code == 200
        return answer.json()

    return notify


async def test_who_opened_the_app_and_agreed_is_notified_once_a_day(zalo, citizen, notify):
    assert await notify() == {"err": 0, "msg": "Success", "data": {}}
    [message] = (await zalo.control("GET", "/messages"))["items"]
    assert (message["endpoint"], message["title"], message["text"]) == (
        "mini.notification",
        "Hồ sơ có kết quả",
        "HS-2026-000123",
    )
    assert (await notify())["err"] == -109
    await zalo.advance(days=1)
    assert (await notify())["err"] == 0


@pytest.mark.parametrize(
    ("headers", "changes", "error"),
    [
        ({"X-Api-Key": "demo-mini-api-key"}, {}, -104),
        ({"X-Api-Key": "Bearer wrong"}, {}, -102),
        ({"X-MiniApp-Id": "1000000000000000001"}, {}, -114),
        ({"X-User-Id": "9"}, {}, -110),
        ({}, {"templateId": None}, -100),
        ({}, {"templateData": {**DATA, "title": "x" * 33}}, -101),
        ({}, {"templateData": {**DATA, "contentTitle": 1}}, -101),
    ],
)
async def test_what_is_refused_and_how(notify, headers, changes, error):
    assert (await notify(headers, **changes))["err"] == error


async def test_consent_a_week_and_the_day(zalo, citizen, notify):
    await zalo.control("PATCH", f"/people/{citizen['user_id']}", {"accepts_notifications": False})
    assert (await notify())["err"] == -111
    await zalo.control("PATCH", f"/people/{citizen['user_id']}", {"accepts_notifications": True})
    await zalo.advance(hours=14)
    assert (await notify())["err"] == -101, "22:00"
    await zalo.advance(days=7)
    assert (await notify())["err"] == -111, "not opened for a week"


async def test_the_app_has_a_day_s_limit_and_the_answer_two_shapes(zalo, notify):
    await zalo.turn(mini_notify__daily_app_limit=0, mini_openapi__envelope="error_message")
    assert await notify() == {"error": -109, "message": "Out of quota"}
    await zalo.control("POST", "/faults", {"endpoint": "mini.notification", "kind": "error", "code": -103})
    assert (await notify())["error"] == -103
