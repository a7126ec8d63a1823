"""What the domain refuses, in words that a payer or an officer can act on."""

from collections.abc import Mapping

from shared.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, ServiceError, TooManyRequests
from shared.refusals import Errors, by_reason
from shared.text import grouped
from svc_payment.domain.bill import BillRefusal, BillRefused
from svc_payment.domain.payment import PaymentRefusal, PaymentRefused
from svc_payment.domain.refund import RefundRefusal, RefundRefused
from svc_payment.domain.school import (
    LOOKUPS_A_DAY,
    STUDENT_WINDOW,
    WINDOW,
    WRONG_NAMES_A_DAY,
    LinkRefusal,
    LinkRefused,
)
from svc_payment.domain.shop import IllegalShopStep, ShopRefusal, ShopRefused
from svc_payment.domain.unmatched_sum import SumRefusal, SumRefused


def no_receipt_yet() -> Conflict:
    """Nothing is booked, so there is no receipt either."""
    detail = "Khoản thanh toán này chưa được ghi nhận nên chưa có biên nhận."
    return Conflict("no-receipt-yet", "Chưa có biên nhận", detail)


REFUSALS: Errors = {
    **by_reason(
        BillRefused,
        {
            BillRefusal.NOTHING_LEFT: lambda _: Conflict(
                "nothing-left", "Đã nộp đủ", "Phiếu thu này không còn khoản nào phải nộp."
            ),
            BillRefusal.NOT_OPEN: lambda _: Conflict(
                "bill-closed", "Phiếu thu đã kết thúc", "Phiếu thu này đã nộp đủ, đã hủy hoặc đã hoàn tiền."
            ),
            BillRefusal.WHOLE_ONLY: lambda _: Conflict(
                "whole-bill-only",
                "Phải nộp cả phiếu",
                "Phiếu thu này không nhận nộp từng khoản: Ông/Bà vui lòng nộp toàn bộ phiếu thu.",
            ),
            BillRefusal.UNKNOWN_ITEM: lambda _: Invalid(
                [FieldError("items", "Có khoản không thuộc phiếu thu này.")],
                detail="Có khoản Ông/Bà chọn không thuộc phiếu thu này. Vui lòng tải lại phiếu thu.",
            ),
            BillRefusal.ITEM_PAID: lambda _: Conflict(
                "item-paid", "Khoản này đã nộp", "Một khoản được chọn đã nộp rồi. Vui lòng tải lại phiếu thu."
            ),
            BillRefusal.PAID_IN_PART: lambda _: Conflict(
                "paid-in-part",
                "Phiếu thu đã có tiền",
                "Phiếu thu đã nộp một phần nên không hủy được; hãy hoàn tiền trước.",
            ),
        },
    ),
    **by_reason(
        PaymentRefused,
        {
            PaymentRefusal.ILLEGAL_STEP: lambda _: Conflict(
                "illegal-step",
                "Thao tác không phù hợp",
                "Khoản thanh toán đang ở trạng thái không thực hiện được thao tác này.",
            ),
            PaymentRefusal.TOO_MANY_TRANSACTIONS: lambda _: Conflict(
                "too-many-transactions",
                "Quá nhiều giao dịch",
                "Khoản thanh toán này đã có quá nhiều giao dịch: chỉ còn hoàn được toàn bộ số tiền còn lại.",
            ),
            PaymentRefusal.AMOUNT_UNKNOWN: lambda _: Conflict(
                "amount-unknown",
                "Chưa biết số tiền và mã giao dịch",
                "Đơn vị thanh toán chưa báo số tiền và mã giao dịch nên chưa ghi nhận được; hãy đợi tệp đối soát.",
            ),
            PaymentRefusal.NO_RECEIPT: lambda _: no_receipt_yet(),
            PaymentRefusal.INVOICE_IN_FUTURE: lambda _: Invalid(
                [FieldError("date", "Ngày của hóa đơn, biên lai chưa đến.")]
            ),
            PaymentRefusal.INVOICE_BEFORE_PAYMENT: lambda _: Invalid(
                [FieldError("date", "Ngày của hóa đơn, biên lai không được trước ngày nộp tiền.")]
            ),
        },
    ),
    **by_reason(
        RefundRefused,
        {
            RefundRefusal.ILLEGAL_STEP: lambda _: Conflict(
                "illegal-step",
                "Thao tác không phù hợp",
                "Yêu cầu hoàn tiền đang ở trạng thái không thực hiện được thao tác này.",
            ),
            RefundRefusal.OWN_REQUEST: lambda _: Forbidden(
                "Người yêu cầu hoàn tiền, hoặc yêu cầu hoàn lại, không được tự duyệt.", code="own-request"
            ),
            RefundRefusal.NOT_ENOUGH_LEFT: lambda refused: Conflict(
                "not-enough-left",
                "Không đủ tiền để hoàn",
                f"Khoản thanh toán này chỉ còn hoàn được {grouped(refused.left)} đồng.",
            ),
            RefundRefusal.UNKNOWN: lambda _: NotFound("Không tìm thấy yêu cầu hoàn tiền này."),
            RefundRefusal.NO_BANK_REFERENCE: lambda _: Invalid(
                detail="Cần ghi mã giao dịch của ngân hàng khi đã chuyển khoản, hoặc số phiếu chi khi đã trả tiền mặt."
            ),
            RefundRefusal.BOOKED_ALREADY: lambda _: Conflict(
                "refund-booked",
                "Khoản hoàn này đã ghi sổ",
                "Mã giao dịch hoàn tiền này đã được ghi sổ cho khoản này hoặc một khoản thanh toán khác.",
            ),
            RefundRefusal.TRANSFER_TAKEN: lambda _: Conflict(
                "transfer-taken",
                "Mã giao dịch đã dùng",
                "Mã giao dịch ngân hàng, số phiếu chi này đã xác nhận cho một yêu cầu hoàn tiền khác.",
            ),
            RefundRefusal.NO_PROVIDER_RECORD: lambda _: Invalid(
                detail="Cần ghi xác nhận của đơn vị thanh toán rằng khoản này chưa được hoàn."
            ),
            RefundRefusal.NO_PROVIDER: lambda _: Invalid(
                [FieldError("made_as", "Khoản thu bằng tiền mặt không có mã hoàn tiền của đơn vị thanh toán.")]
            ),
        },
    ),
    **by_reason(
        SumRefused,
        {
            SumRefusal.ILLEGAL_STEP: lambda _: Conflict(
                "illegal-step",
                "Thao tác không phù hợp",
                "Khoản tiền này đã được người khác xử lý hoặc đang chờ duyệt. Vui lòng tải lại danh sách.",
            ),
            SumRefusal.OWN_PROPOSAL: lambda _: Forbidden("Người đề nghị không được tự duyệt.", code="own-proposal"),
        },
    ),
    **by_reason(
        LinkRefused,
        {
            LinkRefusal.TOO_MANY_TRIES: lambda _: TooManyRequests(
                int(WINDOW.total_seconds()),
                detail=f"Ông/Bà đã ghi chưa đúng họ tên {WRONG_NAMES_A_DAY} lần. Vui lòng hỏi lại nhà trường về mã và "
                "họ tên của học sinh, rồi thử lại sau 24 giờ.",
            ),
            LinkRefusal.TOO_MANY_LOOKUPS: lambda _: TooManyRequests(
                int(WINDOW.total_seconds()),
                detail=f"Ông/Bà đã tìm {LOOKUPS_A_DAY} lần trong ngày. Vui lòng thử lại sau 24 giờ.",
            ),
            LinkRefusal.STUDENT_TRIED_OFTEN: lambda _: TooManyRequests(
                int(STUDENT_WINDOW.total_seconds()),
                detail="Có nhiều lần ghi chưa đúng họ tên của học sinh này. Vui lòng thử lại sau 1 giờ, hoặc liên hệ "
                "nhà trường.",
            ),
            LinkRefusal.NO_MATCH: lambda _: NotFound("Không tìm thấy học sinh có mã và họ tên này tại trường đã chọn."),
            LinkRefusal.TOO_MANY_GUARDIANS: lambda _: Conflict(
                "too-many-guardians",
                "Đã đủ người giám hộ",
                "Học sinh này đã được liên kết với số người tối đa. Vui lòng liên hệ nhà trường.",
            ),
        },
    ),
}


