"""The service as payers, schools, officers and providers meet it, and shortcuts to where a test begins."""

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from payment_simulator.orders import Book
from shared.crypto import generate_key
from shared.leases import Leases
from shared.mongo import Database
from shared.periodic import Repeating
from shared.testing import FakeClock, TokenMint
from svc_payment.domain.refund import RefundState
from svc_payment.jobs.measure_payments import MeasurePayments
from svc_payment.providers.registry import Providers
from svc_payment.use_cases.allocate_money import AllocateMoney
from svc_payment.use_cases.carry_out_refund import CarryOutRefund
from svc_payment.use_cases.query_payment import QueryPayment
from svc_payment.use_cases.report_order import ReportOrder
from svc_payment.use_cases.settle_orders import SettleOrders
from svc_payment.use_cases.settle_payment import SettlePayment
from svc_payment.use_cases.step_refund import StepRefund
from svc_payment.wiring.schools import make_run_import
from svc_payment.wiring.stores import Stores

SCHOOL = "thcs-nghia-lo"
COMMUNE = "21025"
BANK_KEY = "demo-bank-notice-key"
CONTACT_KEYS = generate_key("c1")
HEADING = "Mã học sinh;Họ và tên;Lớp;Kỳ thu;Mã khoản thu;Khoản thu;Số lượng;Đơn giá;Miễn giảm (%);Bắt buộc;Hạn nộp"
STUDENT = ("HS000123", "Nguyễn Văn An", "6A1")
DUES = (
    "HS000123;Nguyễn Văn An;6A1;2026-11;AN;Tiền ăn bán trú;20;30.000;0;bắt buộc;15/12/2026",
    "HS000123;Nguyễn Văn An;6A1;2026-11;NUOC;Nước uống;;15000;;bắt buộc;15/12/2026",
)
"""Together 615.000 đồng."""


def key() -> dict[str, str]:
    return {"Idempotency-Key": f"key-{uuid.uuid4()}"}


