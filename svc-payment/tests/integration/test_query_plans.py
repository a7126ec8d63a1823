"""Every query of a list, a queue, a job or a figure goes through the index that it is for, and sorts by it."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from shared.crypto import generate_key
from shared.mongo import Database
from shared.testing import check_query_plans
from shared.wakeup import Wakeup
from svc_payment.domain.bill import BillState
from svc_payment.domain.bill_import import ImportState
from svc_payment.domain.payment import BY_CASH
from svc_payment.domain.payment import State as PaymentState
from svc_payment.domain.refund import RefundState
from svc_payment.domain.shop import ShopState
from svc_payment.settings import Settings
from svc_payment.store.bills import BillFilter, BillOrder
from svc_payment.store.indexes import INDEXES, make_indexes
from svc_payment.store.payments import Reach, UnsettledSum
from svc_payment.store.shops import ReviewQueue, ShopSearch
from svc_payment.wiring.stores import Stores, make_stores

AT = datetime(2026, 11, 25, tzinfo=UTC)
DAY = timedelta(days=1)
LATER = AT + 400 * DAY
ROWS = 300
AFTER = (AT - timedelta(minutes=30), "row_030")
PAYEES = ("21001", "21002")
STATES = tuple(BillState)
OF_SCHOOL = BillFilter("21001", ["issued", "partly_paid"])

PAYMENTS: dict[str, tuple[str, Any]] = {
    "payment": ("_id_", lambda s: s.payments.find("row_010")),
    "own payment": ("_id_", lambda s: s.payments.own("row_010", "cit_1")),
    "payment for followers": ("_id_", lambda s: s.payments.for_followers("row_010")),
    "payment at payees": ("_id_", lambda s: s.payments.at_payees("row_010", PAYEES)),
    "payment within reach": ("_id_", lambda s: s.payments.within("row_010", Reach(PAYEES, ["21003"]))),
    "raw messages": ("_id_", lambda s: s.payments.messages("row_010")),
    "payment of a receipt": ("ux_receipt", lambda s: s.payments.of_receipt("bl_10")),
    "in cash": ("ix_cash", lambda s: s.payments.in_cash(["21000"], None, 21)),
    "in cash, further": ("ix_cash", lambda s: s.payments.in_cash(["21000", "21001"], AFTER, 3)),
    "payment by reference": ("ux_reference", lambda s: s.payments.by_reference("momo", "ref_1")),
    "payment by order": ("ix_order", lambda s: s.payments.by_order("momo", "ord_1")),
    "payment by tokens": ("ix_token", lambda s: s.payments.by_tokens(["tok_1", "tok_2"])),
    "booked as": ("ux_transfers", lambda s: s.payments.booked_as("tra_1")),
    "given back by": ("ux_given_back_by", lambda s: s.payments.given_back_by("back_1")),
    "booked": ("ux_reference", lambda s: s.payments.booked("momo", ["ref_1", "ref_4"])),
    "booked by other names": (
        "ix_order ux_transfers",
        lambda s: s.payments.booked_by_other_names("momo", ["ord_x"], ["tra_4"]),
    ),
    "payments of a bill": ("ix_bill_newest", lambda s: s.payments.of_bill("bil_1")),
    "places of a bill": ("ix_bill_newest", lambda s: s.payments.places("bil_1")),
    "payments of a payer": ("ix_payer_newest", lambda s: s.payments.of_payer("cit_1", AFTER, 3)),
    "to query": ("ix_query", lambda s: s.payments.to_query(AT, 5)),
    "to allocate": ("ix_allocation", lambda s: s.payments.to_allocate(5)),
    "to update orders": ("ix_order_update", lambda s: s.payments.to_update_orders(5)),
    "to refund": ("ix_refunds", lambda s: s.payments.to_refund(AT, 5)),
    "for officers": ("ix_for_officers", lambda s: s.payments.for_officers(["21000"], None, 5)),
    "for officers, further": ("ix_for_officers", lambda s: s.payments.for_officers(["21000", "21001"], "row_200", 5)),
    "for officers of the province": (
        "ix_for_officers_of_province",
        lambda s: s.payments.for_officers(None, "row_200", 5),
    ),
    "unaccounted": ("ix_transactions", lambda s: collect(s.payments.unaccounted("momo", AT - DAY / 24, AT))),
    "unaccounted refunds": (
        "ix_refunded",
        lambda s: collect(s.payments.unaccounted_refunds("momo", AT - DAY / 24, AT)),
    ),
    "oldest unsettled": ("ix_unsettled_oldest", lambda s: s.payments.oldest_unsettled(AT)),
    "sum of unsettled": ("ix_unsettled_oldest", lambda s: count_of(s.payments.unsettled_sum(AT))),
    "unsettled": ("ix_unsettled_oldest", lambda s: s.payments.unsettled(None, AT, None, 5)),
    "unsettled, further": (
        "ix_unsettled_oldest",
        lambda s: s.payments.unsettled(None, AT, (AT - timedelta(minutes=200), "row_200"), 5),
    ),
    "unsettled of payees": ("ix_unsettled_of_payee", lambda s: s.payments.unsettled(["21000", "21001"], AT, None, 5)),
    "figures by provider": (
        "ix_created",
        lambda s: total("payments", s.payment_figures.by_provider(AT - DAY / 24, AT)),
    ),
}
BILLS: dict[str, tuple[str, Any]] = {
    "bill": ("_id_", lambda s: s.bills.find("row_010")),
    "bills": ("_id_", lambda s: s.bills.of_ids(["row_010", "row_011"])),
    "bill of a party": ("_id_", lambda s: s.bills.of_party("row_001", "cit_1")),
    "bill at payees": ("_id_", lambda s: s.bills.at_payees("row_001", PAYEES)),
    "bills of students": ("ix_student", lambda s: s.bills.of_students(["stu_1", "stu_2"], ["2026-02"])),
    "own bills": ("ix_parties", lambda s: s.bills.own("cit_1", None, 21)),
    "own bills, further": ("ix_parties", lambda s: s.bills.own("cit_1", AFTER, 3)),
    "own bills of a dossier": ("ix_dossier_newest", lambda s: s.bills.own("cit_1", None, 21, "dos_1")),
    "bills of a school": ("ix_payee", lambda s: s.bills.of_payee(OF_SCHOOL, None, 5)),
    "bills of a school, further": ("ix_payee", lambda s: s.bills.of_payee(OF_SCHOOL, AFTER, 5)),
    "bills of a school of a period": ("ix_payee", lambda s: s.bills.of_payee(of_school(period="2026-02"), AFTER, 5)),
    "bills of a school by due day": (
        "ix_payee_due",
        lambda s: s.bills.of_payee(of_school(order=BillOrder.DUE), None, 5),
    ),
    "overdue bills": (
        "ix_payee_due",
        lambda s: s.bills.of_payee(of_school(order=BillOrder.DUE, overdue_at=AT), AFTER, 5),
    ),
    "bills of a school whose file waits": (
        "ix_payee _id_",
        lambda s: s.bills.of_payee(of_school(payee_id="21999"), None, 5),
    ),
    "bills of a class": ("ix_student", lambda s: s.bills.of_payee(of_school(student_ids=["stu_1", "stu_6"]), None, 5)),
    "payable": ("ix_student", lambda s: s.bills.payable("stu_1")),
    "bills of a student": ("ix_student", lambda s: s.bills.of_student("stu_1")),
    "bills of a dossier": ("ix_dossier_newest", lambda s: s.bills.of_dossier("dos_1")),
    "to remind": ("ix_remind", lambda s: s.bills.to_remind(AT, 5)),
    "bills of a file": ("ix_waiting _id_", lambda s: s.bills.release("imp_1")),
    "figures of bills": ("ix_issued", lambda s: total("bills", s.bills.figures(AT - DAY / 24, AT, None))),
    "figures of bills of units": ("ix_payee", lambda s: total("bills", s.bills.figures(AT - DAY / 24, AT, PAYEES))),
}
SCHOOLS: dict[str, tuple[str, Any]] = {
    "school": ("_id_", lambda s: s.schools.find("row_010")),
    "schools": ("_id_", lambda s: s.schools.every(None, 21)),
    "schools, further": ("_id_", lambda s: s.schools.every("row_010", 21)),
    "schools of a commune": ("ix_commune", lambda s: s.schools.every("row_010", 3, "21001")),
    "fee items": ("_id_", lambda s: s.schools.fee_items("row_010")),
    "student": ("ux_code", lambda s: s.students.find("sch_1", "HS1")),
    "students by codes": ("ux_code", lambda s: s.students.by_codes("sch_1", ["HS1", "HS6"])),
    "student by id": ("_id_", lambda s: s.students.by_id("row_010")),
    "students by ids": ("_id_", lambda s: s.students.by_ids(["row_010", "row_011"])),
    "students of a guardian": ("ix_guardians", lambda s: s.students.of_guardian("cit_1")),
    "students of a class": ("ix_class", lambda s: s.students.of_class("sch_1", "6a1")),
    "students by name": ("ix_words", lambda s: s.students.named("sch_1", "Nguyễn t1", None, 5)),
    "files of a school": ("ix_latest", lambda s: s.imports.of_school("sch_1", AFTER, 5)),
    "confirmed files": ("ix_confirmed", lambda s: s.imports.confirmed(5)),
    "file": ("_id_", lambda s: s.imports.find("row_010", "sch_0")),
}
MONEY_ASTRAY: dict[str, tuple[str, Any]] = {
    "messages due": ("ix_due", lambda s: s.unmatched.due(AT, 5)),
    "messages counted": ("ix_received", lambda s: s.unmatched.count(AT)),
    "sum": ("_id_", lambda s: s.sums.find("row_010")),
    "open sums": ("ix_open_oldest", lambda s: s.sums.open(None, 5)),
    "open sums, further": ("ix_open_oldest", lambda s: s.sums.open(AFTER, 5)),
    "sums due": ("ix_next", lambda s: s.sums.due(AT, 5)),
    "summary of sums": ("ix_open_oldest", lambda s: s.sums.summary()),
    "transfer": ("_id_", lambda s: s.unreadable.find("row_010")),
    "open transfers": ("ix_open_oldest", lambda s: s.unreadable.open(AFTER, 5)),
    "transfers by number": ("ix_number", lambda s: s.unreadable.of_numbers({"num_10", "num_20"})),
    "summary of transfers": ("ix_open_oldest", lambda s: s.unreadable.summary()),
}
SETTLEMENTS: dict[str, tuple[str, Any]] = {
    "settlement": ("_id_", lambda s: s.settlements.find("row_010")),
    "signed beside": ("ix_signed", lambda s: s.settlements.signed_beside("momo", "2026-11-01", "row_010")),
    "settlements": ("ix_latest", lambda s: s.settlements.latest(None, None, 21)),
    "settlements, further": ("ix_latest", lambda s: s.settlements.latest(None, AFTER, 21)),
    "settlements of a provider": ("ix_provider_latest", lambda s: s.settlements.latest("momo", AFTER, 21)),
    "differences": ("ix_settlement", lambda s: s.settlements.differences("set_1", "row_010", 3)),
}
SHOPS: dict[str, tuple[str, Any]] = {
    "places of shops": ("ix_owner_states", lambda s: s.shops.places("cit_1")),
    "own shops": ("ix_owner_states", lambda s: s.shops.own("cit_1")),
    "shop of an owner": ("_id_", lambda s: s.shops.of_owner("row_001", "cit_1")),
    "shop in communes": ("_id_", lambda s: s.shops.in_communes("row_001", PAYEES)),
    "listed shop": ("_id_", lambda s: s.shops.listed("row_003")),
    "shops of owners": ("ix_owner_states", lambda s: s.shops.of_owners(["cit_1", "cit_2"])),
    "to review": ("ix_to_review ix_payee_to_review", lambda s: s.shops.to_review(ReviewQueue(PAYEES), AFTER, 5)),
    "to review, of the province": (
        "ix_to_review_in_province ix_payee_to_review_in_province",
        lambda s: s.shops.to_review(ReviewQueue(None), AFTER, 5),
    ),
    "to review by state": (
        "ix_to_review",
        lambda s: s.shops.to_review(ReviewQueue(PAYEES, [ShopState.SUSPENDED, ShopState.REGISTERED]), AFTER, 5),
    ),
    "to review by state, of the province": (
        "ix_to_review_in_province",
        lambda s: s.shops.to_review(ReviewQueue(None, [ShopState.APPROVED]), AFTER, 5),
    ),
    "to review, accounts": (
        "ix_payee_to_review",
        lambda s: s.shops.to_review(ReviewQueue(PAYEES, payee_change=True), AFTER, 5),
    ),
    "to review, accounts, of the province": (
        "ix_payee_to_review_in_province",
        lambda s: s.shops.to_review(ReviewQueue(None, payee_change=True), AFTER, 5),
    ),
    "counts": ("ix_counts", lambda s: s.shops.review_counts(PAYEES)),
    "counts of the province": ("ix_counts", lambda s: s.shops.review_counts(None)),
    "directory": ("ix_listed", lambda s: s.shops.directory(ShopSearch(), "row_010", 5)),
    "directory of a commune": (
        "ix_listed_commune",
        lambda s: s.shops.directory(ShopSearch(commune="21001"), "row_010", 5),
    ),
    "directory of a category": (
        "ix_listed_category",
        lambda s: s.shops.directory(ShopSearch(category="cat_1"), "row_010", 5),
    ),
    "directory of a place": (
        "ix_listed",
        lambda s: s.shops.directory(ShopSearch(box=(15.0, 108.0, 15.1, 108.1)), None, 5),
    ),
    "directory by words": ("ix_words", lambda s: s.shops.directory(ShopSearch(("w123", "q")), "row_010", 5)),
    "figures of shops": ("ix_counts", lambda s: s.shops.figures()),
}

SORTED = {
    "bills of a class",  # there are as many as it has children and months
    "students by name",  # beginnings of words have no order among them: those of one school are sorted
    "directory by words",
}
LOOKED_THROUGH = {
    "places of a bill",
    "bills of a class",
    "bills of a school whose file waits",  # until all of a file's bills are there, they are read and not shown
    "bills of a school of a period",  # a narrower view of what the school's officers page through anyway
    "students by name",
    "directory by words",
    "directory of a place",
}
LISTED_FROM_THE_START = {"schools", "settlements", "counts of the province", "figures of shops"}
"""A page of everything, in the order of the index; or all of it counted, from the index alone."""


def of_school(**changed: Any) -> BillFilter:
    return replace(OF_SCHOOL, **changed)


async def collect(found: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in found]


async def count_of(unsettled: Awaitable[UnsettledSum]) -> int:
    return (await unsettled).count


async def total(member: str, figures: Awaitable[Sequence[Any]]) -> int:
    """How many documents stand behind the figures."""
    return sum(getattr(figure, member) for figure in await figures)


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
@pytest.mark.parametrize("cases", [PAYMENTS, BILLS, SCHOOLS, MONEY_ASTRAY, SETTLEMENTS, SHOPS])
async def test_every_query_has_its_index(database: Database, cases: dict[str, tuple[str, Any]]) -> None:
    await make_indexes(database)
    await fill(database)
    settings = Settings(
        mongo_url=SecretStr("mongodb://unused"),
        kafka_bootstrap_servers="127.0.0.1:1",
        field_keys=SecretStr(generate_key()),
        contact_keys=SecretStr(generate_key()),
        public_url="http://gateway",
    )
    stores: Stores = make_stores(settings, database, defaultdict(Wakeup))
    await check_query_plans(
        database, cases, stores, sorts=SORTED, looks_through=LOOKED_THROUGH, lists_all=LISTED_FROM_THE_START
    )


async def fill(database: Database) -> None:
    """Enough that the planner has something to choose between; whole only as far as the queries ask."""
    for collection, row in (
        ("payments", _payment),
        ("bills", _bill),
        ("schools", _school),
        ("students", _student),
        ("imports", _import),
        ("unmatched_messages", _message),
        ("unmatched_sums", _open),
        ("unreadable_transfers", _open),
        ("settlements", _settlement),
        ("settlement_differences", _difference),
        ("shops", _shop),
    ):
        await database[collection].insert_many([{"_id": f"row_{n:03}", **row(n)} for n in range(ROWS)])


def _payment(n: int) -> dict[str, Any]:
    at, rare = AT - timedelta(minutes=n), n % 10 == 0
    return {
        "provider": (BY_CASH, "momo", "vnpay")[n % 3],
        "reference": f"ref_{n}",
        "order": f"ord_{n}",
        "token": f"tok_{n}",
        "transfers": [f"tra_{n}"],
        "given_back_by": [f"back_{n}"],
        "bill_id": f"bil_{n % 30}",
        "payer": f"cit_{n % 20}",
        "payee_id": f"2100{n % 5}",
        "created_at": at,
        "changed_at": at,
        "receipt_number": f"bl_{n}",
        "state": tuple(PaymentState)[n % len(PaymentState)],
        "unsettled_since": at if rare else None,
        "query_at": at if rare else LATER,
        "allocation_due": rare,
        "order_update_due": rare,
        "refund_running": rare,
        "refund_due_at": None,
        "for_officers": rare,
        "paid_at": at,
        "entries": [{"type": "received", "paid_at": at, "reference": f"t_{n}", "amount": 1}],
        "refunds": [{"state": RefundState.DONE, "changed_at": at}] if n % 2 else [],
    }


def _bill(n: int) -> dict[str, Any]:
    at, rare = AT - timedelta(minutes=n), n % 10 == 0
    return {
        "code": f"code_{n}",
        "parties": [f"cit_{n % 20}", f"cit_x{n % 7}"],
        "student_id": f"stu_{n % 25}",
        "period": f"2026-{1 + n % 12:02}",
        "payment_request_id": f"req_{n}",
        "dossier_id": f"dos_{n % 20}",
        "payee_id": f"2100{n % 5}",
        "payee_name": "Trường",
        "origin": "school",
        "state": STATES[n % len(STATES)],
        "issued_at": at,
        "due_at": at,
        "remind_at": at if rare else LATER,
        "items": [{"mandatory": True, "unit_price": 1, "exemption": 0}],
        "outbox": [],
        **({"waits_for": f"imp_{n % 20}", "events": [], "payee_id": "21999", "parties": []} if n > 280 else {}),
    }


def _school(n: int) -> dict[str, Any]:
    return {"commune": f"2100{n % 5}", "fee_items": []}


def _student(n: int) -> dict[str, Any]:
    return {
        "school_id": f"sch_{n % 5}",
        "code": f"HS{n}",
        "guardians": [f"cit_{n % 40}"],
        "words": ["nguyen", f"t{n % 10}"],
        "class_name": f"{n % 9}A{n % 2}",
    }


def _import(n: int) -> dict[str, Any]:
    at = AT - timedelta(minutes=n)
    state = ImportState.CONFIRMED if n % 10 == 0 else ImportState.PREVIEWED
    return {"school_id": f"sch_{n % 5}", "at": at, "changed_at": at, "state": state}


def _message(n: int) -> dict[str, Any]:
    """Most of them are old, and kept as the proof only."""
    at = AT - timedelta(hours=n)
    return {"provider": ("momo", "vnpay")[n % 2], "received_at": at, "next_at": at}


def _open(n: int) -> dict[str, Any]:
    at, rare = AT - timedelta(minutes=n), n % 10 == 0
    return {"received_at": at, "next_at": at if n % 20 == 0 else LATER, "open": rare, "number": f"num_{n}"}


def _settlement(n: int) -> dict[str, Any]:
    return {
        "provider": ("momo", "vnpay")[n % 2],
        "business_date": f"2026-11-{1 + n % 28:02}",
        "at": AT - timedelta(minutes=n),
        "signed_at": AT,
        "state": ("open", "signed", "reading")[n % 3],
    }


def _difference(n: int) -> dict[str, Any]:
    return {"settlement_id": f"set_{n % 20}"}


def _shop(n: int) -> dict[str, Any]:
    return {
        "code": f"code_{n}",
        "owner_id": f"cit_{n % 60}",
        "state": tuple(ShopState)[n % len(ShopState)],
        "words": [f"w{n}", "quan"],
        "profile": {"commune": f"2100{n % 7}", "categories": [f"cat_{n % 9}"]},
        "wanted_account": {"bank": "970436"} if n % 3 == 0 else None,
        "created_at": AT - timedelta(minutes=n),
        "changed_at": AT - timedelta(minutes=n * 7 % ROWS),
    }


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
async def test_the_declared_indexes_are_those_there_are(database: Database) -> None:
    await make_indexes(database)
    for collection, indexes in INDEXES.items():
        made = await database[collection].index_information()
        assert {index.document["name"] for index in indexes} <= {*made}  # GridFS has one of its own
