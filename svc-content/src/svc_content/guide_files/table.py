"""Tables with a heading, whatever the heading is called: CSV and XLSX differ only in how their cells are read."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from shared.text import fold, one_line
from svc_content.guide_files.rows import MAX_ROWS, GuideRows, Row, UnreadableGuide, read_rows

HEADING_WITHIN = 50
"""Lines: some files begin with the station's name and address."""

MAX_COLUMNS = 30
LONGEST_HEADING = 60

COLUMNS = {
    "day": ("Ngày", "Ngày phát sóng", "Date"),
    "start": ("Bắt đầu", "Giờ bắt đầu", "Giờ", "Giờ phát sóng", "Start"),
    "end": ("Kết thúc", "Giờ kết thúc", "End", "Stop"),
    "title": ("Chương trình", "Tên chương trình", "Nội dung", "Title"),
    "showing": ("Hình thức", "Phát lại", "Showing"),
    "genre": ("Thể loại", "Genre"),
    "description": ("Mô tả", "Giới thiệu", "Description"),
}
"""What a column may be called; capitals and marks do not matter. Where several are there for one thing, the one that
stands first here is read."""
_FOLDED = {name: tuple(map(fold, spellings)) for name, spellings in COLUMNS.items()}
NEEDED = ("day", "start", "title")


def read_table(table: Iterable[Sequence[object]]) -> GuideRows:
    """Raises ``UnreadableGuide`` when the heading has not what is needed, or there are too many lines."""
    lines = iter(enumerate(table, 1))
    columns: dict[str, int] = {}
    heading: Sequence[object] = ()
    for _, heading in islice(lines, HEADING_WITHIN):
        columns = _columns(heading)
        if columns.keys() >= {*NEEDED}:
            break
    if missing := [COLUMNS[name][0] for name in NEEDED if name not in columns]:
        raise UnreadableGuide(f"Không thấy cột: {', '.join(missing)}. Dòng tiêu đề phải có đủ các cột này.")
    return read_rows(_rows(lines, columns), _unused(heading, columns))


def _unused(heading: Sequence[object], columns: dict[str, int]) -> list[str]:
    names = [one_line(str(cell or ""))[:LONGEST_HEADING] for cell in heading[:MAX_COLUMNS]]
    return [name for at, name in enumerate(names) if name and at not in columns.values()]


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
        for name, spellings in _FOLDED.items()
        for spelling in reversed(spellings)
        if spelling in names
    }
