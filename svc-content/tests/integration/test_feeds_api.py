"""News of other portals become drafts, each once, whatever the portal sends."""

from typing import cast

from shared.testing_http import plain, serving
from svc_content.api.feed_imports.responses import _UNEXPECTED, failure_label
from svc_content.api.staff_articles.requests import ArticleIn
from svc_content.catalogue.arrangement import Row
from svc_content.catalogue.entry_kinds import Feed
from svc_content.feeds.parsing import MAX_ITEMS, FeedFault
from svc_content.outside.fetcher import Fetcher, FetchFailure, networks
from svc_content.sandbox.reader import SandboxedReader
from svc_content.store.feed_states import FeedState
from svc_content.use_cases.import_due_feeds import ImportDueFeeds
from svc_content.use_cases.import_feed import ImportFeed

from .service import Service, text

ITEM = (
    "<item><title>{t}</title><link>https://bao.example/{n}?utm_source=rss</link><description>{d}</description></item>"
)


def feed(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Báo</title>{''.join(items)}</channel></rss>".encode()


def item(number: int, title: str = "Tin", body: str = "&lt;p&gt;Chữ&lt;script&gt;x&lt;/script&gt;&lt;/p&gt;") -> str:
    return ITEM.format(n=number, t=f"{title} {number}", d=body)


async def arranged(service: Service, url: str) -> None:
    content = {"name": "Báo mẫu", "url": url, "category": "thoi-su", "licence": "Thỏa thuận 01"}
    await service.arrange("feeds", "bao", content)


async def test_what_is_new_becomes_a_draft_with_its_source(service: Service) -> None:
    pages = [feed(item(1), item(2), item(1))]

    def answer(_path: str) -> bytes:
        return plain(pages[-1], "200 OK", 'ETag: "7"')

    async with serving(answer) as base:
        await arranged(service, f"{base}/rss")
        first = await service.http.post("/v1/staff/feed-imports/bao", headers=service.editor)
        assert (first.status_code, first.json()["brought"], first.json()["failure"]) == (200, 2, "")
        pages.append(feed(item(3), item(1), item(2)))
        assert (await service.http.post("/v1/staff/feed-imports/bao", headers=service.editor)).json()["brought"] == 1
    rows = (await service.get("/v1/staff/articles?state=draft", service.writer))["items"]
    assert {row["title"] for row in rows} == {"Tin 1", "Tin 2", "Tin 3"}
    detail = await service.get(f"/v1/staff/articles/{rows[0]['id']}", service.writer)
    assert detail["content"]["html"] == "<p>Chữ</p>"
    assert detail["content"]["source"]["name"] == "Báo mẫu"
    assert detail["content"]["source"]["licence"] == "Thỏa thuận 01"
    assert (await service.get("/v1/news"))["items"] == [], "nothing of it is read before an editor has approved it"


async def test_a_draft_is_corrected_with_the_source_that_came_with_it(service: Service) -> None:
    long_title = item(3, "T" * 250)
    vietnamese = item(1).replace("https://bao.example/1", "https://bao.example/tin-tức/bão-số-12")
    nowhere = "<item><title>Không địa chỉ</title><description>Chữ</description></item>"
    async with serving(lambda _path: plain(feed(vietnamese, nowhere, long_title))) as base:
        await arranged(service, f"{base}/rss")
        await service.http.post("/v1/staff/feed-imports/bao", headers=service.editor)
    rows = (await service.get("/v1/staff/articles?state=draft", service.writer))["items"]
    assert len(rows) == 3
    for row in rows:
        draft = await service.get(f"/v1/staff/articles/{row['id']}", service.writer)
        content = {name: value for name, value in draft["content"].items() if name in ArticleIn.model_fields}
        await service.step(row["id"], "", service.writer, method="PUT", **{**content, "summary": "Đã sửa"})


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Cổng</title>
<entry><title type="html">Tin &amp;amp; bão &lt;i&gt;mới&lt;/i&gt;&lt;script&gt;x&lt;/script&gt; &amp;#x202e;1</title>
<id>urn:1</id><link href="/tin/1"/><author><name>An &amp;amp; &lt;b&gt;Bình&lt;/b&gt;</name></author>
<content type="html">Chữ &lt;img src="/v1/media/fil_01ARZ3NDEKTSV4RRFFQ69G5FAV"&gt;</content></entry>
<entry><title>Dùng thẻ &lt;b&gt; 2 &amp;amp;</title><id>urn:2</id><summary>Chữ</summary></entry></feed>"""


async def test_what_came_reads_as_words_and_says_where_it_is_from(service: Service) -> None:
    async with serving(lambda _path: plain(ATOM.encode())) as base:
        await arranged(service, f"{base}/tin/atom.xml")
        read = await service.http.post("/v1/staff/feed-imports/bao", headers=service.editor)
        assert (read.json()["brought"], read.json()["failure"]) == (2, "")
    rows = (await service.get("/v1/staff/articles?state=draft", service.writer))["items"]
    details = [await service.get(f"/v1/staff/articles/{row['id']}", service.writer) for row in rows]
    drafts = {each["content"]["title"]: each["content"] for each in details}
    assert {*drafts} == {"Tin & bão mới 1", "Dùng thẻ <b> 2 &amp;"}
    first, second = drafts["Tin & bão mới 1"], drafts["Dùng thẻ <b> 2 &amp;"]
    assert (first["author"], first["html"]) == ("An & Bình", "Chữ")
    assert first["source"]["url"] == f"{base}/tin/1"
    assert second["source"]["url"] == f"{base}/tin/atom.xml", "what leads nowhere is found where it came from"


async def test_what_came_is_not_submitted_without_its_source(service: Service) -> None:
    async with serving(lambda _path: plain(feed(item(1)))) as base:
        await arranged(service, f"{base}/rss")
        await service.http.post("/v1/staff/feed-imports/bao", headers=service.editor)
    [row] = (await service.get("/v1/staff/articles", service.writer))["items"]
    await service.step(row["id"], "", service.writer, method="PUT", **text())
    refused = await service.step(row["id"], "submit", service.writer, status=409)
    assert (refused["type"].rpartition(":")[2], refused["title"]) == ("article-without-source", "Thiếu nguồn")


async def test_a_large_feed_is_read_to_its_newest_items(service: Service) -> None:
    async with serving(lambda _path: plain(feed(*(item(number, body="Chữ " * 60) for number in range(8_000))))) as base:
        await arranged(service, f"{base}/rss")
        read = await service.http.post("/v1/staff/feed-imports/bao", headers=service.editor)
    assert (read.json()["brought"], read.json()["failure"]) == (MAX_ITEMS, "")


async def test_a_portal_that_fails_leaves_nothing_behind(service: Service) -> None:
    for answer, reason in (
        (plain(b"<html></html>"), "not_a_feed"),
        (plain(b"x", "500 Oops"), "refused"),
        (plain(b"x" * 100, "200 OK", "Content-Encoding: gzip"), "compressed"),
        (plain(b"", "302 Found", "Location: http://10.0.0.1/"), "inside"),
    ):
        async with serving(lambda _path, answer=answer: answer) as base:
            known = await service.stores.entries.load("feeds", "bao")
            content = {"name": "Báo", "url": f"{base}/rss", "category": "thoi-su", "licence": "Có"}
            await service.arrange("feeds", "bao", content, known.version if known else 0)
            read = await service.http.post("/v1/staff/feed-imports/bao", headers=service.editor)
            assert read.json()["failure"].startswith(reason), read.text
            assert read.json()["failure_label"] == failure_label(reason)
    assert (await service.get("/v1/staff/articles", service.writer))["items"] == []


def test_an_editor_reads_why_a_feed_was_not_read() -> None:
    reasons = [*FetchFailure, *FeedFault, "too-many-requests", "unavailable"]
    assert len({failure_label(reason) for reason in reasons} - {_UNEXPECTED}) == len(reasons)
    assert failure_label("unsafe: EntitiesForbidden") == failure_label(FeedFault.UNSAFE)
    assert failure_label("unexpected") == _UNEXPECTED


async def test_a_feed_that_breaks_its_import_stops_no_other(service: Service) -> None:
    imported = []

    async def importing(feed: Row[Feed], _before: FeedState | None) -> FeedState:
        if feed.key == "bao-a":
            raise RuntimeError("nobody has foreseen it")
        imported.append(feed.key)
        return FeedState(feed.key, service.clock.now())

    for key in ("bao-a", "bao-b"):
        content = {"name": "Báo", "url": "https://bao.example/rss", "category": "thoi-su", "licence": "Có"}
        await service.arrange("feeds", key, content)
    due = ImportDueFeeds(cast("ImportFeed", importing), service.stores.feed_states, service.arrangement, service.clock)
    await due()
    assert imported == ["bao-b"]
    assert (await service.stores.feed_states.all())["bao-a"].failure == "unexpected"


async def test_a_feed_is_asked_as_often_as_its_row_says(service: Service, reader: SandboxedReader) -> None:
    asked = []

    def answer(path: str) -> bytes:
        asked.append(path)
        return plain(feed(item(len(asked))))

    async with serving(answer) as base:
        await arranged(service, f"{base}/rss")
        importing = ImportFeed(
            service.stores.articles, service.stores.feed_states, Fetcher(networks("127.0.0.0/8")), reader, service.clock
        )
        import_due = ImportDueFeeds(importing, service.stores.feed_states, service.arrangement, service.clock)
        await import_due()
        await import_due()
        assert len(asked) == 1
