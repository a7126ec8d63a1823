"""Lines of settlement files: every way in which a provider may write a moment, and totals at the end."""

from datetime import UTC, datetime

import pytest

from svc_payment.catalogue.settlement_formats import (
    COLUMN_LABELS,
    NoHeading,
    UnknownColumns,
    UnreadableLine,
    read_credits,
    read_formats,
)
from svc_payment.domain.reconciliation import LeftOut, LeftOutReason

HEADING = ("vnp_TxnRef", "vnp_TransactionNo", "vnp_Amount", "vnp_PayDate")


def moment(text: str) -> datetime | None:
    rows = iter([(1, HEADING), (2, ("pay1", "14", "50000", text))])
    [line] = read_formats()["vnpay"].lines(rows, [])
    return line.at


@pytest.mark.parametrize(
    "text",
    [
        "10/09/2026 07:26:40",
        "10/9/2026 7:26:40",
        "20260910072640",
        "2026-09-10 07:26:40",
        "2026-09-10T07:26:40",
        "2026-09-10T00:26:40Z",
        "2026-09-10T07:26:40.000+07:00",
        "1789000000000",
    ],
)
def test_a_moment_is_read_however_it_is_written(text: str) -> None:
    assert moment(text) == datetime(2026, 9, 10, 0, 26, 40, tzinfo=UTC)


@pytest.mark.parametrize("text", ["10/09/2026", "2026-09-10"])
def test_a_day_begins_in_vietnam(text: str) -> None:
    assert moment(text) == datetime(2026, 9, 9, 17, tzinfo=UTC)


def test_a_time_without_seconds_is_read_and_none_is_left_open() -> None:
    assert (moment("10/09/2026 07:26"), moment("")) == (datetime(2026, 9, 10, 0, 26, tzinfo=UTC), None)


@pytest.mark.parametrize("text", ["31/02/2026", "hôm qua", "2026-13-01", "20260910", "10/09/2026 25:00:00"])
def test_what_is_no_time_refuses_the_file_by_row_and_column(text: str) -> None:
    with pytest.raises(UnreadableLine) as refused:
        moment(text)
    assert (refused.value.row, COLUMN_LABELS[refused.value.column], refused.value.value) == (2, "Thời gian", text)


@pytest.mark.parametrize(("renamed", "column"), [("vnp_TransactionStatus", "Trạng thái"), ("vnp_PayDate", "Thời gian")])
def test_a_heading_that_nobody_knows_may_be_the_renamed_column(renamed: str, column: str) -> None:
    whole = (*HEADING, "vnp_TransactionStatus")
    row = (2, ("pay1", "14", "50000", "10/09/2026", "02"))
    [line] = read_formats()["vnpay"].lines(iter([(1, whole), row]), [])
    assert not line.paid
    heading = tuple("Cột mới" if name == renamed else name for name in whole)
    with pytest.raises(UnknownColumns) as refused:
        list(read_formats()["vnpay"].lines(iter([(1, heading), row]), []))
    assert COLUMN_LABELS[refused.value.column] == column


@pytest.mark.parametrize("first", ["Tổng cộng", "CỘNG:", "Total", "sum"])
def test_a_line_of_totals_is_no_payment_and_is_named(first: str) -> None:
    rows = iter([(1, HEADING), (2, ("pay1", "14", "50000", "")), (3, (first, "", "50000", ""))])
    left_out: list[LeftOut] = []
    assert len(list(read_formats()["vnpay"].lines(rows, left_out))) == 1
    assert left_out == [LeftOut(3, LeftOutReason.TOTALS, f"{first} |  | 50000 | ")]


def test_a_row_that_names_no_payment_is_named_itself() -> None:
    rows = iter([(1, HEADING), (2, ("", "", "50000", ""))])
    left_out: list[LeftOut] = []
    assert not list(read_formats()["vnpay"].lines(rows, left_out))
    assert left_out == [LeftOut(2, LeftOutReason.NO_NUMBER, " |  | 50000 | ")]


STATEMENT = ("Người chuyển", "Mã giao dịch", "Ghi có", "Nội dung")


