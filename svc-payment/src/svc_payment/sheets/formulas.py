"""Formulas of a workbook's sheet that hold no value: programs that write workbooks without calculating leave them, and
the library that reads cells shows nothing there.

Source: ECMA-376 part 1, 18.3.1.4 (c), 18.3.1.40 (f) and 18.2.19 (sheet).
"""

import io
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from svc_payment.sheets.rows import MAX_COLUMNS

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


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
    place = _CELL.fullmatch(cell.get("r", ""))
    if "f" not in members or members.get("v") or place is None:
        return
    column = 0
    for letter in place[1]:
        column = column * 26 + ord(letter) - 64
    if column <= MAX_COLUMNS:
        found[int(place[2]) - 1][column - 1] = members["f"]


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
