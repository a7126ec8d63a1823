"""What people read about states, read from ``data/wording.yaml`` and checked for being whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from svc_payment.catalogue.data_files import read
from svc_payment.domain.bill import Bill, BillState, Origin
from svc_payment.domain.bill_import import ImportState
from svc_payment.domain.fee_sheet import CellFault
from svc_payment.domain.ledger import EntryType
from svc_payment.domain.next_step import NextStep
from svc_payment.domain.payment import SOURCES, Action, HoldReason, OrderResult, Payment, State
from svc_payment.domain.reconciliation import Finding, LeftOutReason, LineType
from svc_payment.domain.refund import Refund, RefundMethod, RefundState
from svc_payment.domain.school import SchoolLevel
from svc_payment.domain.shop import LegalType, ShopAction, ShopState
from svc_payment.domain.shop_likeness import Likeness
from svc_payment.domain.unmatched_sum import Destination, SumState
from svc_payment.domain.unreadable_transfer import TransferFault
from svc_payment.store.settlements import SettlementState

Words = Mapping[str, str]
UNCLEAR = "unclear"
"""What is said of a refund to be given back by hand, as long as the provider may have done so."""
AWAITED = "awaited"
"""What is said of a payment whose payer is still to pay at the counter."""
MANUAL_CASH = "manual_cash"
"""What is said of a refund that whoever took the cash is to hand out."""


@dataclass(frozen=True)
class Wording:
    payments: Words
    payment_given_back: str
    payment_at_counter: Words
    next_steps: Words
    bills: Words
    refunds: Words
    shops: Words
    shop_steps: Words
    shop_likeness: Words
    imports: Words
    cells: Words
    findings: Words
    line_types: Words
    left_out: Words
    sums: Words
    unreadable: Words
    payment_steps: Words
    payment_sources: Words
    holds: Words
    entry_types: Words
    settlement_states: Words
    destinations: Words
    origins: Words
    legal_types: Words
    school_levels: Words
    dossier_stays_paid: str

    def of_payment(self, payment: Payment) -> str:
        """Where a payment stands: of money that went back whole, nobody says any more that it is paid. One whose payer
        chose the counter stands as its cash does."""
        if payment.given_back_whole:
            return self.payment_given_back
        if payment.awaits_cash:
            return self.payment_at_counter[AWAITED]
        if payment.chosen_at_counter and payment.at_counter is not None:
            return self.payment_at_counter[payment.at_counter]
        return self.payments[payment.state]

    def of_next_step(self, step: NextStep, bill: Bill | None) -> str:
        """What the payer of ``bill`` does next."""
        named = {"payee": bill.payee_name, "code": bill.code} if bill else {"payee": "", "code": ""}
        return self.next_steps[step].format(**named)

    @classmethod
    def load(cls) -> "Wording":
        """Raises ``ValueError`` when a state or another code has no word."""
        words = cls(**read("wording.yaml"))
        expected: list[tuple[Words, set[str]]] = [
            (words.payments, {state.value for state in State}),
            (words.payment_at_counter, {result.value for result in OrderResult} | {AWAITED}),
            (words.next_steps, {step.value for step in NextStep}),
            (words.bills, {state.value for state in BillState}),
            (words.refunds, {state.value for state in RefundState} | {UNCLEAR, MANUAL_CASH}),
            (words.shops, {state.value for state in ShopState}),
            (words.shop_steps, {action.value for action in ShopAction}),
            (words.shop_likeness, {likeness.value for likeness in Likeness}),
            (words.imports, {state.value for state in ImportState}),
            (words.cells, {fault.name for fault in CellFault}),
            (words.findings, {finding.value for finding in Finding}),
            (words.line_types, {type.value for type in LineType}),
            (words.left_out, {reason.value for reason in LeftOutReason}),
            (words.sums, {state.value for state in SumState}),
            (words.unreadable, {fault.value for fault in TransferFault}),
            (words.payment_steps, {action.value for action in Action}),
            (words.payment_sources, {*SOURCES}),
            (words.holds, {reason.value for reason in HoldReason}),
            (words.entry_types, {type.value for type in EntryType}),
            (words.settlement_states, {state.value for state in SettlementState}),
            (words.destinations, {destination.value for destination in Destination}),
            (words.origins, {origin.value for origin in Origin}),
            (words.legal_types, {type.value for type in LegalType}),
            (words.school_levels, {level.value for level in SchoolLevel}),
        ]
        for said, states in expected:
            if said.keys() != states:
                raise ValueError(f"wording.yaml: {sorted(said.keys() ^ states)}")
        return words


def refund_state(words: Words, refund: Refund, method: RefundMethod) -> str:
    """What is read of the state of a refund that goes back by ``method``."""
    if refund.needs_inquiry:
        return words[UNCLEAR]
    return words[MANUAL_CASH if (refund.state, method) == (RefundState.MANUAL, RefundMethod.CASH) else refund.state]


@cache
def school_levels() -> Words:
    return Wording.load().school_levels


@cache
def read_banks() -> Mapping[str, str]:
    """Name by the six-digit number."""
    banks: Mapping[str, str] = read("banks.yaml")["banks"]
    return banks


def read_categories() -> Mapping[str, str]:
    """Label by the code."""
    categories: Mapping[str, str] = read("shop_categories.yaml")["categories"]
    return categories
