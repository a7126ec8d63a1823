"""Programme guides as stations send them."""

import zipfile
from datetime import datetime, time
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from svc_content.domain.programme import Programme, Showing
from svc_content.guide_files import xlsx_file
from svc_content.guide_files.readers import read_guide
from svc_content.guide_files.rows import MAX_ROWS, SHOWINGS, Counted, GuideRows, UnreadableGuide
from svc_content.guide_files.table import COLUMNS, HEADING_WITHIN, NEEDED

CONSOLE = (Path(__file__).parents[4] / "docs/guides/console.md").read_text(encoding="utf-8")
CSV = """Lịch phát sóng QNgTV1;;;;
Ngày;Bắt đầu;Kết thúc;Chương trình;Hình thức
27/11/2026;05:30;06:00;Thể dục buổi sáng;
27/11/2026;06:00;;Thời sự;trực tiếp
27/11/2026;6h30;;Phim: Đất và người;phát lại
2026-11-27;23:30;00:30;Dân ca bài chòi;
"""


def at(hour: int, minute: int = 0, day: int = 27) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


def programmes(guide: GuideRows) -> list[Programme]:
    return sorted(row.programme for row in guide.rows)


def test_a_csv_of_a_spreadsheet() -> None:
    rows = read_guide(CSV.encode("utf-8-sig"), "qngtv1")
    assert rows.faults == []
    assert [(p.starts_at, p.ends_at, p.title, p.showing) for p in programmes(rows)] == [
        (at(5, 30), at(6), "Thể dục buổi sáng", Showing.UNKNOWN),
        (at(6), at(6, 30), "Thời sự", Showing.LIVE),
        (at(6, 30), at(23, 30), "Phim: Đất và người", Showing.REPEAT),
        (at(23, 30), at(0, 30, day=28), "Dân ca bài chòi", Showing.UNKNOWN),
    ]


def test_hours_as_people_write_them() -> None:
    rows = read_guide(
        "Ngày,Bắt đầu,Kết thúc,Chương trình\n27/11/2026,6h,7h15,A\n27/11/2026,23.00,24:00,B\n".encode(), "x"
    )
    assert rows.faults == []
    assert [(p.starts_at, p.ends_at) for p in programmes(rows)] == [(at(6), at(7, 15)), (at(23), at(0, day=28))]


@pytest.mark.parametrize(
    "line",
    ["01/01/0001,00:00,01:00,A", "31/12/9999,23:00,,A", "27/11/2026,24:00,01:00,A", "27/11/2026,08:00,08:00,A"],
)
def test_a_time_that_cannot_be_is_named_with_its_line(line: str) -> None:
    rows = read_guide(f"Ngày,Bắt đầu,Kết thúc,Chương trình\n{line}\n".encode(), "x")
    assert rows.rows == []
    [fault] = rows.faults
    assert (fault.number == 2 and "đọc được" in fault.message) or "trùng" in fault.message


@pytest.mark.parametrize("title", ["", "...", "😀😀"])
def test_a_programme_is_called_something(title: str) -> None:
    rows = read_guide(f"Ngày,Bắt đầu,Kết thúc,Chương trình\n27/11/2026,08:00,09:00,{title}\n".encode(), "x")
    assert [fault.message for fault in rows.faults] == ["Thiếu tên chương trình."]


@pytest.mark.parametrize("moment", ["20261345990000 +0700", "00010101000000", "20261127080000 +9999"])
def test_a_moment_of_xmltv_that_cannot_be_is_said_in_vietnamese(moment: str) -> None:
    rows = read_guide(f'<tv><programme start="{moment}" channel="x"><title>A</title></programme></tv>'.encode(), "x")
    assert [fault.message for fault in rows.faults] == [f"Thời điểm “{moment}” không đọc được."]