def if_match(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def sheet(*rows: str, heading: str = HEADING) -> bytes:
    return "\n".join((heading, *rows)).encode()


def measuring(service: "Service") -> Repeating:
    stores, leases = service.stores, Leases(service.database["leases"], "ours")
    measure = MeasurePayments(stores.payments, stores.unmatched, stores.sums, stores.unreadable, service.clock)
    return Repeating("measure_payments", 5.0, measure, leases, otherwise=measure.forget)


@dataclass(repr=False)  # asyncio has the result of a fixture shown, to nobody, and this one takes milliseconds
class Service:
    """``http`` speaks to the service, ``simulator`` to the providers; the roles are headers."""

    http: httpx.AsyncClient
    simulator: httpx.AsyncClient
    book: Book
    stores: Stores
    providers: Providers
    database: Database
    clock: FakeClock
    mint: TokenMint

    def __post_init__(self) -> None:
        self.citizen_id = "cit_lan"
        payments, clock = self.stores.payments, self.clock
        self.settle = SettlePayment(payments, clock)
        self.allocate = AllocateMoney(payments, self.stores.bills, SettleOrders(payments), clock)
        self.query = QueryPayment(payments, self.providers, self.settle, clock)
        step_refund = StepRefund(payments, self.stores.bills, SettleOrders(payments), clock)
        self.carry_out = CarryOutRefund(payments, self.providers, step_refund, clock)
        self.report_order = ReportOrder(payments, self.providers)

    @property
    def citizen(self) -> dict[str, str]:
        return self.mint.citizen(self.citizen_id)

    @property
    def stranger(self) -> dict[str, str]:
        return self.mint.citizen("cit_binh")

    @property
    def administrator(self) -> dict[str, str]:
        return self.mint.staff("administrator@province", staff_id="stf_administrator")

    @property
    def accountant(self) -> dict[str, str]:
        return self.mint.staff(f"school_accountant@{SCHOOL}", staff_id="stf_accountant", name="Võ Thị Kế Toán")

    @property
    def officer(self) -> dict[str, str]:
        return self.mint.staff("payment_officer@province", staff_id="stf_officer", name="Phạm Thị Tiền")

    @property
    def second_officer(self) -> dict[str, str]:
        return self.mint.staff("payment_officer@province", staff_id="stf_second_officer", name="Đinh Văn Thu")

    @property
    def approver(self) -> dict[str, str]:
        return self.mint.staff("payment_approver@province", staff_id="stf_approver", name="Lê Văn Duyệt")

    @property
    def reviewer(self) -> dict[str, str]:
        return self.mint.staff(f"shop_reviewer@{COMMUNE}", staff_id="stf_reviewer", name="Đỗ Thị Thẩm Định")

    async def ok(self, method: str, path: str, expect: int = 200, **request: Any) -> Any:
        answer = await self.http.request(method, path, **request)
        assert answer.status_code == expect, f"{answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    # schools and bills

    async def school(self, **members: Any) -> None:
        body = {
            "id": SCHOOL,
            "name": "Trường THCS Nghĩa Lộ",
            "level": "lower_secondary",
            "commune": COMMUNE,
            "public": True,
            "partial": True,
            **members,
        }
        await self.ok("POST", "/v1/staff/schools", 201, json=body, headers=self.administrator)

    async def upload(self, content: bytes, name: str = "khoan-thu.csv", expect: int = 201) -> Any:
        path = f"/v1/staff/schools/{SCHOOL}/imports"
        files = {"file": (name, content)}
        return await self.ok("POST", path, expect, files=files, headers={**self.accountant, **key()})

    async def issue(self, *rows: str) -> Any:
        """A file of dues made into bills."""
        preview = await self.upload(sheet(*(rows or DUES)))
        assert preview["state"] == "previewed", preview
        path = f"/v1/staff/schools/{SCHOOL}/imports/{preview['id']}"
        await self.ok("POST", f"{path}/confirmation", 202, headers=self.accountant)
        await self.run_imports()
        return await self.ok("GET", path, headers=self.accountant)

    async def run_imports(self) -> None:
        stores = self.stores
        run = make_run_import(stores.schools, stores.students, stores.bills, stores.imports, stores.files, self.clock)
        for confirmed in await stores.imports.confirmed(10):
            await run(confirmed)

    async def link(self, who: Mapping[str, str] | None = None) -> Any:
        body = {"school_id": SCHOOL, "student_code": STUDENT[0], "name": "nguyen van an"}
        return await self.ok("POST", "/v1/students", json=body, headers={**(who or self.citizen), **key()})

    async def bill(self) -> Any:
        """A school's bill of 615.000 đồng that the citizen may pay."""
        await self.school()
        await self.issue()
        await self.link()
        [bill] = (await self.ok("GET", "/v1/bills", headers=self.citizen))["items"]
        return bill

    # payments

    async def pay(self, bill_id: str, provider: str, items: Sequence[str] = (), expect: int = 201) -> Any:
        body = {"bill_id": bill_id, "provider": provider, "items": list(items)}
        return await self.ok("POST", "/v1/payments", expect, json=body, headers={**self.citizen, **key()})

    async def payment(self, payment_id: str) -> Any:
        return await self.ok("GET", f"/v1/payments/{payment_id}", headers=self.citizen)

    async def seen(self, payment_id: str) -> Any:
        """The payment as an officer sees it."""
        return await self.ok("GET", f"/v1/staff/payments/{payment_id}", headers=self.officer)

    async def release(self, payment_id: str) -> Any:
        """What is held goes its way: two officers say so."""
        path = f"/v1/staff/payments/{payment_id}/release"
        await self.ok("POST", path, headers=self.officer)
        return await self.ok("POST", path, headers=self.second_officer)

    async def order_of(self, payment: Any) -> tuple[str, str]:
        """Provider and the name under which the simulator knows the payment, once the payer is at it."""
        provider, stored = payment["provider"], await self.stores.payments.find(payment["id"])
        assert stored
        if provider == "zalo":
            made = await self.simulator.post("/api/order/create-v2", json=payment["checkout"]["order"])
            reference = made.json()["data"]["id"]
            await self.ok(
                "POST", f"/v1/payments/{stored.id}/zalo-order", json={"order_id": reference}, headers=self.citizen
            )
            return provider, reference
        if provider == "vnpay":
            page = await self.simulator.get(payment["checkout"]["pay_url"])
            assert page.status_code == 200, page.text
        return provider, stored.reference

    async def decide(self, order: tuple[str, str], decision: str = "paid", **more: Any) -> list[str]:
        """The payer decides; what the service answered to the provider's calls."""
        path = f"/control/orders/{order[0]}/{order[1]}/decision"
        answer = await self.simulator.post(path, json={"decision": decision, **more})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["callbacks"])

    async def background(self) -> None:
        """What the worker does, once."""
        for payment in await self.stores.payments.to_query(self.clock.now(), 100):
            await self.query(payment)
        for payment in await self.stores.payments.to_allocate(100):
            await self.allocate(payment.id)
        for payment in await self.stores.payments.to_refund(self.clock.now(), 100):
            for refund in payment.open_refunds(RefundState.APPROVED, RefundState.SUBMITTED):
                current = await self.stores.payments.find(payment.id)
                assert current
                await self.carry_out(current, current.refund(refund.id))
        for payment in await self.stores.payments.to_update_orders(100):
            await self.report_order(payment)

    async def later(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))
        await self.background()

    async def transfer(self, content: str, amount: int, number: str, expect: int = 200) -> httpx.Response:
        """The bank says that money came in."""
        at = self.clock.now().isoformat()
        line = {"id": number, "amount": amount, "content": content, "at": at}
        body = json.dumps({"transactions": [line]}).encode()
        signature = hmac.new(BANK_KEY.encode(), body, hashlib.sha256).hexdigest()
        answer = await self.http.post(
            "/v1/payment-callbacks/bank", content=body, headers={"X-Bank-Signature": signature}
        )
        assert answer.status_code == expect, answer.text
        return answer

    async def events(self, collection: str) -> list[dict[str, Any]]:
        """What waits to be published."""
        found = self.database[collection].find({}, {"outbox": 1})
        return [event async for document in found for event in document["outbox"]]
