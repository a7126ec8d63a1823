"""The payment's table, and its sums: in whatever order and however often, the ledger is what the provider settled."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc_payment.domain.bill import Bill, BillItem, BillState, Origin
from svc_payment.domain.ledger import Account, EntryType, balance, cash_reference, total
from svc_payment.domain.party import Party
from svc_payment.domain.payment import (
    BY_CASH,
    GIVEN_UP,
    MAX_TIMELINE,
    MAX_TRANSACTIONS,
    TABLE,
    WAITING,
    Action,
    HoldReason,
    Payment,
    PaymentOutcome,
    PaymentRefused,
    Report,
    State,
)
from svc_payment.domain.refund import (
    RefundAction,
    RefundMethod,
    RefundRefusal,
    RefundRefused,
    RefundState,
    Sending,
    SurplusReason,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PAID = Report(PaymentOutcome.PAID, 50_000, "t1", NOW)
SENDING = Sending("t1", "rfd101", NOW + timedelta(minutes=1))


def payment(**changes: object) -> Payment:
    base = Payment(
        id="pay_1",
        version=1,
        bill_id="bil_1",
        payee_id="thcs-1",
        payee_name="Trường",
        payer="cit_1",
        provider="zalopay",
        reference="ref",
        amount=50_000,
        items=(),
        description="Học phí",
        state=State.STARTED,
        created_at=NOW,
        changed_at=NOW,
        expires_at=NOW + timedelta(minutes=15),
        query_at=NOW + timedelta(minutes=1),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def bill(total_amount: int = 50_000) -> Bill:
    item = BillItem("hp", "Học phí", total_amount)
    return Bill(
        id="bil_1",
        version=1,
        code="B1",
        origin=Origin.SCHOOL,
        payee_id="thcs-1",
        payee_name="Trường",
        title="Học phí",
        period="2026-11",
        items=(item,),
        partial=True,
        state=BillState.ISSUED,
        issued_at=NOW,
        changed_at=NOW,
        due_at=None,
    )


def allocated(paid: Payment, owed: Bill) -> tuple[Payment, Bill]:
    """What the background does when money waits."""
    while paid.allocation_due:
        transaction = paid.unallocated_transactions()[0]
        owed, applied = owed.received(
            f"{paid.id}:{transaction.reference}", paid.id, transaction.amount, paid.items, NOW
        )
        paid = paid.allocated(
            transaction, applied, refund_id=f"rfd_{transaction.reference}", reason=SurplusReason.CLOSED, at=NOW
        )
    return paid, owed


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("outcome", PaymentOutcome)
def test_a_report_moves_only_along_the_table(state: State, outcome: PaymentOutcome) -> None:
    before = payment(state=state)
    after = before.report(Report(outcome, 50_000, "t1"), at=NOW, source="callback")
    targets = {(t.source, t.target) for t in TABLE}
    assert after.state is state or (state, after.state) in targets
    assert (after is before) or after.version == before.version + 1


@pytest.mark.parametrize("state", sorted(WAITING | GIVEN_UP))
def test_money_is_taken_in_from_every_state_that_has_none(state: State) -> None:
    after = payment(state=state).report(PAID, at=NOW, source="callback")
    assert (after.state, after.received, after.allocation_due, after.query_at) == (State.SUCCEEDED, 50_000, True, None)


@pytest.mark.parametrize(
    "outcome",
    [
        PaymentOutcome.FAILED,
        PaymentOutcome.CANCELLED,
        PaymentOutcome.EXPIRED,
        PaymentOutcome.PENDING,
        PaymentOutcome.UNKNOWN,
    ],
)
def test_nothing_takes_back_what_was_paid(outcome: PaymentOutcome) -> None:
    paid = payment().report(PAID, at=NOW, source="callback")
    assert paid.report(Report(outcome), at=NOW, source="query") is paid


def test_another_amount_is_held_until_two_officers_let_it_go() -> None:
    held = payment().report(replace(PAID, amount=49_000), at=NOW, source="callback")
    assert (held.state, held.hold, held.received, held.allocation_due) == (
        State.HELD,
        HoldReason.AMOUNT_DIFFERS,
        49_000,
        False,
    )
    said = held.released(at=NOW, by=Party("stf_1"))
    assert (said.state, said.allocation_due) == (State.HELD, False)
    assert said.released(at=NOW, by=Party("stf_1")) is said
    freed = said.released(at=NOW, by=Party("stf_2"))
    assert (freed.state, freed.allocation_due, freed.hold) == (State.SUCCEEDED, True, None)
    with pytest.raises(PaymentRefused):
        freed.released(at=NOW, by=Party("stf_1"))


def test_an_officers_word_is_about_the_money_that_was_there() -> None:
    held = payment().report(replace(PAID, amount=49_000), at=NOW, source="callback")
    said = held.released(at=NOW, by=Party("stf_1"))
    more = said.report(replace(PAID, amount=500, transaction="t2"), at=NOW, source="callback")
    assert (more.state, more.vouched) == (State.HELD, None)
    whole = said.report(replace(PAID, amount=1_000, transaction="t2"), at=NOW, source="callback")
    assert (whole.state, whole.allocation_due) == (State.SUCCEEDED, True)


def test_a_word_about_a_doubt_is_none_about_another_amount() -> None:
    doubt = Report(PaymentOutcome.DOUBTED, 1, "t1")
    doubted = payment().report(doubt, at=NOW, source="callback")
    said = doubted.concluded(paid=True, provider_record="x", at=NOW, by=Party("stf_1"))
    held = said.concluded(paid=True, provider_record="x", at=NOW, by=Party("stf_2"))
    assert (held.state, held.hold, held.vouched) == (State.HELD, HoldReason.AMOUNT_DIFFERS, None)


def test_what_the_provider_doubts_is_held_without_money_and_freed_or_failed_by_the_provider() -> None:
    doubted = payment().report(Report(PaymentOutcome.DOUBTED), at=NOW, source="callback")
    assert (doubted.state, doubted.received) == (State.HELD, 0)
    with pytest.raises(PaymentRefused):
        doubted.released(at=NOW, by=Party("stf_1"))
    freed = doubted.report(PAID, at=NOW, source="query")
    assert (freed.state, freed.allocation_due, freed.hold) == (State.SUCCEEDED, True, None)
    assert doubted.report(Report(PaymentOutcome.FAILED), at=NOW, source="query").state is State.FAILED


def test_doubted_and_then_another_amount_stays_held_with_the_money() -> None:
    doubted = payment().report(Report(PaymentOutcome.DOUBTED), at=NOW, source="callback")
    held = doubted.report(replace(PAID, amount=1), at=NOW, source="query")
    assert (held.state, held.hold, held.received) == (State.HELD, HoldReason.AMOUNT_DIFFERS, 1)
    assert held.report(Report(PaymentOutcome.FAILED), at=NOW, source="query") is held


def test_a_second_transaction_is_surplus_and_becomes_a_refund_case() -> None:
    paid, owed = allocated(payment().report(PAID, at=NOW, source="callback"), bill())
    twice = paid.report(replace(PAID, transaction="t2"), at=NOW, source="callback")
    twice, owed = allocated(twice, owed)
    [case] = twice.refunds
    assert (case.amount, case.state, case.surplus) == (50_000, RefundState.REQUESTED, True)
    assert (owed.paid, owed.state) == (50_000, BillState.PAID)
    assert (twice.refundable, balance(twice.entries, Account.PAYER), twice.at_provider) == (50_000, 50_000, 100_000)


reports = st.lists(
    st.one_of(
        st.builds(
            Report,
            outcome=st.just(PaymentOutcome.PAID),
            amount=st.sampled_from([50_000, 49_000, 100_000]),
            transaction=st.sampled_from(["t1", "t2", "t3"]),
        ),
        st.builds(Report, outcome=st.sampled_from([one for one in PaymentOutcome if one is not PaymentOutcome.PAID])),
        st.just("allocate"),
        st.just("release"),
        st.just("refund"),
        st.just("approve"),
        st.just("done"),
    ),
    max_size=25,
)


@pytest.mark.slow
@given(reports)
@settings(max_examples=400)
def test_the_ledger_is_what_the_provider_settled_whatever_the_order_and_repetition(said: list[Report | str]) -> None:
    """The provider's truth: each transaction has one amount, the first that it told."""
    now_paid, owed = payment(), bill()
    settled: dict[str, int] = {}
    given_back = 0
    for number, one in enumerate(said):
        if isinstance(one, Report):
            if one.outcome is PaymentOutcome.PAID:
                assert one.transaction and one.amount
                one = replace(one, amount=settled.setdefault(one.transaction, one.amount))
            now_paid = now_paid.report(one, at=NOW, source="callback")
        elif one == "allocate":
            now_paid, owed = allocated(now_paid, owed)
        elif one == "release" and now_paid.state is State.HELD and now_paid.received:
            now_paid = now_paid.released(at=NOW, by=Party(f"stf_{number}"))
        elif one == "refund" and now_paid.refundable:
            amount = min(20_000, now_paid.refundable)
            now_paid = now_paid.refund_requested(f"rq{number}", amount, "x", by=Party("a"), at=NOW, command_id="c")
        elif one == "approve" and (waiting := now_paid.open_refunds(RefundState.REQUESTED)):
            now_paid = now_paid.refund_stepped(waiting[0].id, RefundAction.APPROVE, at=NOW, by=Party("b"))
            now_paid = now_paid.refund_stepped(waiting[0].id, RefundAction.SUBMIT, at=NOW, sending=SENDING)
        elif one == "done" and (waiting := now_paid.open_refunds(RefundState.SUBMITTED)):
            now_paid = now_paid.refund_stepped(waiting[0].id, RefundAction.COMPLETE, at=NOW)
            given_back += waiting[0].amount
    assert now_paid.received == sum(settled.values())
    assert now_paid.at_provider == sum(settled.values()) - given_back
    inside = [Account.UNALLOCATED, Account.PAYEE, Account.PAYER]
    assert all(balance(now_paid.entries, account) >= 0 for account in inside)
    assert now_paid.at_provider == sum(balance(now_paid.entries, account) for account in inside)
    assert owed.paid == total(now_paid.entries, EntryType.ALLOCATED) <= owed.total
    assert len({entry.key for entry in now_paid.entries}) == len(now_paid.entries)


