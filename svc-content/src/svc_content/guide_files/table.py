"""Tables with a heading, whatever the heading is called: CSV and XLSX differ only in how their cells are read."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from shared.text import fold
from svc_content.guide_files.rows import MAX_ROWS, GuideRows, Row, UnreadableGuide, read_rows

HEADING_WITHIN = 50
"""Lines: some files begin with the station's name and address."""

_COLUMNS = {
    "day": ("ngay", "ngay phat song", "date"),
    "start": ("bat dau", "gio bat dau", "gio", "gio phat song", "start"),
    "end": ("ket thuc", "gio ket thuc", "end", "stop"),
    "title": ("chuong trinh", "ten chuong trinh", "noi dung", "title"),
    "showing": ("hinh thuc", "phat lai", "showing"),
    "genre": ("the loai", "genre"),
    "description": ("mo ta", "gioi thieu", "description"),
}
_NEEDED = {"day": "Ngày", "start": "Bắt đầu", "title": "Chương trình"}


def read_table(table: Iterable[Sequence[object]]) -> GuideRows:
    """Raises ``UnreadableGuide`` when the heading has not what is needed, or there are too many lines."""
    lines = iter(enumerate(table, 1))
    columns: dict[str, int] = {}
    for _, heading in islice(lines, HEADING_WITHIN):
        columns = _columns(heading)
        if _NEEDED.keys() <= columns.keys():
            break
    if missing := [label for name, label in _NEEDED.items() if name not in columns]:
        raise UnreadableGuide(f"Không thấy cột: {', '.join(missing)}. Dòng tiêu đề phải có đủ các cột này.")
    return read_rows(_rows(lines, columns))


def _rows(lines: Iterator[tuple[int, Sequence[object]]], columns: dict[str, int]) -> Iterator[Row]:
    count = 0
    for line, cells in lines:
        if all(cell in (None, "") for cell in cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise UnreadableGuide(f"Tệp có hơn {MAX_ROWS} dòng. Hãy chia thành nhiều tệp.")
        values = {name: cells[column] if column < len(cells) else "" for name, column in columns.items()}
        yield Row(line, **{"end": "", **values})


def _columns(heading: Sequence[object]) -> dict[str, int]:
    names = [fold(str(cell or "")) for cell in heading]
    return {
        name: names.index(spelling)
        for name, spellings in _COLUMNS.items()
        for spelling in spellings
        if spelling in names
    }
