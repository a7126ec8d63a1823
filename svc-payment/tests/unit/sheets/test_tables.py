"""What spreadsheets and their exports hold, as rows of text."""

import csv
import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter

from shared.files.inspection.refused import Harmful
from svc_payment.domain.money import AmountRefused, parse_amount
from svc_payment.sheets.rows import FileRefused, read_rows
from svc_payment.sheets.workbook import as_csv


def workbook(cells: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for place, value in cells.items():
            sheet.write(place, value)
    return out.getvalue()


def test_a_workbook_keeps_the_places_of_its_lines_and_columns() -> None:
    found = list(read_rows(as_csv(workbook({"C4": "Mã; số, “ba”", "D4": 'a "b"', "D7": 615000.0, "E7": 0.5}))))
    assert found == [(4, ["", "", 'Mã; số, "ba"', 'a "b"', ""]), (7, ["", "", "", "615000", "0.5"])]


def test_days_and_line_breaks_of_a_workbook() -> None:
    content = as_csv(workbook({"A1": datetime(2026, 11, 28), "B1": "hai\ndòng\tmột ô"}))
    assert list(read_rows(content)) == [(1, ["2026-11-28", "hai dòng một ô"])]


@pytest.mark.parametrize("number", [30.125, 1.001, 1250.5, 0.125])
def test_a_fraction_of_a_workbook_is_never_read_as_thousands(number: float) -> None:
    [(_, [cell])] = read_rows(as_csv(workbook({"A1": number})))
    with pytest.raises(AmountRefused):
        parse_amount(cell)
    assert float(cell) == number


@pytest.mark.parametrize(
    ("number", "form", "seen"),
    [
        (1, "0%", "100%"),
        (0.5, "0%", "50%"),
        (0.125, "0.00%", "12.5%"),
        (0.07, '0" %"', "7%"),
        (1, "0", "1"),
        (50, "General", "50"),
    ],
)
def test_a_percentage_of_a_workbook_is_what_is_seen(number: float, form: str, seen: str) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write("B2", "Miễn giảm")
        sheet.write("C3", number, book.add_format({"num_format": form}))
    assert list(read_rows(as_csv(out.getvalue())))[-1] == (3, ["", "", seen])


def test_characters_that_show_nothing_are_left_out() -> None:
    assert list(read_rows("\u202eNguyễn\u200b An;1\n".encode())) == [(1, ["Nguyễn An", "1"])]


@pytest.mark.parametrize("truth", [True, False])
def test_a_truth_of_a_workbook_is_no_amount(truth: bool) -> None:
    [(_, [cell])] = read_rows(as_csv(workbook({"A1": truth})))
    with pytest.raises(AmountRefused):
        parse_amount(cell)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_between_the_cells(separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([["a;b;c,d|e\tf", "2"], ["3", "4"]])
    assert list(read_rows(f"\n\n{out.getvalue()}".encode())) == [(3, ["a;b;c,d|e f", "2"]), (4, ["3", "4"])]


@pytest.mark.parametrize("content", [b"", b"  \n", "mã,số".encode("utf-16-be"), b'a,"b\n', b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        list(read_rows(content))


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", archive(a=b"1"), workbook({})])
def test_what_is_no_workbook_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Harmful, match=r"^Tệp .*\.$"):
        as_csv(content)


def test_a_formula_of_which_nothing_was_calculated_stands_as_itself() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Trống")
        sheet = book.add_worksheet("Khoản thu")
        sheet.write("B2", "Đơn giá")
        sheet.write_formula("B3", "=C3*2", value="")
        sheet.write_formula("B4", "=C4*2", value=30000)
        sheet.write_formula("D4", "=SUM(B3:B4)", value="")
    assert list(read_rows(as_csv(out.getvalue()))) == [
        (2, ["", "Đơn giá"]),
        (3, ["", "=C3*2"]),
        (4, ["", "30000", "", "=SUM(B3:B4)"]),
    ]


def test_formulas_below_the_last_value_are_read_too() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["Mã", "Đơn giá"])
        sheet.write_formula("B4", "=A1*2", None, "")
    assert list(read_rows(as_csv(out.getvalue()))) == [(1, ["Mã", "Đơn giá"]), (4, ["", "=A1*2"])]


@pytest.mark.parametrize(
    ("hide", "named"),
    [
        (lambda sheet: sheet.set_row(1, None, None, {"hidden": True}), "dòng 2 đang ẩn"),
        (lambda sheet: sheet.set_column("B:B", None, None, {"hidden": True}), "cột B đang ẩn"),
    ],
)
def test_what_nobody_sees_is_refused(hide: Any, named: str) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["Mã", ""])
        sheet.write_row("A2", ["HS1", "80000"])
        hide(sheet)
    with pytest.raises(Harmful, match=named):
        as_csv(out.getvalue())


def test_what_is_hidden_and_empty_is_no_matter_and_a_hidden_sheet_is_not_read() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        secret, sheet = book.add_worksheet("Ẩn"), book.add_worksheet("Khoản thu")
        secret.write("A1", "Không ai thấy")
        secret.hide()
        sheet.activate()
        sheet.set_first_sheet()
        sheet.write("A1", "Mã")
        sheet.write("A4", "HS1")
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column("C:XFD", None, None, {"hidden": True})
    assert list(read_rows(as_csv(out.getvalue()))) == [(1, ["Mã"]), (4, ["HS1"])]


def test_a_percentage_and_a_formula_without_a_value_stand_in_one_sheet() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", 1, book.add_format({"num_format": "0%"}))
        sheet.write_formula("C1", "=A1*2", None, "")
    assert list(read_rows(as_csv(out.getvalue()))) == [(1, ["100%", "", "=A1*2"])]
