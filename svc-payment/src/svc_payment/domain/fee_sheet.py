"""A school's sheet of dues: rows of text in, bills out, or every wrong cell by its row and column.

One row is one item of one student in one period; rows of the same student and period make one bill.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum, auto
from itertools import chain, repeat

from shared.text import fold, has_letter, normal, not_for_names, pictures, piles_marks
from svc_payment.domain.bill import MAX_ITEMS, BillItem, check_items, exempt
from svc_payment.domain.money import AmountRefusal, AmountRefused, parse_amount
from svc_payment.domain.old_letters import in_tcvn3, name_in_tcvn3

MAX_ROWS = 20_000
MAX_ERRORS = 200
"""Named in an answer; the rest is counted."""


class Column(StrEnum):
    STUDENT_CODE = "student_code"
    NAME = "name"
    CLASS = "class"
    PERIOD = "period"
    ITEM_CODE = "item_code"
    ITEM = "item"
    QUANTITY = "quantity"
    UNIT_PRICE = "unit_price"
    EXEMPTION = "exemption"
    MANDATORY = "mandatory"
    DUE = "due"


HEADINGS: Mapping[Column, str] = {
    Column.STUDENT_CODE: "Mã học sinh",
    Column.NAME: "Họ và tên",
    Column.CLASS: "Lớp",
    Column.PERIOD: "Kỳ thu",
    Column.ITEM_CODE: "Mã khoản thu",
    Column.ITEM: "Khoản thu",
    Column.QUANTITY: "Số lượng",
    Column.UNIT_PRICE: "Đơn giá",
    Column.EXEMPTION: "Miễn giảm (%)",
    Column.MANDATORY: "Bắt buộc",
    Column.DUE: "Hạn nộp",
}
OPTIONAL = frozenset({Column.QUANTITY, Column.EXEMPTION, Column.MANDATORY})


class CellFault(StrEnum):
    MISSING = auto()
    FORMULA = auto()
    OLD_LETTERS = auto()
    """It is written in TCVN3, and would be read as other letters."""
    TOO_LONG = auto()
    NOT_A_NAME = auto()
    NOT_A_CODE = auto()
    NOT_A_PERIOD = auto()
    OTHER_YEARS = auto()
    """A period or a last day that is years away: a figure of the year was typed wrongly."""
    NOT_A_DATE = auto()
    PAST = auto()
    MADE_A_DATE = auto()
    """A spreadsheet has made a day of it: class 6/1 reads ``01-Jun``."""
    NOT_AN_AMOUNT = auto()
    FRACTION = auto()
    TOO_LARGE = auto()
    NOT_A_QUANTITY = auto()
    NOT_A_PERCENT = auto()
    NOT_YES_OR_NO = auto()
    TWICE = auto()
    """The same item of the same student in the same period stands in an earlier row."""
    OTHER_NAME = auto()
    """Another row gives the same student another name, class or due day."""
    TOO_MANY_ITEMS = auto()
    NOTHING_TO_PAY = auto()
    OTHER_BILL = auto()
    """There is a bill of this student for this period already, with other items."""
    KNOWN_BY_OTHER_NAME = auto()
    """The school's student of this code has another name."""
    EXAMPLE = auto()
    """The example of the template was left in."""
    NO_HEADING = auto()
    """It stands under no heading: whatever it says would be lost, such as the thousands behind a comma."""


class SheetFault(Enum):
    NO_ROWS = auto()
    OLD_LETTERS = auto()
    """The headings are written in TCVN3."""
    NO_HEADING = auto()
    """Nothing of the first row is a column: a title stands above the table, or it is no table at all."""
    TOO_MANY_ROWS = auto()
    COLUMN_MISSING = auto()
    COLUMN_UNKNOWN = auto()
    COLUMN_TWICE = auto()
    MERGED = auto()


class SheetRefused(Exception):
    """The sheet as a whole cannot be read: each fault with the column or the cells that it is about."""

    def __init__(self, *faults: tuple[SheetFault, str]) -> None:
        super().__init__(*faults)
        self.faults = faults


