"""Edges between what people do, what other systems say, and what can be kept."""

from datetime import timedelta
from typing import Any

import pytest
from pymongo.errors import AutoReconnect

from shared.files.store import File, StoredFile
from svc_dossier.domain.submission_reference import read_reference
from svc_dossier.domain.transitions import MAX_STEPS
from svc_dossier.store.files import Files

from .service import AGENCY, Service, key
from .test_appointments_api import approved, book, later, move
from .test_modes_api import CODE, INFO_ONLY
from .test_upstream_api import ONE_STOP, followed, item, outcomes, push


async def test_a_status_that_leads_a_crowded_dossier_back_is_flagged_and_the_others_are_taken(service: Service) -> None:
    dossier_id = await followed(service)
    entry = (await service.stored(dossier_id))["timeline"][0]
    await service.database["dossiers"].update_one(
        {"_id": dossier_id}, {"$set": {"timeline": [entry] * MAX_STEPS, "outbox": []}}
    )
    assert await outcomes(
        service,
        item(service, "e1", CODE, 5),
        item(service, "e2", "H48-unknown", 2),
        item(service, "e3", CODE, 4, 1),
        item(service, "e4", CODE, 10, 2),
    ) == ["flagged", "unknown", "applied", "applied"]
    assert (await service.stored(dossier_id))["state"] == 10


async def test_an_acceptance_that_is_told_late_counts_from_when_it_was(service: Service) -> None:
    submitted = await service.submit()
    since = service.clock.now()
    service.clock.advance(timedelta(hours=30))
    status = item(service, "a", submitted["submission_reference"], 2, -29 * 60)
    assert await outcomes(service, status, system="one-stop", key=ONE_STOP) == ["applied"]
    stored = await service.stored(submitted["id"])
    assert stored["accepted_at"] == since + timedelta(hours=1)
    assert stored["clock"][0]["start"] == since + timedelta(hours=1)
    assert stored["code"].startswith("000.01.99.H48-261123-")


async def test_two_statuses_of_one_second_both_count_and_one_of_next_year_stops_nothing(service: Service) -> None:
    dossier_id = await followed(service)
    assert await outcomes(service, item(service, "e1", CODE, 10, 60 * 24 * 400)) == ["flagged"]
    assert await outcomes(service, item(service, "e2", CODE, 9), item(service, "e3", CODE, 10)) == [
        "applied",
        "applied",
    ]
    assert (await service.stored(dossier_id))["state"] == 10


async def test_who_was_missed_and_has_booked_again_is_called_by_the_new_number(service: Service) -> None:
    first = await approved(service, service.citizen)
    later(service, timedelta(days=1, hours=23))
    for version, step in ((2, "call"), (3, "miss")):
        assert (await move(service, first, step, version)).status_code == 200
    again = await book(service, service.citizen, starts_at="2026-11-26T09:00:00+07:00")
    assert again.status_code == 201
    refused = await move(service, first, "call", 4)
    assert (refused.status_code, refused.json()["title"]) == (409, "Đã có lịch hẹn khác")


async def test_the_second_denominator_leaves_out_what_is_not_offered_online(service: Service) -> None:
    published = service.rules.catalogue.in_force(INFO_ONLY, service.clock.now().date())
    assert published
    filing: dict[str, Any] = {
        "procedure_code": INFO_ONLY,
        "agency_id": AGENCY,
        "channel": "direct",
        "person": {"name": "Trần Thị Mẫu", "personal_number": "051085000123", "phone": "0900000001"},
        "documents": [{"code": code} for code in published.procedure.documents],
    }
    counter = {**service.one_stop, **key()}
    assert (await service.http.post("/v1/staff/dossiers", json=filing, headers=counter)).status_code == 201
    unborn = {**filing, "person": {**filing["person"], "personal_number": "051585000123"}}  # of 2185
    refused = await service.http.post("/v1/staff/dossiers", json=unborn, headers={**service.one_stop, **key()})
    assert refused.status_code == 422
    month = {"from": "2026-11", "to": "2026-11"}
    answer = await service.http.get("/v1/staff/figures", params=month, headers=service.administrator)
    [total] = answer.json()["items"]
    assert (total["share_online"]["denominator"], total["share_online_of_offered"]["denominator"]) == (1, 0)
    assert total["share_online_of_offered"]["value"] is None


