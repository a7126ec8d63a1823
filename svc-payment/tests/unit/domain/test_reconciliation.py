"""What becomes of a line of a settlement file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_payment.domain.ledger import Entry, EntryType
from svc_payment.domain.party import Party
from svc_payment.domain.payment import Payment, PaymentOutcome, PaymentRefused, Report, State
from svc_payment.domain.reconciliation import Booked, FileDays, Finding, Line, LineType, is_unknown_money, judge
from svc_payment.domain.refund import Refund, RefundAction, RefundRefused, RefundState, Sending, SurplusReason

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
REFUND = Refund("rfd_1", 20_000, False, "nhầm", RefundState.DONE, "o", NOW, NOW, attempt=2, provider_reference="R7")
PAID = Entry(EntryType.RECEIVED, 50_000, "t1", NOW, NOW)


def line(type: LineType, transaction: str, amount: int, paid: bool = True) -> Line:
    return Line(2, type, "pay1", transaction, amount, 0, paid, NOW, "")


@pytest.mark.parametrize("state", RefundState)
@pytest.mark.parametrize("name", ["R7", "rfd102"])
def test_a_refund_agrees_only_where_money_went_back_on_both_sides(state: RefundState, name: str) -> None:
    payment = Booked("pay_1", "pay1", (PAID,), (replace(REFUND, state=state),))
    done = judge(line(LineType.REFUND, name, 20_000), payment, seen_before=False)
    assert done is (Finding.MATCHED if state is RefundState.DONE else Finding.STATE_DIFFERS)
    failed = judge(line(LineType.REFUND, name, 20_000, paid=False), payment, seen_before=False)
    assert failed is (Finding.MATCHED if state is RefundState.FAILED else Finding.STATE_DIFFERS)


def test_an_earlier_attempt_was_taken_for_failed() -> None:
    payment = Booked("pay_1", "pay1", (PAID,), (REFUND,))
    assert judge(line(LineType.REFUND, "rfd101", 20_000, paid=False), payment, seen_before=False) is Finding.MATCHED
    assert judge(line(LineType.REFUND, "rfd101", 20_000), payment, seen_before=False) is Finding.STATE_DIFFERS
    assert judge(line(LineType.REFUND, "rfd103", 20_000), payment, seen_before=False) is Finding.MISSING_HERE
    assert judge(line(LineType.REFUND, "R7", 19_000), payment, seen_before=False) is Finding.AMOUNT_DIFFERS


def test_a_file_may_call_a_refund_as_we_did_when_we_sent_it() -> None:
    """ZaloPay's own form of our name begins with a day."""
    name = "261128_99001_102"
    payment = Booked("pay_1", "pay1", (PAID,), (replace(REFUND, sent_as=name),))
    assert judge(line(LineType.REFUND, name, 20_000), payment, seen_before=False) is Finding.MATCHED


TRANSACTION = st.tuples(st.sampled_from("abcd"), st.integers(1, 900_000))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("paid"), TRANSACTION),
        st.tuples(st.just("asked"), st.integers(1, 900_000)),
        st.tuples(st.just("stepped"), st.tuples(st.integers(0, 5), st.sampled_from(RefundAction))),
    ),
    max_size=30,
)


def lived(steps: list[tuple[str, Any]]) -> Payment:
    """A payment to which all this has happened, as far as it may."""
    payment = Payment(
        "pay_1", 1, "bil_1", "p", "P", None, "vnpay", "pay1", 500_000, (), "d", State.STARTED, NOW, NOW, NOW, None
    )
    for number, (what, value) in enumerate(steps):
        try:
            if what == "paid":
                payment = payment.report(
                    Report(PaymentOutcome.PAID, value[1], value[0], NOW), at=NOW, source="callback"
                )
                if payment.state is State.HELD:
                    payment = payment.released(at=NOW, by=Party("officer"))
                for entry in payment.unallocated_transactions():
                    owed = max(0, 500_000 - payment.allocated_amount)
                    applied = min(owed, entry.amount)
                    payment = payment.allocated(
                        entry, applied, refund_id=f"rfd_s{number}", reason=SurplusReason.CLOSED, at=NOW
                    )
            elif what == "asked":
                payment = payment.refund_requested(
                    f"rfd_{number}", value, "x", by=Party("a"), at=NOW, command_id=str(number)
                )
            elif payment.refunds:
                refund = payment.refunds[value[0] % len(payment.refunds)]
                transaction = payment.source_of(refund)
                if value[1] is RefundAction.SUBMIT and transaction is None:
                    continue  # it is handed over to an officer instead
                payment = payment.refund_stepped(
                    refund.id,
                    value[1],
                    at=NOW,
                    by=Party("b"),
                    provider_reference=f"R{number}",
                    sending=Sending(transaction or "", refund.next_reference, NOW),
                )
        except (RefundRefused, PaymentRefused):
            pass
    return payment


