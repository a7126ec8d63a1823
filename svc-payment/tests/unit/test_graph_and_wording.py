"""The tables print themselves whole, and every state has a word."""

from svc_payment.catalogue.settlement_formats import read_formats
from svc_payment.catalogue.wording import Wording, read_banks, read_categories
from svc_payment.domain import bill, payment, refund, shop, unmatched_sum
from svc_payment.domain.graph import PRINTED


def test_every_row_of_every_table_is_printed() -> None:
    rows = sum(len(module.TABLE) for module in (payment, refund, unmatched_sum, shop))
    rows += sum(len(row.targets) for row in bill.TABLE)
    assert sum(len(table.text().splitlines()) - 2 for table in PRINTED.values()) == rows
    assert sum(table.mermaid().count(" --> ") for table in PRINTED.values()) >= rows


def test_words_banks_categories_and_formats_are_whole() -> None:
    Wording.load()
    assert all(number.isdecimal() and len(number) == 6 for number in read_banks())
    assert "khac" in read_categories()
    assert read_formats().keys() == {"zalo", "zalopay", "vnpay", "momo", "sandbox"}
