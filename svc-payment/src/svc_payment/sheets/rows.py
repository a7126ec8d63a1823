"""Rows of text from a CSV file: UTF-8 with or without its mark, or Windows-1258; comma, semicolon, tab or bar between.
A workbook has become CSV before (``workbook.py``).
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import IO

from shared.text import nfc, normal

MAX_CELL = 2_000
MAX_COLUMNS = 60
_SEPARATORS = (";", "\t", "|", ",")
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


class FileFault(Enum):
    """Why a file is no table, as it is said to whoever sent it."""

    EMPTY = "Tệp không có nội dung."
    NOT_READABLE = "Tệp không đọc được: cần tệp CSV hoặc XLSX theo mẫu."
    NOT_TEXT = "Tệp CSV phải dùng bảng mã UTF-8 hoặc Windows-1258."
    OLD_WORKBOOK = "Tệp Excel kiểu cũ (.xls) hoặc có mật khẩu: vui lòng lưu thành .xlsx không có mật khẩu."
    """Excel's format before XLSX, in which it keeps files with a password too."""


class FileRefused(Exception):
    def __init__(self, reason: FileFault) -> None:
        super().__init__(reason.name)
        self.reason = reason


Row = tuple[int, Sequence[str]]
"""Its number as the program that made the file shows it, and its cells. Rows without any text are left out."""


def read_rows(content: bytes) -> Iterator[Row]:
    """Raises ``FileRefused``, also while the rows are being taken."""
    if not content.strip():
        raise FileRefused(FileFault.EMPTY)
    return text_rows(io.StringIO(decoded(content), newline=""))


def decoded(content: bytes) -> str:
    """Raises ``FileRefused``. Windows-1258 writes a tone as a letter of its own: composed here."""
    if content.startswith(_OLD_WORKBOOK):
        raise FileRefused(FileFault.OLD_WORKBOOK)
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1258"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return nfc(text)
    raise FileRefused(FileFault.NOT_TEXT)


def text_rows(text: IO[str]) -> Iterator[Row]:
    """Raises ``FileRefused``."""
    separator = _separator(text)
    text.seek(0)
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=separator, strict=True), start=1):
            if any(cell.strip() for cell in cells):
                yield number, [clean(cell) for cell in cells[:MAX_COLUMNS]]
    except csv.Error:
        raise FileRefused(FileFault.NOT_READABLE) from None


def _separator(text: IO[str]) -> str:
    """The one that stands most often between the cells of the first line that says something."""
    heading = next((line for line in text if line.strip()), "")
    return max(_SEPARATORS, key=_QUOTED.sub("", heading).count)


def clean(text: str) -> str:
    """A cell as it is read: on one line, bounded, without characters that show nothing."""
    return " ".join(normal(text[:MAX_CELL]).split())
