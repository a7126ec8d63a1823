"""What the templates are filled in with."""

from collections.abc import Mapping
from typing import Any

from shared.printing.dates import date_parts
from shared.text import grouped
from svc_payment.domain.ledger import of_cash, shown_number
from svc_payment.domain.receipt import ReceiptText
from svc_payment.domain.shop import Shop


def receipt_facts(receipt: ReceiptText, provider_label: str) -> Mapping[str, Any]:
    invoice, transaction = receipt.payment.invoice, receipt.payment.transactions()[0]
    return {
        "number": receipt.number,
        "payee": receipt.payee,
        "head": receipt.payee.upper(),
        "title": receipt.bill.title,
        "dossier": receipt.bill.dossier_code,
        "student": f"{receipt.student.name}, lớp {receipt.student.class_name}" if receipt.student else None,
        "bill": receipt.bill.code,
        "items": [[name, grouped(amount)] for name, amount in receipt.items],
        "amount": grouped(receipt.amount),
        "words": receipt.amount_in_words.capitalize(),
        "refunded": grouped(receipt.refunded) if receipt.refunded else None,
        "left": grouped(receipt.amount - receipt.refunded),
        "remark": receipt.remark or None,
        "at": receipt.shown_paid_at,
        "provider": provider_label,
        "transaction": shown_number(transaction),
        "transaction_label": "Số biên lai của đơn vị thu" if of_cash(transaction) else "Mã giao dịch",
        # Who pays and who collects at a counter sign; a payer by a provider has signed there.
        "collector": (receipt.payment.timeline[0].by_name or "…") if receipt.payment.in_cash else None,
        "invoice": f"{invoice['symbol']} số {invoice['number']}, mã tra cứu {invoice['code']}" if invoice else None,
        "issued": date_parts(receipt.paid_at),
    }


def poster_facts(shop: Shop, bank: str) -> Mapping[str, Any]:
    return {
        "name": shop.profile.name,
        "address": shop.profile.address,
        "holder": shop.account.holder,
        "bank": bank,
        "account": _grouped(shop.account.number),
        "code": shop.code,
        "issued": date_parts(shop.approved_at or shop.changed_at),
    }


def _grouped(number: str) -> str:
    """The number in fours, as a person reads it out; the blanks do not break."""
    return "\u00a0".join(number[start : start + 4] for start in range(0, len(number), 4))
