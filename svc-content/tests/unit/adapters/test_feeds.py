"""Feeds of other portals, good and bad."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from svc_content.domain.feed_item import FeedItem, distinct
from svc_content.feeds.parsing import MAX_ITEMS, MAX_TEXT, FeedFault, NotAFeed, _both_ends, parse_feed

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

ELSEWHERE_BASED = ATOM.replace("<entry>", "<entry xml:base='https://khac.example/a/'>")


def read(content: bytes) -> list[FeedItem]:
    return parse_feed(content, "https://bao.example/rss/moi.xml")


def test_an_item_of_rss() -> None:
    [item] = read(RSS.encode())
    assert (item.title, item.link, item.guid) == (
        "Lễ hội Khao lề",
        "https://bao.example/le-hoi",
        "https://bao.example/rss/g-1",
    )
    assert item.html.startswith("<p>Cả bài")
    assert item.published_at == datetime(2026, 11, 27, 1, 0, tzinfo=UTC)


def test_an_item_of_atom_and_no_link_that_runs() -> None:
    [item] = read(ATOM.encode())
    assert (item.title, item.link, item.guid) == ("Bài", "", "urn:1")


@pytest.mark.parametrize(
    ("content", "link"),
    [
        (ATOM.replace("javascript:alert(1)", "/tin/2"), "https://bao.example/tin/2"),
        (ATOM.replace("javascript:alert(1)", "tin/2"), "https://bao.example/rss/tin/2"),
        (ELSEWHERE_BASED.replace("javascript:alert(1)", "2"), "https://khac.example/a/2"),
        (RSS.replace("https://bao.example/le-hoi", "../le-hoi?a=1&amp;b=2"), "https://bao.example/le-hoi?a=1&b=2"),
    ],
)
def test_a_link_is_read_from_where_the_feed_is(content: str, link: str) -> None:
    assert [item.link for item in read(content.encode())] == [link]


@pytest.mark.parametrize("link", ["http://[x", "https://[::1", "http://bao.example:port/tin]["])
def test_an_address_that_nobody_can_read_leads_nowhere(link: str) -> None:
    written = f"<item><title>Tin</title><link>{link}</link><description>d</description></item>"
    [item] = read(f"<rss version='2.0'><channel>{written}</channel></rss>".encode())
    assert distinct([item]) == [item]


def test_a_feed_is_read_to_a_bound() -> None:
    item = "<item><title>Tin</title><description>d</description></item>"
    assert len(read(f"<rss version='2.0'><channel>{item * 500}</channel></rss>".encode())) == MAX_ITEMS


@pytest.mark.parametrize("ending", ["</item>", "</item >", "</rss:item\n>"])
def test_what_is_past_the_bound_is_cut_off_before_it_is_read(ending: str) -> None:
    opening = ending.replace("/", "").strip()
    item = f"{opening}<title>Tin</title><description>d</description>{ending}"
    whole = (
        f"<rss version='2.0' xmlns:rss=''><channel>{item * (2 * MAX_ITEMS + 50)}<ttl>9</ttl></channel></rss>".encode()
    )
    assert _both_ends(whole) == whole.replace((item * 50).encode(), b"", 1)
    assert _both_ends(_both_ends(whole)) == _both_ends(whole)


def dated(number: int) -> str:
    moment = format_datetime(datetime(2026, 11, 27, tzinfo=UTC) + timedelta(hours=number))
    return f"<item><title>Tin {number}</title><description>d</description><pubDate>{moment}</pubDate></item>"


@pytest.mark.parametrize("count", [MAX_ITEMS + 50, 3 * MAX_ITEMS])
@pytest.mark.parametrize("oldest_first", [True, False])
def test_the_newest_are_read_whichever_end_they_stand_at(count: int, oldest_first: bool) -> None:
    items = "".join(map(dated, range(count) if oldest_first else reversed(range(count))))
    newest = [f"Tin {number}" for number in reversed(range(count - MAX_ITEMS, count))]
    assert [item.title for item in read(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())] == newest


@pytest.mark.parametrize("text", ["<description><![CDATA[</item></item>]]></description>", "<!-- </item></item> -->"])
def test_what_only_spells_the_end_of_an_item_does_not_cut_one_off(text: str) -> None:
    items = f"<item><title>Tin</title>{text}<description>d</description></item>" * (MAX_ITEMS + 20)
    assert len(read(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())) == MAX_ITEMS


@pytest.mark.parametrize("opening", [b"<![CDATA[", b"<!--"])
def test_what_is_never_closed_is_looked_through_once(opening: bytes) -> None:
    whole = opening * 500_000
    assert _both_ends(whole) == whole


def test_a_text_is_read_to_a_bound() -> None:
    """What becomes of it is worked out between other requests."""
    written = f"<item><title>Tin</title><description>{'a' * (MAX_TEXT + 1)}</description></item>"
    [item] = read(f"<rss version='2.0'><channel>{written}</channel></rss>".encode())
    assert len(item.summary) == len(item.html) == MAX_TEXT


def test_a_slip_of_a_portal_is_forgiven() -> None:
    assert read(RSS.replace("Tóm tắt", "Bão & lũ").encode())


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
    ("content", "fault"),
    [
        (b"", FeedFault.NOT_A_FEED),
        (b"<html><body>404</body></html>", FeedFault.NOT_A_FEED),
        (b"{}", FeedFault.NOT_A_FEED),
        (BOMB.encode(), FeedFault.UNSAFE),
        (FILE.encode(), FeedFault.UNSAFE),
        (ELSEWHERE.encode(), FeedFault.UNSAFE),
        (
            '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE r [<!ENTITY a "b">]><rss>&a;'.encode("utf-16"),
            FeedFault.UNSAFE,
        ),
        (b"\x1f\x8b\x08\x00gzip", FeedFault.NOT_WELL_FORMED),
    ],
)
def test_what_is_no_feed_or_no_safe_one_is_refused_with_its_reason(content: bytes, fault: FeedFault) -> None:
    with pytest.raises(NotAFeed) as refused:
        read(content)
    assert refused.value.fault is fault


@pytest.mark.slow
def test_a_feed_that_never_closes_its_elements_brings_nothing() -> None:
    assert read(b"<rss version='2.0'>" + b"<a>" * 50_000) == []


@pytest.mark.parametrize("number", ["xD83D", "55357", "x110000", "9" * 400])
def test_a_number_that_is_no_character_costs_one_character(number: str) -> None:
    written = f"<item><title>Bão &#{number}; lũ</title><description>Tin</description></item>"
    [item] = read(f"<rss version='2.0'><channel>{written}</channel></rss>".encode())
    assert item.title == "Bão \N{REPLACEMENT CHARACTER} lũ"
