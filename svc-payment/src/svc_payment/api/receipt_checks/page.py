"""The page that a receipt's QR code opens, in any browser. It shows nothing that is not on the paper, and less."""

from collections.abc import Sequence
from html import escape

from shared.text import grouped
from svc_payment.domain.receipt import ReceiptText

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address holds the key
    "X-Robots-Tag": "noindex",
}
_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title><body style="font:18px sans-serif;max-width:32em;margin:2em auto;padding:0 1em">
<h1 style="font-size:1.3em">{title}</h1>
{body}</body></html>"""


def found(receipt: ReceiptText) -> str:
    whole = receipt.refunded >= receipt.amount
    title = "Biên nhận này không còn giá trị" if whole else "Biên nhận này là thật"
    student = receipt.student
    facts = (
        ("Số biên nhận", receipt.number),
        ("Nơi nhận", receipt.payee),
        ("Nội dung", receipt.bill.title),
        ("Học sinh", f"{student.masked_name}, lớp {student.class_name}" if student else ""),
        ("Mã phiếu thu", receipt.bill.code),
        ("Số tiền", f"{grouped(receipt.amount)} đồng"),
        ("Thời gian thanh toán", receipt.shown_paid_at),
        ("Ghi chú", receipt.remark),
    )
    note = "<p>Nếu có điều nào khác với tờ giấy thì tờ giấy đã bị sửa.</p>"
    return _page(title, f"<dl>{_list(facts)}</dl>{note}")


def unknown() -> str:
    return _page(
        "Không có biên nhận này",
        "<p>Hệ thống không lập biên nhận nào như vậy. Mời Ông/Bà quét lại mã QR trên giấy, hoặc hỏi đơn vị thu.</p>",
    )


def _list(facts: Sequence[tuple[str, str]]) -> str:
    return "".join(f"<dt>{name}</dt><dd><b>{escape(value)}</b></dd>" for name, value in facts if value)


def _page(title: str, body: str) -> str:
    return _PAGE.format(title=title, body=body)
