"""A workbook (XLSX) as CSV: its first sheet with cells that is seen, every line where the spreadsheet shows it.

Imported only by the process that reads foreign files: a file of a kilobyte can claim seventeen billion cells, and the
library ends its process when memory does. Merged cells are refused, because nobody can say which row they belong to,
and so are lines and columns that are hidden and hold something: nobody has seen what they would bill. A cell holds
what was calculated last; a formula of which nothing was calculated stands as itself (``=…``), to be refused by whoever
reads the cell.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from shared.files.inspection.process import MediaType
from shared.files.inspection.refused import Harmful
from svc_payment.sheets.beside_values import letter_of, unseen
from svc_payment.sheets.rows import MAX_COLUMNS, FileFault, clean

MAX_UNPACKED = 150 * 1024 * 1024
TOO_LARGE = "Nội dung tệp quá lớn."
_LIKE_THOUSANDS = re.compile(r"\.\d{3}$")


def as_csv(content: bytes) -> bytes:
    """UTF-8, every cell quoted. Raises ``Harmful``."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows(_lines(content))
    return table.getvalue().encode()


def _lines(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(member.file_size for member in packed.infolist()) > MAX_UNPACKED:
                raise Harmful(TOO_LARGE)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in (one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible):
            sheet = book.get_sheet_by_name(name)
            if not sheet.height:
                continue
            if merged := sheet.merged_cell_ranges:
                (row, column), _ = merged[0]
                raise Harmful(f"Tệp có ô gộp tại {letter_of(column)}{row + 1}: vui lòng bỏ gộp ô.")
            _, left = sheet.start or (0, 0)  # lines above the first cell are given, columns before it are not
            beside = unseen(content, name)
            # Below the last value there may still be formulas.
            below = [()] * (max(beside.formulas, default=0) + 1 - sheet.total_height)
            for row, cells in enumerate(chain(sheet.iter_rows(), below)):
                placed = enumerate(cells[:MAX_COLUMNS], left)
                seen = (_shown(cell, (row, column) in beside.percentages) for column, cell in placed)
                shown = [""] * left + [clean(text) for text in seen]
                for column, formula in beside.formulas.get(row, {}).items():
                    shown += [""] * (column + 1 - len(shown))
                    shown[column] = shown[column] or clean(f"={formula}")
                if hidden := beside.hidden(row, shown):
                    raise Harmful(f"Tệp có {hidden} đang ẩn mà có nội dung: vui lòng bỏ ẩn, hoặc xóa đi.")
                yield shown[:MAX_COLUMNS] if any(shown) else []
            return
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, KeyError, ParseError):
        raise Harmful(FileFault.NOT_READABLE.value) from None
    raise Harmful(FileFault.EMPTY.value)


def _shown(cell: object, percent: bool) -> str:
    """A number without the ``.0`` that every number of a spreadsheet has; a fraction stays one, to be refused. What
    is seen as a percentage is one: 1 is ``100%``, 0.5 is ``50%``.

    Three digits after the point would be thousands to whoever reads the text (``30.125``): they get a fourth.
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if percent and isinstance(cell, float):
        return f"{round(cell * 100, 6):g}%"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 2**53:
            return str(int(cell))
        shown = repr(cell)
        return f"{shown}0" if _LIKE_THOUSANDS.search(shown) else shown
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute or cell.second) else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


WORKBOOK = MediaType("text/csv", ".csv", re.compile(rb"PK\x03\x04"), as_csv)


def kind_of(content: bytes) -> MediaType[bytes] | None:
    return WORKBOOK if WORKBOOK.beginning.match(content) else None