def test_after_however_many_refunds_the_rest_can_be_given_back_at_once() -> None:
    left, _ = allocated(payment().report(PAID, at=NOW, source="callback"), bill())
    for number in range(MAX_TRANSACTIONS // 2 - 1):
        left = left.refund_requested(f"rfd_{number}", 100, "x", by=Party("a"), at=NOW, command_id=f"c{number}")
    with pytest.raises(PaymentRefused):
        left.refund_requested("rfd_part", 100, "x", by=Party("a"), at=NOW, command_id="part")
    whole = left.refund_requested("rfd_rest", left.refundable, "x", by=Party("a"), at=NOW, command_id="rest")
    assert (whole.refundable, whole.refund("rfd_rest").amount) == (0, left.refundable)


def test_a_refund_is_asked_for_by_one_and_approved_by_another_within_what_is_left() -> None:
    paid, _ = allocated(payment().report(PAID, at=NOW, source="callback"), bill())
    with pytest.raises(RefundRefused) as refused:
        paid.refund_requested("rfd_1", 50_001, "x", by=Party("a"), at=NOW, command_id="c")
    assert refused.value.reason is RefundRefusal.NOT_ENOUGH_LEFT
    asked = paid.refund_requested("rfd_1", 30_000, "x", by=Party("a"), at=NOW, command_id="c")
    with pytest.raises(RefundRefused):
        asked.refund_requested("rfd_2", 20_001, "x", by=Party("a"), at=NOW, command_id="d")
    with pytest.raises(RefundRefused) as refused:
        asked.refund_stepped("rfd_1", RefundAction.APPROVE, at=NOW, by=Party("a"))
    assert refused.value.reason is RefundRefusal.OWN_REQUEST
    approved = asked.refund_stepped("rfd_1", RefundAction.APPROVE, at=NOW, by=Party("b"))
    called_off = asked.refund_stepped("rfd_1", RefundAction.REJECT, at=NOW, by=Party("b"))
    assert called_off.refundable == 50_000
    with pytest.raises(RefundRefused):
        approved.refund_stepped("rfd_1", RefundAction.REJECT, at=NOW, by=Party("b"))
    done = approved.refund_stepped("rfd_1", RefundAction.SUBMIT, at=NOW, sending=SENDING).refund_stepped(
        "rfd_1", RefundAction.COMPLETE, at=NOW, provider_reference="R1"
    )
    assert (done.refunded, done.at_provider, done.refundable) == (30_000, 20_000, 20_000)


def test_an_approval_of_somebody_elses_and_a_confirmation_need_what_they_need() -> None:
    paid, _ = allocated(payment().report(PAID, at=NOW, source="callback"), bill(30_000))
    [case] = paid.refunds
    with pytest.raises(RefundRefused):
        paid.refund_stepped(case.id, RefundAction.REJECT, at=NOW, by=Party("b"))
    manual = paid.refund_stepped(case.id, RefundAction.APPROVE, at=NOW, by=Party("b")).refund_stepped(
        case.id, RefundAction.HAND_OVER, at=NOW
    )
    with pytest.raises(RefundRefused) as refused:
        manual.refund_stepped(case.id, RefundAction.CONFIRM, at=NOW, by=Party("b"))
    assert refused.value.reason is RefundRefusal.NO_BANK_REFERENCE
    done = manual.refund_stepped(case.id, RefundAction.CONFIRM, at=NOW, by=Party("b"), provider_reference="FT1")
    assert done.refunded == 20_000


def test_every_state_but_the_first_can_be_reached() -> None:
    assert {t.target for t in TABLE} | {State.CREATED} == set(State)
    assert {t.action for t in TABLE} == set(Action)


def cash(number: str = "BL-1") -> Payment:
    """What the payee took, before the bill is told of it."""
    reference = cash_reference("thcs-1", number)
    asked = payment(provider=BY_CASH, reference=reference, state=State.CREATED, query_at=None)
    return asked.report(
        Report(PaymentOutcome.PAID, 50_000, reference, NOW), at=NOW, source="officer", by=Party("stf_1")
    )


def corrected(before: Payment, number: str) -> Payment:
    return before.corrected(number, "Ghi nhầm", at=NOW, by=Party("stf_1"), command_id="cmd_1", fingerprint="f")


def asked_back(before: Payment, amount: int = 50_000) -> Payment:
    return before.refund_requested("rfd_1", amount, "Ghi nhầm", by=Party("stf_1"), at=NOW, command_id="cmd_2")


def test_a_corrected_number_is_the_same_money_in_every_entry_and_refund() -> None:
    paid, _ = allocated(cash(), bill())
    after = corrected(asked_back(paid, 20_000), "BL-2")
    assert (after.reference, after.received, after.refundable) == ("cash:thcs-1/BL-2", 50_000, 30_000)
    assert "BL-1" not in str([*after.entries, *after.refunds])
    assert after.booked_names() == ["cash:thcs-1/BL2"]
    assert (after.state, after.version) == (State.SUCCEEDED, asked_back(paid, 20_000).version + 1)
    assert after.refund_method(after.refunds[0]) is RefundMethod.CASH
    assert corrected(after, "bl 2") is after


def test_a_number_is_not_corrected_while_the_bill_knows_the_money_by_it_alone() -> None:
    waiting = cash()
    assert waiting.allocation_due
    with pytest.raises(PaymentRefused):
        corrected(waiting, "BL-2")


def test_only_cash_that_stands_has_a_number_to_correct() -> None:
    paid, _ = allocated(payment().report(PAID, at=NOW, source="callback"), bill())
    assert not paid.correctable
    taken, _ = allocated(cash(), bill())
    back = asked_back(taken).refund_stepped("rfd_1", RefundAction.APPROVE, at=NOW, by=Party("stf_2"))
    back = back.refund_stepped("rfd_1", RefundAction.HAND_OVER, at=NOW)
    assert back.correctable
    back = back.refund_stepped("rfd_1", RefundAction.CONFIRM, at=NOW, by=Party("stf_2"), provider_reference="PC-1")
    assert not back.correctable
    assert back.refunds[0].transferred_as == "cash:thcs-1/PC-1"


def test_corrections_never_push_the_first_step_out_of_the_timeline() -> None:
    after, _ = allocated(cash(), bill())
    while after.correctable:
        after = corrected(after, f"BL-{len(after.timeline) + 1}")
    assert (len(after.timeline), after.timeline[0].action) == (MAX_TIMELINE, Action.RECEIVE)


def manual(paid: Payment) -> Payment:
    """The payment with all of it approved to go back, by hand."""
    asked = asked_back(paid).refund_stepped("rfd_1", RefundAction.APPROVE, at=NOW, by=Party("stf_2"))
    return asked.refund_stepped("rfd_1", RefundAction.HAND_OVER, at=NOW)


@pytest.mark.parametrize(
    ("before", "method", "allowed"),
    [
        (cash(), RefundMethod.CASH, [RefundAction.CONFIRM]),
        (
            payment().report(replace(PAID, transaction="bank:FT1"), at=NOW, source="statement"),
            RefundMethod.TRANSFER,
            [RefundAction.CONFIRM],
        ),
        (
            payment().report(PAID, at=NOW, source="callback"),
            RefundMethod.PROVIDER,
            [RefundAction.CONFIRM, RefundAction.TRY_AGAIN],
        ),
    ],
)
def test_only_a_provider_that_has_the_money_is_asked_once_more(
    before: Payment, method: RefundMethod, allowed: list[RefundAction]
) -> None:
    waits = manual(allocated(before, bill())[0])
    [refund] = waits.refunds
    assert (waits.refund_method(refund), refund.allowed("stf_2", method)) == (method, allowed)
    if method is not RefundMethod.PROVIDER:
        with pytest.raises(RefundRefused) as refused:
            waits.refund_stepped("rfd_1", RefundAction.TRY_AGAIN, at=NOW, by=Party("stf_2"), provider_record="Công văn")
        assert refused.value.reason is RefundRefusal.ILLEGAL_STEP


def test_no_provider_gave_back_what_was_taken_in_cash() -> None:
    paid, _ = allocated(cash(), bill())
    with pytest.raises(RefundRefused) as refused:
        paid.refund_requested("rfd_1", 1, "Nhầm", by=Party("stf_1"), at=NOW, command_id="c", made_as="R1")
    assert refused.value.reason is RefundRefusal.NO_PROVIDER


def test_a_payment_says_by_which_way_and_when_its_bill_was_paid() -> None:
    earlier = NOW - timedelta(hours=3)
    by_bank = payment().report(replace(PAID, transaction="bank:FT1", at=earlier), at=NOW, source="statement")
    assert by_bank.paid() == [], "the bill has not taken it yet"
    [paid] = allocated(by_bank, bill())[0].paid()
    assert (paid.way, paid.amount, paid.paid_at) == ("bank", 50_000, earlier)
    ways = [
        allocated(each, bill())[0].paid()[0].way for each in (cash(), payment().report(PAID, at=NOW, source="query"))
    ]
    assert ways == ["cash", "zalopay"]
