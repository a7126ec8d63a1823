"""The steps that are open with a bill, a payment, a refund or a shop, each with the request that takes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.identity import Caller
from shared.offers import Offer, OffersOf
from svc_payment.api.officers import ACCOUNTANT, APPROVER, COLLECTING, PAYMENT_OFFICER, units
from svc_payment.domain.bill import Bill, BillAction, Origin
from svc_payment.domain.bill_import import BillImport, ImportState
from svc_payment.domain.payment import BY_ORDER, WAITING, Payment, State
from svc_payment.domain.refund import Refund, RefundAction, RefundMethod
from svc_payment.domain.shop import LISTED, OWNER, REVIEWER, Shop, ShopAction
from svc_payment.domain.unmatched_sum import SumAction, UnmatchedSum
from svc_payment.domain.unreadable_transfer import UnreadableTransfer
from svc_payment.store.settlements import Settlement, SettlementState
from svc_payment.use_cases.receipt_numbers import NumberTaken

_A = ShopAction


@dataclass(frozen=True)
class Button:
    """The last part of the path on which a step is taken, and what stands on the button."""

    path: str
    label: str


OWNER_STEPS: Mapping[ShopAction, Button] = {
    _A.SUPPLEMENT: Button("supplement", "Bổ sung hồ sơ"),
    _A.CHANGE_PAYEE: Button("payee", "Đổi tài khoản nhận tiền"),
    _A.CLOSE: Button("closure", "Đóng cửa hàng"),
}
REVIEW_STEPS: Mapping[ShopAction, Button] = {
    _A.REVIEW: Button("review", "Bắt đầu thẩm định"),
    _A.REQUEST_SUPPLEMENT: Button("supplement-request", "Yêu cầu bổ sung"),
    _A.APPROVE: Button("approval", "Duyệt cửa hàng"),
    _A.REJECT: Button("rejection", "Không duyệt"),
    _A.SUSPEND: Button("suspension", "Tạm ngưng"),
    _A.RESUME: Button("resumption", "Cho hoạt động lại"),
    _A.REVOKE: Button("revocation", "Thu hồi"),
    _A.APPROVE_PAYEE: Button("payee-approval", "Duyệt tài khoản mới"),
    _A.REJECT_PAYEE: Button("payee-rejection", "Không duyệt tài khoản mới"),
}
REFUND_STEPS: Mapping[RefundAction, Button] = {
    RefundAction.APPROVE: Button("approval", "Duyệt hoàn tiền"),
    RefundAction.REJECT: Button("rejection", "Không duyệt hoàn tiền"),
    RefundAction.TRY_AGAIN: Button("retry", "Hoàn lại qua đơn vị thanh toán"),
    RefundAction.HAND_OVER: Button("manual", "Chuyển sang hoàn thủ công"),
    RefundAction.CONFIRM: Button("confirmation", "Xác nhận đã chuyển khoản hoàn tiền"),
}
CASH_CONFIRMED = "Xác nhận đã trả lại tiền mặt"
"""What stands on the button of ``CONFIRM`` where cash is handed out."""
SUM_STEPS: Mapping[SumAction, Button] = {
    SumAction.PROPOSE: Button("proposal", "Đề nghị nơi ghi tiền"),
    SumAction.APPROVE: Button("approval", "Duyệt nơi ghi tiền"),
    SumAction.REJECT: Button("rejection", "Không duyệt nơi ghi tiền"),
}
_APPROVERS = (SumAction.APPROVE, SumAction.REJECT)
ASKING = (PAYMENT_OFFICER, ACCOUNTANT)


def own_bill_offers(bill: Bill) -> list[Offer]:
    """What a payer may do. How much is to be paid, the bill says."""
    return [Offer.of("pay", "Nộp tiền", "/v1/payments")] if bill.open_items() else []


def collected_bill_offers(bill: Bill) -> list[Offer]:
    """What may be done by whoever collects for its payee."""
    if not bill.open_items():
        return []
    return [Offer.of("record_cash", "Ghi nhận đã thu tiền mặt", f"/v1/staff/bills/{bill.id}/cash")]


def school_bill_offers(bill: Bill) -> list[Offer]:
    """What the school's accountant may do."""
    offers = collected_bill_offers(bill)
    if bill.allows(BillAction.CANCEL):
        path = f"/v1/staff/schools/{bill.payee_id}/bills/{bill.id}/cancellation"
        offers.append(Offer.of("cancel", "Hủy phiếu thu", path))
    return offers


