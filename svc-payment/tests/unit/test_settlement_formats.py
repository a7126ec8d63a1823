"""Lines of settlement files: every way in which a provider may write a moment, and totals at the end."""

from datetime import UTC, datetime

import pytest

from svc_payment.catalogue.settlement_formats import read_formats

HEADING = ("vnp_TxnRef", "vnp_TransactionNo", "vnp_Amount", "vnp_PayDate")


def moment(text: str) -> datetime | None:
    rows = iter([(1, HEADING), (2, ("pay1", "14", "50000", text))])
    [line] = read_formats()["vnpay"].lines(rows)
    return line.at


@pytest.mark.parametrize(
    "text",
    [
        "10/09/2026 07:26:40",
        "10/9/2026 7:26:40",
        "20260910072640",
        "2026-09-10 07:26:40",
        "2026-09-10T07:26:40",
        "1789000000000",
    ],
)
def test_a_moment_is_read_however_it_is_written(text: str) -> None:
    assert moment(text) == datetime(2026, 9, 10, 0, 26, 40, tzinfo=UTC)


@pytest.mark.parametrize("text", ["10/09/2026", "2026-09-10"])
def test_a_day_begins_in_vietnam(text: str) -> None:
    assert moment(text) == datetime(2026, 9, 9, 17, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "31/02/2026", "hôm qua", "2026-13-01", "20260910", "10/09/2026 25:00:00"])
def test_what_is_no_moment_is_left_open(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize("first", ["Tổng cộng", "CỘNG:", "Total", "sum"])
def test_a_line_of_totals_is_no_payment(first: str) -> None:
    rows = iter([(1, HEADING), (2, ("pay1", "14", "50000", "")), (3, (first, "", "50000", ""))])
    assert len(list(read_formats()["vnpay"].lines(rows))) == 1
