"""The two formats of Open311: JSON and XML, by the ending of the path."""

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as Xml

import orjson
from pydantic import BaseModel
from starlette.responses import Response

_TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
FORMATS = tuple(_TYPES)


def split_format(name: str) -> tuple[str, str] | None:
    """``PA-….json`` → the name and its format; ``None`` for another ending."""
    stem, _, ending = name.rpartition(".")
    return (stem, ending) if stem and ending in _TYPES else None


def rows_response(rows: Sequence[BaseModel], names: tuple[str, str], ending: str, status: int = 200) -> Response:
    """``names``: of the whole and of each row, in XML."""
    plain = [row.model_dump(mode="json", exclude_none=True) for row in rows]
    if ending == "json":
        return Response(orjson.dumps(plain), status, media_type=_TYPES["json"])
    root = Xml.Element(names[0])
    for row in plain:
        _fill(Xml.SubElement(root, names[1]), row)
    return Response(_written(root), status, media_type=_TYPES["xml"])


def one_response(one: BaseModel, name: str, ending: str) -> Response:
    plain = one.model_dump(mode="json", exclude_none=True)
    if ending == "json":
        return Response(orjson.dumps(plain), media_type=_TYPES["json"])
    root = Xml.Element(name)
    _fill(root, plain)
    return Response(_written(root), media_type=_TYPES["xml"])


def _fill(element: Xml.Element, members: dict[str, Any]) -> None:
    for name, value in members.items():
        child = Xml.SubElement(element, name)
        if isinstance(value, list):
            for each in value:
                inner = Xml.SubElement(child, name.removesuffix("s"))
                if isinstance(each, dict):
                    _fill(inner, each)
                else:
                    inner.text = str(each)
        elif isinstance(value, bool):
            child.text = str(value).lower()
        else:
            child.text = str(value)


def _written(root: Xml.Element) -> bytes:
    written: bytes = Xml.tostring(root, "utf-8", xml_declaration=True)
    return written
