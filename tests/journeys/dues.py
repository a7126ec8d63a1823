"""The journey of school dues: a school sends a file, a parent pays, and both know it to the đồng."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.clock import VIETNAM
from shared.ids import random_id
from shared.testing import eventually
from tests.journeys.people import JSON, Person, Session, World, call, sign_in, sign_in_as_staff, staff_session

COMMUNE = "21025"
HEADING = "Mã học sinh;Họ và tên;Lớp;Kỳ thu;Mã khoản thu;Khoản thu;Số lượng;Đơn giá;Miễn giảm (%);Bắt buộc;Hạn nộp"


def as_dong(amount: int) -> str:
    return f"{amount:,} đồng".replace(",", ".")


async def officer(world: World, administrator: Session, name: str, role: str, unit: str) -> Session:
    """A member of staff to whom the administrator has just given ``role`` in ``unit``."""
    person = await Person.with_zalo(world, name, follows=False)
    unknown = (await staff_session(person, expect=403)).json()
    await administrator.post("/v1/staff/grants", {"staff_id": unknown["staff_id"], "role": role, "unit": unit}, 201)
    return await sign_in_as_staff(person)


async def issued_bill(world: World, administrator: Session, app: Session) -> str:
    """The id of a bill of ``app``'s child, of a school of its own."""

    async def no_step(_: str) -> None:
        """Nobody looks on."""

    dues = Dues(world, administrator, no_step, show=lambda message: None)
    await dues.issue(await dues.with_school())
    return str((await dues.bill_of(app))["id"])


async def begin_payment(app: Session, bill_id: str, provider: str) -> JSON:
    """A payment of every item of the bill, those too that nobody has to pay."""
    bill = (await app.get(f"/v1/bills/{bill_id}")).json()
    body = {"bill_id": bill_id, "provider": provider, "items": [item["code"] for item in bill["items"]]}
    return dict((await app.post("/v1/payments", body, 201)).json())


async def pay(world: World, app: Session, bill_id: str, provider: str) -> JSON:
    """What a payer of the whole bill does after the tap on "Nộp": in Zalo, at a provider's page, or in a bank's app."""
    payment = await begin_payment(app, bill_id, provider)
    checkout, reference = payment["checkout"], payment["id"].replace("_", "")
    if provider == "vietqr":
        transfer = {"content": f"MBVCB {checkout['content']} chuyen tien", "amount": payment["amount"]}
        answer = (await call(world.providers, "POST", "/control/transfers", 201, json=transfer)).json()["answer"]
        assert answer.startswith("200"), answer
        return dict(payment)
    if provider == "zalo":
        made = await call(world.providers, "POST", "/api/order/create-v2", 200, json=checkout["order"])
        reference = made.json()["data"]["id"]
        await app.post(f"/v1/payments/{payment['id']}/zalo-order", {"order_id": reference})
    elif provider == "vnpay":
        await call(world.providers, "GET", checkout["pay_url"], 200)
    elif provider == "zalopay":
        orders = (await call(world.providers, "GET", "/control/orders", 200)).json()["items"]
        reference = next(order["reference"] for order in orders if order["reference"].endswith(reference))
    path = f"/control/orders/{provider}/{reference}/decision"
    await call(world.providers, "POST", path, 200, json={"decision": "paid", "callbacks": 2})
    return dict(payment)