def payment_offers(payment: Payment) -> list[Offer]:
    """What a payer may do; ``checkout`` is there as long as paying is one of it."""
    base = f"/v1/payments/{payment.id}"
    offers = []
    if payment.provider == BY_ORDER and payment.state in WAITING and payment.order is None:
        offers.append(Offer.of("link_order", "Ghép đơn hàng Zalo", f"{base}/zalo-order"))
    if payment.allocated_amount:
        offers.append(Offer.of("show_receipt", "Xem biên nhận", f"{base}/receipt", method="GET"))
        offers.append(Offer.of("print_receipt", "Tải biên nhận", f"{base}/receipt.pdf", method="GET"))
    return offers


def staff_payment_offers(payment: Payment, officer: Caller) -> list[Offer]:
    """What this officer may do with the money of a payment; who collects, with what was taken in cash."""
    asks = _has(officer, payment.payee_id, *ASKING)
    collects = payment.in_cash and _has(officer, payment.payee_id, *COLLECTING)
    base = f"/v1/staff/payments/{payment.id}"
    offers = _money_offers(payment, base, officer) if asks else []
    if payment.refundable and (asks or collects):
        offers.append(Offer.of("request_refund", "Yêu cầu hoàn tiền", f"{base}/refunds"))
    if payment.invoiceable and asks:
        offers.append(Offer.of("attach_invoice", "Ghi hóa đơn, biên lai điện tử", f"{base}/invoice", method="PUT"))
    if payment.correctable and collects:
        path, version = f"{base}/receipt-number", payment.version
        offers.append(Offer.of("correct_receipt_number", "Sửa số biên lai", path, version=version, needs_if_match=True))
    if payment.allocated_amount and collects:
        offers.append(Offer.of("print_receipt", "In biên nhận", f"{base}/receipt.pdf", method="GET"))
    return offers


def _money_offers(payment: Payment, base: str, officer: Caller) -> list[Offer]:
    """What may be done with money that is held, or that the provider doubts."""
    offers = []
    vouched_by = payment.vouched.by if payment.vouched else None
    if payment.state is State.HELD and payment.received and vouched_by != officer.id:
        offers.append(Offer.of("release", "Ghi nhận khoản đang bị giữ", f"{base}/release"))
    if payment.concludable:
        offers.append(Offer.of("conclude", "Kết luận khoản bị nghi ngờ", f"{base}/conclusion"))
    return offers


def refund_offers(payment: Payment, refund: Refund, officer: Caller) -> list[Offer]:
    """What this officer may decide, never on what they asked for themselves; who collects hands out cash."""
    decides = _has(officer, payment.payee_id, APPROVER)
    base = f"/v1/staff/payments/{payment.id}/refunds/{refund.id}"
    method = payment.refund_method(refund)
    hands_out = method is RefundMethod.CASH and _has(officer, payment.payee_id, *COLLECTING)
    return [
        Offer.of(action.value, _refund_label(action, method), f"{base}/{REFUND_STEPS[action].path}")
        for action in refund.allowed(officer.id, method)
        if decides or (hands_out and action is RefundAction.CONFIRM)
    ]


def _refund_label(action: RefundAction, method: RefundMethod) -> str:
    in_cash = (action, method) == (RefundAction.CONFIRM, RefundMethod.CASH)
    return CASH_CONFIRMED if in_cash else REFUND_STEPS[action].label


def unmatched_sum_offers(found: UnmatchedSum, officer: Caller) -> list[Offer]:
    """What this officer may do about money that fits no payment: never approve what they proposed themselves."""
    base = f"/v1/staff/unmatched-transfers/{found.id}"
    return [
        Offer.of(action.value, SUM_STEPS[action].label, f"{base}/{SUM_STEPS[action].path}")
        for action in found.allowed(officer.id)
        if officer.covers_province(APPROVER if action in _APPROVERS else PAYMENT_OFFICER)
    ]