async def test_what_the_portal_works_on_is_never_judged_by_a_date(service: Service) -> None:
    await followed(service)
    await outcomes(service, item(service, "e1", CODE, 2), item(service, "e2", CODE, 5, 1))
    month = {"from": "2026-11", "to": "2026-11"}
    answer = await service.http.get("/v1/staff/figures", params=month, headers=service.administrator)
    assert answer.json()["items"][0]["share_on_time"]["denominator"] == 0


async def test_a_personal_number_that_reads_as_a_reference_is_found(service: Service) -> None:
    form = service.form()
    place = form["nguoi_yeu_cau"]["so_dinh_danh"][:6]
    number = next(place + f"{n:06d}" for n in range(1_000) if read_reference(place + f"{n:06d}"))
    form["nguoi_yeu_cau"]["so_dinh_danh"], form["quan_he"] = number, "con"
    submitted = await service.submit(form=form)
    for asked in (number, submitted["submission_reference"]):
        found = await service.http.get("/v1/staff/dossier-search", params={"q": asked}, headers=service.one_stop)
        assert [row["id"] for row in found.json()["items"]] == [submitted["id"]], asked


async def test_papers_of_a_procedure_that_is_timed_in_hours(service: Service) -> None:
    dossier_id, _ = await service.brought_to(2)
    hours = {"value": 4, "unit": "working_hour", "cutoff": None}
    await service.database["dossiers"].update_one({"_id": dossier_id}, {"$set": {"allowed": hours}})
    slip = await service.http.get(f"/v1/staff/dossiers/{dossier_id}/control-slip", headers=service.one_stop)
    assert (slip.status_code, slip.content[:5]) == (200, b"%PDF-")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
async def test_times_at_the_edge_of_the_calendar_are_refused(service: Service, moment: str) -> None:
    booked = await book(service, service.citizen, starts_at=moment)
    inbox = await service.http.get("/v1/staff/dossiers", params={"due_before": moment}, headers=service.one_stop)
    status = await push(service, {"event_id": "e1", "code": CODE, "status": 2, "said_at": moment})
    for answer in (booked, inbox, status):
        assert answer.status_code == 422
        assert "Năm phải từ 1900 đến 2200." in answer.text


async def test_a_draft_with_a_number_beyond_measure_is_refused(service: Service) -> None:
    content = b'{"procedure_code":"2.000635","form":{"a":123456789012345678901234567890}}'
    headers = {**service.citizen, **key(), "Content-Type": "application/json"}
    refused = await service.http.post("/v1/drafts", content=content, headers=headers)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "form")


async def test_a_paper_that_nobody_asks_for_is_named_beside_what_is_wrong_in_the_form(service: Service) -> None:
    body = service.body("1.001193")
    del body["form"]["me"]["ho_ten"]
    body["documents"] = [{"code": "nope", "file_ids": ["fil_" + "0" * 26]}]
    refused = await service.http.post("/v1/dossiers", json=body, headers={**service.citizen, **key()})
    fields = [error["field"] for error in refused.json()["errors"]]
    assert fields[0] == "form.me.ho_ten"
    assert "documents[0].code" in fields


async def test_what_came_by_post_without_a_mandatory_paper_is_entered_and_asked_for(service: Service) -> None:
    filing = {**service.body("1.001193"), "channel": "postal", "complete": False}
    entered = await service.http.post("/v1/staff/dossiers", json=filing, headers={**service.one_stop, **key()})
    assert (entered.status_code, entered.json()["state"]) == (201, 1)
    whole = {**filing, "complete": True}
    refused = await service.http.post("/v1/staff/dossiers", json=whole, headers={**service.one_stop, **key()})
    assert "Thiếu giấy tờ bắt buộc" in refused.text


async def test_a_file_of_which_only_the_acknowledgement_was_lost_is_kept(service: Service) -> None:
    files: Any = Files(service.database)
    bucket = files._bucket

    class Forgetful:
        """Stores, and loses the answer."""

        def __getattr__(self, name: str) -> Any:
            return getattr(bucket, name)

        async def upload_from_stream_with_id(self, *given: Any, **named: Any) -> None:
            await bucket.upload_from_stream_with_id(*given, **named)
            raise AutoReconnect("lost")

    files._bucket = Forgetful()
    scan = File("fil_01ARZ3NDEKTSV4RRFFQ69G5FAV", "a.pdf", "application/pdf", 3)
    brought = StoredFile(scan, "cit_an", "x", "cmd_1", "fp", service.clock.now())
    kept = await files.add(brought, b"abc")
    assert kept.file == scan
    assert await files.find(scan.id) is not None
