"""While a warning to 50,000 people goes out, a citizen who submits gets the message as quickly as ever."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from aiokafka import AIOKafkaProducer

from bench.citizens import signed_in
from bench.effort import Effort
from bench.errors import BenchError
from bench.figures import Measured, number, percentile
from bench.load_run import Load
from bench.processor import busy_cores
from bench.result import Result, Table
from bench.stack import whole_stack
from bench.submissions import submission_body
from local_stack.stack import Stack
from shared.clock import SystemClock
from shared.crypto import FieldCipher
from shared.events import Event
from shared.http_client import outbound
from shared.ids import random_id
from tests.journeys.administrator import administrator
from tests.journeys.people import Person, Session, World, at, sign_in_as_staff, staff_session

RATE = 50
CITIZENS = 500
WARM_UP_SECONDS = 3
CALL_MS = 50
PER_MINUTE = 12_000
"""The broadcast's pace: three times what Zalo lets a whole app do."""
AT_ONCE = 10_000
LEARNED_PER_SECOND = 200
"""The slowest that contacts may be learned."""


async def run(effort: Effort) -> Result:
    async with whole_stack() as stack, at(stack.endpoints) as world:
        citizens = await signed_in(stack.endpoints, CITIZENS)
        await _audience(stack, effort.audience)
        officers = await _officers(stack, world)
        for endpoint in ("oa.cs", "oa.template"):
            slow = {"endpoint": endpoint, "kind": "slow", "delay_ms": CALL_MS, "times": None}
            (await world.zalo.post("/control/faults", json=slow)).raise_for_status()
        load = Load(stack, citizens, await submission_body(stack.endpoints.gateway))
        await load.run(RATE, WARM_UP_SECONDS)
        alone = await load.run(RATE, effort.sustained / 2)
        broadcast = await _approved(*officers)
        began, before = time.monotonic(), await _accepted(officers[0], broadcast)
        beside = await load.run(RATE, effort.sustained / 2)
        sent, seconds = await _accepted(officers[0], broadcast) - before, time.monotonic() - began
        if before + sent >= effort.audience:
            raise BenchError("the broadcast was over before the submissions were")
    if refused := [refusal for run in (alone, beside) for refusal in run.refused]:
        raise BenchError(f"{len(refused)} submissions refused, the first: {refused[0]}")
    busy = busy_cores([beside.spent])
    return Result(
        figures={"beside_broadcast_p99": Measured((percentile(beside.accepted_ms, 0.99),))},
        tables=[
            Table(
                ("From the submission to the message accepted by Zalo", "p50 ms", "p99 ms", "slowest ms"),
                [_line("alone", alone.accepted_ms), _line("while the broadcast goes out", beside.accepted_ms)],
            )
        ],
        notes=[
            f"{RATE} submissions a second. A warning to {effort.audience:,} people, {PER_MINUTE:,} a minute, of which "
            f"{sent:,.0f} were accepted meanwhile, {number(sent / seconds)} a second; {CALL_MS} ms for each call.",
            f"Of one core: {busy}.",
        ],
        reasons={"beside_broadcast_p99": f"busy, of one core: {busy}"},
    )


def _line(name: str, accepted_ms: Sequence[float]) -> tuple[str, ...]:
    return name, *(number(percentile(accepted_ms, share)) for share in (0.50, 0.99, 1.0))


async def _audience(stack: Stack, count: int) -> None:
    """People who follow the Official Account, known to svc-notify as the gateway tells it."""
    cipher = FieldCipher.parse((stack.root / "secrets" / "contact-keys").read_text())
    producer = AIOKafkaProducer(bootstrap_servers=stack.endpoints.kafka, linger_ms=5, acks="all")
    await producer.start()
    try:
        async with outbound(stack.endpoints.zalo_simulator, 120) as zalo:
            for begin in range(0, count, AT_ONCE):
                wanted = [{"name": "Phạm Văn Mẫu", "is_follower": True}] * min(AT_ONCE, count - begin)
                made = await zalo.post("/control/people", json=wanted)
                made.raise_for_status()
                for person in made.json():
                    event = _registered(person, cipher)
                    await producer.send("citizen.events.v1", event.encode(), key=event.subject.encode())
        await producer.flush()
    finally:
        await producer.stop()
    await _learned(stack, count)


def _registered(person: Mapping[str, Any], cipher: FieldCipher) -> Event:
    citizen_id = random_id("cit")
    ids = {"zalo_user_id": person["user_id"], "oa_user_id": person["oa_user_id"], "is_follower": True}
    data = {"citizen_id": citizen_id, "contact": cipher.encrypt(orjson.dumps(ids).decode(), "citizen-contact")}
    now = SystemClock().now()
    kind = "vn.quangngai.citizen.registered.v1"
    return Event(random_id("evt"), kind, "gateway", citizen_id, now, 1, data, "", random_id("req"))


async def _learned(stack: Stack, count: int) -> None:
    """Returns when svc-notify has taken everything in."""
    deadline = time.monotonic() + 60 + count / LEARNED_PER_SECOND
    async with outbound(stack.endpoints.operations["svc-notify"], 30) as http:
        while True:
            page = (await http.get("/metrics")).text
            handled = sum(
                float(line.split()[-1])
                for line in page.splitlines()
                if line.startswith('consumer_events_total{group="svc-notify.planner"')
            )
            if handled >= count:
                return
            if time.monotonic() > deadline:
                raise BenchError(f"svc-notify has learned of {handled:.0f} of {count} people")
            await asyncio.sleep(0.5)


async def _officers(stack: Stack, world: World) -> tuple[Session, Session]:
    """Who writes, and who approves."""
    boss = await administrator(world, stack.run)
    sessions = []
    for role in ("broadcaster", "broadcast_approver"):
        person = await Person.with_zalo(world, "Đỗ Thị Cán Bộ", follows=False)
        staff_id = (await staff_session(person, expect=403)).json()["staff_id"]
        await boss.post("/v1/staff/grants", {"staff_id": staff_id, "role": role, "unit": "province"}, 201)
        sessions.append(await sign_in_as_staff(person))
    return sessions[0], sessions[1]


async def _approved(writer: Session, approver: Session) -> str:
    text = "Mưa rất to từ chiều nay. Người dân vùng trũng, ven sông, sườn dốc chủ động sơ tán theo hướng dẫn của xã."
    draft = {
        "kind": "warning",
        "issuer": "Ban Chỉ huy Phòng thủ dân sự tỉnh",
        "subject": "Cảnh báo lũ quét, sạt lở đất",
        "text": text,
        "audience": {"reach": "all"},
        "rate_per_minute": PER_MINUTE,
    }
    made = (await writer.post("/v1/staff/broadcasts", draft, 201)).json()
    await approver.post(f"/v1/staff/broadcasts/{made['id']}/approval", version=made["version"])
    return str(made["id"])


async def _accepted(officer: Session, broadcast_id: str) -> int:
    counts = (await officer.get(f"/v1/staff/broadcasts/{broadcast_id}")).json()["counts"]
    return int(counts["accepted"])