@dataclass
class Dues:
    """Runs the steps one after another; ``step`` is told each before it is taken."""

    world: World
    administrator: Session
    step: Callable[[str], Awaitable[None]]
    show: Callable[[JSON], None]
    school: str = field(default_factory=lambda: f"thcs-{random_id('s').lower().replace('_', '-')}")
    received: int = 0

    async def run(self, provider: str) -> None:
        await self.step("Trường gửi tệp khoản thu; hệ thống chỉ ra ô sai trước khi phát hành")
        accountant = await self.with_school()
        wrong = await self.upload(accountant, "30.000,5")
        assert wrong["errors"][0]["column"] == "Đơn giá", wrong
        await self.issue(accountant)

        await self.step("Phụ huynh liên kết với con bằng mã học sinh và đúng họ tên, rồi thấy khoản phải nộp")
        parent = await Person.with_zalo(self.world, "Nguyễn Thị Phụ Huynh")
        app = await sign_in(parent)
        bill = await self.bill_of(app)
        assert (bill["remaining"], bill["remaining_voluntary"]) == (600_000, 15_000), bill

        await self.step(f"Phụ huynh nộp {as_dong(bill['total'])} qua {provider}; đơn vị thanh toán báo hai lần")
        payment = await pay(self.world, app, bill["id"], provider)
        seen = await self.paid(app, payment["id"])
        assert (seen["received"], seen["amount"]) == (615_000, 615_000), seen
        message = (await parent.messages(1))[0]
        assert "615.000" in message["text"], message
        self.received += 1
        self.show(message)

        await self.step("Phụ huynh nghe biên nhận và tải bản in; trường thấy đã nộp")
        receipt = (await app.get(f"/v1/payments/{payment['id']}/receipt")).json()
        assert "sáu trăm mười lăm nghìn đồng" in receipt["plain_text"], receipt
        assert (await app.get(f"/v1/payments/{payment['id']}/receipt.pdf")).content.startswith(b"%PDF-")
        bills = (await accountant.get(f"/v1/staff/schools/{self.school}/bills", state="paid")).json()["items"]
        assert [row["id"] for row in bills] == [bill["id"]], bills
        assert len(await parent.messages()) == 1

    async def with_school(self) -> Session:
        """The school's accountant, whose school the province has just added."""
        school = {"id": self.school, "name": "Trường THCS Nghĩa Lộ", "level": "lower_secondary", "commune": COMMUNE}
        await self.administrator.post("/v1/staff/schools", {**school, "public": True, "partial": True}, 201)
        return await officer(self.world, self.administrator, "Lê Thị Kế Toán", "school_accountant", self.school)

    async def upload(self, accountant: Session, price: str = "30.000", water: str = "15000") -> JSON:
        due = f"{datetime.now(VIETNAM) + timedelta(days=20):%d/%m/%Y}"
        student = "HS000123;Nguyễn Văn An;6A1;2026-11"
        rows = (f"{student};AN;Tiền ăn;20;{price};0;;{due}", f"{student};NUOC;Nước uống;1;{water};0;tự nguyện;{due}")
        path = f"/v1/staff/schools/{self.school}/imports"
        return await accountant.upload("khoan-thu.csv", "\n".join((HEADING, *rows)).encode(), "text/csv", path)

    async def issue(self, accountant: Session, price: str = "30.000", water: str = "15000") -> None:
        preview = await self.upload(accountant, price, water)
        assert preview["state"] == "previewed", preview
        path = f"/v1/staff/schools/{self.school}/imports/{preview['id']}"
        await accountant.post(f"{path}/confirmation", {}, 202)

        async def state() -> Any:
            return (await accountant.get(path)).json()["state"]

        await eventually(state, want=lambda found: found == "done")

    async def bill_of(self, app: Session) -> JSON:
        student = {"school_id": self.school, "student_code": "HS000123"}
        masked = (await app.post("/v1/students/lookup", student)).json()
        assert masked["masked_name"] == "N***** V** A*", masked
        await app.post("/v1/students", {**student, "name": "nguyễn văn an"})
        [bill] = (await app.get("/v1/bills")).json()["items"]
        return dict(bill)

    async def paid(self, app: Session, payment_id: str) -> JSON:
        """The payment once its bill has the money."""

        async def look() -> JSON:
            payment = (await app.get(f"/v1/payments/{payment_id}")).json()
            bill = (await app.get(f"/v1/bills/{payment['bill_id']}")).json()
            return {**payment, "bill": bill}

        return await eventually(look, want=lambda seen: seen["bill"]["state"] == "paid")
