"""The public list as an Atom feed with GeoRSS points, for news readers and maps.

Sources: RFC 4287; GeoRSS Simple, https://docs.ogc.org/cs/17-002r1/17-002r1.html.
"""

from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree as Xml

from shared.clock import rfc3339
from svc_feedback.api.public_reports.responses import page_of
from svc_feedback.store.public_reports import PublicReport
from svc_feedback.use_cases.rules import Rules

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
ATOM, GEORSS = "http://www.w3.org/2005/Atom", "http://www.georss.org/georss"
_ID = "urn:quangngai-smart:public-reports"


def feed(reports: Sequence[PublicReport], now: datetime, public_url: str, rules: Rules) -> bytes:
    Xml.register_namespace("", ATOM)
    Xml.register_namespace("georss", GEORSS)
    root = Xml.Element(f"{{{ATOM}}}feed")
    _add(root, "id", _ID)
    _add(root, "title", "Phản ánh hiện trường tỉnh Quảng Ngãi")
    _add(root, "updated", rfc3339(max((report.changed_at for report in reports), default=now)))
    author = Xml.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", "Trung tâm điều phối phản ánh hiện trường tỉnh Quảng Ngãi")
    for report in reports:
        entry = Xml.SubElement(root, f"{{{ATOM}}}entry")
        _add(entry, "id", f"urn:quangngai-smart:report:{report.id}")
        _add(entry, "title", report.title)
        link = Xml.SubElement(entry, f"{{{ATOM}}}link")
        link.set("rel", "alternate")
        link.set("href", page_of(report, public_url))
        _add(entry, "published", rfc3339(report.sent_at))
        _add(entry, "updated", rfc3339(report.changed_at))
        _add(entry, "summary", report.text)
        category = Xml.SubElement(entry, f"{{{ATOM}}}category")
        category.set("term", report.category)
        category.set("label", rules.category(report.category).name)
        if report.point:
            point = Xml.SubElement(entry, f"{{{GEORSS}}}point")
            point.text = f"{report.point.latitude} {report.point.longitude}"
    written: bytes = Xml.tostring(root, "utf-8", xml_declaration=True)
    return written


def _add(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, f"{{{ATOM}}}{name}").text = text
