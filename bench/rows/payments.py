"""Money in a hurry: a burst of callbacks, a school's largest file of dues, a provider's largest settlement file.

The callbacks go over HTTP to svc-payment as it is deployed. The peer is the same entry written as a transaction over a
payment, a ledger row and an outbox row, on the same mongod.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psutil
from pydantic import SecretStr

from bench.effort import Effort
from bench.errors import BenchError
from bench.figures import Measured
from bench.processor import Spent, Stopwatch
from bench.result import Result, Table
from bench.stack import whole_stack
from local_stack.services import Service, read_services
from local_stack.stack import Stack
from payment_simulator.callbacks import callback
from payment_simulator.orders import Book, Order
from payment_simulator.settings import Settings as Simulated
from shared.clock import VIETNAM, SystemClock
from shared.command import Command
from shared.crypto import FieldCipher, generate_key
from shared.files.store import FileStore
from shared.http_client import outbound
from shared.mongo import Database, open_mongo
from shared.settings import ServiceSettings
from shared.testing import eventually
from shared.wakeup import Wakeup
from svc_payment.catalogue.settlement_formats import read_formats
from svc_payment.domain.fee_sheet import HEADINGS
from svc_payment.domain.party import Party
from svc_payment.domain.payment import Payment, PaymentOutcome, Report, State
from svc_payment.domain.school import School, SchoolLevel
from svc_payment.store.bills import Bills
from svc_payment.store.imports import Imports
from svc_payment.store.payments import Payments
from svc_payment.store.schools import Schools, Students
from svc_payment.store.settlements import Settlements
from svc_payment.store.unmatched_sums import UnmatchedSums
from svc_payment.use_cases.confirm_import import ConfirmImport
from svc_payment.use_cases.preview_import import PreviewImport
from svc_payment.use_cases.read_settlement import ReadSettlement
from svc_payment.use_cases.uploaded_file import Upload
from svc_payment.wiring.schools import make_plan_bills, make_run_import

CALLERS = 64
SIMULATED = Simulated()
SCHOOL = "thcs-bench"
CIPHER = FieldCipher.parse(generate_key())


async def run(effort: Effort) -> Result:
    full = effort.burst >= 20_000
    callbacks, rows, lines = (20_000, 20_000, 100_000) if full else (1_000, 2_000, 5_000)
    async with whole_stack(services=[_alone()]) as stack, _database(stack) as database:
        now = SystemClock().now()
        await _seed(database, callbacks, now)
        watch = Stopwatch(stack)
        ours, lost = await _burst(stack, database, callbacks, now)
        spent = watch.stop()
        await eventually(partial(_unallocated, database), want=lambda waiting: waiting == 0, seconds=300)
        watch = Stopwatch(stack)
        peer = await _transactions(database, callbacks // 4)
        spent_by_peer = watch.stop()
        imported = await _import(database, rows)
        await database["payments"].delete_many({})
        settled, memory = await _settle(database, lines, now)
    if lost:
        raise BenchError(f"{lost} of {callbacks} callbacks are not exactly once in the ledger")
    figures = {
        "payment_callbacks": Measured((ours,)),
        "payment_import": Measured((imported,)),
        "payment_settlement": Measured((settled,)),
    }
    return Result(
        figures=figures,
        tables=[
            Table(
                ("Money taken in", "a second"),
                [
                    (
                        f"{callbacks:,} callbacks over HTTP, each verified and written",
                        str(figures["payment_callbacks"]),
                    ),
                    ("peer: a transaction over payment, ledger row, outbox row; no HTTP", str(Measured((peer,)))),
                ],
            ),
            Table(
                ("Files", "seconds"),
                [
                    (f"{rows:,} rows of dues: previewed, confirmed, made into bills", str(figures["payment_import"])),
                    (f"{lines:,} lines of a settlement file", str(figures["payment_settlement"])),
                ],
            ),
        ],
        notes=[
            _processor_time(callbacks, spent, spent_by_peer),
            f"{CALLERS} callers at once. After the burst every payment holds one entry. Reading the settlement file "
            f"took {memory:.0f} MB more than before it.",
        ],
    )


def _processor_time(callbacks: int, spent: Spent, by_peer: Spent) -> str:
    """What a busy machine does not change: the seconds above, it does."""
    ours, database = (spent.seconds[name] / callbacks * 1e3 for name in ("svc-payment", "mongod"))
    peers = by_peer.seconds["mongod"] / (callbacks // 4) * 1e3
    return (
        f"Processor time: {ours:.2f} ms of svc-payment and {database:.2f} ms of mongod for each callback, with what "
        f"was done by then to bring the money to its bill; {peers:.2f} ms of mongod for each transaction of the "
        f"peer. All cores together were busy for {spent.all_cores:.0%} of the burst."
    )


def _alone() -> Service:
    """svc-payment with ZaloPay's keys, and nobody beside it."""
    [service] = (each for each in read_services() if each.name == "svc-payment")
    own = {name: value for name, value in service.environment.items() if "{url[" not in value}
    return replace(service, environment={**own, "PROVIDERS": "zalopay"}, before=())


