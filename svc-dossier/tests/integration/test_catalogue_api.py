"""An editor of the province changes the catalogue while the service runs."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.wakeup import Wakeup
from svc_dossier.catalogue.data_files import read_all
from svc_dossier.catalogue.shipped import PublishedFileChanged
from svc_dossier.use_cases.procedure_version_events import procedure_version_events
from svc_dossier.use_cases.read_published import Progress
from svc_dossier.wiring.stores import make_rules

from .service import Service, if_match, key

URL = "/v1/staff/procedures"


def editor(service: Service) -> dict[str, str]:
    return service.mint.staff("catalogue_editor@province", staff_id="stf_editor")


EDITED = "1.010038"
"""A procedure of one version, which asks for no paper."""


async def content(service: Service) -> dict[str, Any]:
    await service.rules.refresh()
    answer = await service.http.get(f"{URL}/{EDITED}/versions/1", headers=editor(service))
    assert answer.status_code == 200, answer.text
    return answer.json()["content"]  # type: ignore[no-any-return]


async def drafted(service: Service, **change: Any) -> dict[str, Any]:
    answer = await service.http.post(
        URL, json={**await content(service), **change}, headers={**editor(service), **key()}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def edit(service: Service, number: int, step: str, version: int, **body: Any) -> httpx.Response:
    url = f"{URL}/{EDITED}/versions/{number}/{step}"
    return await service.http.post(url, json=body, headers={**editor(service), **key(), **if_match(version)})


async def test_a_version_is_drafted_scheduled_and_in_force_from_its_day_in_every_process(service: Service) -> None:
    elsewhere = make_rules("H48", service.database, service.clock, Wakeup())
    await elsewhere.refresh()
    before = (await service.submit(EDITED))["id"]
    draft = await drafted(service, name="Cấp bản sao trích lục, theo quy định mới")
    assert (draft["version"], draft["edit"], draft["revision"]) == (2, "drafted", 1)
    answer = await edit(service, 2, "publish", 1, effective_from="2026-12-01", reason="Quyết định công bố")
    assert answer.status_code == 200, answer.text
    assert answer.json() | {"at": ""} == {
        "code": EDITED,
        "version": 2,
        "edit": "published",
        "edit_label": "Công bố",
        "by": "stf_editor",
        "by_name": "",
        "at": "",
        "revision": 2,
        "reason": "Quyết định công bố",
        "changed": ["effective_from"],
    }
    public = f"/v1/procedures/{EDITED}"
    assert (await service.http.get(public)).json()["version"] == 1
    await elsewhere.refresh()
    service.clock.advance(timedelta(days=8))  # 1/12 in Vietnam
    assert (await service.http.get(public)).json()["version"] == 2
    today = service.rules.calendars.current.day_of(service.clock.now())
    there = elsewhere.catalogue.in_force(EDITED, today)
    assert there and there.procedure.name == "Cấp bản sao trích lục, theo quy định mới"
    service.citizen = service.mint.citizen(service.citizen_id)
    after = (await service.submit(EDITED))["id"]
    assert (await service.stored(before))["procedure"]["version"] == 1
    assert (await service.stored(after))["procedure"]["version"] == 2
    assert (await service.http.get(f"{public}/versions/1")).json()["version"] == 1


async def test_what_may_be_done_with_a_version_is_offered_with_its_request(service: Service) -> None:
    await drafted(service)
    url = f"{URL}/{EDITED}/versions/2"

    async def offered() -> list[tuple[str, str, str, str]]:
        offers = (await service.http.get(url, headers=editor(service))).json()["allowed_actions"]
        assert all(offer["needs_if_match"] for offer in offers)
        return [(offer["label"], offer["method"], offer["href"], offer["etag"]) for offer in offers]

    assert await offered() == [
        ("Sửa bản thảo", "PUT", url, '"1"'),
        ("Công bố", "POST", f"{url}/publish", '"1"'),
        ("Bỏ bản thảo", "POST", f"{url}/discard", '"1"'),
    ]
    assert (await edit(service, 2, "publish", 1, effective_from="2026-11-30")).status_code == 200
    assert await offered() == [("Thu hồi về bản thảo", "POST", f"{url}/retract", '"2"')]
    service.clock.advance(timedelta(days=8))
    assert await offered() == [], "what was in force is never changed"


async def test_published_is_never_changed_and_a_scheduled_one_can_be_taken_back(service: Service) -> None:
    body = await content(service)
    url = f"{URL}/{EDITED}/versions"
    shipped = await service.http.put(f"{url}/1", json=body, headers={**editor(service), **key(), **if_match(1)})
    assert shipped.status_code == 409
    assert (await edit(service, 1, "retract", 1, reason="Thử")).status_code == 409
    await drafted(service)
    assert (await edit(service, 2, "publish", 1, effective_from="2026-11-22")).status_code == 409
    assert (await edit(service, 2, "publish", 1, effective_from="2026-11-30")).status_code == 200
    assert (await edit(service, 2, "discard", 2, reason="Thử")).status_code == 409
    assert service.rules.catalogue.find(EDITED, 2)
    assert (await edit(service, 2, "retract", 2, reason="Công bố nhầm")).status_code == 200
    assert service.rules.catalogue.find(EDITED, 2) is None
    changed = {**body, "conditions": "Chỉ cấp cho người có yêu cầu"}
    sent = {**editor(service), **key(), **if_match(3)}
    revised = await service.http.put(f"{url}/2", json=changed, headers=sent)
    assert revised.status_code == 200, revised.text
    assert "conditions" in revised.json()["changed"]
    stale = await service.http.put(f"{url}/2", json=changed, headers={**editor(service), **key(), **if_match(3)})
    assert stale.status_code == 412
    assert (await edit(service, 2, "discard", 4, reason="Không dùng nữa")).json()["edit"] == "discarded"
    again = await service.http.put(f"{url}/2", json=changed, headers=sent)
    assert again.content == revised.content, "whatever has happened since"
    rows = (await service.http.get(URL, params={"code": EDITED}, headers=editor(service))).json()["items"]
    assert [(row["version"], row["stage"]) for row in rows] == [(1, "published"), (2, "discarded")]
    assert [(row["stage_label"], row["allowed_actions"]) for row in rows] == [("Đã công bố", []), ("Đã bỏ", [])]


async def test_yaml_out_and_in_again_is_the_same(service: Service) -> None:
    await content(service)
    exported = await service.http.get(f"{URL}/{EDITED}/versions/1/yaml", headers=editor(service))
    assert exported.headers["content-type"] == "application/yaml"
    headers = {**editor(service), **key(), "Content-Type": "application/yaml"}
    imported = await service.http.post(URL, content=exported.content, headers=headers)
    assert imported.status_code == 201, imported.text
    again = await service.http.get(f"{URL}/{EDITED}/versions/2/yaml", headers=editor(service))
    assert again.text.replace("version: 2", "version: 1") == exported.text
    replayed = await service.http.post(URL, content=exported.content, headers=headers)
    assert replayed.content == imported.content


async def test_what_is_wrong_is_named_and_nothing_is_kept(service: Service) -> None:
    body = await content(service)
    for wrong, field in ((body | {"received_by": ["x"]}, "received_by"), (body | {"levels": []}, "levels")):
        answer = await service.http.post(URL, json=wrong, headers={**editor(service), **key()})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field
    for media, text in (("application/yaml", b"a: [1"), ("application/json", b"[]"), ("text/plain", b"a")):
        headers = {**editor(service), **key(), "Content-Type": media}
        assert (await service.http.post(URL, content=text, headers=headers)).status_code in (400, 415, 422)
    rows = (await service.http.get(URL, params={"stage": "draft"}, headers=editor(service))).json()["items"]
    assert rows == []


async def test_many_drafts_at_once_have_a_number_each(service: Service) -> None:
    body = await content(service)
    answers = await asyncio.gather(
        *(service.http.post(URL, json=body, headers={**editor(service), **key()}) for _ in range(4))
    )
    assert sorted(answer.json()["version"] for answer in answers) == [2, 3, 4, 5]


async def test_the_same_edit_sent_twice_at_once_is_one_edit(service: Service) -> None:
    await drafted(service)
    sent = {**editor(service), **key(), **if_match(1)}
    url = f"{URL}/{EDITED}/versions/2/publish"
    answers = await asyncio.gather(
        *(service.http.post(url, json={"effective_from": "2026-12-01"}, headers=sent) for _ in range(4))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    shown = (await service.http.get(f"{URL}/{EDITED}/versions/2", headers=editor(service))).json()
    assert [entry["edit"] for entry in shown["record"]] == ["drafted", "published"]


async def test_only_editors_of_the_province_see_or_edit(service: Service) -> None:
    for who in (service.one_stop, service.citizen, service.mint.staff("catalogue_editor@21025")):
        assert (await service.http.get(URL, headers=who)).status_code == 403
        assert (await service.http.post(URL, json={}, headers={**who, **key()})).status_code == 403


async def test_pages_go_through_all_versions_once(service: Service) -> None:
    await content(service)
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = (await service.http.get(URL, params={"limit": "5", **after}, headers=editor(service))).json()
        seen += [f"{row['code']}.v{row['version']}.yaml" for row in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len(seen) == len({*seen})
    assert seen == sorted(name for name, _ in read_all("procedures"))


@pytest.mark.parametrize(("channel", "amount"), [("direct", 20_000), ("online", 10_000)])
async def test_fees_are_those_of_the_channel(service: Service, channel: str, amount: int) -> None:
    answer = await service.http.get("/v1/procedures/1.004222/fees", params={"channel": channel})
    assert [line["amount"] for line in answer.json()["items"]] == [amount]


@pytest.mark.parametrize(
    ("code", "copies", "total"),
    [
        ("1.001193", None, 0),
        ("1.010038", None, 5_000),
        ("1.004194", None, None),
        ("1.000656", None, None),
        ("1.000894", "2", 16_000),
        ("2.000635", "3", 24_000),
        ("2.000635", None, None),
    ],
)
async def test_fees_say_what_one_pays_where_that_is_known(
    service: Service, code: str, copies: str | None, total: int | None
) -> None:
    answer = await service.http.get(f"/v1/procedures/{code}/fees", params={"copies": copies} if copies else {})
    assert answer.json()["total"] == total


async def test_a_fee_of_unknown_height_says_why(service: Service) -> None:
    answer = await service.http.get("/v1/procedures/1.013225/fees")
    assert [line["note"] for line in answer.json()["items"]] == ["Theo nghị quyết của Hội đồng nhân dân tỉnh"]


async def test_new_terms_leave_what_was_filed_before_as_it_was(service: Service) -> None:
    dossier_id = (await service.submit(EDITED))["id"]
    assert (await service.act(dossier_id, "accept", service.one_stop, 1)).status_code == 200
    before = await service.stored(dossier_id)
    await drafted(service, times=[{"value": 30, "unit": "working_day"}], clock_policy="PAUSE")
    assert (await edit(service, 2, "publish", 1, effective_from="2026-11-23")).status_code == 200
    assert await service.stored(dossier_id) == before
    asked = {"documents": [{"name": "Đơn giải trình"}], "reason": "Thiếu giấy tờ"}
    assert (await service.act(dossier_id, "request-supplement", service.one_stop, 2, **asked)).status_code == 200
    assert (await service.act(dossier_id, "confirm-supplement", service.one_stop, 3)).status_code == 200
    stored = await service.stored(dossier_id)
    assert stored["allowed"] == before["allowed"]
    assert stored["due_at"] == before["due_at"]
    later = (await service.submit(EDITED))["id"]
    assert (await service.stored(later))["allowed"]["value"] == 30


async def test_before_it_has_read_what_was_published_nobody_is_told_what_the_package_ships(service: Service) -> None:
    service.rules.offices.read = False
    for path in ("/v1/procedures", f"/v1/procedures/{EDITED}", "/v1/offices"):
        answer = await service.http.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1"), path
    await service.rules.refresh()
    assert (await service.http.get(f"/v1/procedures/{EDITED}")).status_code == 200


async def test_a_version_that_this_process_has_not_read_yet_is_a_moments_wait(service: Service) -> None:
    dossier_id = (await service.submit(EDITED))["id"]
    await service.database["dossiers"].update_one({"_id": dossier_id}, {"$set": {"procedure.version": 9}})
    answer = await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_what_holds_is_announced_again_once_for_services_that_lost_it_with_kafka(service: Service) -> None:
    await service.rules.refresh()
    versions, announce_again = service.database["procedure_versions"], service.rules.procedure_versions.announce_again
    announced = [found["outbox"][0]["data"] async for found in versions.find({}, sort=[("_id", 1)])]
    await drafted(service)
    assert await announce_again(procedure_version_events) == 0, "Kafka has yet to take them"
    await versions.update_many({}, {"$set": {"outbox": []}})
    assert await announce_again(procedure_version_events) == len(announced)
    again = [found["outbox"] async for found in versions.find({"outbox.0": {"$exists": True}}, sort=[("_id", 1)])]
    assert [[entry["data"] for entry in outbox] for outbox in again] == [[data] for data in announced]


async def test_a_shipped_file_that_was_changed_after_publication_stops_the_start(service: Service) -> None:
    await service.rules.refresh()
    shipped = make_rules("H48", service.database, service.clock, Wakeup()).read_published
    await shipped()
    first, *others = shipped.shipped
    changed = [first.model_copy(update={"name": f"{first.name}, sửa"}), *others]
    restarted = replace(shipped, shipped=changed, progress=Progress())
    with pytest.raises(PublishedFileChanged, match=rf"{first.code}\.v2\.yaml.*effective_from"):
        await restarted()
