"""Feeds of other portals, good and bad."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from svc_content.domain.feed_item import distinct
from svc_content.feeds.parsing import MAX_ITEMS, MAX_TEXT, NotAFeed, parse_feed

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Báo</title>
<item><title>Lễ hội  Khao lề</title><link>https://bao.example/le-hoi</link><guid>g-1</guid>
<description>Tóm tắt</description><content:encoded><![CDATA[<p>Cả bài <script>x</script></p>]]></content:encoded>
<pubDate>Fri, 27 Nov 2026 08:00:00 +0700</pubDate><author>An</author></item>
<item><title></title><description>không tên</description></item>
<item><title>Chỉ có tên</title></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title>Bài</title><id>urn:1</id>
<link href="javascript:alert(1)"/><summary>s</summary><updated>2026-11-27T01:00:00Z</updated></entry></feed>"""


def test_an_item_of_rss() -> None:
    [item] = parse_feed(RSS.encode())
    assert (item.title, item.link, item.guid) == ("Lễ hội Khao lề", "https://bao.example/le-hoi", "g-1")
    assert item.html.startswith("<p>Cả bài")
    assert item.published_at == datetime(2026, 11, 27, 1, 0, tzinfo=UTC)


def test_an_item_of_atom_and_no_link_that_runs() -> None:
    [item] = parse_feed(ATOM.encode())
    assert (item.title, item.link, item.guid) == ("Bài", "", "urn:1")


@pytest.mark.parametrize("link", ["http://[x", "https://[::1", "http://bao.example:port/tin]["])
def test_an_address_that_nobody_can_read_leads_nowhere(link: str) -> None:
    written = f"<item><title>Tin</title><link>{link}</link><description>d</description></item>"
    [item] = parse_feed(f"<rss version='2.0'><channel>{written}</channel></rss>".encode())
    assert distinct([item]) == [item]


def test_a_feed_is_read_to_a_bound() -> None:
    item = "<item><title>Tin</title><description>d</description></item>"
    assert len(parse_feed(f"<rss version='2.0'><channel>{item * 500}</channel></rss>".encode())) == MAX_ITEMS


def test_a_text_is_read_to_a_bound() -> None:
    """What becomes of it is worked out between other requests."""
    item = f"<item><title>Tin</title><description>{'a' * (MAX_TEXT + 1)}</description></item>"
    [read] = parse_feed(f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
    assert len(read.summary) == len(read.html) == MAX_TEXT


def test_a_slip_of_a_portal_is_forgiven() -> None:
    assert parse_feed(RSS.replace("Tóm tắt", "Bão & lũ").encode())


BOMB = (
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {after} "&{before};&{before};">' for before, after in pairwise("abcdefghi"))
    + "]><rss version='2.0'><channel><item><title>&i;</title></item></channel></rss>"
)
FILE = (
    '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<rss version="2.0"><channel><title>&x;</title></channel></rss>'
)
ELSEWHERE = (
    '<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd" [<!ENTITY % p SYSTEM "http://127.0.0.1/">%p;]><rss version="2.0"/>'
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>404</body></html>",
        b"{}",
        BOMB.encode(),
        FILE.encode(),
        ELSEWHERE.encode(),
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE r [<!ENTITY a "b">]><rss>&a;'.encode("utf-16"),
        b"\x1f\x8b\x08\x00gzip",
    ],
)
def test_what_is_no_feed_or_no_safe_one_is_refused(content: bytes) -> None:
    with pytest.raises(NotAFeed):
        parse_feed(content)


@pytest.mark.slow
def test_a_feed_that_never_closes_its_elements_brings_nothing() -> None:
    assert parse_feed(b"<rss version='2.0'>" + b"<a>" * 50_000) == []


@pytest.mark.parametrize("number", ["xD83D", "55357", "x110000", "9" * 400])
def test_a_number_that_is_no_character_costs_one_character(number: str) -> None:
    item = f"<item><title>Bão &#{number}; lũ</title><description>Tin</description></item>"
    [read] = parse_feed(f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
    assert read.title == "Bão \N{REPLACEMENT CHARACTER} lũ"
