"""Rows of text from a CSV or an XLSX file, in one form.

CSV: UTF-8 with or without its mark, or Windows-1258; comma, semicolon, tab or bar between. XLSX: the first sheet with
cells. Merged cells are refused, because nobody can say which row they belong to. A cell holds what was calculated last.
"""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import Enum, auto
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024
MAX_CELL = 2_000
MAX_COLUMNS = 60
_SEPARATORS = (";", "\t", "|", ",")


class FileFault(Enum):
    EMPTY = auto()
    NOT_READABLE = auto()
    NOT_TEXT = auto()
    MERGED_CELLS = auto()
    TOO_LARGE = auto()


class FileRefused(Exception):
    def __init__(self, reason: FileFault, detail: str = "") -> None:
        super().__init__(reason.name, detail)
        self.reason = reason
        self.detail = detail


Row = tuple[int, Sequence[str]]
"""Its number as the program that made the file shows it, and its cells. Rows without any text are left out."""


def read_rows(content: bytes) -> Iterator[Row]:
    """Raises ``FileRefused``, also while the rows are being taken."""
    if not content.strip():
        raise FileRefused(FileFault.EMPTY)
    if content.startswith(b"PK\x03\x04"):
        yield from _workbook(content)
    else:
        yield from text_rows(io.StringIO(decoded(content), newline=""))


def decoded(content: bytes) -> str:
    """Raises ``FileRefused``. Windows-1258 writes a tone as a letter of its own: composed here."""
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1258"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return unicodedata.normalize("NFC", text)
    raise FileRefused(FileFault.NOT_TEXT)


def text_rows(text: IO[str]) -> Iterator[Row]:
    """Raises ``FileRefused``."""
    first = text.readline()
    separator = max(_SEPARATORS, key=first.count)
    text.seek(0)
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=separator, strict=True), start=1):
            if any(cell.strip() for cell in cells):
                yield number, [_clean(cell) for cell in cells[:MAX_COLUMNS]]
    except csv.Error as error:
        raise FileRefused(FileFault.NOT_READABLE, str(error)) from None


def _workbook(content: bytes) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(member.file_size for member in packed.infolist()) > MAX_UNPACKED:
                raise FileRefused(FileFault.TOO_LARGE)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if not sheet.height:
                continue
            if merged := sheet.merged_cell_ranges:
                (row, column), _ = merged[0]
                raise FileRefused(FileFault.MERGED_CELLS, f"{_letter(column)}{row + 1}")
            # Empty rows at the top count in what the spreadsheet shows.
            for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
                shown = [_clean(_shown(cell)) for cell in cells[:MAX_COLUMNS]]
                if any(shown):
                    yield number, shown
            return
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileRefused(FileFault.NOT_READABLE, type(error).__name__) from None
    raise FileRefused(FileFault.EMPTY)


def _shown(cell: object) -> str:
    """A number without the ``.0`` that every number of a spreadsheet has; a fraction stays one, to be refused."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute or cell.second) else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text[:MAX_CELL]).split())


def _letter(column: int) -> str:
    """0 → ``A``, 26 → ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
