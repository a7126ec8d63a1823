"""Rows of dues: what they add up to, and that nothing wrong is let through."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text import grouped
from svc_payment.domain.fee_sheet import CellFault, Column, SheetFault, SheetRefused, columns_of, plan
from svc_payment.domain.money import after_exemption

TODAY = date(2026, 11, 23)
COLUMNS = tuple(Column)
NAMES = {column.value: column for column in Column}


def row(student: int, item: int, price: int, quantity: int, exemption: int) -> Sequence[str]:
    return (
        f"HS{student:04d}", "Nguyễn Văn An", "6A1", "2026-11", f"K{item}", f"Khoản {item}",
        str(quantity), grouped(price), f"{exemption}%", "", "15/12/2026",
    )  # fmt: skip


rows = st.lists(
    st.tuples(st.integers(1, 6), st.integers(1, 5), st.integers(1, 10**7), st.integers(1, 50), st.integers(0, 100)),
    min_size=1,
    max_size=40,
    unique_by=lambda one: one[:2],
)


@given(rows)
def test_the_bills_add_up_to_the_rows(given_rows: list[tuple[int, int, int, int, int]]) -> None:
    planned = plan(COLUMNS, enumerate((row(*one) for one in given_rows), start=2), TODAY)
    nets = [after_exemption(price * quantity, exemption) for _, _, price, quantity, exemption in given_rows]
    assert not planned.errors
    assert sum(bill.total for bill in planned.bills) == sum(nets)
    assert len(planned.bills) == len({student for student, *_ in given_rows})


def test_a_student_who_is_exempt_from_everything_hinders_nobody() -> None:
    planned = plan(COLUMNS, enumerate((row(1, 1, 80_000, 1, 100), row(2, 1, 80_000, 1, 50)), start=2), TODAY)
    assert ([bill.total for bill in planned.bills], planned.errors) == ([0, 40_000], ())


@pytest.mark.parametrize("written", ["HS-0001", "HS–0001.", " hs-0001 ", "HS—0001"])
def test_a_code_is_one_however_it_is_written(written: str) -> None:
    first = ("HS-0001", *row(1, 1, 80_000, 1, 0)[1:])
    second = (written, *row(1, 2, 20_000, 1, 0)[1:4], "k2", *row(1, 2, 20_000, 1, 0)[5:])
    planned = plan(COLUMNS, enumerate((first, second), start=2), TODAY)
    assert planned.errors == ()
    [bill] = planned.bills
    assert ([item.code for item in bill.items], bill.total) == (["K1", "K2"], 100_000)


def test_a_price_of_nothing_is_no_exemption() -> None:
    planned = plan(COLUMNS, enumerate((row(1, 1, 0, 1, 0),), start=2), TODAY)
    assert [error.fault for error in planned.errors] == [CellFault.NOTHING_TO_PAY]


@given(st.lists(st.lists(st.text(max_size=12), min_size=11, max_size=11), min_size=1, max_size=5))
def test_whatever_is_in_the_cells_is_a_bill_or_a_named_error(cells: list[list[str]]) -> None:
    planned = plan(COLUMNS, enumerate(cells, start=2), TODAY)
    assert planned.bills or planned.error_count
    assert all(2 <= error.row <= len(cells) + 1 for error in planned.errors)


@pytest.mark.parametrize(
    ("heading", "fault"),
    [
        (["student_code"], SheetFault.COLUMN_MISSING),
        ([*NAMES, "color"], SheetFault.COLUMN_UNKNOWN),
        ([*NAMES, "name"], SheetFault.COLUMN_TWICE),
    ],
)
def test_a_heading_that_does_not_fit(heading: list[str], fault: SheetFault) -> None:
    with pytest.raises(SheetRefused) as refused:
        columns_of(heading, NAMES)
    assert fault in [kind for kind, _ in refused.value.faults]


def test_everything_wrong_with_a_heading_is_told_at_once_in_its_own_words() -> None:
    with pytest.raises(SheetRefused) as refused:
        columns_of([*("Mã HS", "Giá"), *(name for name in NAMES if name not in ("student_code", "name"))], NAMES)
    assert refused.value.faults == (
        (SheetFault.COLUMN_UNKNOWN, "Mã HS"),
        (SheetFault.COLUMN_UNKNOWN, "Giá"),
        (SheetFault.COLUMN_MISSING, "Mã học sinh"),
        (SheetFault.COLUMN_MISSING, "Họ và tên"),
    )


def of_cell(place: int, text: str) -> list[CellFault]:
    """What is wrong with a row that has ``text`` in one place."""
    cells = list(row(1, 1, 80_000, 1, 0))
    cells[place] = text
    return [error.fault for error in plan(COLUMNS, [(2, cells)], TODAY).errors]


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "+84 An", "-5"])
@pytest.mark.parametrize("place", [1, 2, 5])
def test_no_name_begins_as_a_formula(place: int, text: str) -> None:
    assert of_cell(place, text) == [CellFault.FORMULA]


@pytest.mark.parametrize(("text", "fault"), [("-5000", CellFault.NOT_AN_AMOUNT), ("+1+1", CellFault.FORMULA)])
def test_a_price_with_a_sign_is_a_wrong_price_and_a_sum_a_formula(text: str, fault: CellFault) -> None:
    assert of_cell(7, text) == [fault]


@pytest.mark.parametrize(("place", "text"), [(1, "NguyÔn ThÞ Hµ"), (2, "Líp §Çu"), (5, "Häc phÝ th¸ng")])
def test_the_letters_of_tcvn3_are_named_as_what_they_are(place: int, text: str) -> None:
    assert of_cell(place, text) == [CellFault.OLD_LETTERS]


def test_a_heading_in_tcvn3_is_named_as_what_it_is() -> None:
    with pytest.raises(SheetRefused) as refused:
        columns_of(["M· häc sinh", "Hä vµ tªn"], NAMES)
    assert [kind for kind, _ in refused.value.faults] == [SheetFault.OLD_LETTERS]


@pytest.mark.parametrize("period", ["2026-12", "2026-12-01", "2026-12-01 00:00:00"])
def test_a_month_that_a_spreadsheet_took_for_a_day_is_that_month(period: str) -> None:
    cells = [period if cell == "2026-11" else cell for cell in row(1, 1, 1000, 1, 0)]
    assert [bill.period for bill in plan(COLUMNS, [(2, cells)], TODAY).bills] == ["2026-12"]
    other = [cell.replace("-01", "-02") if cell == "2026-12-01" else cell for cell in cells]
    assert bool(plan(COLUMNS, [(2, other)], TODAY).errors) == (period == "2026-12-01")


FITTING = row(1, 1, 30, 1, 0)


@pytest.mark.parametrize(
    ("column", "written"),
    [
        (Column.NAME, "Nguyễn Văn 😀"),
        (Column.NAME, "12345"),
        (Column.NAME, "Lan" + "\u0301" * 40),
        (Column.CLASS, "6A1 ⭐"),
        (Column.ITEM, "Tiền ăn 😀"),
    ],
)
def test_what_is_no_name_is_said_beside_its_cell(column: Column, written: str) -> None:
    cells = [written if each is column else cell for each, cell in zip(COLUMNS, FITTING, strict=True)]
    planned = plan(COLUMNS, [(2, cells)], TODAY)
    assert [(error.column, error.fault) for error in planned.errors] == [(column, CellFault.NOT_A_NAME)]


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        (COLUMNS, [*FITTING, "", "{}"]),
        ((*COLUMNS, None), [*FITTING, "{}"]),
        ((None, *COLUMNS), ["{}", *FITTING]),
    ],
)
def test_a_cell_under_no_heading_is_named(columns: Sequence[Column | None], cells: Sequence[str]) -> None:
    planned = plan(columns, [(2, [cell.format("000") for cell in cells])], TODAY)
    assert [(error.row, error.fault, error.value) for error in planned.errors] == [(2, CellFault.NO_HEADING, "000")]
    assert plan(columns, [(2, [cell.format("") for cell in cells])], TODAY).bills


@pytest.mark.slow
def test_too_many_rows_are_refused_before_they_are_read() -> None:
    def endless() -> Iterator[tuple[int, Sequence[str]]]:
        number = 2
        while True:
            yield number, row(number % 9999, number // 9999, 1000, 1, 0)
            number += 1

    with pytest.raises(SheetRefused) as refused:
        plan(COLUMNS, endless(), TODAY)
    assert [kind for kind, _ in refused.value.faults] == [SheetFault.TOO_MANY_ROWS]


@pytest.mark.parametrize(
    "written", ["15/01/2027", "15-1-2027", "15.01.2027", "2027-01-15", "2027-01-15 08:15:27.123000"]
)
def test_a_last_day_is_read_however_it_is_written(written: str) -> None:
    cells = [written if each is Column.DUE else cell for each, cell in zip(COLUMNS, FITTING, strict=True)]
    assert [bill.due for bill in plan(COLUMNS, [(2, cells)], TODAY).bills] == [date(2027, 1, 15)]


@pytest.mark.parametrize(
    ("column", "written", "fault"),
    [
        (Column.DUE, "31/12/9999", CellFault.OTHER_YEARS),
        (Column.DUE, "15/01/2072", CellFault.OTHER_YEARS),
        (Column.PERIOD, "2000-01", CellFault.OTHER_YEARS),
        (Column.PERIOD, "2099-12", CellFault.OTHER_YEARS),
        (Column.CLASS, "01-Jun", CellFault.MADE_A_DATE),
        (Column.CLASS, "2026-06-01 00:00:00", CellFault.MADE_A_DATE),
    ],
)
def test_what_a_slip_of_the_hand_or_a_spreadsheet_has_made_is_said(
    column: Column, written: str, fault: CellFault
) -> None:
    cells = [written if each is column else cell for each, cell in zip(COLUMNS, FITTING, strict=True)]
    assert [(error.column, error.fault) for error in plan(COLUMNS, [(2, cells)], TODAY).errors] == [(column, fault)]


@pytest.mark.parametrize("written", ["6/1", "6-1", "1-A", "12A1-2"])
def test_classes_with_strokes_are_classes(written: str) -> None:
    assert of_cell(2, written) == []