def _database(stack: Stack) -> AbstractAsyncContextManager[Database]:
    """The service's own, with the administrator's key."""
    settings = ServiceSettings(
        port=1,
        operations_port=2,
        mongo_url=SecretStr(Path(stack.endpoints.mongo_url_file).read_text()),
        mongo_database="svc_payment",
        kafka_bootstrap_servers="127.0.0.1:1",
    )
    return open_mongo(settings)


def _payment(number: int, now: datetime) -> Payment:
    payment_id = f"pay_{number:026d}"
    return Payment(
        id=payment_id,
        version=1,
        bill_id="bil_bench",
        payee_id=SCHOOL,
        payee_name="Trường",
        payer="cit_bench",
        provider="zalopay",
        reference=f"{now.astimezone(VIETNAM):%y%m%d}_pay{number:026d}",
        amount=50_000,
        items=(),
        description="Học phí",
        state=State.STARTED,
        created_at=now,
        changed_at=now,
        expires_at=now + timedelta(days=1),
        query_at=now + timedelta(days=1),
        checkout={},
    )


async def _seed(database: Database, count: int, now: datetime) -> None:
    payments = Payments(database, CIPHER, Wakeup(), Wakeup())
    for start in range(0, count, CALLERS):
        await asyncio.gather(*(payments.insert(_payment(n, now)) for n in range(start, min(count, start + CALLERS))))


async def _burst(stack: Stack, database: Database, count: int, now: datetime) -> tuple[float, int]:
    """Callbacks a second, and how many payments do not hold their money exactly once."""
    book = Book(now.timestamp)
    members = {"app_time": 0, "app_user": "x", "embed_data": "{}", "item": "[]"}
    bodies = []
    for number in range(count):
        order = Order("zalopay", _payment(number, now).reference, 50_000, "x", members, now.timestamp())
        book.decide(order, "paid", None, "")
        call = callback(order, book, SIMULATED)
        assert call is not None
        bodies.append(call.body)
    waiting = iter(bodies)
    async with outbound(stack.endpoints.services["svc-payment"], 30) as http:

        async def caller() -> None:
            for body in waiting:
                answer = await http.post("/v1/payment-callbacks/zalopay", content=body)
                if answer.json()["return_code"] != 1:
                    raise BenchError(answer.text)

        begun = time.perf_counter()
        await asyncio.gather(*(caller() for _ in range(CALLERS)))
        seconds = time.perf_counter() - begun
    once = await database["payments"].count_documents(
        {"entries.0.type": "received", "state": "succeeded", "$expr": {"$lte": [{"$size": "$entries"}, 2]}}
    )
    return count / seconds, count - once


async def _unallocated(database: Database) -> int:
    return await database["payments"].count_documents({"allocation_due": True})


