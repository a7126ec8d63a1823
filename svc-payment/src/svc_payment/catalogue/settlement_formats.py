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
from svc_payment.domain.reconciliation import Line, LineType
from svc_payment.sheets.rows import Row

_CLOCK = r"(?:[ T](?P<H>\d\d?):(?P<M>\d\d):(?P<S>\d\d))?"
_TIMES = (
    re.compile(r"(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>\d{4})" + _CLOCK, re.ASCII),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)" + _CLOCK, re.ASCII),
    re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)", re.ASCII),
)
"""Patterns, because ``strptime`` took a third of the time that a large file takes."""
_TOTALS = ("tong", "total", "cong", "sum")
_TOTALS_BEGIN = frozenset("tTcCsS")

_folded = lru_cache(maxsize=512)(fold)
"""Of the few words that states and types are told in."""


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
    refund: frozenset[str]
    unit: int

    def lines(self, rows: Iterator[Row]) -> Iterator[Line]:
        """Raises ``UnknownColumns``, ``UnreadableLine`` or what ``rows`` raises. Lines of totals are left out."""
        places = _places(rows, self.columns, optional=("fee", "type", "at", "status"))
        for number, cells in rows:
            row = _Cells(number, cells, places)
            if _is_total(cells) or not row.text("reference") + row.text("transaction"):
                continue
            yield Line(
                number=number,
                type=LineType.REFUND if _folded(row.text("type")) in self.refund else LineType.PAYMENT,
                reference=row.text("reference"),
                transaction=row.text("transaction"),
                amount=row.amount("amount", self.unit),
                fee=row.amount("fee", self.unit) if row.text("fee") else 0,
                paid="status" not in places or _folded(row.text("status")) in self.paid,
                at=row.moment("at"),
                raw=" | ".join(cells)[:500],
            )


def read_formats() -> Mapping[str, SettlementFormat]:
    """By provider."""
    formats = read("settlement_formats.yaml")["formats"]
    return {
        provider: SettlementFormat(
            {name: names for name, names in columns.items() if name not in ("paid", "refund", "unit")},
            frozenset(columns["paid"]),
            frozenset(columns["refund"]),
            columns["unit"],
        )
        for provider, columns in formats.items()
    }


def read_credits(rows: Iterator[Row]) -> Iterator[Credit]:
    """What came in, of a bank's statement. Raises as ``SettlementFormat.lines`` does."""
    columns = read("settlement_formats.yaml")["statement"]
    places = _places(rows, columns, optional=("at",))
    for number, cells in rows:
        row = _Cells(number, cells, places)
        if _is_total(cells) or not row.text("amount") or row.text("amount").startswith("-"):
            continue
        amount = row.amount("amount", 1)
        if amount and not row.text("transaction"):
            raise UnreadableLine(number, "transaction", "")
        if amount:
            yield Credit(row.text("transaction"), amount, row.text("content"), row.moment("at"), number)


@dataclass(frozen=True)
class _Cells:
    number: int
    cells: Sequence[str]
    places: Mapping[str, int]

    def text(self, column: str) -> str:
        place = self.places.get(column)
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""

    def amount(self, column: str, unit: int) -> int:
        try:
            amount = parse_amount(self.text(column))
        except AmountRefused:
            raise UnreadableLine(self.number, column, self.text(column)) from None
        if amount % unit:
            raise UnreadableLine(self.number, column, self.text(column))
        return amount // unit

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
        return None


def _places(rows: Iterator[Row], columns: Mapping[str, Sequence[str]], optional: Sequence[str]) -> Mapping[str, int]:
    _, heading = next(rows, (0, ()))
    known = {_key(text): place for place, text in enumerate(heading)}
    places: dict[str, int] = {}
    for column, names in columns.items():
        found = next((known[_key(name)] for name in names if _key(name) in known), None)
        if found is not None:
            places[column] = found
        elif column not in optional:
            raise UnknownColumns(column, names)
    return places


def _key(text: str) -> str:
    return fold(text).replace(" ", "").replace("_", "")


def _is_total(cells: Sequence[str]) -> bool:
    first = next((cell for cell in cells if cell.strip()), "")
    return first[:1] in _TOTALS_BEGIN and fold(first).split(" ")[0].rstrip(":") in _TOTALS