_SHOP: Mapping[ShopRefusal, tuple[str, str]] = {
    ShopRefusal.HOLDER_DIFFERS: (
        "account.holder",
        "Tên chủ tài khoản phải trùng với tên chủ cửa hàng, hoặc với tên đăng ký của công ty, hợp tác xã.",
    ),
    ShopRefusal.TAX_CODE_WRONG: ("profile.tax_code", "Mã số thuế không đúng."),
    ShopRefusal.TAX_CODE_NEEDED: ("profile.tax_code", "Loại hình này phải có mã số thuế."),
    ShopRefusal.TAX_CODE_OF_OTHERS: (
        "profile.tax_code",
        "Doanh nghiệp, hợp tác xã phải có mã số thuế 10 hoặc 13 số; số định danh 12 số là của cá nhân, hộ kinh doanh.",
    ),
    ShopRefusal.OUTSIDE_PROVINCE: ("profile.place", "Vị trí nằm ngoài tỉnh Quảng Ngãi."),
    ShopRefusal.HOURS_EMPTY: ("profile.hours[{place}].closes", "Giờ đóng cửa phải khác giờ mở cửa."),
    ShopRefusal.HOURS_OVERLAP: ("profile.hours[{place}]", "{day} có hai khoảng giờ trùng nhau."),
    ShopRefusal.UNKNOWN_BANK: (
        "account.bank",
        "Ngân hàng này chưa nhận tiền bằng mã VietQR. Ông/Bà vui lòng ghi một tài khoản ở ngân hàng khác.",
    ),
    ShopRefusal.NO_PAYEE_CHANGE: ("account", "Không có yêu cầu đổi tài khoản nào."),
    ShopRefusal.NOTHING_SUPPLEMENTED: (
        "profile",
        "Ông/Bà chưa bổ sung gì: vui lòng sửa thông tin hoặc tài khoản, hoặc ghi lời nhắn cho xã, phường.",
    ),
    ShopRefusal.TOO_MANY_PAYEE_CHANGES: (
        "account",
        "Đã yêu cầu đổi tài khoản nhiều lần. Ông/Bà vui lòng chờ xã, phường duyệt yêu cầu gần nhất.",
    ),
}


_DAYS = ("", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def shop_field(refused: ShopRefused) -> FieldError:
    """The wrong field and what is wrong with it."""
    field, message = _SHOP[refused.reason]
    return FieldError(field.format(place=refused.place), message.format(day=_DAYS[refused.day]))


def illegal_shop_step(error: IllegalShopStep, label: str) -> ServiceError:
    detail = f"Cửa hàng đang ở trạng thái “{label}”, không thực hiện được thao tác này."
    return Conflict("illegal-step", "Thao tác không phù hợp", detail, state=error.state)