@pytest.mark.parametrize("payer", ["TỐNG THỊ HOA", "CONG TY TNHH ABC", "Cộng tác viên", "Tổng công ty 36", "Sum Sum"])
def test_whoever_pays_is_no_total_whatever_the_name(payer: str) -> None:
    rows = iter([(1, STATEMENT), (2, (payer, "FT3", "500.000", "hoc phi")), (3, ("Tổng", "", "500.000", ""))])
    left_out: list[LeftOut] = []
    assert [credit.transaction for credit in read_credits(rows, left_out)] == ["FT3"]
    assert [(one.row, one.reason) for one in left_out] == [(3, LeftOutReason.TOTALS)]
    heading = ("nguoi_nop", *HEADING, "vnp_TransactionStatus")
    lines = iter([(1, heading), (2, (payer, "pay1", "14", "50000", "", "00"))])
    assert len(list(read_formats()["vnpay"].lines(lines, []))) == 1


@pytest.mark.parametrize("amount", ["", "-20.000", "0"])
def test_what_did_not_come_in_is_named(amount: str) -> None:
    left_out: list[LeftOut] = []
    rows = iter([(1, STATEMENT), (2, ("An", "FT3", amount, "phi"))])
    assert not list(read_credits(rows, left_out))
    assert [(one.row, one.reason) for one in left_out] == [(2, LeftOutReason.NOT_CREDIT)]


def parsed(heading: tuple[str, ...], *cells: tuple[str, ...]) -> tuple[list[str], list[tuple[int, LeftOutReason]]]:
    left_out: list[LeftOut] = []
    rows = iter([(1, heading), *enumerate(cells, 2)])
    came_in = [credit.transaction for credit in read_credits(rows, left_out)]
    return came_in, [(one.row, one.reason) for one in left_out]


@pytest.mark.parametrize(
    ("column", "came_in", "went_out"),
    [
        ("loai", "Ghi có", "Ghi nợ"),
        ("Loại giao dịch", "Tiền vào", "Tiền ra"),
        ("Nợ/Có", "Có", "Nợ"),
        ("Debit/Credit", "Credit", "DEBIT"),
        ("D/C", "C", "D"),
        ("DC", "CR", "DR"),
        ("+/-", "+", "-"),
        ("transferType", "in", "out"),
    ],
)
def test_a_statements_own_column_says_what_went_out(column: str, came_in: str, went_out: str) -> None:
    heading = ("ma_giao_dich", "so_tien", column, "noi_dung")
    found = parsed(heading, ("FT1", "50.000", came_in, "phi"), ("FT2", "50.000", went_out, "phi"))
    assert found == (["FT1"], [(3, LeftOutReason.NOT_CREDIT)])


@pytest.mark.parametrize("said", ["Chuyển khoản", "", "X"])
def test_a_direction_that_is_not_understood_refuses_the_statement(said: str) -> None:
    heading = ("ma_giao_dich", "so_tien", "loai", "noi_dung")
    with pytest.raises(UnreadableLine) as refused:
        parsed(heading, ("FT1", "50.000", "Ghi có", "phi"), ("FT2", "50.000", said, "phi"))
    assert (refused.value.row, refused.value.column, refused.value.value) == (3, "direction", said)
    assert refused.value.column in COLUMN_LABELS


@pytest.mark.parametrize("debit", ["Ghi nợ", "Phát sinh nợ", "Nợ", "Debit"])
@pytest.mark.parametrize("amount", ["Số tiền", "Có"])
def test_money_in_the_column_of_debits_went_out(debit: str, amount: str) -> None:
    heading = ("ma_giao_dich", amount, debit, "noi_dung")
    found = parsed(heading, ("FT1", "50.000", "", "phi"), ("FT2", "50.000", "50.000", "phi"), ("FT3", "7", "0", "phi"))
    assert found == (["FT1", "FT3"], [(3, LeftOutReason.NOT_CREDIT)])


@pytest.mark.parametrize("heading", [HEADING, (*HEADING, "")])
def test_a_cell_under_no_heading_is_refused(heading: tuple[str, ...]) -> None:
    """``615,000`` in a file whose cells are parted by commas is two cells."""
    rows = iter([(1, heading), (2, ("pay1", "14", "50000", "", "")), (3, ("pay2", "15", "615", "", "000"))])
    with pytest.raises(NoHeading) as refused:
        list(read_formats()["vnpay"].lines(rows, []))
    assert (refused.value.row, refused.value.value) == (3, "000")
    rows = iter([(1, STATEMENT), (2, ("Lan", "FT1", "615", "QNS1", "000"))])
    with pytest.raises(NoHeading):
        list(read_credits(rows, []))
