"""``python -m svc_payment demo-data``: invented schools with bills, and shops, from ``data/demo.yaml``. A repeat adds
nothing."""

from collections.abc import Iterator
from datetime import time, timedelta
from itertools import product
from typing import Any

from shared.clock import VIETNAM, SystemClock
from shared.errors import DuplicateValue
from shared.ids import derived_id
from svc_payment.catalogue.data_files import read
from svc_payment.domain.account_holder import as_banks_write
from svc_payment.domain.bill import BillItem
from svc_payment.domain.fee_sheet import PlannedBill
from svc_payment.domain.school import FeeItem, School, SchoolLevel, Student
from svc_payment.domain.shop import (
    BankAccount,
    Hours,
    LegalType,
    Place,
    Shop,
    ShopAction,
    ShopEntry,
    ShopProfile,
    ShopState,
)
from svc_payment.domain.transfer_token import token_of
from svc_payment.store.bills import Bills
from svc_payment.store.schools import Schools, Students
from svc_payment.store.shops import Shops
from svc_payment.use_cases.school_bill import new_bill, student_id

CENTRE = (15.12, 108.80)
"""The centre of the city, around which the shops lie."""
OWNER = "cit_demo"
GRADES = {SchoolLevel.LOWER_SECONDARY: (6, 4), SchoolLevel.UPPER_SECONDARY: (10, 3)}
"""The first class, and how many years there are."""


async def add_demo_data(schools: Schools, students: Students, bills: Bills, shops: Shops) -> None:
    demo: dict[str, Any] = read("demo.yaml")
    for row in demo["schools"]:
        await _school(demo, row, schools, students, bills)
    for number, (name, category) in enumerate(demo["shops"]):
        await _shop(shops, number, name, category)


async def _school(
    demo: dict[str, Any], row: dict[str, Any], schools: Schools, students: Students, bills: Bills
) -> None:
    now = SystemClock().now()
    level, count = SchoolLevel(row["level"]), row["students"]
    school = School(row["id"], 1, row["name"], level, row["commune"], row["public"], row["partial"], now)
    try:
        await schools.insert(school)
    except DuplicateValue:
        return
    dues = demo["dues"]
    items = tuple(BillItem(d["code"], d["name"], d["unit_price"], d["quantity"], 0, d["mandatory"]) for d in dues)
    await schools.set_fee_items(
        school.id, [FeeItem(item.code, item.name, item.unit_price, item.mandatory) for item in items]
    )
    local = now.astimezone(VIETNAM)
    first, grades = GRADES[level]
    due, period = (local + timedelta(days=20)).date(), f"{local:%Y-%m}"
    planned = [
        PlannedBill(number, f"HS{number:06d}", name, f"{first + number % grades}A{1 + number % 5}", period, due, items)
        for number, name in zip(range(1, count + 1), _names(demo), strict=False)
    ]
    await students.put(
        [
            Student(student_id(school.id, p.student_code), school.id, p.student_code, p.name, p.class_name)
            for p in planned
        ],
        known={},
    )
    await bills.insert_missing([(new_bill(school, p, (), None, now, ()), []) for p in planned])


def _names(demo: dict[str, Any]) -> Iterator[str]:
    return (" ".join(parts) for parts in product(demo["families"], demo["middles"], demo["names"]))


async def _shop(shops: Shops, number: int, name: str, category: str) -> None:
    now = SystemClock().now()
    shop_id = derived_id("shp", "demo", name)
    owner = f"Nguyễn Văn {name.split()[-1]}"
    place = Place(CENTRE[0] + (number % 5 - 2) / 100, CENTRE[1] + (number // 5 - 2) / 100)
    hours = (Hours(frozenset(range(1, 8)), *_times(number)),)
    profile = ShopProfile(
        name=name,
        legal_type=LegalType.UNREGISTERED,
        owner_name=owner,
        registered_name="",
        tax_code=None,
        commune="21025",
        address=f"{number + 1} Phan Đình Phùng, phường Cẩm Thành",
        place=place,
        categories=(category,),
        hours=hours,
        phone=f"09000000{number:02d}",
    )
    account = BankAccount("970436", f"10{number:08d}", as_banks_write(owner))
    steps = ((ShopAction.REGISTER, ShopState.REGISTERED), (ShopAction.APPROVE, ShopState.APPROVED))
    timeline = tuple(
        ShopEntry(version, action, state, now, "demo", derived_id("cmd", shop_id, action), "")
        for version, (action, state) in enumerate(steps, start=1)
    )
    code = token_of(shop_id).replace("QNS", "CH", 1)
    shop = Shop(shop_id, 2, OWNER, code, profile, account, ShopState.APPROVED, now, now, timeline, None, now)
    try:
        await shops.insert(shop, [])
    except DuplicateValue:
        pass


def _times(number: int) -> tuple[time, time]:
    return (time(18), time(2)) if number % 7 == 1 else (time(7), time(21))