async def _transactions(database: Database, count: int) -> float:
    numbers = iter(range(count))
    for name in ("bench_payments", "bench_ledger", "bench_outbox"):
        await database[name].insert_one({"_id": "the collection exists from now on"})

    async def writer() -> None:
        for number in numbers:
            async with database.client.start_session() as session, await session.start_transaction():
                paid = {"$set": {"state": "succeeded", "amount": 50_000}}
                await database["bench_payments"].update_one({"_id": number}, paid, upsert=True, session=session)
                await database["bench_ledger"].insert_one({"payment": number, "amount": 50_000}, session=session)
                await database["bench_outbox"].insert_one({"type": "paid", "payment": number}, session=session)

    return count / await _seconds(lambda: asyncio.gather(*(writer() for _ in range(CALLERS))))


async def _import(database: Database, rows: int) -> float:
    clock, schools, bills, imports = SystemClock(), Schools(database), Bills(database, Wakeup()), Imports(database)
    students, files = Students(database), FileStore(database)
    await schools.insert(School(SCHOOL, 1, "Trường", SchoolLevel.PRIMARY, "21025", True, True, clock.now()))
    due = f"{clock.now().astimezone(VIETNAM) + timedelta(days=20):%d/%m/%Y}"
    text = [";".join(HEADINGS.values())]
    text += [f"HS{n:06d};Học Sinh {n};6A1;2026-11;HP;Học phí;1;80000;0;;{due}" for n in range(rows)]
    content = "\n".join(text).encode()
    preview = PreviewImport(schools, imports, files, make_plan_bills(bills, students), clock)
    confirm = ConfirmImport(schools, imports, clock)
    carry_out = make_run_import(schools, students, bills, imports, files, clock)

    async def whole() -> None:
        shown = (await preview(SCHOOL, Party("stf"), Command("cmd_bench", "f"), Upload("x.csv", content, ""))).value
        await carry_out(await confirm(SCHOOL, shown.id, Party("stf")))

    seconds = await _seconds(whole)
    if await database["bills"].count_documents({"payee_id": SCHOOL}) != rows:
        raise BenchError("not every row became a bill")
    return seconds


async def _settle(database: Database, lines: int, now: datetime) -> tuple[float, float]:
    payments = Payments(database, CIPHER, Wakeup(), Wakeup())
    paid = [_paid(number, now) for number in range(lines)]
    for start in range(0, lines, CALLERS):
        await asyncio.gather(*(payments.insert(payment) for payment in paid[start : start + CALLERS]))
    text = ["app_trans_id,zp_trans_id,amount,fee,status,server_time,type"]
    text += [f"{payment.reference},{number},50000,0,1,,payment" for number, payment in enumerate(paid)]
    content, day = "\n".join(text).encode(), now.astimezone(VIETNAM).date()
    del paid
    read = ReadSettlement(
        payments, Settlements(database, CIPHER), UnmatchedSums(database, CIPHER), read_formats(), SystemClock()
    )
    before = psutil.Process().memory_info().rss
    begun = time.perf_counter()
    found = await read("zalopay", day, Party("stf"), Upload("x.csv", content, ""))
    seconds = time.perf_counter() - begun
    if found.counts != {"matched": lines}:
        raise BenchError(f"not every line matched: {found.counts}")
    return seconds, (psutil.Process().memory_info().rss - before) / 2**20


def _paid(number: int, now: datetime) -> Payment:
    noon = datetime.combine(now.astimezone(VIETNAM).date(), datetime.min.time(), UTC) + timedelta(hours=5)
    report = Report(PaymentOutcome.PAID, 50_000, str(number), noon)
    return replace(_payment(number, now).report(report, at=now, source="callback"), allocation_due=False)


async def _seconds(work: Callable[[], Awaitable[object]]) -> float:
    begun = time.perf_counter()
    await work()
    return time.perf_counter() - begun