def test_a_heading_is_looked_for_at_the_beginning() -> None:
    """Else millions of empty lines are looked at, one by one, while other requests wait."""
    heading = "Ngày,Bắt đầu,Chương trình\n27/11/2026,05:00,A\n"
    assert len(read_guide(("Đài PT-TH\n" * (HEADING_WITHIN - 1) + heading).encode(), "qngtv1").rows) == 1
    with pytest.raises(UnreadableGuide, match="Không thấy cột"):
        read_guide(("Đài PT-TH\n" * HEADING_WITHIN + heading).encode(), "qngtv1")


def test_every_wrong_line_is_named() -> None:
    text = (
        "Ngày,Bắt đầu,Chương trình,Hình thức\n32/13/2026,05:00,A,\n27/11/2026,25:00,B,\n"
        "27/11/2026,05:00,,\n27/11/2026,06:00,C,mơ hồ\n"
    )
    rows = read_guide(text.encode(), "qngtv1")
    assert [fault.number for fault in rows.faults] == [2, 3, 4, 5]
    assert rows.rows == []


def test_a_column_that_says_nothing_here_is_named_and_what_is_not_known_has_no_word() -> None:
    text = "Ngày,Bắt đầu,Chương trình,Phát: trực tiếp / phát lại,,Ghi chú\n27/11/2026,05:00,A,phát lại,x,y\n"
    rows = read_guide(text.encode(), "qngtv1")
    assert rows.unused == ["Phát: trực tiếp / phát lại", "Ghi chú"]
    assert [one.showing for one in programmes(rows)] == [Showing.UNKNOWN]


def test_the_second_column_of_one_thing_is_named_too() -> None:
    rows = read_guide("Ngày,Giờ,Bắt đầu,Chương trình\n27/11/2026,x,05:00,A\n".encode(), "qngtv1")
    assert (rows.faults, rows.unused) == ([], ["Giờ"])


@pytest.mark.parametrize(("name", "spelling"), [(name, one) for name, all_ in COLUMNS.items() for one in all_])
def test_every_documented_name_of_a_column_is_read(name: str, spelling: str) -> None:
    [row] = [line for line in CONSOLE.splitlines() if line.startswith(f"| {COLUMNS[name][0]}")]
    assert f"| {', '.join(COLUMNS[name])} |" in row
    assert ("(needed)" in row) == (name in NEEDED)
    headings = {**{needed: COLUMNS[needed][0] for needed in NEEDED}, name: spelling}
    values = {"day": "27/11/2026", "start": "05:00", "end": "06:00", "title": "A", "showing": "phát lại"}
    lines = [headings.values(), [values.get(one, "A") for one in headings]]
    rows = read_guide("\n".join(",".join(line) for line in lines).encode(), "qngtv1")
    assert (len(rows.rows), rows.faults, rows.unused) == (1, [], [])


def test_every_word_for_how_a_programme_is_shown_is_documented() -> None:
    [row] = [line for line in CONSOLE.splitlines() if line.startswith(f"| {COLUMNS['showing'][0]}")]
    written = [", ".join(spellings) for showing, spellings in SHOWINGS.items() if showing is not Showing.UNKNOWN]
    assert row.endswith(f"| {'; '.join(written)}; empty where it is not known |")