@dataclass(frozen=True)
class CellError:
    """``row`` as the spreadsheet numbers it: the heading is row 1."""

    row: int
    column: Column
    fault: CellFault
    value: str = ""


@dataclass(frozen=True)
class PlannedBill:
    """What one student has to pay in one period; ``row`` is the first that speaks of it.

    Nothing, where the student is exempt from all of it: then the row is right, and there is no bill.
    """

    row: int
    student_code: str
    name: str
    class_name: str
    period: str
    due: date
    items: tuple[BillItem, ...]

    @property
    def total(self) -> int:
        return sum(item.amount for item in self.items)


@dataclass
class _Draft:
    first: "_Row"
    row: int
    items: dict[str, BillItem] = field(default_factory=dict)


@dataclass(frozen=True)
class _Row:
    student_code: str
    name: str
    class_name: str
    period: str
    due: date
    item: BillItem


@dataclass(frozen=True)
class Plan:
    """``bills``: of the students of whom no row is wrong; ``error_count`` counts also those that are not named."""

    bills: tuple[PlannedBill, ...]
    rows: int
    errors: tuple[CellError, ...]
    error_count: int


def columns_of(heading: Sequence[str], known: Mapping[str, Column]) -> list[Column | None]:
    """Which column each place of the heading is; ``known`` has them by their names without accents.

    Raises ``SheetRefused`` with everything that is wrong, in the words of the file.
    """
    if old := next((text for text in heading if in_tcvn3(text)), ""):
        raise SheetRefused((SheetFault.OLD_LETTERS, old[:60]))
    found: list[Column | None] = []
    faults: list[tuple[SheetFault, str]] = []
    for text in heading:
        column = known.get(fold(text)) if text else None
        if text and column is None:
            faults.append((SheetFault.COLUMN_UNKNOWN, text[:60]))
        elif column is not None and column in found:
            faults.append((SheetFault.COLUMN_TWICE, HEADINGS[column]))
        found.append(column)
    if not any(found):
        raise SheetRefused((SheetFault.NO_HEADING, ""))
    missing = [column for column in Column if column not in found and column not in OPTIONAL]
    faults += [(SheetFault.COLUMN_MISSING, HEADINGS[column]) for column in missing]
    if faults:
        raise SheetRefused(*faults)
    return found


def plan(columns: Sequence[Column | None], rows: Iterable[tuple[int, Sequence[str]]], today: date) -> Plan:
    """``rows``: the row's number and its cells, empty rows left out. Raises ``SheetRefused``."""
    errors: list[CellError] = []
    drafts: dict[tuple[str, str], _Draft] = {}
    students: dict[str, tuple[str, str]] = {}
    wrong: set[str] = set()
    count = 0
    last = [column for column in columns if column is not None][-1]
    for number, cells in rows:
        count += 1
        if count > MAX_ROWS:
            raise SheetRefused((SheetFault.TOO_MANY_ROWS, str(MAX_ROWS)))
        values = {column: cell for column, cell in zip(columns, cells, strict=False) if column is not None}
        if outside := _without_heading(columns, cells):
            errors.append(CellError(number, last, CellFault.NO_HEADING, outside[:60]))
            wrong.add(_code(values))
            continue
        found: list[CellError] = []
        row = _read(number, values, today, found)
        errors += found
        if row is None:
            wrong.add(_code(values))
            continue
        known = students.setdefault(row.student_code, (row.name, row.class_name))
        draft = drafts.setdefault((row.student_code, row.period), _Draft(row, number))
        before = len(errors)
        if known != (row.name, row.class_name):
            errors.append(CellError(number, Column.NAME, CellFault.OTHER_NAME, row.name))
        elif draft.first.due != row.due:
            errors.append(CellError(number, Column.DUE, CellFault.OTHER_NAME, row.due.isoformat()))
        elif row.item.code in draft.items:
            errors.append(CellError(number, Column.ITEM_CODE, CellFault.TWICE, row.item.code))
        else:
            draft.items[row.item.code] = row.item
        if len(errors) > before:
            wrong.add(row.student_code)
    if not count:
        raise SheetRefused((SheetFault.NO_ROWS, ""))
    made = [_bill(draft, errors) for draft in drafts.values() if draft.first.student_code not in wrong]
    bills = tuple(bill for bill in made if bill is not None)
    return Plan(bills, count, tuple(sorted(errors, key=lambda error: error.row)[:MAX_ERRORS]), len(errors))


