"""What a province arranges, and where citizens meet it: home, guides, offices, links, open formats."""

import gzip
from xml.etree import ElementTree

from svc_content.catalogue.shipped import shipped
from svc_content.domain.search_ranking import Subject
from svc_content.store.search_documents import SearchDocument
from svc_content.use_cases.entry_events import current_events
from svc_content.use_cases.refresh_arrangement import RefreshArrangement

from .service import MINI_APP, Service, if_match, key, picture, text


async def test_the_home_screen_is_one_small_request(service: Service) -> None:
    for number in range(8):
        await service.publish(title=f"Tin số {number}", summary="Một câu tóm tắt dài vừa phải. " * 8)
    await service.publish(title="Bão số 12", category="thien-tai", warning=True)
    answer = await service.http.get("/v1/home")
    home = answer.json()
    assert [row["title"] for row in home["pinned"]] == ["Bão số 12"]
    assert len(home["news"]) == 6
    assert len(home["utilities"]) == 12
    assert home["utilities"][0]["target"] == {"screen": "search", "path": "/search", "phone": None, "url": None}
    assert len(home["channels"]) == 4
    assert home["hotlines"][0]["phone"] == "112"
    assert len(gzip.compress(answer.content)) < 30_000
    assert (await service.http.get("/v1/home", headers={"If-None-Match": answer.headers["etag"]})).status_code == 304


async def test_a_province_changes_its_home_screen_without_a_release(service: Service) -> None:
    added = await service.arrange(
        "utilities",
        "tour",
        {"label": "Du lịch", "icon": "map", "target": {"url": "https://dulich.example"}},
        position=1,
    )
    assert (added["version"], added["record"][0]["edit"]) == (1, "added")
    assert added["record"][0]["edit_label"] == "Thêm mới"
    assert (await service.get("/v1/home"))["utilities"][0]["label"] == "Du lịch"
    late = {"label": "Muộn", "icon": "map", "target": {"phone": "1022"}}
    await service.arrange("utilities", "tour", late, version=0, status=412)
    hidden = await service.http.put(
        "/v1/staff/content/utilities/tour",
        json={"content": added["content"], "position": 1, "active": False},
        headers={**service.editor, **key(), **if_match(1)},
    )
    assert hidden.json()["record"][-1]["changed"] == ["active"]
    assert (await service.get("/v1/home"))["utilities"][0]["label"] == "Nộp hồ sơ"
    listed = await service.get("/v1/staff/content/utilities?limit=3", service.editor)
    assert listed["items"][0]["key"] == "tour"
    further = await service.get(f"/v1/staff/content/utilities?limit=3&after={listed['next']}", service.editor)
    assert not {row["key"] for row in listed["items"]} & {row["key"] for row in further["items"]}


async def test_a_row_that_cannot_be_is_refused_by_its_fields(service: Service) -> None:
    for target in ({}, {"screen": "home", "phone": "113"}, {"screen": "article"}, {"url": "http://plain.example"}):
        wrong = {"label": "X", "icon": "map", "target": target}
        refused = await service.arrange("utilities", "xx", wrong, status=422)
        assert refused["errors"][0]["field"].startswith("content.target")
    guide = {"topic": "khong-co", "title": "A", "summary": "", "html": "<p>a</p>"}
    assert (await service.arrange("guides", "aa", guide, status=422))["errors"][0]["field"] == "content.topic"
    assert (await service.arrange("organisation", "other", {"name": "A", "description": ""}, status=422))["errors"]
    other = {"name": "A", "medium": "tv", "stream_url": "rtmp://x", "licence_note": "Có"}
    assert (await service.arrange("channels", "aa", other, status=422))["errors"][0]["field"] == "content.stream_url"


async def test_guides_and_questions_by_topic(service: Service) -> None:
    guides = await service.get("/v1/guides?topic=ho-tich")
    assert [row["id"] for row in guides["items"]] == ["khai-sinh", "ket-hon", "tinh-trang-hon-nhan"]
    assert guides["topics"][0]["label"] == "Hộ tịch"
    assert {row["topic_label"] for row in guides["items"]} == {"Hộ tịch"}
    guide = await service.get("/v1/guides/khai-sinh")
    assert "Giấy chứng sinh" in guide["plain_text"]
    assert (await service.get("/v1/guides?procedure=2.000815"))["items"][0]["id"] == "chung-thuc-ban-sao"
    assert len((await service.get("/v1/faq"))["items"]) == 8
    await service.get("/v1/guides/khong-co", status=404)


