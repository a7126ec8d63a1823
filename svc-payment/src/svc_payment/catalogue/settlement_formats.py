"""Lines of settlement files and bank statements in our own form; ``settlement_formats.yaml`` names the columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from shared.clock import VIETNAM
from shared.text import fold
from svc_payment.catalogue.data_files import read
from svc_payment.domain.money import AmountRefused, parse_amount
from svc_payment.domain.reconciliation import LeftOut, LeftOutReason, Line, LineType
from svc_payment.sheets.rows import Row

_CLOCK = r"(?:[ T](?P<H>\d\d?):(?P<M>\d\d)(?::(?P<S>\d\d))?)?"
_TIMES = (
    re.compile(r"(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>\d{4})" + _CLOCK, re.ASCII),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)" + _CLOCK, re.ASCII),
    re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)", re.ASCII),
)
"""Patterns, because ``strptime`` took a third of the time that a large file takes."""
COLUMN_LABELS: Mapping[str, str] = {
    "reference": "Mã tham chiếu",
    "transaction": "Mã giao dịch",
    "amount": "Số tiền",
    "fee": "Phí",
    "content": "Nội dung",
    "direction": "Ghi nợ hay ghi có",
    "debit": "Ghi nợ",
    "type": "Loại giao dịch",
    "status": "Trạng thái",
    "at": "Thời gian",
}
"""What people are told of a column without which a file cannot be read."""
_TOTALS = ("tong", "total", "cong", "sum")

_folded = lru_cache(maxsize=512)(fold)
"""Folds the few words in which states and types are told."""


class UnreadableLine(Exception):
    """``row`` and the column that cannot be understood."""

    def __init__(self, row: int, column: str, value: str) -> None:
        super().__init__(row, column)
        self.row = row
        self.column = column
        self.value = value[:60]


class UnknownColumns(Exception):
    """The heading lacks ``column``; any of ``names`` would do."""

    def __init__(self, column: str, names: Sequence[str]) -> None:
        super().__init__(column)
        self.column = column
        self.names = names


class RepeatedHeading(Exception):
    """Two columns bear ``heading``: which of them says what it is, nobody knows."""

    def __init__(self, heading: str) -> None:
        super().__init__(heading)
        self.heading = heading


class NoHeading(Exception):
    """A cell with text under no heading: whatever it says would be lost, such as the thousands behind a comma."""

    def __init__(self, row: int, value: str) -> None:
        super().__init__(row)
        self.row = row
        self.value = value[:60]


@dataclass(frozen=True)
class Credit:
    """What came in on an account."""

    transaction: str
    amount: int
    content: str
    at: datetime | None
    row: int


@dataclass(frozen=True)
class SettlementFormat:
    columns: Mapping[str, Sequence[str]]
    paid: frozenset[str]
    payment: frozenset[str]
    refund: frozenset[str]
    unit: int

    def lines(self, rows: Iterator[Row], left_out: list[LeftOut]) -> Iterator[Line]:
        """Rows that are no lines are added to ``left_out``. Raises ``UnknownColumns``, ``UnreadableLine``,
        ``NoHeading`` or what ``rows`` raises.
        """
        places, headed = _places(rows, self.columns, optional=("fee", "type"), telling=("at", "status"))
        for number, cells in rows:
            row = _Cells(number, cells, places)
            if row.is_total():
                left_out.append(row.left_out(LeftOutReason.TOTALS))
                continue
            row.check_headings(headed)
            if not row.text("reference") + row.text("transaction"):
                left_out.append(row.left_out(LeftOutReason.NO_NUMBER))
                continue
            type = self._type(row)
            yield Line(
                number=number,
                type=type,
                reference=row.text("reference"),
                transaction=row.text("transaction"),
                amount=row.amount("amount", self.unit, signed=type is LineType.REFUND),
                fee=row.amount("fee", self.unit) if row.text("fee") else 0,
                paid="status" not in places or _folded(row.written("status")) in self.paid,
                at=row.time("at"),
                raw=" | ".join(cells)[:500],
            )

    def _type(self, row: "_Cells") -> LineType:
        """A word that nobody understands could be either, such as a chargeback, so it is not guessed."""
        said = _folded(row.text("type"))
        if said in self.refund:
            return LineType.REFUND
        if said and said not in self.payment:
            raise UnreadableLine(row.number, "type", row.text("type"))
        return LineType.PAYMENT


def read_formats() -> Mapping[str, SettlementFormat]:
    """The format of each provider's settlement file, by the provider's name."""
    formats = read("settlement_formats.yaml")["formats"]
    return {
        provider: SettlementFormat(
            {name: names for name, names in columns.items() if name not in ("paid", "payment", "refund", "unit")},
            frozenset(columns["paid"]),
            frozenset(columns["payment"]),
            frozenset(columns["refund"]),
            columns["unit"],
        )
        for provider, columns in formats.items()
    }


def read_credits(rows: Iterator[Row], left_out: list[LeftOut]) -> Iterator[Credit]:
    """What came in, of a bank's statement. Raises, and tells of other rows, as ``SettlementFormat.lines`` does."""
    data = read("settlement_formats.yaml")
    came_in: Mapping[str, bool] = {word: way == "credit" for way, words in data["directions"].items() for word in words}
    places, headed = _places(rows, data["statement"], optional=("at", "debit", "direction"))
    for number, cells in rows:
        row = _Cells(number, cells, places)
        if row.is_total():
            left_out.append(row.left_out(LeftOutReason.TOTALS))
            continue
        row.check_headings(headed)
        written = row.text("amount")
        amount = 0 if not written or written.startswith("-") else row.amount("amount", 1)
        if not (amount and row.came_in(came_in)):
            left_out.append(row.left_out(LeftOutReason.NOT_CREDIT))
            continue
        if not row.text("transaction"):
            raise UnreadableLine(number, "transaction", "")
        yield Credit(row.text("transaction"), amount, row.text("content"), row.moment("at"), number)