def _as_code(written: str) -> str:
    """A code in capitals, with plain dashes, and without the full stop that was copied with it. A blank inside may or
    may not stand for a dash: it stays, to be refused.
    """
    return normal(written).strip(" .,;:").upper()


def _code(values: Mapping[Column, str]) -> str:
    return _as_code(values.get(Column.STUDENT_CODE, ""))


def _without_heading(columns: Sequence[Column | None], cells: Sequence[str]) -> str:
    """The first cell with text that no column is for."""
    above = chain(columns, repeat(None))
    return next((cell for column, cell in zip(above, cells, strict=False) if column is None and cell.strip()), "")


def _bill(draft: _Draft, errors: list[CellError]) -> PlannedBill | None:
    items = tuple(draft.items.values())
    if len(items) > MAX_ITEMS:
        errors.append(CellError(draft.row, Column.ITEM_CODE, CellFault.TOO_MANY_ITEMS, str(len(items))))
        return None
    if not check_items(items) and not exempt(items):
        errors.append(CellError(draft.row, Column.UNIT_PRICE, CellFault.NOTHING_TO_PAY))
        return None
    first = draft.first
    return PlannedBill(draft.row, first.student_code, first.name, first.class_name, first.period, first.due, items)


STUDENT_CODE = r"[0-9A-Za-z][0-9A-Za-z._-]{0,28}[0-9A-Za-z]"
ITEM_CODE = r"[0-9A-Za-z][0-9A-Za-z_-]{0,19}"
PERIOD = r"20[0-9]{2}-(0[1-9]|1[0-2]|HK[1-3])"
_STUDENT_CODE, _ITEM_CODE, _PERIOD = re.compile(STUDENT_CODE), re.compile(ITEM_CODE), re.compile(PERIOD)
_MONTH_AS_DAY = re.compile(r"(20[0-9]{2}-[0-9]{2})-01(?:[ T]00:00(?::00)?)?")
"""What a spreadsheet makes of ``2026-11`` when somebody types it."""
EXAMPLE = "VI-DU"
"""The student of the template's example: nobody's."""
_DATES = (
    re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"),
    re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]\d{2}:\d{2}[\d:.]*)?"),
)
_MADE_A_DATE = re.compile(r"\d{1,2}-[A-Z][a-z]{2}(?:-\d{2,4})?|\d{4}-\d{2}-\d{2}(?:[ T][\d:.]*)?")
_YEARS_BACK, _YEARS_AHEAD = 5, 2
_FORMULA = ("=", "+", "-", "@")
"""What makes a text a formula to a spreadsheet, also in what others make of our data later."""
_NUMBERS = frozenset({Column.QUANTITY, Column.UNIT_PRICE, Column.EXEMPTION})
_SIGNED = re.compile(r"[+-]\d[\d.,]*%?$")
"""No formula, but a number that is judged by its own rule."""
_YES = {"": True, "x": True, "co": True, "có": True, "1": True, "bat buoc": True, "bắt buộc": True, "true": True}
_NO = {"khong": False, "không": False, "0": False, "tu nguyen": False, "tự nguyện": False, "false": False}


