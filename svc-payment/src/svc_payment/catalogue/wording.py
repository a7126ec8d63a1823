"""What people read about states, read from ``data/wording.yaml`` and checked for being whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from svc_payment.catalogue.data_files import read
from svc_payment.domain.bill import BillState
from svc_payment.domain.bill_import import ImportState
from svc_payment.domain.fee_sheet import CellFault
from svc_payment.domain.next_step import NextStep
from svc_payment.domain.payment import State
from svc_payment.domain.reconciliation import Finding, LeftOutReason, LineType
from svc_payment.domain.refund import RefundState
from svc_payment.domain.shop import ShopAction, ShopState
from svc_payment.domain.shop_likeness import Likeness
from svc_payment.domain.unmatched_sum import SumState
from svc_payment.domain.unreadable_transfer import TransferFault

Words = Mapping[str, str]
UNCLEAR = "unclear"
"""What is said of a refund to be given back by hand, as long as the provider may have done so."""


@dataclass(frozen=True)
class Wording:
    payments: Words
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

    @classmethod
    def load(cls) -> "Wording":
        """Raises ``ValueError`` when a state has no word."""
        words = cls(**read("wording.yaml"))
        expected: list[tuple[Words, set[str]]] = [
            (words.payments, {state.value for state in State}),
            (words.next_steps, {step.value for step in NextStep}),
            (words.bills, {state.value for state in BillState}),
            (words.refunds, {state.value for state in RefundState} | {UNCLEAR}),
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
        ]
        for said, states in expected:
            if said.keys() != states:
                raise ValueError(f"wording.yaml: {sorted(said.keys() ^ states)}")
        return words


@cache
def read_banks() -> Mapping[str, str]:
    """Name by the six-digit number."""
    banks: Mapping[str, str] = read("banks.yaml")["banks"]
    return banks


def read_categories() -> Mapping[str, str]:
    """Label by the code."""
    categories: Mapping[str, str] = read("shop_categories.yaml")["categories"]
    return categories
