from typing import Any


async def chat(zalo: Any) -> dict[str, Any]:
    person, token = await zalo.person("Trần Thị <Mẫu>", phone="84900000001", is_follower=True), await zalo.oa_token()
    data = {"customer_name": "<script>alert(1)</script>", "ma_ho_so": "HS-2026-000123"}
    document = {"user_id": person["oa_user_id"], "template_id": "700123", "template_data": data}
    assert (await zalo.oa("POST", "/v3.0/oa/message/template", token, document))["error"] == 0
    await zalo.control("POST", f"/people/{person['user_id']}/interactions", {"text": "Cảm ơn ạ"})
    return dict(person)


async def test_a_phone_shows_the_chat_in_vietnamese(zalo):
    await zalo.control("POST", "/clock", {"freeze": "2026-11-22T08:05:00+07:00"})
    await chat(zalo)
    await zalo.control("POST", "/clock", {"advance_seconds": 86400})
    page = (await zalo.http.get("/")).text
    shown = (
        "Quảng Ngãi Smart",
        "Hồ sơ HS-2026-000123 đã được tiếp nhận",
        "Cảm ơn ạ",
        "Hôm qua",
        "08:05",
        "0900 000 001",
    )
    for text in shown:
        assert text in page
    assert "Trần Thị &lt;Mẫu&gt;" in page
    assert "<script>alert" not in page


async def test_the_page_brings_everything_it_needs(zalo):
    page = (await zalo.http.get("/")).text
    assert "https://" not in page
    for asset in ("/style.css", "/live.js"):
        assert asset in page
        assert (await zalo.http.get(asset)).status_code == 200


async def test_an_unchanged_page_is_not_sent_again(zalo):
    await zalo.control("POST", "/clock", {"freeze": True})
    person = await chat(zalo)
    first = await zalo.http.get("/phones")
    again = await zalo.http.get("/phones", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await zalo.control("POST", f"/people/{person['user_id']}/interactions", {"text": "Tin mới"})
    changed = await zalo.http.get("/phones", headers={"If-None-Match": first.headers["etag"]})
    assert "Tin mới" in changed.text


async def test_of_many_people_the_latest_are_shown_and_the_rest_found(zalo):
    await zalo.control("POST", "/people", [{"name": f"Người số {n}"} for n in range(40)])
    page = (await zalo.http.get("/phones")).text
    assert page.count('class="phone"') == 12
    assert "Người số 39" in page
    assert "Người số 3<" not in page
    found = (await zalo.http.get("/phones", params={"q": "nguoi so 3"})).text
    assert "Người số 3<" in found
    assert "Không tìm thấy ai" in (await zalo.http.get("/phones", params={"q": "không có"})).text


async def test_the_controls_show_every_knob_and_fault(zalo):
    await chat(zalo)
    await zalo.control("POST", "/faults", {"endpoint": "oa.cs", "kind": "slow"})
    await zalo.turn(oa__template_quota=7)
    page = (await zalo.http.get("/controls")).text
    for knob, _ in zalo.world.knobs.table():
        assert knob.name in page
    for text in ("slow", "700123", '<tr class="turned"><td><code>oa.template_quota'):
        assert text in page


async def test_the_console_knows_the_gateway_that_hears_our_webhooks(zalo):
    page = (await zalo.http.get("/console")).text
    assert 'data-gateway="' in page and "/v1/webhooks" not in page
