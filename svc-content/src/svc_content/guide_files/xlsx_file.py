"""A guide as a spreadsheet. An XLSX is a ZIP of XML: how much it unfolds to is asked before it is unfolded.

openpyxl reads its XML through defusedxml where that is installed, and it is.
"""

import zipfile
from io import BytesIO
from itertools import islice

import openpyxl

from svc_content.guide_files.rows import MAX_ROWS, GuideRows, UnreadableGuide
from svc_content.guide_files.table import MAX_COLUMNS, read_table

MAX_UNPACKED = 12 * 1024 * 1024
"""Five thousand lines of a guide, each with a long description. A file made of nothing but words or cells, 50 kB as it
came, takes openpyxl 12 seconds or 470 MB at 16 MB, and 27 seconds or a gigabyte at 40 MB."""
MAX_PARTS = 500
_NOT_XLSX = "Tệp không phải là bảng tính XLSX."


def read_xlsx(content: bytes) -> GuideRows:
    """The first sheet. Raises ``UnreadableGuide``."""
    _expect_small(content)
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        table = list(islice(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), MAX_ROWS + 50))
    except UnreadableGuide:
        raise
    except Exception:  # whatever a broken part makes the library raise
        raise UnreadableGuide(_NOT_XLSX) from None
    return read_table(table)


def _expect_small(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise UnreadableGuide("Bảng tính quá lớn sau khi giải nén.")
            # A part may be larger than its entry says: reading stops where the entry ends, so nothing unfolds beyond.
            if any(part.flag_bits & 0x1 for part in parts):
                raise UnreadableGuide("Bảng tính có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.")
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UnreadableGuide(_NOT_XLSX) from None
