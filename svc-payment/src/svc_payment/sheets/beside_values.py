"""What the library that reads a workbook's cells does not tell: formulas that hold no value, which programs leave that
write workbooks without calculating, cells that show a percentage (``1`` is seen, and was typed, as ``100%``), and which
rows and columns are hidden.

Source: ECMA-376 part 1, 18.3.1.4 (c), 18.3.1.13 (col), 18.3.1.40 (f), 18.3.1.73 (row), 18.2.19 (sheet), 18.8.10
(cellXfs) and 18.8.30 (numFmt).
"""

import io
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from svc_payment.sheets.rows import MAX_COLUMNS

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_HIDDEN = re.compile(rb"hidden=[\"'](?:1|true)[\"']")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


_PERCENT_FORMATS = ("9", "10")
"""Those that every workbook has without defining them."""


@dataclass(frozen=True)
class Unseen:
    """What cells hold beside their values, by row and column from 0: ``formulas`` of which nothing was calculated,
    which of them show a percentage, and what nobody sees."""

    formulas: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    percentages: Set[tuple[int, int]] = frozenset()
    hidden_rows: Set[int] = frozenset()
    hidden_columns: Set[int] = frozenset()

    def hidden(self, row: int, shown: Sequence[str]) -> str:
        """Whether something of the line ``shown`` is hidden, in words; empty where nothing is."""
        if row in self.hidden_rows and any(shown):
            return f"dòng {row + 1}"
        column = next((place for place in self.hidden_columns if place < len(shown) and shown[place]), None)
        return "" if column is None else f"cột {letter_of(column)}"


def unseen(content: bytes, sheet: str) -> Unseen:
    """Raises ``KeyError``, ``ParseError`` or ``BadZipFile`` for what is no workbook."""
    formulas: dict[int, dict[int, str]] = defaultdict(dict)
    percentages: set[tuple[int, int]] = set()
    rows: set[int] = set()
    columns: set[int] = set()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        path, styles = _path_of(packed, sheet), _percent_styles(packed)
        written = packed.read(path) if path else b""
    # Nearly always, and much faster than to read it as XML.
    if not written or not (styles or _FORMULA.search(written) or _HIDDEN.search(written)):
        return Unseen()
    for _, element in iterparse(io.BytesIO(written)):
        if _name(element) == "c" and (place := _place(element)):
            row, column = place
            if element.get("s") in styles:
                percentages.add(place)
            if (formula := _uncalculated(element)) is not None:
                formulas[row][column] = formula
        if element.get("hidden") in ("1", "true"):
            if _name(element) == "row" and (number := element.get("r", "")).isdecimal():
                rows.add(int(number) - 1)
            if _name(element) == "col":
                last = min(int(element.get("max", "0")), MAX_COLUMNS)
                columns.update(range(int(element.get("min", "1")) - 1, last))
        if _name(element) in ("c", "row"):
            element.clear()
    return Unseen(formulas, percentages, rows, columns)


def _percent_styles(packed: zipfile.ZipFile) -> Set[str]:
    """What cells name as their style, of those that show a percentage."""
    if "xl/styles.xml" not in packed.namelist():
        return frozenset()
    own: set[str | None] = set(_PERCENT_FORMATS)
    with packed.open("xl/styles.xml") as file:
        for _, element in iterparse(file):
            if _name(element) == "numFmt" and "%" in element.get("formatCode", ""):
                own.add(element.get("numFmtId"))
            elif _name(element) == "cellXfs":
                return {str(place) for place, style in enumerate(element) if style.get("numFmtId") in own}
    return frozenset()


def _uncalculated(cell: Element) -> str | None:
    """Its formula, where it holds no value."""
    members = {_name(member): member.text or "" for member in cell}
    return members.get("f") if not members.get("v") else None


def _place(cell: Element) -> tuple[int, int] | None:
    """Row and column, from 0; ``None`` where no column is read any more."""
    written = _CELL.fullmatch(cell.get("r", ""))
    if written is None:
        return None
    column = 0
    for letter in written[1]:
        column = column * 26 + ord(letter) - 64
    return (int(written[2]) - 1, column - 1) if column <= MAX_COLUMNS else None


def letter_of(column: int) -> str:
    """0 → ``A``, 26 → ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _path_of(packed: zipfile.ZipFile, sheet: str) -> str | None:
    """Where the sheet of this name stands in the package."""
    with packed.open("xl/workbook.xml") as file:
        ids = {one.get("name"): one.get(_RELATION) for _, one in iterparse(file) if _name(one) == "sheet"}
    with packed.open("xl/_rels/workbook.xml.rels") as file:
        targets = {one.get("Id"): one.get("Target", "") for _, one in iterparse(file)}
    target = targets.get(ids.get(sheet))
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/") if target else None


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