@given(STEPS)
def test_what_agrees_adds_up_to_what_the_provider_owes_and_nothing_else_agrees(steps: list[tuple[str, Any]]) -> None:
    payment = lived(steps)
    booked = Booked(payment.id, payment.reference, payment.entries, payment.refunds)
    owed = 0
    for transaction, amount in booked.received().items():
        reported = line(LineType.PAYMENT, transaction, amount)
        assert judge(reported, booked, seen_before=False) is Finding.MATCHED
        assert judge(reported, booked, seen_before=True) is Finding.DUPLICATE_THERE
        assert judge(replace(reported, amount=amount + 1), booked, seen_before=False) is Finding.AMOUNT_DIFFERS
        assert judge(replace(reported, paid=False), booked, seen_before=False) is Finding.STATE_DIFFERS
        owed += amount
    for refund in payment.refunds:
        if not refund.attempt:
            continue  # nothing was asked of the provider
        for paid in (True, False):
            reported = replace(line(LineType.REFUND, "", refund.amount, paid), reference=refund.reference)
            agrees = refund.state is (RefundState.DONE if paid else RefundState.FAILED)
            expected = Finding.MATCHED if agrees else Finding.STATE_DIFFERS
            assert judge(reported, booked, seen_before=False) is expected
    done = sum(refund.amount for refund in payment.refunds if refund.state is RefundState.DONE)
    assert owed - done == payment.at_provider
    assert judge(line(LineType.PAYMENT, "zz", 5), booked, seen_before=False) is Finding.STATE_DIFFERS


@pytest.mark.parametrize(
    ("reference", "booked_as"),
    [
        ("pay_01JDNQ3F9GVJ5Y7X2K8M4A6B1C", "pay_01JDNQ3F9GVJ5Y7X2K8M4A6B1C"),
        ('{"payment":"pay_01JDNQ3F9GVJ5Y7X2K8M4A6B1C","x":1}', "pay_01JDNQ3F9GVJ5Y7X2K8M4A6B1C"),
        ("", "t1"),
    ],
)
def test_a_line_says_our_name_of_the_payment_or_else_the_providers(reference: str, booked_as: str) -> None:
    assert replace(line(LineType.PAYMENT, "t1", 50_000), reference=reference).booked_as == booked_as


def test_a_file_is_of_another_day_when_more_than_half_of_its_lines_are() -> None:
    days = FileDays(NOW.date())
    dated = [replace(line(LineType.PAYMENT, "t1", 1), at=at) for at in (NOW, NOW + timedelta(days=1), None)]
    for each in dated:
        days.add(each)
    assert (days.dated, days.strays, days.are_another) == (2, 1, False)
    days.add(replace(dated[0], at=NOW - timedelta(days=1)))
    assert days.are_another


@pytest.mark.parametrize(
    ("settled", "finding", "is_unknown"),
    [
        (line(LineType.PAYMENT, "t2", 50_000), Finding.MISSING_HERE, True),
        (line(LineType.PAYMENT, "t1", 40_000), Finding.AMOUNT_DIFFERS, False),
        (line(LineType.PAYMENT, "t2", 50_000), Finding.DUPLICATE_THERE, False),
        (line(LineType.PAYMENT, "t2", 50_000, paid=False), Finding.STATE_DIFFERS, False),
        (line(LineType.REFUND, "t2", 50_000), Finding.MISSING_HERE, False),
    ],
)
def test_only_what_was_paid_there_once_and_is_in_no_ledger_is_unknown_money(
    settled: Line, finding: Finding, is_unknown: bool
) -> None:
    assert is_unknown_money(settled, Booked("pay_1", "pay1", (PAID,), ()), finding) is is_unknown
