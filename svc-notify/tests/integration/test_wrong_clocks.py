"""A worker on a machine whose clock is wrong, killed while it holds work: the next one takes it over in time."""

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
import pytest_asyncio

from local_stack.child import Child
from local_stack.ports import free_ports
from shared.crypto import FieldCipher
from shared.ids import random_id
from shared.kafka import Producer
from shared.kafka_connection import KafkaConnection
from shared.mongo import Database
from shared.schedules import BROADCAST_LEASE
from shared.testing import database_time, eventually
from svc_notify.domain.broadcast import PROVINCE, Action, Audience, BroadcastKind, Content, Entry, Reach, drafted
from svc_notify.domain.delivery import lease_for
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.store.indexes import make_indexes
from svc_notify.store.zalo_events import LONGEST_WAIT, ZaloEvents

from .harness import FIELD_KEYS, MakeNotify, Notify, Zalo, contact_event, dossier_event, outcomes
from .test_worker_process import CALL_TIMEOUT, Process, environment

pytestmark = [pytest.mark.process, pytest.mark.chaos, pytest.mark.parametrize("database", ["pymongo"], indirect=True)]

LEASE = lease_for(timedelta(seconds=CALL_TIMEOUT))
BUSY = timedelta(seconds=5)
"""A busy machine is slow."""

StartWorker = Callable[[timedelta], Awaitable[Process]]


def shifted(by: timedelta) -> dict[str, str]:
    """The environment of a process whose machine's clock is wrong ``by`` so much, on whatever day the tests run."""
    package = find_spec("libfaketime")
    assert package is not None and package.origin is not None, "libfaketime is in requirements-dev.in"
    library = Path(package.origin).parent / "vendor" / "libfaketime" / "src" / "libfaketime.so.1"
    already = float(os.environ.get("FAKETIME", "0"))  # `make test-dates`
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{already + by.total_seconds():+.0f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


@pytest_asyncio.fixture(loop_scope="session")
async def start(
    make_notify: MakeNotify, mongo_url: str, kafka_bootstrap_servers: str, province_topics: None, tmp_path: Path
) -> AsyncIterator[StartWorker]:
    """``await start(ahead)``: another worker, running; its predecessor must have ended."""
    notify: Notify = await make_notify()
    started: list[Child] = []
    async with Producer(KafkaConnection(kafka_bootstrap_servers), "test") as producer:

        async def start(ahead: timedelta) -> Process:
            port = free_ports("svc-notify", 8085)
            variables = environment(notify, mongo_url, kafka_bootstrap_servers, port)
            child = Child(
                "svc-notify",
                [sys.executable, "-m", "svc_notify", "worker"],
                {**variables, **(shifted(ahead) if ahead else {})},
                tmp_path / f"worker-{len(started)}.log",
            )
            started.append(child)
            process = Process(child, variables, f"http://127.0.0.1:{port}", producer, notify)
            await process.start()
            return process

        try:
            yield start
        finally:
            for child in started:
                with suppress(ProcessLookupError):
                    await child.kill()


@pytest.mark.parametrize("minutes", [-60, 3, 60])
async def test_a_message_that_it_was_sending_goes_within_the_lease(
    start: StartWorker, zalo: Zalo, minutes: int
) -> None:
    wrong = await start(timedelta(minutes=minutes))
    assert await wrong.metric("clock_ahead_seconds ") == pytest.approx(minutes * 60, abs=BUSY.total_seconds())
    citizen_id = random_id("cit")
    await wrong.publish(contact_event(citizen_id, await zalo.person()))
    await zalo.fault("slow", when="after", delay_ms=2_500)
    await wrong.publish(dossier_event("submitted", citizen_id))
    await zalo.receives(1)
    await wrong.child.kill()
    held = await wrong.notify.one()
    assert (held["state"], outcomes(held)) == ("sending", [None])
    # The database's time is known as well as it answers quickly; a clock that counted would be minutes away.
    assert held["due_at"] <= await database_time(wrong.notify.database) + LEASE + BUSY
    right = await start(timedelta(0))
    taken = await eventually(right.notify.one, want=lambda one: one["state"] == "accepted")
    assert outcomes(taken) == ["uncertain", "accepted"]


@pytest.mark.parametrize("minutes", [3, 60])
async def test_a_broadcast_that_it_was_planning_goes_on_for_the_next(
    start: StartWorker, zalo: Zalo, minutes: int
) -> None:
    wrong = await start(timedelta(minutes=minutes))
    await wrong.publish(*[contact_event(random_id("cit"), await zalo.person()) for _ in range(12)])
    database = wrong.notify.database
    await eventually(lambda: database["links"].count_documents({}), want=lambda known: known == 12)
    broadcasts, now = Broadcasts(database["broadcasts"]), await database_time(database)
    content = Content(
        BroadcastKind.WARNING, "UBND tỉnh", "Bão số 12", "Sơ tán trước 18 giờ.", Audience(Reach.ALL), rate_per_minute=60
    )
    draft = drafted(random_id("brd"), PROVINCE, content, Entry(Action.DRAFT, "stf_1", now))
    await broadcasts.add(draft)
    await broadcasts.save(draft.moved(Entry(Action.APPROVE, "stf_2", now)))
    await zalo.receives(3)
    await wrong.child.kill()
    held = await database["leases"].find_one({"_id": "send_broadcasts"})
    assert held and held["until"] <= await database_time(database) + BROADCAST_LEASE + BUSY
    right = await start(timedelta(0))
    messages = await right.settled(12)
    assert len(messages) == len({message["citizen_id"] for message in messages})
    assert await database_time(database) - now < timedelta(minutes=minutes), "and not when the wrong clock says"


async def test_a_webhook_that_nobody_can_have_meant_to_hold_so_long_is_worked_off(database: Database) -> None:
    await make_indexes(database)
    events, now = ZaloEvents(database["zalo_events"], FieldCipher.parse(FIELD_KEYS)), await database_time(database)
    await events.add("evt_1", "oa", b"{}", now)
    lease = timedelta(seconds=30)
    assert await events.claim(now + timedelta(hours=1), lease), "by a worker that is an hour ahead, and dies"
    taken = await events.claim(now, lease)
    assert (taken and taken.id, taken and taken.tries) == ("evt_1", 2)
    assert await events.claim(now, lease) is None, "held"
    await events.later("evt_1", now + LONGEST_WAIT)
    assert await events.claim(now, lease) is None, "its time has not come"


async def test_the_next_webhook_is_found_by_its_index(database: Database) -> None:
    await make_indexes(database)
    now = await database_time(database)
    due = {"$or": [{"due_at": {"$lte": now}}, {"due_at": {"$gt": now + 2 * LONGEST_WAIT}}]}
    plan = await database["zalo_events"].find(due).sort("due_at", 1).limit(1).explain()
    winning = repr(plan["queryPlanner"]["winningPlan"])
    assert "'indexName': 'ix_due'" in winning
    assert "COLLSCAN" not in winning and "'SORT'" not in winning, winning
