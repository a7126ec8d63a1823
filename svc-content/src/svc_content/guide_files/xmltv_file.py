"""A guide as XMLTV. Source: https://github.com/XMLTV/xmltv/blob/master/xmltv.dtd.

One file may hold many channels: only those named as ours, by its code, are taken. The id of a channel may go on as
that of a site does (``qngtv1.vn``), or the code is one of the names that the file gives it.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from xml.etree.ElementTree import Element

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from shared.clock import VIETNAM
from shared.text import nfc
from svc_content.domain.programme import Programme, Showing
from svc_content.guide_files.rows import MAX_ROWS, YEARS, Counted, GuideRow, GuideRows, RowFault, UnreadableGuide

_SHOWINGS = {"previously-shown": Showing.REPEAT, "premiere": Showing.FIRST, "new": Showing.FIRST}
FARTHEST_ZONE = timedelta(hours=14)
_TIME = re.compile(r"(\d{12})(\d{2})?\s*(?:([+-])(\d{2}):?(\d{2})|(?:UTC|GMT|Z))?")


def read_xmltv(content: bytes, channel: str) -> GuideRows:
    """The programmes of ``channel``. Raises ``UnreadableGuide``."""
    try:
        # The document type that XMLTV files name is not fetched; one that declares entities is refused.
        root = defusedxml.ElementTree.fromstring(content, forbid_entities=True, forbid_external=True)
    except (DefusedXmlException, defusedxml.ElementTree.ParseError, ValueError, LookupError):
        raise UnreadableGuide("Tệp XMLTV không đọc được, hoặc có khai báo không được phép.") from None
    if root.tag != "tv":
        raise UnreadableGuide("Tệp không phải là lịch phát sóng XMLTV.")
    elements = root.findall("programme")
    named = _ids_called(root, channel)
    ours = [
        (number, element)
        for number, element in enumerate(elements, 1)
        if _is_called(_channel(element), channel) or _channel(element) in named
    ]
    if not ours:
        others = ", ".join(f"“{other[:40]}”" for other in sorted({*map(_channel, elements)})[:5])
        said = f"Tệp là của kênh {others}, không" if others else "Tệp không"
        raise UnreadableGuide(f"{said} có chương trình nào của kênh “{channel}”.")
    if len(ours) > MAX_ROWS:
        raise UnreadableGuide(f"Tệp có hơn {MAX_ROWS} chương trình. Hãy chia thành nhiều tệp.")
    rows = GuideRows(counted=Counted.PROGRAMME)
    for (number, element), following in zip_longest(ours, (element for _, element in ours[1:])):
        try:
            programme = _programme(element, following)
            rows.rows.append(GuideRow(number, programme))
        except ValueError as error:
            rows.faults.append(RowFault(number, str(error)))
    return rows


def _channel(programme: Element) -> str:
    return programme.get("channel", "")


def _is_called(name: str, channel: str) -> bool:
    return channel in (name.casefold(), name.casefold().partition(".")[0])


def _ids_called(root: Element, channel: str) -> set[str]:
    """The ids that the file gives to what it calls by the code of ``channel``."""
    return {
        element.get("id", "")
        for element in root.findall("channel")
        for name in element.findall("display-name")
        if _is_called("".join(name.itertext()).strip(), channel)
    }


def _programme(element: Element, following: Element | None) -> Programme:
    start = _moment(element.get("start"))
    stop = element.get("stop") or (following.get("start") if following is not None else None)
    end = _moment(stop) if stop else start + timedelta(minutes=30)
    title = _text(element, "title")
    if not title:
        raise ValueError("Thiếu tên chương trình.")
    showing = next((showing for tag, showing in _SHOWINGS.items() if element.find(tag) is not None), Showing.UNKNOWN)
    return Programme(start, end, title[:200], showing, _text(element, "category")[:60], _text(element, "desc")[:1000])


def _moment(value: str | None) -> datetime:
    match = _TIME.fullmatch((value or "").strip())
    unreadable = ValueError(f"Thời điểm “{(value or '')[:30]}” không đọc được.")
    if match is None:
        raise unreadable
    try:
        local = datetime.strptime(match[1], "%Y%m%d%H%M")  # noqa: DTZ007 the zone follows
    except ValueError:
        raise unreadable from None
    offset = timedelta(hours=int(match[4] or 0), minutes=int(match[5] or 0))
    if local.year not in YEARS or offset > FARTHEST_ZONE:
        raise unreadable
    if match[3]:
        return (local - offset if match[3] == "+" else local + offset).replace(tzinfo=UTC).astimezone(VIETNAM)
    if (value or "").rstrip().endswith(("UTC", "GMT", "Z")):
        return local.replace(tzinfo=UTC).astimezone(VIETNAM)
    return local.replace(tzinfo=VIETNAM)


def _text(element: Element, name: str) -> str:
    return nfc(" ".join(_texts(element, name)))


def _texts(element: Element, name: str) -> Iterator[str]:
    found = element.find(name)
    if found is not None:
        yield from " ".join(found.itertext()).split()
