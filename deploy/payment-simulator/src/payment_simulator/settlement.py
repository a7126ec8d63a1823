"""Files for reconciliation: a provider's settlement of a day, and the statement of the collecting account."""

import csv
import io

from payment_simulator.orders import Book

HEADINGS = {
    "zalo": ("paymentId", "transId", "amount", "fee", "resultCode", "transTime", "type"),
    "zalopay": ("app_trans_id", "zp_trans_id", "amount", "fee", "status", "server_time", "type"),
    "vnpay": ("vnp_TxnRef", "vnp_TransactionNo", "vnp_Amount", "fee", "vnp_TransactionStatus", "vnp_PayDate", "type"),
    "momo": ("orderId", "transId", "amount", "fee", "resultCode", "responseTime", "type"),
}
PAID = {"zalo": "1", "zalopay": "1", "vnpay": "00", "momo": "0"}


def settlement(book: Book, provider: str, day: str) -> str:
    """``day`` as ``2026-11-23``."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS[provider])
    for order in book.orders.values():
        if order.provider != provider or order.decision != "paid":
            continue
        name = order.members["extradata"] if provider == "zalo" else order.reference
        if book.local(order.paid_at, "%Y-%m-%d") == day:
            at = book.local(order.paid_at, "%d/%m/%Y %H:%M:%S")
            writer.writerow([name, order.transaction, order.paid_amount, 0, PAID[provider], at, "payment"])
        for refund in order.refunds:
            if refund.state == "done" and book.local(refund.at, "%Y-%m-%d") == day:
                at = book.local(refund.at, "%d/%m/%Y %H:%M:%S")
                writer.writerow([name, refund.number, refund.amount, 0, PAID[provider], at, "refund"])
    return out.getvalue()


def statement(book: Book) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(("Mã giao dịch", "Ngày giao dịch", "Ghi có", "Nội dung"))
    for transfer in book.transfers:
        at = book.local(transfer.at, "%d/%m/%Y %H:%M:%S")
        writer.writerow((transfer.transaction, at, f"{transfer.amount:,}".replace(",", "."), transfer.content))
    return out.getvalue()
