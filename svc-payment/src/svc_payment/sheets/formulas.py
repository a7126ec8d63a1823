"""What the library that reads a workbook's cells does not tell: formulas that hold no value, which programs leave that
write workbooks without calculating, and cells that show a percentage (``1`` is seen, and was typed, as ``100%``).

Source: ECMA-376 part 1, 18.3.1.4 (c), 18.3.1.40 (f), 18.2.19 (sheet), 18.8.10 (cellXfs) and 18.8.30 (numFmt).
"""

import io
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Set
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from svc_payment.sheets.rows import MAX_COLUMNS

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


_PERCENT_FORMATS = ("9", "10")
"""Those that every workbook has without defining them."""


def percentages(content: bytes, sheet: str) -> Set[tuple[int, int]]:
    """The cells that show a percentage, by row and column, from 0. Raises as ``uncalculated`` does."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        path, styles = _path_of(packed, sheet), _percent_styles(packed)
        if path is None or not styles:  # nearly always, and much faster than to read the sheet as XML
            return frozenset()
        written = packed.read(path)
    found = set()
    for _, element in iterparse(io.BytesIO(written)):
        if _name(element) == "c" and element.get("s") in styles and (place := _place(element)):
            found.add(place)
        if _name(element) in ("c", "row"):
            element.clear()
    return found


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


def uncalculated(content: bytes, sheet: str) -> Mapping[int, Mapping[int, str]]:
    """Each by row and column, from 0. Raises ``KeyError``, ``ParseError`` or ``BadZipFile`` for what is no workbook."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        path = _path_of(packed, sheet)
        if path is None:
            return found
        written = packed.read(path)
    if not _FORMULA.search(written):  # nearly always, and much faster than to read it as XML
        return found
    for _, element in iterparse(io.BytesIO(written)):
        if _name(element) == "c":
            _note(element, found)
        if _name(element) in ("c", "row"):
            element.clear()
    return found


def _note(cell: Element, found: dict[int, dict[int, str]]) -> None:
    members = {_name(member): member.text or "" for member in cell}
    place = _place(cell)
    if "f" in members and not members.get("v") and place is not None:
        row, column = place
        found[row][column] = members["f"]


def _place(cell: Element) -> tuple[int, int] | None:
    """Row and column, from 0; ``None`` where no column is read any more."""
    written = _CELL.fullmatch(cell.get("r", ""))
    if written is None:
        return None
    column = 0
    for letter in written[1]:
        column = column * 26 + ord(letter) - 64
    return (int(written[2]) - 1, column - 1) if column <= MAX_COLUMNS else None


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
