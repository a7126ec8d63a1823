"""The service in this process, on a real MongoDB, with the simulated providers around it."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import httpx
import pytest_asyncio
from pydantic import SecretStr

from payment_simulator.app import build_app
from payment_simulator.callbacks import Call
from payment_simulator.orders import Book, Knobs
from payment_simulator.settings import Settings as SimulatorSettings
from shared.crypto import generate_key
from shared.files.inspection.inspector import Inspector
from shared.identity import TokenVerifier
from shared.mongo import Database
from shared.printing.printer import Printer
from shared.testing import FakeClock, OneForEachDatabase, TokenMint
from shared.wakeup import Wakeup
from svc_payment.papers import TEMPLATES
from svc_payment.settings import Settings
from svc_payment.store.indexes import make_indexes
from svc_payment.wiring.app import Parts, make_app
from svc_payment.wiring.providers import make_providers
from svc_payment.wiring.service import open_workbooks
from svc_payment.wiring.stores import make_stores

from .service import BANK_KEY, CONTACT_KEYS, Service

DEMO = SimulatorSettings()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def inspector() -> AsyncIterator[Inspector]:
    """One for all tests: its processes take half a second to start."""
    async with Inspector() as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def workbooks() -> AsyncIterator[Inspector]:
    async with open_workbooks() as opened:
        yield opened


def settings() -> Settings:
    return Settings(
        mongo_url=SecretStr("mongodb://unused"),
        kafka_bootstrap_servers="127.0.0.1:1",
        field_keys=SecretStr(generate_key()),
        contact_keys=SecretStr(CONTACT_KEYS),
        public_url="http://gateway",
        providers="zalo,zalopay,vnpay,momo,vietqr,sandbox",
        zalo_app_id=DEMO.zalo_app_id,
        zalo_private_key=SecretStr(DEMO.zalo_private_key),
        zalo_base="http://simulator",
        zalopay_app_id=DEMO.zalopay_app_id,
        zalopay_key1=SecretStr(DEMO.zalopay_key1),
        zalopay_key2=SecretStr(DEMO.zalopay_key2),
        zalopay_base="http://simulator",
        vnpay_tmn_code=DEMO.vnpay_tmn_code,
        vnpay_hash_secret=SecretStr(DEMO.vnpay_hash_secret),
        vnpay_pay_url="http://simulator/paymentv2/vpcpay.html",
        vnpay_api_url="http://simulator/merchant_webapi/api/transaction",
        momo_partner_code=DEMO.momo_partner_code,
        momo_access_key=SecretStr(DEMO.momo_access_key),
        momo_secret_key=SecretStr(DEMO.momo_secret_key),
        momo_base="http://simulator",
        collecting_bank="970436",
        collecting_account=SecretStr("1234567890123"),
        collecting_holder="KHO BAC NHA NUOC QUANG NGAI",
        bank_notice_key=SecretStr(BANK_KEY),
    )


START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, 9 in the morning in Vietnam


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def services(inspector: Inspector, workbooks: Inspector) -> AsyncIterator[OneForEachDatabase[Service]]:
    async with aclosing(OneForEachDatabase(partial(open_service, inspector, workbooks))) as services:
        yield services


@pytest_asyncio.fixture(loop_scope="session")
async def service(database: Database, services: OneForEachDatabase[Service]) -> AsyncIterator[Service]:
    async with services.lend(database) as service:
        service.clock.set(START)
        service.book.orders.clear()
        service.book.transfers.clear()
        service.book.knobs = Knobs()
        yield replace(service)


@asynccontextmanager
async def open_service(inspector: Inspector, workbooks: Inspector, database: Database) -> AsyncIterator[Service]:
    clock = FakeClock(START)
    mint = TokenMint(clock)
    configured = settings()
    await make_indexes(database)
    stores = make_stores(configured, database, defaultdict(Wakeup))
    book = Book(lambda: clock.now().timestamp())

    async def send(call: Call) -> str:
        path = f"/v1/payment-callbacks/{call.path}{'?' + call.query if call.query else ''}"
        answer = await http.request(call.method, path, content=call.body or None)
        return f"{answer.status_code} {answer.text}"

    simulator = httpx.ASGITransport(build_app(book, DEMO, send), raise_app_exceptions=False)
    async with (
        Printer(TEMPLATES) as printer,
        httpx.AsyncClient(transport=simulator, base_url="http://simulator") as sim,
    ):
        providers = make_providers(configured, sim)
        parts = Parts(configured, stores, providers, inspector, workbooks, printer, clock)
        app = make_app(parts, TokenVerifier(mint.keys, clock))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://payment") as http:
            yield Service(http, sim, book, stores, providers, database, clock, mint)
