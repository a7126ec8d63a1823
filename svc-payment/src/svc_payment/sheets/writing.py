"""XLSX to download that a spreadsheet shows as it is, whatever a cell begins with, and keeps as it is typed.

Every cell is text: in others a spreadsheet makes a day of ``2026-11`` and, by its language, 30 of ``30.000``.
"""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter


def xlsx_table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet, bold = book.add_worksheet("Khoản thu"), book.add_format({"bold": True})
        sheet.set_column(0, len(heading) - 1, None, book.add_format({"num_format": "@"}))
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        sheet.write_row(0, 0, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, str(cell))
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return out.getvalue()