def workbook(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    book.active = sheet
    for line in lines:
        sheet.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_spreadsheet_with_real_dates_and_hours() -> None:
    content = workbook(
        ["ĐÀI PT-TH"],
        ["Ngày", "Giờ", "Nội dung", "Thể loại"],
        [datetime(2026, 11, 27), time(5, 30), "Thể dục", "Thể thao"],
        ["27/11/2026", 0.25, "Thời sự", None],
    )
    rows = read_guide(content, "qngtv1")
    assert rows.faults == []
    assert [(p.starts_at, p.title, p.genre) for p in programmes(rows)] == [
        (at(5, 30), "Thể dục", "Thể thao"),
        (at(6), "Thời sự", ""),
    ]


XMLTV = """<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE tv SYSTEM "xmltv.dtd">
<tv><channel id="QNgTV1"/><channel id="other"/>
<programme start="20261127053000 +0700" stop="20261127060000 +0700" channel="QNgTV1">
  <title lang="vi">Thể dục</title></programme>
<programme start="202611262300 +0000" channel="QNgTV1">
  <title>Thời sự</title><previously-shown/><category>Tin</category></programme>
<programme start="20261127060000" channel="other"><title>Khác</title></programme>
<programme start="20261127064500" stop="20261127070000" channel="QNgTV1"><title>Dân ca</title></programme>
<programme start="gần trưa" channel="QNgTV1"><title>Sai</title></programme>
</tv>"""


def test_xmltv_with_zones_and_other_channels() -> None:
    rows = read_guide(XMLTV.encode(), "qngtv1")
    assert [(p.starts_at, p.ends_at, p.title, p.showing) for p in programmes(rows)] == [
        (at(5, 30), at(6), "Thể dục", Showing.UNKNOWN),
        (at(6), at(6, 45), "Thời sự", Showing.REPEAT),
        (at(6, 45), at(7), "Dân ca", Showing.UNKNOWN),
    ]
    assert (rows.counted, [fault.number for fault in rows.faults]) == (Counted.PROGRAMME, [5])
    assert [row.number for row in rows.rows] == [1, 2, 4]


@pytest.mark.parametrize(
    ("tag", "showing"),
    [("previously-shown", Showing.REPEAT), ("new", Showing.FIRST), ("premiere", Showing.FIRST), ("x", Showing.UNKNOWN)],
)
def test_how_a_programme_of_xmltv_is_shown(tag: str, showing: Showing) -> None:
    programme = f"<programme start='20261127053000' channel='qngtv1'><title>A</title><{tag}/></programme>"
    rows = read_guide(f"<tv>{programme}</tv>".encode(), "qngtv1")
    assert [one.showing for one in programmes(rows)] == [showing]


def of_channel(name: str, display: str = "") -> bytes:
    channel = f"<channel id='{name}'><display-name>{display}</display-name></channel>"
    programme = f"<programme start='20261127053000' channel='{name}'><title>A</title></programme>"
    return f"<tv>{channel}{programme}</tv>".encode()


@pytest.mark.parametrize(("name", "display"), [("QNgTV1", ""), ("qngtv1.vn", ""), ("7", "QNgTV1")])
def test_a_channel_of_xmltv_is_known_by_its_code(name: str, display: str) -> None:
    assert len(read_guide(of_channel(name, display), "qngtv1").rows) == 1


def test_xmltv_of_another_channel_is_refused_by_its_name() -> None:
    with pytest.raises(UnreadableGuide, match=r"của kênh “vtv1\.vn”.*của kênh “qngtv1”"):
        read_guide(of_channel("vtv1.vn", "VTV1"), "qngtv1")


def test_xmltv_without_our_channel_is_refused() -> None:
    with pytest.raises(UnreadableGuide):
        read_guide(b"<tv><programme channel='x'/><programme channel='y'/></tv>", "qngtv1")


BOMB = (
    "<!DOCTYPE tv [" + '<!ENTITY a "aaaaaaaa">' + '<!ENTITY b "&a;&a;&a;&a;">' + "]><tv><programme>&b;</programme></tv>"
)


def zip_of(size: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        b"\x00\x01",
        "Ngày".encode("utf-16"),
        b"a,b,c\n1,2,3\n",
        b"<html/>",
        b"<tv/>",
        BOMB.encode(),
        b"PK\x03\x04broken",
        zip_of(1000),
        zip_of(xlsx_file.MAX_UNPACKED + 1),
        b"x" * (6 * 1024 * 1024),
        b'<!DOCTYPE tv [<!ENTITY x SYSTEM "file:///etc/passwd">]><tv>&x;</tv>',
        ("Ngày,Bắt đầu,Chương trình\n" + "27/11/2026,05:00,A\n" * (MAX_ROWS + 1)).encode(),
    ],
)
def test_what_is_no_guide_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(UnreadableGuide) as refused:
        read_guide(content, "qngtv1")
    assert str(refused.value).endswith(".")


@given(st.binary(max_size=300))
def test_no_bytes_make_a_reader_fail_otherwise(content: bytes) -> None:
    try:
        read_guide(content, "qngtv1")
    except UnreadableGuide:
        pass
