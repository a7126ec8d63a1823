"""XLSX to download that a spreadsheet shows as it is, whatever a cell begins with."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter


def xlsx_table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet, bold = book.add_worksheet("Khoản thu"), book.add_format({"bold": True})
        sheet.write_row(0, 0, heading, bold)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return out.getvalue()
