"""Due dates as officers meet them: told of once, postponed once, untouched by an edit of the calendar."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from shared.leases import Leases
from shared.testing import let_leases_end
from shared.wakeup import Wakeup
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.jobs.tell_deadlines import TellDeadlines
from svc_dossier.store.calendar_revisions import CalendarRevisions
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.use_cases.change_calendar import refresh_calendar

from .house import House, if_match, key

SEVEN_DAYS = "1.004222"


def worker(house: House, name: str = "wrk_1") -> TellDeadlines:
    leases = Leases(house.database["leases"], name)
    return TellDeadlines(Dossiers(house.database, Wakeup()), house.desk.rules.calendars, leases, house.clock)


async def accepted(house: House, code: str = SEVEN_DAYS) -> str:
    dossier_id = (await house.submit(code))["id"]
    answer = await house.act(dossier_id, "accept", house.one_stop, 1)
    assert answer.status_code == 200, answer.text
    return str(dossier_id)


def told(stored: dict[str, Any]) -> list[str]:
    return [entry["type"].split(".")[3] for entry in stored["outbox"] if "due" in entry["type"]]


def morning(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 12, day, hour - 7, tzinfo=UTC)


async def test_the_office_is_told_once_that_it_is_soon_and_once_that_it_is_late(house: House) -> None:
    dossier_id = await accepted(house)  # on 23/11, due on 3/12
    await worker(house).tell()
    assert told(await house.stored(dossier_id)) == []
    house.clock.set(morning(2))
    # Two workers at once, then one that was started anew: the lease of the first has run out by then.
    await asyncio.gather(worker(house, "wrk_1").tell(), worker(house, "wrk_2").tell())
    house.clock.set(morning(2, 11))
    await let_leases_end(house.database)
    await worker(house, "wrk_3").tell()
    stored = await house.stored(dossier_id)
    assert told(stored) == ["due_soon"]
    [event] = [entry for entry in stored["outbox"] if entry["type"] == "vn.quangngai.dossier.due_soon.v1"]
    assert event["version"] == stored["version"] == 3
    assert event["data"]["due_at"] == "2026-12-03T17:00:00.000+07:00"
    assert event["data"]["occurred_at"] == "2026-12-02T09:00:00.000+07:00"
    for hour in (17, 18, 20):
        house.clock.set(morning(3, hour))
        await let_leases_end(house.database)
        await worker(house, f"wrk_{hour}").tell()
    assert told(await house.stored(dossier_id)) == ["due_soon", "overdue"]
    assert (await house.stored(dossier_id))["alert"] is None


async def test_two_workers_that_read_the_same_dossier_tell_once(house: House) -> None:
    """The write decides, not the lease."""
    dossier_id = await accepted(house)
    house.clock.set(morning(2))
    one, two = worker(house, "wrk_1"), worker(house, "wrk_1")
    await asyncio.gather(*(each.tell() for each in (one, two, one, two)))
    assert told(await house.stored(dossier_id)) == ["due_soon"]


async def test_who_was_away_for_both_tells_only_that_it_is_late(house: House) -> None:
    dossier_id = await accepted(house)
    house.clock.set(morning(10))
    await worker(house).tell()
    await worker(house).tell()
    assert told(await house.stored(dossier_id)) == ["overdue"]


async def test_nothing_is_told_while_the_citizen_is_awaited_or_when_all_is_done(house: House) -> None:
    for state in (5, 7, 8, 9):
        await house.brought_to(state)
    house.clock.set(morning(20))
    await worker(house).tell()
    async for stored in house.database["dossiers"].find({}):
        assert told(stored) == []


async def test_a_postponement_apologises_once_with_a_new_date(house: House) -> None:
    dossier_id = await accepted(house)
    wish = {"reason": "Cần xác minh thêm tại thực địa", "due_on": "2026-12-10"}
    for due_on, message in (
        ("2026-12-03", "phải sau ngày hẹn trả"),
        ("2026-12-12", "phải là ngày làm việc"),
        ("2027-12-10", "quá 180 ngày"),
    ):
        refused = await house.act(dossier_id, "postpone", house.specialist, 2, **{**wish, "due_on": due_on})
        assert refused.status_code == 422
        assert message in refused.json()["errors"][0]["message"]
    answer = await house.act(dossier_id, "postpone", house.specialist, 2, **wish)
    assert answer.status_code == 200, answer.text
    assert answer.json()["due_at"] == "2026-12-10T17:00:00.000+07:00"
    assert answer.json()["state"] == 2
    stored = await house.stored(dossier_id)
    event = stored["outbox"][-1]
    assert event["type"] == "vn.quangngai.dossier.postponed.v1"
    assert event["data"]["reason"] == wish["reason"]
    assert event["data"]["due_at"] == "2026-12-10T17:00:00.000+07:00"
    again = await house.act(dossier_id, "postpone", house.specialist, 3, **{**wish, "due_on": "2026-12-20"})
    assert again.status_code == 409
    shown = (await house.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=house.specialist)).json()
    assert [segment["due_at"][:10] for segment in shown["clock"]] == ["2026-12-03", "2026-12-10"]
    assert shown["clock"][0]["reason"] == "postpone"
    assert shown["transfer_by"] == "2026-11-23T17:00:00.000+07:00"
    assert shown["supplement_by"] == "2026-11-27T17:00:00.000+07:00"
    assert shown["time_left"] == "Còn 12 ngày 6 giờ làm việc"
    assert "postpone" not in [offer["action"] for offer in shown["allowed_actions"]]


async def test_an_apology_must_come_a_day_before(house: House) -> None:
    dossier_id = await accepted(house)
    house.clock.set(morning(3, 7))
    late = await house.act(dossier_id, "postpone", fresh(house), 2, reason="Cần xác minh thêm", due_on="2026-12-10")
    assert late.status_code == 409
    assert late.json()["type"].endswith("postponement-too-late")


def fresh(house: House) -> dict[str, str]:
    return house.mint.staff("specialist@21025", staff_id="stf_specialist")


async def test_an_administrator_edits_the_calendar_and_given_dates_stay(house: House) -> None:
    before = await accepted(house)
    shown = await house.http.get("/v1/working-calendar", params={"year": 2026})
    assert shown.headers["etag"] == '"0"'
    assert {"day": "2026-11-24", "name": "Ngày Văn hóa Việt Nam", "announced": True} in shown.json()["days_off"]
    change = {
        "days_off": [{"day": "2026-11-30", "name": "Hoán đổi với 5/12"}],
        "make_up_days": [{"day": "2026-12-05", "name": "Làm bù cho 30/11"}],
        "reason": "Thông báo hoán đổi ngày làm việc",
    }
    url, sent = "/v1/staff/working-calendar/changes", {**house.administrator, **key(), **if_match(0)}
    answer = await house.http.post(url, json=change, headers=sent)
    assert answer.status_code == 201, answer.text
    assert answer.json()["version"] == 1
    assert (await house.http.post(url, json=change, headers=sent)).content == answer.content
    stale = await house.http.post(url, json=change, headers={**house.administrator, **key(), **if_match(0)})
    assert stale.status_code == 412
    assert (await house.stored(before))["due_at"] == datetime(2026, 12, 3, 10, tzinfo=UTC)
    after = await accepted(house)
    assert (await house.stored(after))["due_at"] == datetime(2026, 12, 4, 10, tzinfo=UTC)
    # Another process takes it in with its next look.
    elsewhere = Calendars()
    await refresh_calendar(elsewhere, CalendarRevisions(house.database))
    assert (elsewhere.revision, elsewhere.current) == (1, house.desk.calendar)
    [entry] = (await house.http.get(url, headers=house.administrator)).json()["items"]
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


async def test_a_calendar_that_contradicts_itself_is_refused(house: House) -> None:
    for change, message in CONTRADICTIONS:
        answer = await house.http.post(
            "/v1/staff/working-calendar/changes",
            json={**change, "reason": "Thử lịch"},
            headers={**house.administrator, **key(), **if_match(0)},
        )
        assert answer.status_code == 422, answer.text
        assert message in answer.json()["errors"][0]["message"], change
    assert house.desk.rules.calendars.revision == 0


async def test_only_the_provinces_administrator_edits(house: House) -> None:
    for who in (house.one_stop, house.citizen, house.mint.staff("administrator@21025")):
        answer = await house.http.post(
            "/v1/staff/working-calendar/changes", json={"reason": "Thử"}, headers={**who, **key(), **if_match(0)}
        )
        assert answer.status_code == 403
