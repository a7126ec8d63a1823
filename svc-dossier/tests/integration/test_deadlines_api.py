"""Due dates as officers meet them: announced once, postponed once, untouched by an edit of the calendar."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.clock import VIETNAM
from shared.leases import Leases
from shared.periodic import Repeating
from shared.testing import let_leases_end
from shared.wakeup import Wakeup
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.jobs.measure_due_work import MeasureDueAlerts
from svc_dossier.store.calendar_revisions import CalendarRevisions
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.use_cases.announce_deadlines import AnnounceDeadlines
from svc_dossier.use_cases.change_calendar import calendar_event
from svc_dossier.use_cases.refresh_calendar import RefreshCalendar

from .service import Service, if_match, key

SEVEN_DAYS = "1.004222"


def worker(service: Service, name: str = "wrk_1") -> Repeating:
    dossiers = Dossiers(service.database, Wakeup())
    announce = AnnounceDeadlines(dossiers, service.rules.calendars, service.clock)
    leases = Leases(service.database["leases"], name)
    return Repeating("announce_deadlines", 15.0, announce, leases, measure=MeasureDueAlerts(dossiers, service.clock))


async def accepted(service: Service, code: str = SEVEN_DAYS) -> str:
    dossier_id = (await service.submit(code))["id"]
    answer = await service.act(dossier_id, "accept", service.one_stop, 1)
    assert answer.status_code == 200, answer.text
    return str(dossier_id)


def alerts_of(stored: dict[str, Any]) -> list[str]:
    return [entry["type"].split(".")[3] for entry in stored["outbox"] if "due" in entry["type"]]


def morning(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 12, day, hour - 7, tzinfo=UTC)


async def test_the_office_is_told_once_that_it_is_soon_and_once_that_it_is_late(service: Service) -> None:
    dossier_id = await accepted(service)  # on 23/11, due on 3/12
    await worker(service).batch()
    assert alerts_of(await service.stored(dossier_id)) == []
    service.clock.set(morning(2))
    # Two workers at once, then one that was started anew: the lease of the first has run out by then.
    await asyncio.gather(worker(service, "wrk_1").batch(), worker(service, "wrk_2").batch())
    service.clock.set(morning(2, 11))
    await let_leases_end(service.database)
    await worker(service, "wrk_3").batch()
    stored = await service.stored(dossier_id)
    assert alerts_of(stored) == ["due_soon"]
    [event] = [entry for entry in stored["outbox"] if entry["type"] == "vn.quangngai.dossier.due_soon.v1"]
    assert event["version"] == stored["version"] == 3
    assert event["data"]["due_at"] == "2026-12-03T17:00:00.000+07:00"
    assert event["data"]["occurred_at"] == "2026-12-02T09:00:00.000+07:00"
    for hour in (17, 18, 20):
        service.clock.set(morning(3, hour))
        await let_leases_end(service.database)
        await worker(service, f"wrk_{hour}").batch()
    assert alerts_of(await service.stored(dossier_id)) == ["due_soon", "overdue"]
    assert (await service.stored(dossier_id))["alert"] is None


async def test_two_workers_that_read_the_same_dossier_tell_once(service: Service) -> None:
    """The write decides, not the lease."""
    dossier_id = await accepted(service)
    service.clock.set(morning(2))
    one, two = worker(service, "wrk_1"), worker(service, "wrk_1")
    await asyncio.gather(*(each.batch() for each in (one, two, one, two)))
    assert alerts_of(await service.stored(dossier_id)) == ["due_soon"]


async def test_who_was_away_for_both_tells_only_that_it_is_late(service: Service) -> None:
    dossier_id = await accepted(service)
    service.clock.set(morning(10))
    await worker(service).batch()
    await worker(service).batch()
    assert alerts_of(await service.stored(dossier_id)) == ["overdue"]


async def test_nothing_is_told_while_the_citizen_is_awaited_or_when_all_is_done(service: Service) -> None:
    for state in (5, 7, 8, 9):
        await service.brought_to(state)
    service.clock.set(morning(20))
    await worker(service).batch()
    async for stored in service.database["dossiers"].find({}):
        assert alerts_of(stored) == []


async def test_a_postponement_apologises_once_with_a_new_date(service: Service) -> None:
    dossier_id = await accepted(service)
    asked = {"reason": "Cần xác minh thêm tại thực địa", "due_on": "2026-12-10"}
    for due_on, message in (
        ("2026-12-03", "phải sau ngày hẹn trả"),
        ("2026-12-12", "phải là ngày làm việc"),
        ("2027-12-10", "quá 180 ngày"),
    ):
        refused = await service.act(dossier_id, "postpone", service.specialist, 2, **{**asked, "due_on": due_on})
        assert refused.status_code == 422
        assert message in refused.json()["errors"][0]["message"]
    answer = await service.act(dossier_id, "postpone", service.specialist, 2, **asked)
    assert answer.status_code == 200, answer.text
    assert answer.json()["due_at"] == "2026-12-10T17:00:00.000+07:00"
    assert answer.json()["state"] == 2
    stored = await service.stored(dossier_id)
    event = stored["outbox"][-1]
    assert event["type"] == "vn.quangngai.dossier.postponed.v1"
    assert event["data"]["reason"] == asked["reason"]
    assert event["data"]["due_at"] == "2026-12-10T17:00:00.000+07:00"
    again = await service.act(dossier_id, "postpone", service.specialist, 3, **{**asked, "due_on": "2026-12-20"})
    assert again.status_code == 409
    shown = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.specialist)).json()
    assert [segment["due_at"][:10] for segment in shown["clock"]] == ["2026-12-03", "2026-12-10"]
    assert shown["clock"][0]["reason"] == "postpone"
    assert shown["transfer_by"] == "2026-11-23T17:00:00.000+07:00"
    assert shown["supplement_by"] == "2026-11-27T17:00:00.000+07:00"
    assert shown["time_left"] == "Còn 12 ngày 6 giờ làm việc"
    assert "postpone" not in [offer["action"] for offer in shown["allowed_actions"]]


async def test_an_apology_must_come_a_day_before(service: Service) -> None:
    dossier_id = await accepted(service)
    service.clock.set(morning(3, 7))
    late = await service.act(dossier_id, "postpone", fresh(service), 2, reason="Cần xác minh thêm", due_on="2026-12-10")
    assert late.status_code == 409
    assert late.json()["type"].endswith("postponement-too-late")


@pytest.mark.parametrize(("before", "offered"), [(timedelta(milliseconds=1), True), (timedelta(), False)])
async def test_postponing_is_offered_until_the_day_before_the_due_date_has_ended(
    service: Service, before: timedelta, offered: bool
) -> None:
    dossier_id = await accepted(service)
    service.clock.set(datetime(2026, 12, 3, tzinfo=VIETNAM) - before)
    shown = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=fresh(service))).json()
    [row] = (await service.http.get("/v1/staff/dossiers", headers=fresh(service))).json()["items"]
    for seen in (shown, row):
        assert ("postpone" in [offer["action"] for offer in seen["allowed_actions"]]) is offered
    again = await service.act(dossier_id, "postpone", fresh(service), 2, reason="Cần xác minh", due_on="2026-12-10")
    assert again.status_code == (200 if offered else 409)


def fresh(service: Service) -> dict[str, str]:
    return service.mint.staff("specialist@21025", staff_id="stf_specialist")


async def test_an_administrator_edits_the_calendar_and_given_dates_stay(service: Service) -> None:
    before = await accepted(service)
    shown = await service.http.get("/v1/working-calendar", params={"year": 2026})
    assert shown.headers["etag"] == '"0"'
    assert {"day": "2026-11-24", "name": "Ngày Văn hóa Việt Nam", "announced": True} in shown.json()["days_off"]
    change = {
        "days_off": [{"day": "2026-11-30", "name": "Hoán đổi với 5/12"}],
        "make_up_days": [{"day": "2026-12-05", "name": "Làm bù cho 30/11"}],
        "reason": "Thông báo hoán đổi ngày làm việc",
    }
    url, sent = "/v1/staff/working-calendar/changes", {**service.administrator, **key(), **if_match(0)}
    answer = await service.http.post(url, json=change, headers=sent)
    assert answer.status_code == 201, answer.text
    assert answer.json()["version"] == 1
    assert (await service.http.post(url, json=change, headers=sent)).content == answer.content
    stale = await service.http.post(url, json=change, headers={**service.administrator, **key(), **if_match(0)})
    assert stale.status_code == 412
    assert (await service.stored(before))["due_at"] == datetime(2026, 12, 3, 10, tzinfo=UTC)
    after = await accepted(service)
    assert (await service.stored(after))["due_at"] == datetime(2026, 12, 4, 10, tzinfo=UTC)
    # Another process takes it in with its next look.
    elsewhere = Calendars()
    await RefreshCalendar(elsewhere, CalendarRevisions(service.database, Wakeup()))()
    assert (elsewhere.revision, elsewhere.current) == (1, service.rules.calendars.current)
    # Other services are told in the write that made the revision, of the whole calendar.
    kept = await service.database["calendar_revisions"].find_one({"_id": 1})
    assert kept
    [event] = kept["outbox"]
    assert (event["type"], event["subject"], event["version"]) == ("vn.quangngai.calendar.changed.v1", "1", 1)
    assert {"day": "2026-12-05", "name": "Làm bù cho 30/11", "announced": True} in event["data"]["make_up_days"]
    # Once more after Kafka was lost, when nothing waits any longer.
    revisions = CalendarRevisions(service.database, Wakeup())
    assert await revisions.announce_again(calendar_event) == 0
    await service.database["calendar_revisions"].update_one({"_id": 1}, {"$set": {"outbox": []}})
    assert await revisions.announce_again(calendar_event) == 1
    kept = await service.database["calendar_revisions"].find_one({"_id": 1})
    assert kept
    assert [(again["version"], again["data"]) for again in kept["outbox"]] == [(1, event["data"])]
    [entry] = (await service.http.get(url, headers=service.administrator)).json()["items"]
    assert (entry["by"], entry["change"]["reason"]) == ("stf_administrator", change["reason"])


CONTRADICTIONS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"days_off": [{"day": "2026-11-28", "name": "Nghỉ"}]}, "đã là thứ bảy hoặc chủ nhật"),
    ({"make_up_days": [{"day": "2026-11-27", "name": "Bù"}]}, "phải là thứ bảy hoặc chủ nhật"),
    ({"days_off": [{"day": "2031-01-01", "name": "Tết"}]}, "nằm ngoài lịch"),
    ({"remove": ["2026-11-25"]}, "không có ngày 25/11/2026"),
    ({"last": "2029-12-31"}, "lùi về sau"),
    ({"sessions": [["07:00", "12:00"], ["11:00", "17:00"]]}, "nối tiếp nhau"),
    ({"sessions": [["7 giờ", "12:00"]]}, "Phải là giờ trong ngày"),
    ({"transfer_cutoff": "15:00+07:00"}, "Phải là giờ trong ngày"),
    ({"last": "9999-12-31"}, "50 năm"),
    ({"supplement_within": 0}, "Phải từ 1 trở lên"),
    ({"days_off": [{"day": "2026-11-25", "name": "A"}, {"day": "2026-11-25", "name": "B"}]}, "hai lần"),
)


async def test_a_calendar_that_contradicts_itself_is_refused(service: Service) -> None:
    for change, message in CONTRADICTIONS:
        answer = await service.http.post(
            "/v1/staff/working-calendar/changes",
            json={**change, "reason": "Thử lịch"},
            headers={**service.administrator, **key(), **if_match(0)},
        )
        assert answer.status_code == 422, answer.text
        assert message in answer.json()["errors"][0]["message"], change
    assert service.rules.calendars.revision == 0


async def test_only_the_provinces_administrator_edits(service: Service) -> None:
    for who in (service.one_stop, service.citizen, service.mint.staff("administrator@21025")):
        answer = await service.http.post(
            "/v1/staff/working-calendar/changes", json={"reason": "Thử"}, headers={**who, **key(), **if_match(0)}
        )
        assert answer.status_code == 403