async def test_guides_and_changed_offices_are_told_of_again_for_services_that_lost_them_with_kafka(
    service: Service,
) -> None:
    office = {"name": "Điểm tiếp nhận lưu động", "level": "commune", "address": "Chợ Cẩm Thành", "hours": "7 giờ"}
    await service.arrange("agencies", "luu-dong", office)
    rows = service.database["entries"]
    assert await service.stores.entries.announce_again(current_events) == 0, "Kafka has yet to take them"
    await rows.update_many({}, {"$set": {"outbox": []}})
    announced = await service.stores.entries.announce_again(current_events)
    again = [found async for found in rows.find({"outbox.0": {"$exists": True}})]
    assert len(again) == announced
    assert {found["_id"] for found in again if found["kind"] == "agencies"} == {"agencies:luu-dong"}
    guides = await rows.count_documents({"kind": {"$in": ["guides", "faq"]}})
    assert announced == guides + 1
    assert {(entry["version"], len(found["outbox"])) for found in again for entry in found["outbox"]} == {(1, 1)}


async def test_offices_are_found_without_marks(service: Service) -> None:
    for typed in ("cam thanh", "camthanh", "UBND phường Cẩm Thành", "ubndphuongcamthanh"):
        found = await service.get(f"/v1/agencies?q={typed}")
        assert [row["id"] for row in found["items"]] == ["21025"], typed
    assert [row["id"] for row in (await service.get("/v1/agencies?q=sotuphap"))["items"]] == ["so-tu-phap"]
    assert (await service.get("/v1/agencies/21025"))["name"] == "Ủy ban nhân dân phường Cẩm Thành"
    assert len((await service.get("/v1/agencies?level=province"))["items"]) == 4
    assert (await service.get("/v1/organisation"))["official_accounts"][0]["oa_id"] == "4000000000000000004"
    assert (await service.get("/v1/hotlines"))["items"][0]["emergency"] is True


async def tell_of(service: Service, subject: Subject, subject_id: str, *, removed: bool = False) -> None:
    """Keep the subject in the search as if another service had said that it is there."""
    now = service.clock.now()
    document = SearchDocument(subject, subject_id, 2 if removed else 1, "Tên", "Lời", "Lời", now, now, removed=removed)
    await service.stores.search_documents.keep(document)


async def test_what_leads_nowhere_is_refused(service: Service) -> None:
    await tell_of(service, Subject.PROCEDURE, "1.001193")
    await tell_of(service, Subject.QUESTION, "que_1")
    await tell_of(service, Subject.QUESTION, "que_2")
    await tell_of(service, Subject.QUESTION, "que_2", removed=True)
    drafted = await service.write()
    there = {
        "article": drafted,
        "procedure": "1.001193",
        "submit": "1.001193",
        "question": "que_1",
        "channel": "qngtv1",
        "agency": "21025",
    }
    gone = {
        "article": "art_khong",
        "procedure": "1.001194",
        "question": "que_2",
        "channel": "kenh-9",
        "guide": "khong-co",
    }
    for found, targets in ((True, there), (False, gone)):
        for screen, subject_id in targets.items():
            row = {"label": "Lũ", "icon": "map", "target": {"screen": screen, "id": subject_id}}
            key_ = f"o-{screen}-{found}".lower()
            answer = await service.arrange("utilities", key_, row, status=200 if found else 422)
            linked = await service.get(f"/v1/links?screen={screen}&id={subject_id}", status=200 if found else 422)
            if not found:
                message = "Không có nội dung mang mã này."
                assert answer["errors"] == [{"field": "content.target.id", "message": message}]
                assert linked["errors"] == [{"field": "id", "message": message}]
    guide = {"topic": "ho-tich", "title": "Khai sinh", "summary": "", "html": "<p>Làm gì</p>"}
    await service.arrange("guides", "khai-sinh-2", {**guide, "procedure_code": "1.001193"})
    refused = await service.arrange("guides", "khai-sinh-3", {**guide, "procedure_code": "9.999999"}, status=422)
    assert [error["field"] for error in refused["errors"]] == ["content.procedure_code"]


async def test_links_codes_and_posters(service: Service) -> None:
    await tell_of(service, Subject.PROCEDURE, "1.001193")
    shown = await service.get("/v1/links?screen=procedure&id=1.001193")
    assert shown["url"] == f"https://zalo.me/s/{MINI_APP}/procedures/1.001193"
    code = await service.http.get(shown["qr_url"])
    assert (code.status_code, code.headers["content-type"]) == (200, "image/svg+xml")
    refused = await service.get("/v1/links?screen=article", status=422)
    assert refused["errors"] == [{"field": "id", "message": "Màn hình này cần mã của nội dung muốn mở."}]
    path = "/v1/staff/links/poster.pdf?screen=feedback&title=Phản ánh hiện trường&text=Gửi ảnh, chúng tôi trả lời."
    poster = await service.http.get(path, headers=service.editor)
    assert poster.status_code == 200, poster.text
    assert poster.content.startswith(b"%PDF-")
    assert (await service.http.get(path)).status_code == 401


