"""What is owed, item by item."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_payment.domain.bill import (
    MAX_RECEIPTS,
    Bill,
    BillItem,
    BillRefusal,
    BillRefused,
    BillState,
    Origin,
    check_items,
    reminder_of,
    school_title,
    surplus_reason,
)
from svc_payment.domain.refund import SurplusReason

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ITEMS = (
    BillItem("an", "Tiền ăn", 30_000, 20),
    BillItem("nuoc", "Nước uống", 15_000),
    BillItem("hp", "Học phí", 80_000, 1, 50),
)


def bill(**changes: object) -> Bill:
    base = Bill(
        id="bil_1",
        version=1,
        code="B1",
        origin=Origin.SCHOOL,
        payee_id="thcs-1",
        payee_name="Trường",
        title="Các khoản thu tháng 11",
        period="2026-11",
        items=ITEMS,
        partial=True,
        state=BillState.ISSUED,
        issued_at=NOW,
        changed_at=NOW,
        due_at=NOW,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def refused(reason: BillRefusal, owed: Bill, codes: tuple[str, ...] = ()) -> None:
    with pytest.raises(BillRefused) as error:
        owed.amount_of(codes)
    assert error.value.reason is reason


def test_the_amount_follows_from_the_items() -> None:
    assert bill().total == 600_000 + 15_000 + 40_000
    assert bill().amount_of(()) == 655_000
    assert bill().amount_of(("nuoc", "hp")) == 55_000
    refused(BillRefusal.UNKNOWN_ITEM, bill(), ("xe",))
    refused(BillRefusal.WHOLE_ONLY, bill(partial=False), ("nuoc",))
    assert bill(partial=False).amount_of(("an", "nuoc", "hp")) == 655_000


def test_paid_items_are_not_paid_again_and_the_rest_remains() -> None:
    part, applied = bill().received("r1", "pay_1", 15_000, ("nuoc",), NOW)
    assert (applied, part.state, part.remaining) == (15_000, BillState.PARTLY_PAID, 640_000)
    refused(BillRefusal.ITEM_PAID, part, ("nuoc", "hp"))
    assert part.amount_of(()) == 640_000
    whole, applied = part.received("r2", "pay_2", 655_000, (), NOW)
    assert (applied, whole.state, whole.remaining) == (640_000, BillState.PAID, 0)
    refused(BillRefusal.NOT_OPEN, whole)
    assert whole.received("r3", "pay_3", 1, (), NOW) == (whole, 0)


def test_a_bill_that_was_paid_in_sixty_parts_takes_all_the_rest_and_nothing_less() -> None:
    part = bill()
    for number in range(MAX_RECEIPTS):
        part, _ = part.received(f"r{number}", f"pay_{number}", 1_000, ("an",), NOW)
    refused(BillRefusal.WHOLE_ONLY, part, ("nuoc",))
    assert part.received("less", "pay_less", 594_999, (), NOW) == (part, 0)
    assert part.amount_of(()) == part.remaining == 595_000
    whole, applied = part.received("rest", "pay_rest", 600_000, (), NOW)
    assert (applied, whole.state, whole.remaining) == (595_000, BillState.PAID, 0)
    refused(BillRefusal.NOT_OPEN, whole)


def test_a_repeat_changes_nothing_and_says_the_same() -> None:
    part, _ = bill().received("r1", "pay_1", 15_000, ("nuoc",), NOW)
    assert part.received("r1", "pay_1", 15_000, ("nuoc",), NOW) == (part, 15_000)


def test_what_is_cancelled_takes_no_money_and_what_has_money_is_not_cancelled() -> None:
    gone = bill().cancelled(NOW)
    assert (gone.state, gone.remaining) == (BillState.CANCELLED, 0)
    assert gone.received("r1", "pay_1", 15_000, (), NOW) == (gone, 0)
    part, _ = bill().received("r1", "pay_1", 15_000, (), NOW)
    for owed in (gone, part):
        with pytest.raises(BillRefused):
            owed.cancelled(NOW)


def test_what_was_given_back_of_a_bill_that_was_paid_in_part_is_owed() -> None:
    part, _ = bill().received("r1", "pay_1", 15_000, ("nuoc",), NOW)
    back = part.given_back("rfd_1", "pay_1", 15_000, NOW)
    assert (back.state, back.paid, back.remaining) == (BillState.ISSUED, 0, 655_000)
    assert back.given_back("rfd_1", "pay_1", 15_000, NOW) is back
    assert back.amount_of(("nuoc",)) == 15_000
    some = part.given_back("rfd_1", "pay_1", 5_000, NOW)
    assert (some.state, some.remaining, some.amount_of(())) == (BillState.PARTLY_PAID, 645_000, 645_000)
    again, applied = back.received("r2", "pay_2", 655_000, (), NOW)
    assert (again.state, applied) == (BillState.PAID, 655_000)


def test_a_bill_that_was_paid_and_given_back_owes_nothing_in_one_step_or_in_two() -> None:
    whole, _ = bill().received("r1", "pay_1", 655_000, (), NOW)
    once = whole.given_back("rfd_1", "pay_1", 655_000, NOW)
    half = whole.given_back("rfd_1", "pay_1", 600_000, NOW)
    assert (half.state, half.paid, half.remaining) == (BillState.PAID, 55_000, 0)
    refused(BillRefusal.NOT_OPEN, half)
    assert half.received("r2", "pay_2", 600_000, (), NOW) == (half, 0)
    for back in (once, half.given_back("rfd_2", "pay_1", 55_000, NOW)):
        assert (back.state, back.paid, back.remaining) == (BillState.REFUNDED, 0, 0)
    refused(BillRefusal.NOT_OPEN, once)


def test_an_item_that_is_paid_twice_is_given_back_and_not_put_on_another() -> None:
    part, _ = bill().received("r1", "pay_1", 15_000, ("nuoc",), NOW)
    again, applied = part.received("r2", "pay_2", 15_000, ("nuoc",), NOW)
    assert (again, applied) == (part, 0)
    assert surplus_reason(again, applied) is SurplusReason.ITEMS_PAID
    both, applied = part.received("r3", "pay_3", 55_000, ("nuoc", "hp"), NOW)
    assert (applied, both.open_items()) == (40_000, {"an": 600_000})
    assert both.covered_of("pay_3") == {"hp": 40_000}


def test_part_of_an_item_leaves_the_rest_of_it() -> None:
    part, _ = bill().received("r1", "pay_1", 500_000, ("an",), NOW)
    assert (part.open_items()["an"], part.amount_of(("an",)), part.remaining) == (100_000, 100_000, 155_000)
    back = part.given_back("rfd_1", "pay_1", 200_000, NOW)
    assert (back.open_items()["an"], back.remaining) == (300_000, 355_000)


VOLUNTARY = (ITEMS[0], replace(ITEMS[1], mandatory=False), ITEMS[2])
"""The water may be left."""


def test_nobody_owes_what_is_voluntary() -> None:
    owed, later = bill(items=VOLUNTARY, partial=False), NOW + timedelta(seconds=1)
    assert (owed.remaining, owed.remaining_voluntary, owed.amount_of(())) == (640_000, 15_000, 655_000)
    assert owed.overdue(later)
    refused(BillRefusal.WHOLE_ONLY, owed, ("nuoc",))
    assert owed.amount_of(("an", "hp")) == 640_000
    paid, _ = owed.received("r1", "pay_1", 640_000, ("an", "hp"), NOW)
    assert (paid.state, paid.remaining, paid.remaining_voluntary) == (BillState.PAID, 0, 15_000)
    assert not paid.overdue(later)
    assert paid.amount_of(("nuoc",)) == 15_000
    more, applied = paid.received("r2", "pay_2", 15_000, ("nuoc",), later)
    assert (more.state, applied, more.remaining_voluntary, more.paid_at) == (BillState.PAID, 15_000, 0, NOW)
    refused(BillRefusal.NOT_OPEN, more)
    only = bill(items=(VOLUNTARY[1],))
    assert (only.remaining, only.asked, only.overdue(later)) == (0, 15_000, False)


_CODES = st.sets(st.sampled_from([item.code for item in VOLUNTARY])).map(tuple)
_PAYMENTS = st.lists(st.tuples(_CODES, st.integers(1, 700_000), st.integers(0, 700_000)), max_size=12)


@given(_PAYMENTS)
def test_money_pays_what_was_chosen_or_is_due_back(payments: list[tuple[tuple[str, ...], int, int]]) -> None:
    """Each payment chooses items, brings a sum, and some of it is given back."""
    owed, taken, back = bill(items=VOLUNTARY), 0, 0
    for number, (codes, amount, returned) in enumerate(payments):
        before = owed.covered()
        chosen = owed.still_takes(codes)
        owed, applied = owed.received(f"r{number}", f"pay_{number}", amount, codes, NOW)
        assert applied == min(amount, chosen)
        paid = {code: share - before[code] for code, share in owed.covered().items() if share != before[code]}
        assert sum(paid.values()) == applied
        assert not codes or paid.keys() <= set(codes)
        assert owed.covered_of(f"pay_{number}") == paid
        taken += applied
        if gives := min(returned, applied):
            owed = owed.given_back(f"rfd{number}", f"pay_{number}", gives, NOW)
            back += gives
        assert all(0 <= owed.covered()[item.code] <= item.amount for item in owed.items)
    assert owed.paid == taken - back
    if not back:
        assert owed.remaining + owed.remaining_voluntary == owed.total - owed.paid


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 700_000)), max_size=12))
def test_a_bill_never_takes_more_than_it_is(receipts: list[tuple[str, int]]) -> None:
    owed = bill()
    taken: dict[str, int] = {}
    for receipt_id, amount in receipts:
        owed, applied = owed.received(receipt_id, f"pay_{receipt_id}", amount, (), NOW)
        assert applied == taken.setdefault(receipt_id, applied) or not taken[receipt_id]
        taken[receipt_id] = applied
    assert owed.paid == sum(taken.values()) <= owed.total
    assert (owed.state is BillState.PAID) == (owed.paid == owed.total)


def test_a_term_is_of_the_school_year_that_begins_then() -> None:
    assert school_title("2026-HK2", ()) == "Học phí và các khoản thu học kỳ 2 năm học 2026–2027"
    assert school_title("2026-11", ()) == "Học phí và các khoản thu tháng 11/2026"


def test_bills_that_cannot_be() -> None:
    assert check_items(ITEMS)
    assert not check_items(())
    assert not check_items((ITEMS[0], ITEMS[0]))
    assert not check_items((BillItem("x", "Miễn", 80_000, 1, 100),))
    assert not check_items((BillItem("x", "Nhầm", 10**12, 2),))


@pytest.mark.parametrize(
    ("issued", "reminded"),
    [
        (datetime(2026, 11, 30, 3, tzinfo=UTC), datetime(2026, 12, 12, 16, 59, 59, tzinfo=UTC)),
        (datetime(2026, 12, 12, 18, tzinfo=UTC), datetime(2026, 12, 14, 1, tzinfo=UTC)),  # 1 o'clock on the 13th
        (datetime(2026, 12, 12, 3, tzinfo=UTC), datetime(2026, 12, 13, 1, tzinfo=UTC)),
        (datetime(2026, 12, 14, 3, tzinfo=UTC), datetime(2026, 12, 15, 1, tzinfo=UTC)),
        (datetime(2026, 12, 15, 3, tzinfo=UTC), None),
    ],
)
def test_nobody_is_reminded_on_the_day_on_which_they_were_told(issued: datetime, reminded: datetime | None) -> None:
    assert reminder_of(issued, datetime(2026, 12, 15, 16, 59, 59, tzinfo=UTC)) == reminded
