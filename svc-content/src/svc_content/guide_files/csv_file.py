"""A guide as CSV, with commas or semicolons, as spreadsheets write it in Vietnam."""

import csv
from io import StringIO

from svc_content.guide_files.rows import GuideRows, UnreadableGuide
from svc_content.guide_files.table import read_table


def read_csv(content: bytes) -> GuideRows:
    """Raises ``UnreadableGuide``."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableGuide("Tệp CSV phải được lưu với bảng mã UTF-8.") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return read_table(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise UnreadableGuide("Tệp CSV không đọc được.") from None