@dataclass(frozen=True)
class _Cells:
    number: int
    cells: Sequence[str]
    places: Mapping[str, int]

    def text(self, column: str) -> str:
        place = self.places.get(column)
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""

    def check_headings(self, headed: frozenset[int]) -> None:
        """Raises ``NoHeading``."""
        for place, cell in enumerate(self.cells):
            if place not in headed and cell.strip():
                raise NoHeading(self.number, cell.strip())

    def is_total(self) -> bool:
        """A line of totals bears no transaction's number. A payer's name alone says nothing: the first column of many
        statements is the payer, and Tống is a family name, Công ty how most companies begin.
        """
        if any(map(str.isdigit, self.text("transaction"))):
            return False
        first = next((cell for cell in self.cells if cell.strip()), "")
        return fold(first).split(" ")[0].rstrip(":") in _TOTALS

    def left_out(self, reason: LeftOutReason) -> LeftOut:
        return LeftOut(self.number, reason, " | ".join(self.cells)[:500])

    def came_in(self, words: Mapping[str, bool]) -> bool:
        """What the statement's columns of debits and of directions say. A direction that nobody understands could be
        either, so it is not guessed.
        """
        debit = self.text("debit").strip("- ")
        if debit and self.amount("debit", 1, signed=True):
            return False
        if "direction" not in self.places:
            return True
        credit = words.get(_folded(self.text("direction")))
        if credit is None:
            raise UnreadableLine(self.number, "direction", self.text("direction"))
        return credit

    def written(self, column: str) -> str:
        """Raises ``UnreadableLine`` where nothing is: a file may have been cut off in the middle of a row."""
        if text := self.text(column):
            return text
        raise UnreadableLine(self.number, column, "")

    def amount(self, column: str, unit: int, *, signed: bool = False) -> int:
        """``signed``: what went out may be told with a minus."""
        try:
            amount = parse_amount(self.text(column).removeprefix("-") if signed else self.text(column))
        except AmountRefused:
            raise UnreadableLine(self.number, column, self.text(column)) from None
        if amount % unit:
            raise UnreadableLine(self.number, column, self.text(column))
        return amount // unit

    def time(self, column: str) -> datetime | None:
        """Raises ``UnreadableLine`` where something else than a time is written."""
        found = self.moment(column)
        if found is None and self.text(column):
            raise UnreadableLine(self.number, column, self.text(column))
        return found

    def moment(self, column: str) -> datetime | None:
        text = self.text(column)
        if text.isdecimal() and len(text) == 13:
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        for pattern in _TIMES:
            if found := pattern.fullmatch(text):
                year, month, day, hour, minute, second = (int(found[part] or 0) for part in "ymdHMS")
                try:
                    local = datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM)
                except ValueError:
                    return None
                return local.astimezone(UTC)
        return _with_zone(text)


def _with_zone(text: str) -> datetime | None:
    """An ISO 8601 time that says of which zone it is."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def _places(
    rows: Iterator[Row],
    columns: Mapping[str, Sequence[str]],
    optional: Sequence[str],
    telling: Sequence[str] = (),
) -> tuple[Mapping[str, int], frozenset[int]]:
    """Where each column stands, and which places have a heading at all. Without one of those ``telling`` what is money
    a file is read only if each of its headings is known: another could be that column under a new name."""
    _, heading = next(rows, (0, ()))
    known = {_key(text): place for place, text in enumerate(heading)}
    places: dict[str, int] = {}
    for column, names in columns.items():
        found = next((known[_key(name)] for name in names if _key(name) in known), None)
        if found is not None:
            places[column] = found
            if [_key(text) for text in heading].count(_key(heading[found])) > 1:
                raise RepeatedHeading(heading[found].strip())
        elif column not in optional and (column not in telling or set(known) - _known_keys(columns)):
            raise UnknownColumns(column, names)
    return places, frozenset(place for place, text in enumerate(heading) if text.strip())


def _known_keys(columns: Mapping[str, Sequence[str]]) -> set[str]:
    return {"", *(_key(name) for names in columns.values() for name in names)}


def _key(text: str) -> str:
    return fold(text).replace(" ", "").replace("_", "")
