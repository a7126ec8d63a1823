"""The state tables, printed: ``python -m svc_payment graph``, and ``docs/payment-states.md``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.printed_table import PrintedTable
from svc_payment.domain import bill, payment, refund, shop, unmatched_sum


@dataclass(frozen=True)
class _BillStep:
    """What a sum makes of a bill follows from how much is left, so that a step of the table has several targets."""

    source: bill.BillState
    action: bill.BillAction
    target: bill.BillState


_BILL_STEPS = [_BillStep(row.source, row.action, target) for row in bill.TABLE for target in row.targets]
_BILL_BY = {
    bill.BillAction.RECEIVE: "payment",
    bill.BillAction.GIVE_BACK: "refund",
    bill.BillAction.CANCEL: "school, dossier",
}
_PAYMENT_BY = dict.fromkeys(payment.Action, "provider") | {
    payment.Action.HOLD: "system",
    payment.Action.EXPIRE: "system",
    payment.Action.RELEASE: "officer",
    payment.Action.CORRECT: "officer",
    payment.Action.INVOICE: "officer",
}

PRINTED: Mapping[str, PrintedTable[Any]] = {
    "A bill": PrintedTable(_BILL_STEPS, by=lambda row: _BILL_BY[row.action], columns={}),
    "A payment": PrintedTable(
        payment.TABLE, by=lambda row: _PAYMENT_BY[row.action], columns={"note": lambda row: row.note}
    ),
    "A refund": PrintedTable(refund.TABLE, by=lambda row: row.by, columns={}),
    "A sum that fits no payment": PrintedTable(
        unmatched_sum.TABLE, by=lambda row: row.by, columns={"note": lambda row: row.note}
    ),
    "A store": PrintedTable(shop.TABLE, by=lambda row: row.by, columns={"event": lambda row: row.event or ""}),
}
"""The printed tables, by what goes through the states."""


def tables() -> str:
    return "\n\n".join(f"{name}\n\n{table.text()}\n\n{table.mermaid()}" for name, table in PRINTED.items())
