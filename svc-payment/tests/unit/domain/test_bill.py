"""What is owed, item by item."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_payment.domain.bill import Bill, BillItem, BillRefusal, BillRefused, BillState, Origin, check_items

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
    whole, applied = part.received("r2", "pay_2", 655_000, (), NOW)
    assert (applied, whole.state, whole.remaining) == (640_000, BillState.PAID, 0)
    refused(BillRefusal.NOT_OPEN, whole)
    assert whole.received("r3", "pay_3", 1, (), NOW) == (whole, 0)


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


def test_bills_that_cannot_be() -> None:
    assert check_items(ITEMS)
    assert not check_items(())
    assert not check_items((ITEMS[0], ITEMS[0]))
    assert not check_items((BillItem("x", "Miễn", 80_000, 1, 100),))
    assert not check_items((BillItem("x", "Nhầm", 10**12, 2),))
