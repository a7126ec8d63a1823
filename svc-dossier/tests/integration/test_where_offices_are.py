"""Whoever is sent to an office reads where it is: as shipped, then as editors of svc-content say."""

from typing import Any

import pytest

from shared.events import InvalidEvent, new_event
from svc_dossier.consumers.office_events import office_events
from svc_dossier.domain.incoming import AGENCY_CHANGED, AgencyChanged

from .service import AGENCY, NO_DOCUMENTS, Service, key


async def announce(service: Service, version: int, **members: Any) -> None:
    """An editor of svc-content has changed the office of the tests."""
    said = {
        "agency_id": AGENCY,
        "address": "12 Phan Đình Phùng, phường Cẩm Thành",
        "hours": "Thứ hai đến thứ sáu, 7:30–17:00",
        "office_phone": "0255 3822 123",
        "latitude": 15.1205,
        "longitude": 108.7923,
        **members,
    }
    now = service.clock.now()
    payload = AgencyChanged(**said)
    event = new_event(
        AGENCY_CHANGED, source="x", subject=f"agencies:{AGENCY}", version=version, at=now, payload=payload
    )
    await office_events(service.rules.refresh_offices.contacts)(event)
    await service.rules.refresh()


async def office(service: Service) -> Any:
    return (await service.http.get(f"/v1/offices/{AGENCY}")).json()


async def test_where_an_office_is_stands_wherever_people_are_sent_there(service: Service) -> None:
    shipped = await office(service)
    assert "tỉnh Quảng Ngãi" in shipped["address"] and shipped["hours"] and "search?query=" in shipped["map_url"]
    page = f"/v1/procedures/{NO_DOCUMENTS}"
    before = await service.http.get(page)
    await announce(service, 2)
    seen = await office(service)
    assert (seen["address"], seen["phone"]) == ("12 Phan Đình Phùng, phường Cẩm Thành", "0255 3822 123")
    assert seen["map_url"].startswith("https://") and "15.1205" in seen["map_url"]
    after = await service.http.get(page, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200, "the page is another one now"
    [receiving] = [each for each in after.json()["agencies"] if each["id"] == AGENCY]
    assert (receiving["address"], receiving["map_url"]) == (seen["address"], seen["map_url"])
    assert (await service.http.get(page, headers={"If-None-Match": after.headers["etag"]})).status_code == 304
    dossier_id = (await service.submit())["id"]
    [row] = (await service.http.get("/v1/dossiers", headers=service.citizen)).json()["items"]
    whole = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    assert row["agency"]["address"] == whole["agency"]["address"] == seen["address"]
    booking = {"office_id": AGENCY, "procedure_code": NO_DOCUMENTS, "starts_at": "2026-11-25T08:00:00+07:00"}
    contact = {"name": "Nguyễn Văn An", "phone": "0912345678", "note": "Xin bản sao"}
    headers = {**service.citizen, **key()}
    booked = (await service.http.post("/v1/appointments", json={**booking, **contact}, headers=headers)).json()
    for place in (row["agency"], booked["office"]):
        assert place["map_url"] == seen["map_url"]


async def test_the_latest_word_about_an_office_holds_in_whatever_order_it_comes(service: Service) -> None:
    await announce(service, 5)
    await announce(service, 4, address="Địa chỉ cũ")
    await announce(service, 5)
    assert (await office(service))["address"] == "12 Phan Đình Phùng, phường Cẩm Thành"
    with pytest.raises(InvalidEvent):
        await announce(service, 6, latitude=1000.0)
