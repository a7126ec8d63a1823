"""Bills that a school's own system asks for, by event."""

import asyncio
import signal
import sys
from contextlib import nullcontext
from typing import Any

import pytest

from shared.errors import Unavailable
from shared.events import Event, InvalidEvent
from svc_payment.consumers.school_events import school_events
from svc_payment.domain.incoming import BILL_REQUESTED
from svc_payment.wiring.schools import make_bill_student

from .service import DUES, SCHOOL, Service

pytestmark = pytest.mark.process

ITEMS = [
    {"code": "HP", "name": "Học phí", "unit_price": 80_000},
    {"code": "AN", "name": "Tiền ăn", "unit_price": 30_000, "quantity": 20, "exemption": 50, "mandatory": False},
]
ASKED = {"student_code": "HS000123", "period": "2026-12", "due_on": "2026-12-15", "items": ITEMS}


async def deliver(service: Service, event_id: str = "evt_1", school: str = SCHOOL, **changes: Any) -> None:
    stores = service.stores
    handle = school_events(make_bill_student(stores.schools, stores.students, stores.bills, service.clock))
    data = {**ASKED, **changes}
    await handle(Event(event_id, BILL_REQUESTED, "truong-nghia-lo", school, service.clock.now(), 1, data, "", ""))


async def test_a_bill_by_event_is_made_once_and_its_guardians_are_told(service: Service) -> None:
    await service.bill()
    await asyncio.gather(*(deliver(service) for _ in range(5)), return_exceptions=True)
    await deliver(service)
    await deliver(service, "evt_2")  # the same request in another event
    bills = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    [bill] = [one for one in bills if one["period"] == "2026-12"]
    assert (bill["total"], bill["title"]) == (380_000, "Học phí và các khoản thu tháng 12/2026")
    addressed = [
        event["data"]["citizen_id"] for event in await service.events("bills") if event["subject"] == bill["id"]
    ]
    assert addressed == [service.citizen_id]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"items": [{**ITEMS[0], "unit_price": 90_000}]}, "another bill"),
        ({"due_on": "2026-12-16"}, "another bill"),
        ({"student_code": "HS999999", "period": "2027-01"}, "no such student"),
        ({"school": "thcs-khac"}, "no such school"),
        ({"period": "2027-01", "due_on": "2026-11-22"}, "due before today"),
        ({"period": "2027-01", "items": [ITEMS[0], ITEMS[0]]}, "cannot stand on one bill"),
        ({"period": "2027-01", "items": [{**ITEMS[0], "unit_price": 0}]}, "cannot stand on one bill"),
        ({"items": []}, "items"),
        ({"items": [{**ITEMS[0], "unit_price": 80_000.5}]}, "items.0.unit_price"),
        ({"items": [{**ITEMS[0], "unit_price": "80000"}]}, "items.0.unit_price"),
        ({"items": [{**ITEMS[0], "unit_price": True}]}, "items.0.unit_price"),
        ({"items": [{**ITEMS[0], "unit_price": -1}]}, "items.0.unit_price"),
        ({"items": [{**ITEMS[0], "exemption": 101}]}, "items.0.exemption"),
        ({"period": "2026-13"}, "period"),
        ({"period": "2026-12\n"}, "period"),
        ({"due_on": "hôm nay"}, "due_on"),
        ({"student_code": None}, "student_code"),
    ],
)
async def test_what_can_never_be_a_bill_is_refused_with_its_reason(
    service: Service, changes: dict[str, Any], why: str
) -> None:
    await service.bill()
    await deliver(service)
    before = await service.database["bills"].count_documents({})
    with pytest.raises(InvalidEvent, match=why):
        await deliver(service, "evt_2", **changes)
    assert await service.database["bills"].count_documents({}) == before


async def test_it_waits_while_a_file_of_the_school_is_under_way_and_after_a_cancellation_a_repeat_does_nothing(
    service: Service,
) -> None:
    await service.bill()
    schools = service.stores.schools
    assert await schools.begin_import(SCHOOL, "imp_1")
    with pytest.raises(Unavailable):
        await deliver(service)
    await schools.end_import(SCHOOL, "imp_1")
    await deliver(service)
    assert await schools.begin_import(SCHOOL, "imp_2")  # it has let go
    await schools.end_import(SCHOOL, "imp_2")
    bills = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    [bill] = [one for one in bills if one["period"] == "2026-12"]
    path = f"/v1/staff/schools/{SCHOOL}/bills/{bill['id']}/cancellation"
    await service.ok("POST", path, json={"reason": "Nhập nhầm"}, headers=service.accountant)
    await deliver(service)
    assert await service.database["bills"].count_documents({"period": "2026-12"}) == 1
    await deliver(service, "evt_2")  # another request: it is issued again
    await deliver(service, "evt_3")
    assert await service.database["bills"].count_documents({"period": "2026-12"}) == 2


DIES = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from pymongo import AsyncMongoClient
from shared.events import Event
from shared.testing import FakeClock
from shared.wakeup import Wakeup
from svc_payment.consumers.school_events import school_events
from svc_payment.store.bills import Bills
from svc_payment.store.schools import Schools, Students
from svc_payment.wiring.schools import make_bill_student

url, name, dies_in, event = sys.argv[1:]

async def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)

async def main() -> None:
    async with AsyncMongoClient(url, tz_aware=True) as client:
        database = client[name]
        schools, bills = Schools(database), Bills(database, Wakeup())
        setattr(*((schools, "end_import", die) if dies_in == "end" else (bills, "insert", die)))
        clock = FakeClock(datetime(2026, 11, 23, 2, tzinfo=UTC))
        await school_events(make_bill_student(schools, Students(database), bills, clock))(Event.decode(event.encode()))

asyncio.run(main())
"""
"""Another process that takes in one event and is killed before the bill is written, or right after."""


@pytest.mark.parametrize("dies_in", ["insert", "end"])
@pytest.mark.parametrize("day", [23, 30])
async def test_killed_beside_a_bill_the_school_is_not_locked_for_ever(
    service: Service, mongo_url: str, dies_in: str, day: int
) -> None:
    await service.bill()
    data = {**ASKED, "due_on": "2026-11-25"}
    now = service.clock.now()
    event = Event("evt_1", BILL_REQUESTED, "truong-nghia-lo", SCHOOL, now, 1, data, "", "")
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DIES, mongo_url, service.database.name, dies_in, event.encode().decode()
    )
    assert await killed.wait() == -signal.SIGKILL
    with pytest.raises(Unavailable):
        await deliver(service, "evt_2", period="2027-01")
    service.clock.set(now.replace(day=day))  # on the 30th it is past its due day
    late = day == 30 and dies_in == "insert"
    with pytest.raises(InvalidEvent) if late else nullcontext():
        await deliver(service, "evt_1", due_on="2026-11-25")  # as Kafka delivers it again
    await deliver(service, "evt_2", period="2027-01")
    assert await service.database["bills"].count_documents({"period": "2026-12"}) == (0 if late else 1)
    done = await service.issue(DUES[0].replace("2026-11", "2027-02"))
    assert done["state"] == "done"