def unreadable_transfer_offers(found: UnreadableTransfer, officer: Caller) -> list[Offer]:
    """What this officer may do about a transfer that a bank announced unreadably."""
    if found.closed_at is not None or not officer.covers_province(PAYMENT_OFFICER):
        return []
    return [Offer.of("close", "Ghi kết quả tra soát", f"/v1/staff/unreadable-transfers/{found.id}/closure")]


def settlement_offers(found: Settlement, officer: Caller) -> list[Offer]:
    """What this officer may do with a reconciled file: never sign what they read in themselves."""
    own = found.by == officer.id
    if found.state is not SettlementState.OPEN or own or not officer.covers_province(APPROVER):
        return []
    return [Offer.of("sign", "Ký xác nhận đối soát", f"/v1/staff/settlements/{found.id}/signature")]


def import_offers(found: BillImport) -> list[Offer]:
    """What the school's accountant may do with a file of dues."""
    if found.state is not ImportState.PREVIEWED:
        return []
    base = f"/v1/staff/schools/{found.school_id}/imports/{found.id}"
    return [
        Offer.of("confirm", "Phát hành phiếu thu", f"{base}/confirmation"),
        Offer.of("discard", "Bỏ tệp", base, method="DELETE"),
    ]


def own_shop_offers(shop: Shop) -> list[Offer]:
    """What its owner may do."""
    base = f"/v1/me/shops/{shop.id}"
    offers = [
        Offer.of(step.value, OWNER_STEPS[step].label, f"{base}/{OWNER_STEPS[step].path}", version=shop.version)
        for step in shop.allowed(OWNER)
    ]
    if shop.state in LISTED:
        offers.append(Offer.of("print_poster", "Tải áp phích VietQR", f"{base}/poster.pdf", method="GET"))
    return offers


def reviewed_shop_offers(shop: Shop) -> list[Offer]:
    """What the office of its commune may do."""
    return [
        Offer.of(
            step.value,
            REVIEW_STEPS[step].label,
            f"/v1/staff/shops/{shop.id}/{REVIEW_STEPS[step].path}",
            version=shop.version,
            needs_if_match=True,
        )
        for step in shop.allowed(REVIEWER)
    ]


def _shop_offers(shop: Shop, caller: Caller) -> list[Offer]:
    return own_shop_offers(shop) if caller.kind == "citizen" else reviewed_shop_offers(shop)


def _bill_offers(bill: Bill, caller: Caller) -> list[Offer]:
    if caller.kind == "citizen":
        return own_bill_offers(bill)
    return collected_bill_offers(bill) if bill.origin is Origin.DOSSIER else school_bill_offers(bill)


def _payment_offers(payment: Payment, caller: Caller) -> list[Offer]:
    if caller.kind == "citizen":
        return payment_offers(payment)
    of_refunds = [offer for refund in payment.refunds for offer in refund_offers(payment, refund, caller)]
    return [*staff_payment_offers(payment, caller), *of_refunds]


def _number_taken_offers(taken: NumberTaken, caller: Caller) -> list[Offer]:
    """The steps of what was to get the number, and a look at what has it: there its number is corrected."""
    wanted_for, holder = taken.wanted_for, taken.holder
    of = _bill_offers(wanted_for, caller) if isinstance(wanted_for, Bill) else _payment_offers(wanted_for, caller)
    if holder is None:
        return of
    path = f"/v1/staff/payments/{holder.id}"
    return [*of, Offer.of("show_holder", "Xem khoản đã ghi số này", path, method="GET")]


def _import_offers(found: BillImport, _caller: Caller) -> list[Offer]:
    return import_offers(found)


OFFERS: OffersOf = {
    Bill: _bill_offers,
    BillImport: _import_offers,
    NumberTaken: _number_taken_offers,
    Payment: _payment_offers,
    Settlement: settlement_offers,
    Shop: _shop_offers,
    UnmatchedSum: unmatched_sum_offers,
    UnreadableTransfer: unreadable_transfer_offers,
}
"""Whoever calls: its owner or an officer. A payment's refunds are steps of its own."""


def _has(officer: Caller, payee_id: str, *roles: str) -> bool:
    held = units(officer, *roles)
    return held is None or payee_id in held
