"""The documents themselves: RSS 2.0, sitemap, iCalendar, OpenSearch."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from icalendar import Calendar, Event

from shared.clock import VIETNAM
from svc_content.api.open_formats.site import Site
from svc_content.domain.programme import Programme
from svc_content.store.articles import PublicArticle

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"


def rss(site: Site, articles: Iterable[PublicArticle], labels: Mapping[str, str], links: Mapping[str, str]) -> bytes:
    """Source: https://www.rssboard.org/rss-specification. ``links``: into the app, by article."""
    register_namespace("atom", _ATOM)
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    _text(channel, "title", site.name)
    _text(channel, "link", site.website or site.base)
    _text(channel, "description", site.description)
    _text(channel, "language", "vi")
    SubElement(channel, f"{{{_ATOM}}}link", href=f"{site.base}/v1/news.rss", rel="self", type="application/rss+xml")
    for one in articles:
        content = one.shown.content
        item = SubElement(channel, "item")
        _text(item, "title", content.title)
        _text(item, "link", links[one.id])
        _text(item, "description", content.summary)
        _text(item, "category", labels.get(content.category, content.category))
        _text(item, "pubDate", format_datetime(one.shown.first_at))
        SubElement(item, "guid", isPermaLink="false").text = one.id
        if content.source is not None and content.source.url:
            SubElement(item, "source", url=content.source.url).text = content.source.name
    return _document(root)


def sitemap(site: Site, articles: Iterable[PublicArticle]) -> bytes:
    """Source: https://www.sitemaps.org/protocol.html."""
    register_namespace("", _SITEMAP)
    root = Element(f"{{{_SITEMAP}}}urlset")
    for one in articles:
        url = SubElement(root, f"{{{_SITEMAP}}}url")
        _text(url, f"{{{_SITEMAP}}}loc", site.article(one.id))
        _text(url, f"{{{_SITEMAP}}}lastmod", one.shown.published_at.astimezone(VIETNAM).isoformat(timespec="seconds"))
    return _document(root)


def opensearch(site: Site, search: str) -> bytes:
    """Source: https://github.com/dewitt/opensearch, version 1.1 draft 6, which says how long each text may be.

    ``search``: the app's own screen. A browser offers only what has a page for people (``text/html``).
    """
    register_namespace("", _OPENSEARCH)
    root = Element(f"{{{_OPENSEARCH}}}OpenSearchDescription")
    _text(root, f"{{{_OPENSEARCH}}}ShortName", site.short_name or _whole_words(site.name, 16))
    _text(root, f"{{{_OPENSEARCH}}}LongName", _whole_words(site.name, 48))
    _text(root, f"{{{_OPENSEARCH}}}Description", site.description[:1024])
    _text(root, f"{{{_OPENSEARCH}}}Language", "vi")
    _text(root, f"{{{_OPENSEARCH}}}InputEncoding", "UTF-8")
    for media_type, address in {"text/html": search, "application/json": f"{site.base}/v1/search"}.items():
        SubElement(root, f"{{{_OPENSEARCH}}}Url", type=media_type, template=f"{address}?q={{searchTerms}}")
    return _document(root)


def programmes_calendar(name: str, code: str, programmes: Iterable[Programme], stamp: datetime) -> bytes:
    """Source: RFC 5545."""
    calendar = _calendar(name)
    for programme in programmes:
        event = Event()
        event.add("uid", f"{code}.{programme.starts_at:%Y%m%dT%H%M%SZ}@quangngai-smart")
        event.add("dtstamp", stamp)
        event.add("dtstart", programme.starts_at)
        event.add("dtend", programme.ends_at)
        event.add("summary", programme.title)
        if programme.description:
            event.add("description", programme.description)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def holidays_calendar(days: Iterable[tuple[date, str]], stamp: datetime) -> bytes:
    calendar = _calendar("Ngày nghỉ")
    for day, name in days:
        event = Event()
        event.add("uid", f"holiday.{day.isoformat()}@quangngai-smart")
        event.add("dtstamp", stamp)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", name)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Quang Ngai Smart//svc-content//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    return calendar


def _whole_words(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most + 1].rpartition(" ")[0] or text[:most]


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _document(root: Element) -> bytes:
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))