async def test_open_formats(service: Service) -> None:
    article_id = await service.publish(
        title="Tin & <tin>", source={"name": "Báo", "url": "https://bao.example/1", "licence": "Thỏa thuận số 1"}
    )
    feed = await service.http.get("/v1/news.rss")
    item = ElementTree.fromstring(feed.content).find("channel/item")
    assert item is not None
    assert (item.findtext("title"), item.findtext("guid"), item.findtext("source")) == (
        "Tin & <tin>",
        article_id,
        "Báo",
    )
    site = ElementTree.fromstring((await service.http.get("/v1/sitemap.xml")).content)
    assert site[0][0].text == f"https://smart.quangngai.gov.vn/v1/news/{article_id}/page"
    described = (await service.http.get("/v1/opensearch.xml")).text
    assert f'type="text/html" template="https://zalo.me/s/{MINI_APP}/search?q={{searchTerms}}"' in described
    assert 'type="application/json"' in described and "/v1/search?q={searchTerms}" in described
    assert "<ShortName>Quảng Ngãi Smart</ShortName>" in described
    assert "<LongName>Ủy ban nhân dân tỉnh Quảng Ngãi</LongName>" in described
    holidays = (await service.http.get("/v1/holidays.ics")).text
    assert "DTSTART;VALUE=DATE:2026" in holidays
    again = await service.http.get("/v1/holidays.ics", headers={"If-None-Match": '"x"'})
    assert again.text == holidays


async def test_before_it_has_read_what_there_is_nobody_is_told_that_there_is_nothing(service: Service) -> None:
    """A process that has just begun, after a kill: refused in vain would be a category that exists."""
    service.arrangement.read = False
    for path in ("/v1/home", "/v1/hotlines", "/v1/search?q=khai sinh"):
        assert (await service.http.get(path)).status_code == 503, path
    draft = {"unit": "province", **text()}
    refused = await service.http.post("/v1/staff/articles", json=draft, headers={**service.writer, **key()})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    service.arrangement.read = True
    assert (await service.http.get("/v1/home")).status_code == 200


async def test_a_banner_makes_no_picture_of_somebody_else_public(service: Service) -> None:
    """A cover of a text that nobody has approved would be there for all."""
    owned = {}
    for who in (service.writer, service.editor):
        sent = await service.http.post(
            "/v1/staff/media", files={"file": ("a.png", picture())}, headers={**who, **key()}
        )
        owned[str(who)] = sent.json()["id"]
    foreign, own = owned.values()
    banner = {"title": "Bão số 12", "image_text": "Bão", "target": {"screen": "news"}}
    refused = await service.arrange("banners", "bao", {**banner, "image": foreign}, status=422)
    assert refused["errors"] == [{"field": "content.image", "message": "Không tìm thấy ảnh đã tải lên."}]
    assert (await service.http.get(f"/v1/media/{foreign}")).status_code == 404
    await service.arrange("banners", "bao", {**banner, "image": own})
    service.editor = service.mint.staff("content_editor@province", staff_id="stf_another_editor")
    await service.arrange("banners", "bao", {**banner, "title": "Bão số 13", "image": own}, version=1)
    assert (await service.http.get(f"/v1/media/{own}")).status_code == 200


async def test_the_times_of_a_banner_have_the_form_of_all_others(service: Service) -> None:
    banner = {"title": "Bão số 12", "image_text": "Bão", "target": {"screen": "news"}}
    shown = await service.arrange("banners", "bao", {**banner, "starts_at": "2026-11-27T01:00:00Z"})
    assert shown["content"]["starts_at"] == "2026-11-27T08:00:00.000+07:00"
    for wrong in (1764000000, "1764000000", "9999-01-01T00:00:00Z"):
        refused = await service.arrange("banners", "bao", {**banner, "ends_at": wrong}, version=1, status=422)
        assert [error["field"] for error in refused["errors"]] == ["content.ends_at"]


async def test_a_banner_takes_a_picture_and_no_paper(service: Service) -> None:
    path = "/v1/staff/links/poster.pdf?screen=feedback&title=Phản ánh&text=Gửi ảnh, chúng tôi trả lời."
    paper = (await service.http.get(path, headers=service.editor)).content
    kept = {}
    for name, content in (("to.pdf", paper), ("anh.png", picture())):
        sent = await service.http.post(
            "/v1/staff/media", files={"file": (name, content)}, headers={**service.editor, **key()}
        )
        assert sent.status_code == 201, sent.text
        kept[name] = sent.json()["id"]
    banner = {"title": "Bão số 12", "image_text": "Bão", "target": {"screen": "news"}}
    await service.arrange("banners", "bao", {**banner, "image": kept["to.pdf"]}, status=422)
    await service.arrange("banners", "bao", {**banner, "image": kept["anh.png"]})


async def test_what_is_shipped_is_told_of_once_however_many_processes_begin(service: Service) -> None:
    """Else the search, which is kept by what is told, would never hear of it."""
    for _ in range(2):
        refresh = RefreshArrangement(service.stores.entries, service.arrangement, service.clock)
        await refresh()
    rows = [entry for entry in shipped(service.clock.now()) if entry.kind in ("guides", "faq")]
    document = await service.outbox("entries")
    assert {kind for kind, _ in document} == {"vn.quangngai.guide.changed.v1"}
    titles = [entry.content["title" if entry.kind == "guides" else "question"] for entry in rows]
    assert sorted(data["title"] for _, data in document) == sorted(titles)
