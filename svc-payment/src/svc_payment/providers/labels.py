"""What the ways to pay are called, also those that this province does not offer, or no longer."""

from collections.abc import Mapping

from svc_payment.domain.ledger import BANK, Entry, EntryType, of_cash, shown_number
from svc_payment.domain.payment import BY_BANK, BY_CASH
from svc_payment.providers import bank_transfer, momo, sandbox, vnpay, zalo_checkout, zalopay

_PROVIDERS = (zalo_checkout, zalopay, vnpay, momo, bank_transfer, sandbox)

PROVIDER_LABELS: Mapping[str, str] = {
    **{provider.TRAITS.name: provider.TRAITS.label for provider in _PROVIDERS},
    BY_CASH: "Tiền mặt tại quầy",
}
WAY_LABELS: Mapping[str, str] = {**PROVIDER_LABELS, BY_BANK: "Chuyển khoản ngân hàng"}
"""The labels of the ways by which money came (``Payment.paid``)."""

_METHODS: Mapping[str, str] = {
    "ZALOPAY": "Ví ZaloPay",
    "MOMO": "Ví MoMo",
    "VNPAY": "VNPAY",
    "PAYME": "Ví PayME",
    "PAYME_CC": "Thẻ quốc tế qua PayME",
    "PAYME_ATM": "Thẻ nội địa qua PayME",
    "ATM": "Thẻ ATM nội địa",
    "CC": "Thẻ quốc tế",
    "COD": "Trả tiền mặt",
    "BANK": "Chuyển khoản ngân hàng",
}
_SANDBOX = "_SANDBOX"
_OF_REFUNDS = frozenset({EntryType.REFUND_DUE, EntryType.REFUND_CALLED_OFF, EntryType.REFUNDED})


def method_label(method: str | None) -> str | None:
    """What a payer chose at Zalo (payments 1.9); what Zalo has added since is called as Zalo calls it."""
    if method is None:
        return None
    label = _METHODS.get(method.removesuffix(_SANDBOX), method)
    return f"{label} (thử nghiệm)" if method.endswith(_SANDBOX) else label


def transaction_label(reference: str) -> str:
    """A transaction of a ledger, as people call it."""
    number = shown_number(reference)
    if of_cash(reference):
        return f"Biên lai số {number}"
    return f"Giao dịch ngân hàng số {number}" if reference.startswith(BANK) else f"Giao dịch số {number}"


def reference_label(entry: Entry) -> str:
    """What an entry of a ledger is about."""
    return f"Yêu cầu hoàn tiền {entry.reference}" if entry.type in _OF_REFUNDS else transaction_label(entry.reference)
