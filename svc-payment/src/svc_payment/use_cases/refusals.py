"""What the domain refuses, in words that a payer or an officer can act on."""

from collections.abc import Mapping

from shared.errors import Conflict, Forbidden, Invalid, NotFound, ServiceError, TooManyRequests
from svc_payment.domain.bill import BillRefusal
from svc_payment.domain.payment import PaymentRefusal
from svc_payment.domain.refund import RefundRefusal
from svc_payment.domain.school import LinkRefusal
from svc_payment.domain.shop import IllegalShopStep, ShopRefusal

_CONFLICTS: Mapping[BillRefusal | PaymentRefusal | RefundRefusal | LinkRefusal, tuple[str, str, str]] = {
    BillRefusal.NOTHING_LEFT: ("nothing-left", "Đã nộp đủ", "Phiếu thu này không còn khoản nào phải nộp."),
    BillRefusal.NOT_OPEN: (
        "bill-closed",
        "Phiếu thu đã kết thúc",
        "Phiếu thu này đã nộp đủ, đã hủy hoặc đã hoàn tiền.",
    ),
    BillRefusal.WHOLE_ONLY: (
        "whole-bill-only",
        "Phải nộp cả phiếu",
        "Đơn vị thu không nhận nộp từng khoản: Ông/Bà vui lòng nộp toàn bộ phiếu thu.",
    ),
    BillRefusal.ITEM_PAID: (
        "item-paid",
        "Khoản này đã nộp",
        "Một khoản được chọn đã nộp rồi. Vui lòng tải lại phiếu thu.",
    ),
    BillRefusal.PAID_IN_PART: (
        "paid-in-part",
        "Phiếu thu đã có tiền",
        "Phiếu thu đã nộp một phần nên không hủy được; hãy hoàn tiền trước.",
    ),
    PaymentRefusal.ILLEGAL_STEP: (
        "illegal-step",
        "Thao tác không phù hợp",
        "Khoản thanh toán đang ở trạng thái không thực hiện được thao tác này.",
    ),
    PaymentRefusal.TOO_MANY_TRANSACTIONS: (
        "too-many-transactions",
        "Quá nhiều giao dịch",
        "Khoản thanh toán này đã có quá nhiều giao dịch, cần cán bộ xem xét.",
    ),
    RefundRefusal.ILLEGAL_STEP: (
        "illegal-step",
        "Thao tác không phù hợp",
        "Yêu cầu hoàn tiền đang ở trạng thái không thực hiện được thao tác này.",
    ),
    RefundRefusal.NOT_ENOUGH_LEFT: (
        "not-enough-left",
        "Không đủ tiền để hoàn",
        "Số tiền hoàn lớn hơn số tiền còn lại của khoản thanh toán.",
    ),
    LinkRefusal.TOO_MANY_GUARDIANS: (
        "too-many-guardians",
        "Đã đủ người giám hộ",
        "Học sinh này đã được liên kết với số người tối đa. Vui lòng liên hệ nhà trường.",
    ),
}


def error_of(
    reason: BillRefusal | PaymentRefusal | RefundRefusal | LinkRefusal,
) -> ServiceError:
    if reason in _CONFLICTS:
        return Conflict(*_CONFLICTS[reason])
    match reason:
        case RefundRefusal.OWN_REQUEST:
            return Forbidden("Người yêu cầu hoàn tiền không được tự duyệt.", code="own-request")
        case RefundRefusal.UNKNOWN:
            return NotFound("Không tìm thấy yêu cầu hoàn tiền này.")
        case RefundRefusal.NO_BANK_REFERENCE:
            return Invalid(detail="Cần ghi mã giao dịch của ngân hàng khi xác nhận đã chuyển tiền.")
        case BillRefusal.UNKNOWN_ITEM:
            return Invalid(detail="Phiếu thu không có một khoản được chọn.")
        case LinkRefusal.TOO_MANY_TRIES:
            return TooManyRequests(24 * 3600)
        case LinkRefusal.NO_MATCH:
            return NotFound("Không tìm thấy học sinh có mã và họ tên này tại trường đã chọn.")
    raise AssertionError(reason)


_SHOP: Mapping[ShopRefusal, tuple[str, str]] = {
    ShopRefusal.HOLDER_DIFFERS: (
        "account.holder",
        "Tên chủ tài khoản phải trùng với tên chủ cửa hàng hoặc tên đã đăng ký kinh doanh.",
    ),
    ShopRefusal.TAX_CODE_WRONG: ("tax_code", "Mã số thuế không đúng."),
    ShopRefusal.TAX_CODE_NEEDED: ("tax_code", "Loại hình này phải có mã số thuế."),
    ShopRefusal.OUTSIDE_PROVINCE: ("place", "Vị trí nằm ngoài tỉnh Quảng Ngãi."),
    ShopRefusal.HOURS_WRONG: ("hours", "Giờ mở cửa không hợp lệ."),
    ShopRefusal.UNKNOWN_BANK: ("account.bank", "Không có ngân hàng mang mã này."),
    ShopRefusal.NO_PAYEE_CHANGE: ("account", "Không có yêu cầu đổi tài khoản nào."),
}


def shop_field(reason: ShopRefusal) -> tuple[str, str]:
    """The wrong field and what is wrong with it."""
    return _SHOP[reason]


def illegal_shop_step(error: IllegalShopStep, label: str) -> ServiceError:
    detail = f"Cửa hàng đang ở trạng thái “{label}”, không thực hiện được thao tác này."
    return Conflict("illegal-step", "Thao tác không phù hợp", detail, state=error.state, allowed=error.allowed)