def _read(number: int, values: Mapping[Column, str], today: date, errors: list[CellError]) -> _Row | None:
    faulty: set[Column] = set()

    def fault(column: Column, kind: CellFault) -> None:
        """One for each cell: what is missing is not also misspelt."""
        if column not in faulty:
            errors.append(CellError(number, column, kind, values.get(column, "")[:60]))
        faulty.add(column)

    def text(column: Column, longest: int) -> str:
        value = values.get(column, "").strip()
        if value[:1] in _FORMULA and not (column in _NUMBERS and _SIGNED.match(value)):
            fault(column, CellFault.FORMULA)
        elif not piles_marks(value) and (name_in_tcvn3 if column is Column.NAME else in_tcvn3)(value):
            fault(column, CellFault.OLD_LETTERS)
        elif not value and column not in OPTIONAL:
            fault(column, CellFault.MISSING)
        elif len(value) > longest:
            fault(column, CellFault.TOO_LONG)
        return value

    student_code, name, class_name = (
        _as_code(text(Column.STUDENT_CODE, 30)),
        text(Column.NAME, 100),
        text(Column.CLASS, 30),
    )
    if month := _MONTH_AS_DAY.fullmatch(values.get(Column.PERIOD, "").strip()):
        values = {**values, Column.PERIOD: month[1]}
    period, item_code, item = (
        text(Column.PERIOD, 10).upper(),
        _as_code(text(Column.ITEM_CODE, 20)),
        text(Column.ITEM, 100),
    )
    price, quantity = text(Column.UNIT_PRICE, 30), text(Column.QUANTITY, 10)
    exemption, mandatory, due = text(Column.EXEMPTION, 10), text(Column.MANDATORY, 20), text(Column.DUE, 30)
    if not has_letter(name) or not_for_names(name) or piles_marks(name):
        fault(Column.NAME, CellFault.NOT_A_NAME)
    for column, called in ((Column.CLASS, class_name), (Column.ITEM, item)):
        if pictures(called) or piles_marks(called):
            fault(column, CellFault.NOT_A_NAME)
    if _MADE_A_DATE.fullmatch(class_name):
        fault(Column.CLASS, CellFault.MADE_A_DATE)
    if student_code == EXAMPLE:
        fault(Column.STUDENT_CODE, CellFault.EXAMPLE)
    if not _STUDENT_CODE.fullmatch(student_code):
        fault(Column.STUDENT_CODE, CellFault.NOT_A_CODE)
    if not _ITEM_CODE.fullmatch(item_code):
        fault(Column.ITEM_CODE, CellFault.NOT_A_CODE)
    if not _PERIOD.fullmatch(period):
        fault(Column.PERIOD, CellFault.NOT_A_PERIOD)
    elif not _near(int(period[:4]), today):
        fault(Column.PERIOD, CellFault.OTHER_YEARS)
    day = _date(due)
    if day is None:
        fault(Column.DUE, CellFault.NOT_A_DATE)
    elif day < today:
        fault(Column.DUE, CellFault.PAST)
    elif not _near(day.year, today):
        fault(Column.DUE, CellFault.OTHER_YEARS)
    unit_price = 0
    try:
        unit_price = parse_amount(price)
    except AmountRefused as refused:
        fault(Column.UNIT_PRICE, _AMOUNT_FAULTS[refused.reason])
    if quantity and not (quantity.isascii() and quantity.isdecimal() and 0 < int(quantity) <= 1000):
        fault(Column.QUANTITY, CellFault.NOT_A_QUANTITY)
    percent = exemption.removesuffix("%").strip()
    if percent and not (percent.isascii() and percent.isdecimal() and int(percent) <= 100):
        fault(Column.EXEMPTION, CellFault.NOT_A_PERCENT)
    must = {**_YES, **_NO}.get(mandatory.lower())
    if must is None:
        fault(Column.MANDATORY, CellFault.NOT_YES_OR_NO)
    if faulty or day is None or must is None:
        return None
    bill_item = BillItem(item_code, item, unit_price, int(quantity or 1), int(percent or 0), must)
    return _Row(student_code, " ".join(name.split()), class_name, period, day, bill_item)


def _near(year: int, today: date) -> bool:
    return today.year - _YEARS_BACK <= year <= today.year + _YEARS_AHEAD


def _date(text: str) -> date | None:
    for place, pattern in enumerate(_DATES):
        if match := pattern.fullmatch(text):
            year, month, day = match.groups()[:: 1 if place else -1]
            try:
                return date(int(year), int(month), int(day))
            except ValueError:
                return None
    return None


_AMOUNT_FAULTS = {
    AmountRefusal.NOT_A_NUMBER: CellFault.NOT_AN_AMOUNT,
    AmountRefusal.FRACTION: CellFault.FRACTION,
    AmountRefusal.TOO_LARGE: CellFault.TOO_LARGE,
}
